"""How a search ended: the kind, how it came, and what its member says of it. Pure values and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting
from bot.domain.trails import SharedStep


class LandingKind(StrEnum):
    """What a search ended in."""

    EMPLOYED = "employed"
    INTERNSHIP = "internship"
    SERVICE = "service"
    STUDY = "study"
    OWN_BUSINESS = "own_business"
    STOPPED = "stopped"  # they stopped looking

    @property
    def is_good_news(self) -> bool:
        """Whether it is something to tell the channel."""
        return self is not LandingKind.STOPPED


class Source(StrEnum):
    """Through what it came."""

    CONTACT = "contact"
    EVENT = "event"
    BUDDY = "buddy"  # somebody whom Kith introduced
    NONE = "none"  # none of these


class Shared(StrEnum):
    """How its member passed their trail on to the program; without a value it is theirs alone."""

    NAMED = "named"
    UNNAMED = "unnamed"


@dataclass(frozen=True)
class Came:
    """What it came through: one of their people, or an event that they logged; with neither, none of these."""

    contact_id: int | None = None
    checkin_id: int | None = None

    def value(self) -> str:
        """As a form carries it."""
        if self.contact_id is not None:
            return f"contact:{self.contact_id}"
        return f"event:{self.checkin_id}" if self.checkin_id is not None else str(Source.NONE)

    @staticmethod
    def read(value: str) -> Came:
        """What `value` wrote. Raises InvalidInputError (`came`) for anything else."""
        kind, _, number = value.partition(":")
        if value in ("", Source.NONE):
            return Came()
        if kind not in ("contact", "event") or not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise InvalidInputError("came", "Choose one of the list.")
        return Came(contact_id=int(number)) if kind == "contact" else Came(checkin_id=int(number))


NONE_OF_THESE = Came()


@dataclass(frozen=True)
class Landing:
    """What a member says of it. Role and who helped are encrypted."""

    kind: LandingKind = LandingKind.EMPLOYED
    role: str = ""
    starts_on: date | None = None
    came: Came = NONE_OF_THESE
    helped: str = ""


@dataclass(frozen=True)
class Offered:
    """What it may have come through: (id, name, whether a buddy) and (id, activity, day), the latest first."""

    people: tuple[tuple[int, str, bool], ...] = ()
    events: tuple[tuple[int, str, date], ...] = ()


@dataclass(frozen=True)
class MyLanding:
    """A member's own landing in a program."""

    program_id: int
    program: str
    landed_on: date
    landing: Landing
    is_mentor: bool = False  # they stay as one: members can still ask them
    may_be_asked: bool = False  # whether they can help somebody, now and then


@dataclass(frozen=True)
class SharedTrail:
    """A trail that somebody passed on; `slack_user_id` only where they may be named."""

    program: str
    kind: LandingKind
    steps: tuple[SharedStep, ...]
    slack_user_id: str | None = None


def checked(landing: Landing) -> Landing:
    """Without white space around. Raises InvalidInputError (the field's own name) for what is too long."""
    role, helped = fitting("role", landing.role, LINE), fitting("helped", landing.helped, LINE)
    return Landing(landing.kind, role, landing.starts_on, landing.came, helped)
