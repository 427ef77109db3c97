"""Asks: something specific that a member asks the people of a program for. Pure rules and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting

LASTS = timedelta(days=14)
REMINDED = timedelta(days=7)  # so long before an ask lapses its author is asked whether it still holds
STAYS_SHOWN = timedelta(days=28)  # for so long after it lapsed, it can be renewed
MOST_OPEN = 5  # of one author in one program
SHOWN = 10  # in the room, and on each page of the list
COMPANY = 80


class AskKind(StrEnum):
    """What kind of help is asked for."""

    ADVICE = "advice"
    FEEDBACK = "feedback"
    INTRODUCTION = "introduction"
    COMPANY = "company"  # somebody to go somewhere with
    OTHER = "other"


class Audience(StrEnum):
    """Who may read an ask."""

    PROGRAM = "program"
    ASKED = "asked"  # only those whom Kith asks


class AskOutcome(StrEnum):
    """What became of an ask that is not open any more. One that lapsed has none."""

    DONE = "done"
    WITHDRAWN = "withdrawn"


class HelpAnswer(StrEnum):
    """What somebody said whom Kith asked."""

    YES = "yes"
    NOT_THIS_TIME = "not_this_time"
    TRIED = "tried"  # of an introduction: they said yes, and the other side did not


@dataclass(frozen=True)
class Draft:
    """An ask as somebody writes it down. `in_summary`: the channel's summary may show it, with its author."""

    kind: AskKind | None
    text: str
    company: str = ""
    audience: Audience = Audience.PROGRAM
    in_summary: bool = False


@dataclass(frozen=True)
class Helper:
    """Somebody who said that they can help."""

    help_id: int
    slack_user_id: str


@dataclass(frozen=True)
class MyAsk:
    """An ask as its author sees it. `lapses_at`: until then it is open; later it can still be renewed."""

    ask_id: int
    program_id: int
    program: str
    kind: AskKind
    text: str
    company: str
    audience: Audience
    in_summary: bool
    lapses_at: datetime
    zone: str
    is_open: bool
    helpers: tuple[Helper, ...] = ()


@dataclass(frozen=True)
class OpenAsk:
    """An ask as others read it. `helps`: the reader has said that they can help."""

    ask_id: int
    program_id: int
    program: str
    kind: AskKind
    text: str
    company: str
    asked_by: str
    helps: bool = False


@dataclass(frozen=True)
class Listed:
    """A page of what others ask for, the newest first. `programs`: where the reader can ask, by id."""

    asks: tuple[OpenAsk, ...]
    programs: Mapping[int, str]
    page: int = 0
    has_more: bool = False


def checked(draft: Draft) -> Draft:
    """What is stored of it. Raises InvalidInputError: `kind`, `text`, `company`."""
    if draft.kind is None:
        raise InvalidInputError("kind", "Choose one of the list.")
    text = " ".join(fitting("text", draft.text, LINE).split())
    if not text:
        raise InvalidInputError("text", "Write what you ask for, in one line.")
    if is_too_wide(text):
        raise InvalidInputError(
            "text",
            "People help best with something they could say yes to today. Instead of any job: “Half an hour with "
            "somebody who does payroll in a hospital”, or “A look at my one-page résumé for data roles”.",
        )
    company = " ".join(fitting("company", draft.company, COMPANY).split())
    is_shown = draft.in_summary and draft.audience is Audience.PROGRAM
    return replace(draft, text=text, company=company, in_summary=is_shown)


# What is left of "I am looking for any kind of job, please" once what says nothing is taken away is nothing.
_EMPTY_WORDS = (
    "a an the any anything anyone anybody some something someone somebody all every whatever kind kinds sort type of "
    "i i'm im am is are be my me we you your please pls thanks thank hello hi hey help helps need needs needed want "
    "wants wanted wanting would could can like looking look seeking seek searching search find finding get getting "
    "getting give for to in at on with and or new good great decent better job jobs work working employment position "
    "positions role roles opening openings vacancy vacancies gig gigs opportunity opportunities career lead leads "
    "hire hired hiring right now soon asap really just"
)
_SAYS_NOTHING = frozenset(_EMPTY_WORDS.split())


def is_too_wide(text: str) -> bool:
    """Whether the line names nothing that anybody could say yes to: "any job", "I'm looking for work, please"."""
    said = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold().replace("’", "'"))
    return bool(said) and all(word in _SAYS_NOTHING for word in said)
