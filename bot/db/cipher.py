"""Encryption at rest: Fernet (AES-128-CBC with HMAC-SHA256), with several keys so that they can be changed.

The keys come from KITH_TOKEN_KEYS. An SQLite file may do without: its keys are then in a file beside it, which the
first encryption makes, and which only its owner may read.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


class CipherError(UserError):
    """A key or an encrypted value cannot be used; the message says what to do."""


class Cipher:
    """Encrypts with the first key and decrypts with any of them. Raises CipherError for keys that are none."""

    def __init__(self, keys: str, *, source: str = "KITH_TOKEN_KEYS") -> None:
        self.source = source
        self._use(keys)

    def _use(self, keys: str) -> None:
        try:
            fernets = [Fernet(key.strip()) for key in keys.split(",") if key.strip()]
            self._first, self._fernet = fernets[0], MultiFernet(fernets)
        except (ValueError, IndexError):
            raise CipherError(
                f"{self.source}: each key is 44 characters of base64; `kith keys new` makes one"
            ) from None

    def encrypt(self, words: str) -> str:
        """Encrypt with the first key."""
        return self._first.encrypt(words.encode()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The words themselves. Raises CipherError if no key fits."""
        try:
            return self._fernet.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            raise CipherError(
                f"{self.source}: none of the keys decrypts what is stored; add the key it was encrypted with"
            ) from None

    def is_newest(self, encrypted: str) -> bool:
        """Whether the first key decrypts it."""
        try:
            self._first.decrypt(encrypted.encode())
        except InvalidToken:
            return False
        return True


class KeyFile(Cipher):
    """Keys in a file of their own. It is read anew when it changes, so that keys rotate while Kith runs."""

    def __init__(self, path: Path) -> None:
        self.path, self.source, self._seen = path, str(path), (0, 0)

    def encrypt(self, words: str) -> str:
        """As Cipher's; the first time, it makes the file. Raises CipherError if the file was there and is gone."""
        if not any(self._seen) and not self.path.exists():
            self._make()
        self._read()
        return super().encrypt(words)

    def decrypt(self, encrypted: str) -> str:
        """As Cipher's. Raises CipherError if the file is gone."""
        self._read()
        return super().decrypt(encrypted)

    def is_newest(self, encrypted: str) -> bool:
        """As Cipher's."""
        self._read()
        return super().is_newest(encrypted)

    def add_key(self) -> None:
        """Put a new key first. Those before it stay: until all is encrypted anew, something needs them."""
        self._written(",".join([new_key(), *self._keys()])).replace(self.path)

    def drop_old_keys(self) -> None:
        """Once all is encrypted with the first key. The one before it stays: a process may have just used it."""
        self._written(",".join(self._keys()[:2])).replace(self.path)

    def _keys(self) -> list[str]:
        self._read()
        return self.path.read_text().strip().split(",")

    def _read(self) -> None:
        try:
            found = self.path.stat()
            seen = (found.st_mtime_ns, found.st_ino)
            if seen != self._seen:
                self._use(self.path.read_text())
                self._seen = seen
        except FileNotFoundError:
            raise CipherError(
                f"{self.path} is missing, and with it the keys to what is stored: put it back from your backup"
            ) from None

    def _make(self) -> None:
        """Two processes that start at once agree on one key: the link is made by one of them."""
        made = self._written(new_key())
        try:
            os.link(made, self.path)
        except FileExistsError:
            pass
        finally:
            made.unlink()

    def _written(self, keys: str) -> Path:
        path = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{keys}\n")
            file.flush()
            os.fsync(file.fileno())  # what is encrypted with them must not outlive them
        return path


def new_key() -> str:
    """A fresh key, to be put first in KITH_TOKEN_KEYS."""
    return Fernet.generate_key().decode()


def cipher_for(url: URL, keys: str | None) -> Cipher | None:
    """The cipher of a database: by these keys, else by the key file of an SQLite file. None for PostgreSQL without.

    A key file that is there still decrypts what was encrypted before there were these keys.
    """
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    if keys:
        older = f",{key_file(url).read_text()}" if is_file and key_file(url).exists() else ""
        return Cipher(f"{keys}{older}")
    if url.get_backend_name() != "sqlite":
        return None
    return KeyFile(key_file(url)) if is_file else Cipher(new_key())


def key_file(url: URL) -> Path:
    """Where the keys of an SQLite file are, if KITH_TOKEN_KEYS does not give them."""
    return Path(f"{url.database}.keys")
