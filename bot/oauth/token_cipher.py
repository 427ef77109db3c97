"""Tokens at rest: Fernet (AES-128-CBC with HMAC-SHA256), several keys so that they can be changed."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import UserError


class TokenCipherError(UserError):
    """A key or an encrypted value cannot be used; the message says what to do."""


class TokenCipher:
    """Encrypts with the first key and decrypts with any of them."""

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])
        except ValueError:
            raise TokenCipherError(
                "KITH_TOKEN_KEYS: each key is 44 characters of base64; `kith keys new` makes one"
            ) from None

    def encrypt(self, token: str) -> str:
        """Encrypt a token with the first key."""
        return self._fernet.encrypt(token.encode()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The token itself. Raises TokenCipherError if no key fits."""
        try:
            return self._fernet.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            raise TokenCipherError(
                "KITH_TOKEN_KEYS: none of the keys decrypts a stored token; add the key it was encrypted with"
            ) from None

    def reencrypt(self, encrypted: str) -> str:
        """The same token, encrypted with the first key. Raises TokenCipherError if no key fits."""
        return self.encrypt(self.decrypt(encrypted))


def new_key() -> str:
    """A fresh key, to be put first in KITH_TOKEN_KEYS."""
    return Fernet.generate_key().decode()
