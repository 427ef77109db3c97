"""What a member could write to their own people: read from their profile and log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LOOKS_BACK = timedelta(days=31)
MOST = 3  # lines of each kind


@dataclass(frozen=True)
class OwnUpdate:
    """The member's own words; empty where they wrote none. The latest lines come first."""

    targeting: str
    learned: tuple[str, ...]
    ask: str
    thanks: tuple[str, ...]
