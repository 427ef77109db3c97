"""Tokens at rest: Fernet (AES-128-CBC with HMAC-SHA256), several keys so that they can be changed."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import UserError


class SealError(UserError):
    """A key or a sealed value cannot be used; the message says what to do."""


class Seal:
    """Seals with the first key, opens with any of them."""

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])
        except ValueError:
            raise SealError("KITH_TOKEN_KEYS: each key is 44 characters of base64; `kith keys new` makes one") from None

    def close(self, token: str) -> str:
        """Encrypt."""
        return self._fernet.encrypt(token.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt. Raises SealError where no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealError(
                "KITH_TOKEN_KEYS: none of the keys opens a stored token; add the key it was sealed with"
            ) from None

    def renew(self, sealed: str) -> str:
        """The same token, sealed with the first key. Raises SealError where no key fits."""
        return self.close(self.open(sealed))


def new_key() -> str:
    """A fresh key, to be put first in KITH_TOKEN_KEYS."""
    return Fernet.generate_key().decode()
