"""What rounds say: buddies, introductions, answers. Services make these, views put them in words."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.pairing import plan
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
        plan.CommonBuddies,
        plan.MadeLarger,
        plan.LockedByOrganizer,
        plan.Mentoring,
        KeptByWish,
    )
}


@dataclass(frozen=True)
class Buddy:
    """One person of a buddy group, with what they chose to write of themselves; every text may be empty."""

    participant_id: int
    member_id: int
    slack_user_id: str
    hours: Hours
    targeting: str = ""
    offers: str = ""
    asks: str = ""
    link: str = ""
    city: str = ""


@dataclass(frozen=True)
class Introduction:
    """All that an introduction says. `starter` picks the question; `fresh` is False for a group formed mid-round."""

    group_id: int
    program_id: int
    program_name: str
    buddies: tuple[Buddy, ...]
    reasons: tuple[Reason, ...]
    proposer_id: int | None  # a participant
    slots: Slots
    starter: int
    ends_on: date
    fresh: bool = True


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


@dataclass(frozen=True)
class Status:
    """How far a group has come: anybody's "met" is everybody's; a time is had until then."""

    met: bool
    has_time: bool


def status(answers: Iterable[MeetingAnswer | None]) -> Status:
    """What the answers of a group's members say together. No answer says nothing."""
    given = set(answers)
    return Status(met=MeetingAnswer.MET in given, has_time=MeetingAnswer.HAVE_TIME in given)


def next_proposer(members: Sequence[int], *, times: Mapping[int, int], seed: int) -> int:
    """Who proposes the time: whoever did so least often; among equals, the seed decides."""
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
    """The reverse of `reasons_to_json`. A reason that this version does not know is left off."""
    return tuple(
        _REASONS[entry["is"]](**{name: _tuples(value) for name, value in entry.items() if name != "is"})
        for entry in stored
        if entry["is"] in _REASONS
    )


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
