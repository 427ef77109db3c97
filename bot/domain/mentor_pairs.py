"""Mentor pairs, beside the rounds of buddies: asked for, agreed on, talked, ended. Pure rules and values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting
from bot.domain.rounds import Agreed, Buddy, MyMeeting
from bot.domain.slots import NO_SLOTS, Slots

ASKED_FOR = timedelta(days=14)  # then a question lapses
ASK_AGAIN = timedelta(weeks=8)  # until the same mentor can be asked by the same member again, whatever became of it
NEWS_FOR = timedelta(days=10)  # how long news stand in what somebody reads
WORD_FOR = timedelta(days=28)  # how long after its end a word can be said
EXTENDS_WITHIN = timedelta(weeks=1), timedelta(weeks=2)  # in a pair's last quarter, but no less and no more than this
LONG_PAUSE = timedelta(days=28)  # from so long on, a pause ends a pair
AGENDAS = 3  # to begin with
TALK = timedelta(minutes=45)
NEXT_TALK_IN = timedelta(weeks=1)  # sooner after a talk no time for the next is proposed
MOST_SHOWN = 20  # mentors who are described in the form


class Closed(StrEnum):
    """Why a question or a pair is over. Of a question nobody but the mentor knows which it was."""

    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"  # taken back, or whoever asked is not there any more
    AS_PLANNED = "as_planned"
    BY_ONE = "by_one"  # one of the two ended it; it is stored of nobody which
    GONE = "gone"  # one of the two is not there any more


@dataclass(frozen=True)
class Agreement:
    """The five lines that a pair agrees on."""

    what_for: str = ""
    how_often: str = ""
    place: str = ""
    until: str = ""
    between_us: str = ""

    def checked(self) -> Agreement:
        """Without white space around. Raises InvalidInputError for a line that is empty, or longer than fits."""
        lines = {name: fitting(name, getattr(self, name), LINE) for name in LINES}
        for name, line in lines.items():
            if not any(map(str.isalnum, line)):
                raise InvalidInputError(name, "Write a line here; you can both change it later.")
        return Agreement(**lines)


LINES = tuple(one.name for one in fields(Agreement))


@dataclass(frozen=True)
class Mentor:
    """A mentor with room, as they described themselves."""

    participant_id: int
    slack_user_id: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Asking:
    """What the form for asking shows: the mentors who have room for this member, the best suited first."""

    program_id: int
    program: str
    weeks: int
    mentors: tuple[Mentor, ...]


@dataclass(frozen=True)
class Question:
    """What a mentor is asked."""

    pair_id: int
    program: str
    asked_by: str  # a Slack id
    what_for: str
    weeks: int
    until_on: date


@dataclass(frozen=True)
class Asked:
    """What the reader asked and waits for; `mentor` is empty for whoever suits."""

    pair_id: int
    program: str
    mentor: str
    until_on: date


@dataclass(frozen=True)
class Signed:
    """An agreement as one of the two sees it."""

    agreement: Agreement
    version: int
    by_me: bool  # I agreed to these lines
    by_other: bool

    @property
    def holds(self) -> bool:
        """Whether both agreed to the lines as they stand."""
        return self.by_me and self.by_other


@dataclass(frozen=True)
class Pair:
    """A running pair as one of the two sees it."""

    pair_id: int
    program_id: int
    program: str
    mentor: str  # Slack ids
    mentee: str
    is_mentor: bool  # the reader
    starts_on: date
    ends_on: date
    weeks: int
    is_introduced: bool = False
    what_for: str = ""  # what the mentee wrote when they asked
    signed: Signed | None = None
    talks: int = 0
    asks_to_go_on: bool = False  # its last weeks
    i_go_on: bool = False
    people: tuple[Buddy, ...] = ()  # the mentee and the mentor, as long as they are there
    agreed: Agreed | None = None  # when they talk next
    slots: Slots = NO_SLOTS  # when they could, where they have not agreed on a time

    @property
    def other(self) -> str:
        """The Slack id of the other one."""
        return self.mentee if self.is_mentor else self.mentor

    def time_of(self, zone: str) -> MyMeeting | None:
        """The time that they have, as one of the two with this zone reads it."""
        at = self.agreed
        return (
            MyMeeting(0, (self.other,), at.starts_at, at.place, at.set_at, zone, pair_id=self.pair_id) if at else None
        )


@dataclass(frozen=True)
class Ended:
    """A pair that is over, as one of the two sees it. `word`: what the other passed on; `said`: the reader said one."""

    pair_id: int
    program: str
    other: str  # a Slack id; empty once they are gone
    word: str = ""
    said: bool = False
    is_news: bool = True  # its end, or the word, is of the last days


@dataclass(frozen=True)
class MyMentoring:
    """All that a member has of mentor pairs now. `may_ask`: programs by id, in which they can ask for a mentor;
    `unanswered`: the programs of questions of theirs that came to nothing lately.
    """

    questions: tuple[Question, ...] = ()
    asked: tuple[Asked, ...] = ()
    unanswered: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    ended: tuple[Ended, ...] = ()
    may_ask: Mapping[int, str] = field(default_factory=dict)


NO_MENTORING = MyMentoring()


def wanted(what_for: str) -> str:
    """What somebody would like help with. Raises InvalidInputError (`what_for`) where that is not said, or too long."""
    line = fitting("what_for", what_for, LINE)
    if not any(map(str.isalpha, line)):
        raise InvalidInputError("what_for", "Write in a line what you would like to talk about.")
    return line


def last_day(starts_on: date, weeks: int) -> date:
    """The last day of a pair that starts then and lasts so many weeks."""
    return starts_on + timedelta(weeks=weeks) - timedelta(days=1)


def asks_to_go_on(ends_on: date, *, weeks: int, today: date) -> bool:
    """Whether both are asked now if they go on beyond the end of a pair that lasts so many weeks."""
    least, most = EXTENDS_WITHIN
    return today > ends_on - min(most, max(least, timedelta(weeks=weeks) / 4))
