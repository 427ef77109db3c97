"""Identifiers as Slack writes them: a kind's letter and ten capitals or digits, the same in every run."""

import hashlib
import itertools

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Deals out ids that differ from each other and, for the same seed, repeat from run to run."""

    def __init__(self, seed: str = "sandbox") -> None:
        self._seed = seed
        self._count = itertools.count(1)

    def new(self, prefix: str) -> str:
        """`prefix` and ten characters, for instance `U0A7K2M9QX1`."""
        digest = hashlib.sha256(f"{self._seed}:{prefix}:{next(self._count)}".encode()).digest()
        return prefix + "0" + "".join(_ALPHABET[byte % 36] for byte in digest[:9])

    def secret(self, prefix: str, length: int = 32) -> str:
        """A made-up token or secret: it opens nothing outside this process."""
        digest = hashlib.sha256(f"{self._seed}:secret:{prefix}:{next(self._count)}".encode()).hexdigest()
        return prefix + digest[:length]
