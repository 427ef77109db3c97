"""A member's place in a buddy group: who may speak for it, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Participant, Program, Round
from bot.domain.errors import ClosedError, GroupOverError, NotAllowedError, NotFoundError, ProgramOverError
from bot.domain.states import ProgramState, RoundState
from bot.services.members import Actor
from bot.services.rounds.introductions import find_group


@dataclass(frozen=True)
class InGroup:
    """The actor's place in a buddy group."""

    group: BuddyGroup
    of_round: Round
    program: Program
    member: GroupMember

    @property
    def stands(self) -> bool:
        """Whether the round runs and the group has not been dissolved."""
        return self.of_round.state is RoundState.RUNNING and self.group.dissolved_at is None


def place_in(session: Session, actor: Actor, group_id: int) -> InGroup:
    """The actor's place in this group.

    Raises NotFoundError for no such group in their workspace (or one only proposed), NotAllowedError if they are not in
    it.
    """
    group, of_round, program = find_group(session, group_id)
    if of_round.state is RoundState.PROPOSED:
        raise NotFoundError(f"group {group_id} is only proposed")
    member = session.scalar(
        select(GroupMember)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(GroupMember.group_id == group_id, Participant.member_id == actor.member_id)
    )
    if member is None:
        raise NotAllowedError(f"member {actor.member_id} is not in group {group_id}")
    return InGroup(group, of_round, program, member)


def standing_place_in(session: Session, actor: Actor, group_id: int) -> InGroup:
    """As `place_in`; raises ClosedError where the round is over, and as `require_open`."""
    place = place_in(session, actor, group_id)
    require_open(place)
    if not place.stands:
        raise ClosedError(f"group {group_id} is over")
    return place


def require_open(place: InGroup) -> None:
    """Raises ProgramOverError where the program has ended, GroupOverError where the group was dissolved."""
    if place.program.state is ProgramState.ENDED:
        raise ProgramOverError(f"program {place.program.id} has ended")
    if place.group.dissolved_at is not None:
        raise GroupOverError(f"group {place.group.id} was dissolved")
