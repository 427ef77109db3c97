"""A member's own work-search record: what it says of each thing done, week by week. Pure values and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from bot.domain.calendar import LAST_DAY, week_of
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, NOTE, fitting

LIMITS = {"employer": LINE, "title": LINE, "phone_or_web": LINE, "position": LINE, "result": LINE, "proof_note": NOTE}


@dataclass(frozen=True)
class Details:
    """What offices ask for beyond what one did, when and with whom; all of it optional, and encrypted as one."""

    employer: str = ""  # or event
    title: str = ""  # of whoever it was with
    phone_or_web: str = ""
    position: str = ""
    result: str = ""
    proof_note: str = ""

    @staticmethod
    def of(stored: dict[str, str]) -> Details:
        """As the row has it; an empty one of a row without."""
        return Details(**{name: str(stored.get(name, "")) for name in LIMITS})


NOTHING = Details()


@dataclass(frozen=True)
class Entry:
    """A line of the record. `in_person` is None where nobody said how it was."""

    on: date
    activity: str
    with_whom: str
    in_person: bool | None
    companies: str
    details: Details

    @property
    def employer(self) -> str:
        """The employer or event; where it was not named, the companies that came up."""
        return self.details.employer or self.companies


@dataclass(frozen=True)
class Record:
    """What somebody (`name`) did in whole weeks, the earliest first. `until_on` is the last Sunday."""

    name: str
    from_on: date
    until_on: date
    entries: Sequence[Entry]


def stored(details: Details) -> dict[str, str]:
    """As the row keeps it: without what is empty. Raises InvalidInputError (the field's own name) if it is too long."""
    fitted = {name: fitting(name, written, LIMITS[name]) for name, written in asdict(details).items()}
    return {name: written for name, written in fitted.items() if written}


def whole_weeks(first: date | None, last: date | None) -> tuple[date, date]:
    """From the Monday of the first day's week to the Sunday of the last day's. Raises InvalidInputError."""
    if first is None:
        raise InvalidInputError("first", "Choose a day.")
    if last is None:
        raise InvalidInputError("last", "Choose a day.")
    if last < first:
        raise InvalidInputError("last", "This is before the first week. Choose that week or a later one.")
    return week_of(first), week_of(last) + LAST_DAY
