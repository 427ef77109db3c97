"""Values about rounds: buddies, introductions, answers. Services make them, views put them in words."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.calendar import local
from bot.domain.pairing import plan
from bot.domain.pairing.plan import Help
from bot.domain.participants import NotPaired
from bot.domain.slots import Hours, Slots
from bot.domain.states import MeetingAnswer, WaitingWhy


@dataclass(frozen=True)
class KeptByWish:
    """Everybody in this group said, each for themselves, that they would like to go on together."""


Reason = plan.Reason | KeptByWish
_REASONS: Mapping[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        plan.NeverPaired,
        plan.PairedBefore,
        plan.SecondTry,
        plan.OtherCircle,
        plan.SameCity,
        plan.OfferMeetsAsk,
        plan.CommonHours,
        plan.FewHours,
        plan.CommonBuddies,
        plan.MadeLarger,
        plan.LockedByOrganizer,
        KeptByWish,
    )
}


@dataclass(frozen=True)
class Buddy:
    """One person of a buddy group, with their profile; every text may be empty."""

    participant_id: int
    member_id: int
    slack_user_id: str
    hours: Hours
    name: str = ""
    targeting: str = ""
    offers: str = ""
    asks: str = ""
    link: str = ""
    city: str = ""


@dataclass(frozen=True)
class Agreed:
    """The time that a buddy group has agreed on. `changes`: how often it was set anew; `set_by`: a Slack user id."""

    meeting_id: int
    starts_at: datetime  # UTC
    set_at: datetime  # when it was first written down
    place: str = ""
    changes: int = 0
    set_by: str | None = None


@dataclass(frozen=True)
class Introduction:
    """The content of an introduction. `starter` picks the question; `fresh` is False for a group formed mid-round."""

    group_id: int
    program_id: int
    program_name: str
    buddies: tuple[Buddy, ...]
    reasons: tuple[Reason, ...]
    proposer_id: int | None  # a participant
    slots: Slots
    starter: int
    ends_on: date  # the day before the next round begins
    fresh: bool = True
    agreed: Agreed | None = None
    in_person: bool = True  # that they meet in person may be proposed to them
    own_starters: tuple[str, ...] = ()  # the program's; none where it has Kith's


@dataclass(frozen=True)
class Unpaired:
    """Somebody without a buddy: why, and when it goes on. `is_matched_soon`: still in the round that runs."""

    waiting_id: int
    participant_id: int
    member_id: int
    slack_user_id: str
    program_id: int
    program_name: str
    round_id: int
    why: WaitingWhy
    is_matched_soon: bool
    next_round_on: date
    over_on: date | None = None  # the last day of a program that has no further round
    has_another: bool = False  # they have a second buddy in this round, and keep them


@dataclass(frozen=True)
class Status:
    """How far a group has come: one person's "met" counts for everybody; `has_time` until they met, or once they have
    the next one.
    """

    met: bool = False
    has_time: bool = False


@dataclass(frozen=True)
class MyBuddy:
    """One member's state in one program's round, for App Home: in a group, to be introduced, or waiting.

    `answer` is their own. `can_change`: the round goes on and leaves time for somebody else.
    """

    program_id: int
    program_name: str
    mine_id: int  # their participant
    introduction: Introduction | None = None
    introduce_at: datetime | None = None
    zone: str = "UTC"
    status: Status | None = None
    answer: MeetingAnswer | None = None
    is_counted: bool = True  # the meeting is among their own acts
    can_change: bool = False
    unpaired: Unpaired | None = None
    next_round_on: date | None = None
    not_in_next: NotPaired | None = None  # why they get no buddy in the round that starts then, or in the next one
    over_on: date | None = None  # the last day of a program that has no such round any more


@dataclass(frozen=True)
class MyMeeting:
    """An agreed time of one member with their buddies, or with their mentor or mentee; `zone` is the member's own.

    `will_try`: what the member wrote after the last meeting of this group.
    """

    group_id: int  # 0 for a talk of a mentor pair
    buddies: tuple[str, ...]  # Slack user ids
    starts_at: datetime  # UTC
    place: str
    set_at: datetime  # when it was first written down
    zone: str
    will_try: str = ""
    pair_id: int = 0  # of mentor and mentee; 0 for buddies

    @property
    def on(self) -> date:
        """The member's own day on which it is."""
        return local(self.starts_at, self.zone).date()


@dataclass(frozen=True)
class Friday:
    """What Friday's message asks of one participant about their buddies; without any, about the next round alone.

    `is_last_week`: the round ends with this week. `keep` is their own wish to go on together, told to nobody.
    """

    program_id: int
    next_round_on: date
    is_last_week: bool
    skips_next: bool = False
    over_on: date | None = None  # the last day of a program that has no further round
    left_channel: bool = False  # they are paired again once they say that they stay
    is_asked: bool = False  # whether they go on; they are paired again once they answer
    is_paired: bool = True  # False: nothing that they are asked would change it
    own_round_on: date | None = None  # the first day of their next one, if it is a later one: by how often they like
    group_id: int | None = None
    buddies: tuple[str, ...] = ()  # Slack user ids
    status: Status = Status()
    answer: MeetingAnswer | None = None
    keep: bool | None = None
    is_counted: bool = True  # the meeting is among their own acts
    agreed: MyMeeting | None = None
    second: Friday | None = None  # the other group of somebody who has two in this round


@dataclass(frozen=True)
class Stalled:
    """A group that a participant waits in: nobody else in it has been active since their introduction."""

    program_id: int
    program_name: str
    group_id: int
    buddies: tuple[str, ...]  # Slack user ids


@dataclass(frozen=True)
class WithoutBuddy:
    """Somebody without a group in a round, why, and what would help: the most telling first."""

    slack_user_id: str
    why: WaitingWhy
    help: tuple[Help, ...] = ()
    name: str = ""
    participant_id: int = 0


@dataclass(frozen=True)
class Nudge:
    """A private message to one person on Thursday. Without `stalled` groups, they were inactive themselves."""

    member_id: int
    slack_user_id: str
    on: date
    stalled: tuple[Stalled, ...] = ()
    before: int = 0  # how many such words went to them since the last thing that they did


@dataclass(frozen=True)
class Question:
    """The question to somebody who has been inactive for long: stay, pause, leave?"""

    participant_id: int
    member_id: int
    slack_user_id: str
    program_id: int
    program_name: str


def status(answers: Iterable[MeetingAnswer | None], *, agreed: Agreed | None = None) -> Status:
    """The group's status from its members' answers and the time they agreed on. No answer counts for nothing."""
    given = set(answers)
    met = MeetingAnswer.MET in given
    return Status(met=met, has_time=agreed is not None or (MeetingAnswer.HAVE_TIME in given and not met))


def next_proposer(members: Sequence[int], *, times: Mapping[int, int], seed: int) -> int:
    """The person who proposes the time: the one who did so least often; the seed decides between equals."""
    fewest = min(times.get(member, 0) for member in members)
    candidates = sorted(member for member in members if times.get(member, 0) == fewest)
    return random.Random(f"{seed}:{candidates}").choice(candidates)


def round_seed(program_seed: int, number: int) -> int:
    """The seed of a program's n-th round: 31 bits, differing from round to round."""
    return random.Random(f"{program_seed}:{number}").getrandbits(31)


def reasons_to_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """What `buddy_groups.reasons` stores: the name of each reason and its values."""
    return [{"is": type(reason).__name__, **dataclasses.asdict(reason)} for reason in reasons]


def reasons_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The reverse of `reasons_to_json`. Reasons that this version does not know are left out."""
    return tuple(
        _REASONS[entry["is"]](**{name: _tuples(value) for name, value in entry.items() if name != "is"})
        for entry in stored
        if entry["is"] in _REASONS
    )


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
