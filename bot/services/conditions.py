"""Conditions on participants, programs and members, and joins that queries share: each of them once, by its name.

They are built into queries when modules load. None of them filters by workspace: the session does that.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, or_

from bot.db.models import Member, Participant, Program, Round, Workspace
from bot.domain.states import Frequency, ParticipantState, ProgramState, Role, RoundState, WorkspaceState

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


def takes_part() -> ColumnElement[bool]:
    """The participant is in the program: as `ParticipantState.takes_part`."""
    return Participant.state != ParticipantState.LEFT


def is_counted() -> ColumnElement[bool]:
    """Among the people of the program, joined with program and member: in it, with an account that is open, and no
    guest where none are paired. Every count of people asks this.
    """
    return and_(
        takes_part(),
        Member.deactivated_at.is_(None),
        Member.is_bot.is_(False),
        or_(Member.is_guest.is_(False), Program.pairs_guests),
    )


def is_active() -> ColumnElement[bool]:
    """The participant takes part and is neither paused, resting nor landed: they get prompts, check-ins, a buddy."""
    return Participant.state == ParticipantState.ACTIVE


def may_mentor(place: type[Participant] = Participant) -> ColumnElement[bool]:
    """The participant may have mentees: active, or landed and still there as a mentor. `place`: or its alias."""
    stays = and_(place.state == ParticipantState.LANDED, place.role == Role.MENTOR)
    return or_(place.state == ParticipantState.ACTIVE, stays)


def sits_out() -> ColumnElement[bool]:
    """Whether a participant sits out the round of the query by their own wish: that one, or by how often they would
    like a buddy, as `Frequency.sits_out` says.
    """
    every = case(
        (Participant.frequency == Frequency.EVERY_ROUND, 1),
        (Participant.frequency == Frequency.EVERY_SECOND, 2),
        else_=(Program.round_weeks + 3) // Program.round_weeks,
    )
    by_frequency = and_(Participant.last_round < Round.number, Round.number < Participant.last_round + every)
    return or_(
        and_(Participant.skips_round.is_not(None), Participant.skips_round == Round.number),
        and_(Participant.last_round.is_not(None), by_frequency),
    )


def goes_on() -> ColumnElement[bool]:
    """The program has not ended; it may be paused."""
    return Program.state != ProgramState.ENDED


def is_running() -> ColumnElement[bool]:
    """The program runs: neither paused nor ended."""
    return Program.state == ProgramState.RUNNING


def may_speak() -> ColumnElement[bool]:
    """Kith is installed in the workspace."""
    return Workspace.state == WorkspaceState.ACTIVE


def is_reachable() -> ColumnElement[bool]:
    """Slack can deliver to the member, and their zone is known."""
    return and_(
        Member.deactivated_at.is_(None),
        Member.erased_at.is_(None),
        Member.is_bot.is_(False),
        Member.seen_in_slack_at.is_not(None),
    )


def with_program_and_member(query: Query) -> Query:
    """A query of participants, joined with the program and the member of each."""
    return query.join(Program, Program.id == Participant.program_id).join(Member, Member.id == Participant.member_id)


def in_running_rounds(query: Query) -> Query:
    """A query of rounds, narrowed to those that run, in a program that runs, where Kith may speak."""
    return (
        query.join(Program, Program.id == Round.program_id)
        .join(Workspace, Workspace.id == Program.workspace_id)
        .where(Round.state == RoundState.RUNNING, is_running(), may_speak())
    )
