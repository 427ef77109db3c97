"""A program's councils as its organizers see them, proposed or under way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMeeting, CouncilWaiting, Member, Participant, Program
from bot.domain.councils import CouncilList, ProposedCouncil, introduced_at
from bot.domain.pairing.rules import Mixes
from bot.domain.rounds import WithoutBuddy, reasons_from_json
from bot.domain.states import MeetingOutcome
from bot.services import organizers
from bot.services.councils import people
from bot.services.councils.composing import refresh
from bot.services.councils.people import MIXES
from bot.services.councils.plans import require_plan
from bot.services.members import Actor
from bot.services.rounds.people import Pairable
from bot.services.rounds.waiting import advice


def up_to_date(session: Session, actor: Actor, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> CouncilList:
    """The councils as they stand; a proposal is composed now if there is none.

    Raises as `organizers.require`, NotFoundError where the program has no councils.
    """
    organizers.require(session, actor, program_id)
    require_plan(session, program_id)
    refresh(session, program_id, now=now, mixes=mixes)
    return of_program(session, program_id, now=now)


def of_program(session: Session, program_id: int, *, now: datetime) -> CouncilList:
    """The councils that go on, in the order of their numbers, and who has none."""
    plan, program = require_plan(session, program_id), session.get_one(Program, program_id)
    return CouncilList(
        program_id=program_id,
        program_name=program.name,
        zone=program.zone,
        starts_at=introduced_at(plan.starts_on, program.zone),
        launched=plan.launched_at is not None,
        councils=listed(session, program_id, now=now),
        without=without(session, program_id),
    )


def listed(
    session: Session, program_id: int, *, now: datetime, only: Collection[int] | None = None
) -> tuple[ProposedCouncil, ...]:
    """The councils that go on; `only` of these. The number of queries is constant."""
    seats = people.seats(session, program_id, only=only)
    councils = {one.id: one for one in session.scalars(select(Council).where(Council.id.in_(seats)))}
    due: dict[int, list[bool]] = {council_id: [] for council_id in seats}
    for council_id, outcome in session.execute(
        select(CouncilMeeting.council_id, CouncilMeeting.outcome)
        .where(CouncilMeeting.council_id.in_(seats))
        .where(CouncilMeeting.outcome.is_not(None) | (CouncilMeeting.starts_at <= now))
    ):
        due[council_id].append(outcome is MeetingOutcome.MET)
    return tuple(_council(councils[council_id], there, due[council_id]) for council_id, there in seats.items())


def copy_key(session: Session, program_id: int, member_id: int) -> str:
    """The delivery key of one organizer's copy of the proposal."""
    return f"councils:{require_plan(session, program_id).id}:{member_id}"


def copies(session: Session, program_id: int) -> list[str]:
    """The keys of the message that shows the councils, one for each organizer now."""
    return [copy_key(session, program_id, one.id) for one in organizers.of_program(session, program_id)]


def _council(council: Council, there: list[Pairable], met: Sequence[bool]) -> ProposedCouncil:
    """`met`: of each meeting that was due, whether somebody said that it took place."""
    return ProposedCouncil(
        council_id=council.id,
        number=council.number,
        people=people.as_buddies(there),
        reasons=reasons_from_json(council.reasons),
        is_locked=council.locked,
        meetings=len(met),
        met=sum(met),
        silent=len(met) - sum(met),
        is_introduced=council.introduced_at is not None,
    )


def without(session: Session, program_id: int) -> tuple[WithoutBuddy, ...]:
    """Who has no council, and why."""
    rows = session.execute(
        select(Member.slack_user_id, CouncilWaiting.why, CouncilWaiting.help, Member.name)
        .join(Participant, Participant.id == CouncilWaiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(CouncilWaiting.program_id == program_id)
        .order_by(Participant.id)
    )
    return tuple(WithoutBuddy(row[0], row[1], advice(row[2]), row[3]) for row in rows)
