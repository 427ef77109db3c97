"""What a member may write about themselves. All of it is optional."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from urllib.parse import urlsplit

from bot.domain.errors import InvalidInputError

LONGEST_TEXT, LONGEST_WORD, LONGEST_LINK = 300, 80, 300


@dataclass(frozen=True)
class Profile:
    """What buddies read of a member. Working hours are wall times in the member's zone, which comes from Slack.

    `targeting_kept`: what they are targeting is shown in the program `targeting_program_id` alone.
    """

    targeting: str = ""
    offers: str = ""
    asks: str = ""
    school: str = ""
    employer: str = ""
    field: str = ""
    city: str = ""
    link: str = ""
    works_from: time = time(9)
    works_until: time = time(17)
    targeting_kept: bool = False
    targeting_program_id: int | None = None

    def shown_in(self, program_id: int) -> Profile:
        """As people of this program read it."""
        is_shown = not self.targeting_kept or self.targeting_program_id == program_id
        return self if is_shown else replace(self, targeting="")

    def check(self) -> None:
        """Raises InvalidInputError for a text too long, a link that is none, a day that ends before it begins."""
        for name in ("targeting", "offers", "asks"):
            _require(len(getattr(self, name)) <= LONGEST_TEXT, name, f"At most {LONGEST_TEXT} characters.")
        for name in ("school", "employer", "field", "city"):
            _require(len(getattr(self, name)) <= LONGEST_WORD, name, f"At most {LONGEST_WORD} characters.")
        _require(not self.link or _is_link(self.link), "link", "Write a whole address, beginning with https://")
        _require(self.works_from < self.works_until, "works_until", "The day's end comes after its beginning.")


def _is_link(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    fits = len(written) <= LONGEST_LINK and not any(character in written for character in "<>| \n\t")
    return fits and parts.scheme in ("http", "https") and bool(parts.hostname)


def _require(holds: bool, field: str, message: str) -> None:  # noqa: FBT001  # the condition reads first
    if not holds:
        raise InvalidInputError(field, message)
