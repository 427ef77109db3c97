"""Slack's signature of a request (docs.slack.dev/authentication/verifying-requests-from-slack), over its raw bytes.

The SDK's verifier raises on timestamps that are no numbers and on bodies that are no UTF-8; nothing raises here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

FRESH_SECONDS = 300
_TIMESTAMP, _SIGNATURE = re.compile(rb"[0-9]{1,12}"), re.compile(rb"v0=[0-9a-f]{64}")


@dataclass(frozen=True)
class Signature:
    """A well-formed signature: when it was made, and its hexadecimal digits."""

    timestamp: bytes
    digest: bytes

    @staticmethod
    def of(headers: Iterable[tuple[bytes, bytes]], *, now: datetime) -> Signature | None:
        """The signature among raw headers (names in small letters); None where it is not fresh, or not there once."""
        named: dict[bytes, list[bytes]] = {b"x-slack-request-timestamp": [], b"x-slack-signature": []}
        for name, value in headers:
            if name in named:
                named[name].append(value)
        match list(named.values()):
            case [[timestamp], [digest]] if _TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(digest):
                is_fresh = abs(now.timestamp() - int(timestamp)) <= FRESH_SECONDS
                return Signature(timestamp, digest) if is_fresh else None
        return None

    def is_of(self, body: bytes, *, secret: str) -> bool:
        """Whether whoever knows the secret signed these bytes."""
        made = hmac.new(secret.encode(), b"v0:%b:%b" % (self.timestamp, body), hashlib.sha256).hexdigest()
        return hmac.compare_digest(b"v0=" + made.encode(), self.digest)
