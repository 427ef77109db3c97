"""Acts that people record, and how weeks went. Pure values and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import LAST_DAY, week_of
from bot.domain.errors import InvalidInputError
from bot.domain.follow_ups import Outcome
from bot.domain.goals import Choice
from bot.domain.lengths import LINE, fitting
from bot.domain.work_search import NOTHING, Details

CLICKED = "click:"  # how the source of an act begins that was added by one click
CONTACTS = 20  # new people in one check-in
LOOK_BACK = timedelta(days=365)  # how far back a check-in can be dated


@dataclass(frozen=True)
class Act:
    """What a person records of one act. Everything but activity and date is optional."""

    activity_id: int
    done_on: date
    with_whom: str = ""
    in_person: bool | None = None
    new_contacts: tuple[str, ...] = ()
    companies: str = ""
    advice: str = ""
    thanks: str = ""
    thanks_to: str = ""  # a Slack user id
    thanks_shared: bool = False
    follow_up_on: date | None = None
    follow_up_note: str = ""
    details: Details = NOTHING

    @property
    def is_short(self) -> bool:
        """Whether it says no more than what, when and with whom."""
        return self == Act(self.activity_id, self.done_on, self.with_whom)


@dataclass(frozen=True)
class LogEntry:
    """One of a person's own check-ins, as their log shows it."""

    checkin_id: int
    program_id: int
    program: str
    activity: str
    act: Act
    outcome: Outcome | None = None  # of its follow-up


@dataclass(frozen=True)
class Catalogue:
    """What can be logged in one of a person's programs, in the program's order."""

    program_id: int
    program: str
    activities: tuple[Choice, ...]


def checked_names(written: Sequence[str]) -> list[str]:
    """New people, one a line. Raises InvalidInputError (`new_contacts`) for too many, or a name that is too long."""
    names = [name.strip() for name in written if name.strip()]
    if len(names) > CONTACTS:
        raise InvalidInputError("new_contacts", f"Up to {CONTACTS} people fit here. Log the others separately.")
    return [fitting("new_contacts", name, LINE) for name in names]


def is_meeting_with(names: Iterable[str], *, with_whom: str) -> bool:
    """Whether what somebody wrote names one of these people: their first word, `Ben` of `Ben Okafor`, is enough."""
    written = set(re.findall(r"\w+", with_whom.casefold()))
    firsts = (re.findall(r"\w+", name.casefold())[:1] for name in names)
    return any(first[0] in written for first in firsts if first)


def act_day(today: date, week_on: date) -> date:
    """The date of an act added by one click to the week of `week_on`: today, or the week's last day once it is over."""
    return today if week_of(today) <= week_on else week_on + LAST_DAY
