"""When the two of a mentor pair talk next: agreed, moved, called off. Either of them may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.errors import ClosedError
from bot.domain.lengths import LINE, fitting
from bot.domain.mentor_pairs import Pair
from bot.domain.slots import check_start
from bot.domain.states import MeetingOutcome
from bot.services import members
from bot.services.members import Actor
from bot.services.mentor_pairs import own_pair, pair_of
from bot.services.rounds.meeting_times import open_meeting, write_down


@dataclass(frozen=True)
class TimeSet:
    """What became of a pair's time. `is_new` is False where nothing changed; `was_set`: they had one before."""

    pair: Pair
    is_new: bool
    was_set: bool


def agree(
    session: Session, actor: Actor, pair_id: int, *, starts_at: datetime, place: str | None, now: datetime
) -> TimeSet:
    """Write down when and where the two talk next; a time that they have is moved. `place` None keeps the one it has.

    Raises as `pair_of`, ClosedError for two who are not introduced yet; InvalidInputError (`place`), or as
    `check_start`.
    """
    pair, is_mentor = own_pair(session, actor, pair_id, now=now)
    if pair.introduced_at is None:
        raise ClosedError(f"pair {pair_id} is not introduced yet")
    check_start(starts_at, now=now)
    wanted = None if place is None else fitting("place", place, LINE)
    mine = pair.mentor_id if is_mentor else pair.participant_id
    is_new, was_set = write_down(session, mine, starts_at=starts_at, place=wanted, now=now, pair_id=pair_id)
    return TimeSet(pair_of(session, actor, pair_id, now=now), is_new, was_set)


def call_off(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> Pair | None:
    """The time that the two have does not hold; they look for another; None where they had none.

    Raises as `pair_of`.
    """
    own_pair(session, actor, pair_id, now=now)
    meeting = open_meeting(session, pair_id=pair_id)
    if meeting is None:
        return None
    meeting.outcome, meeting.settled_at = MeetingOutcome.CALLED_OFF, now
    session.flush()
    return pair_of(session, actor, pair_id, now=now)


def about_to_agree(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> tuple[Pair, str]:
    """The pair as the form needs it, and the zone of the actor's clock. Raises as `pair_of`."""
    return pair_of(session, actor, pair_id, now=now), members.zone_of(session, actor.member_id)
