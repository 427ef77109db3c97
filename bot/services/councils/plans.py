"""How a program has councils: what its organizers chose, read and changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMember, CouncilPlan, CouncilWaiting, Program
from bot.domain.calendar import local
from bot.domain.council_settings import CouncilSettings, CouncilState
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act, changed
from bot.services import organizer_log, organizers
from bot.services.members import Actor


def plan_of(session: Session, program_id: int) -> CouncilPlan | None:
    """The program's plan, if it has councils."""
    return session.scalar(select(CouncilPlan).where(CouncilPlan.program_id == program_id))


def require_plan(session: Session, program_id: int) -> CouncilPlan:
    """As `plan_of`, locked. Raises NotFoundError where the program has no councils."""
    plan = session.scalar(select(CouncilPlan).where(CouncilPlan.program_id == program_id).with_for_update())
    if plan is None:
        raise NotFoundError(f"program {program_id} has no councils")
    return plan


def state_of(session: Session, program: Program) -> CouncilState | None:
    """What the settings say of the program's councils; None where it has none."""
    plan = plan_of(session, program.id)
    if plan is None:
        return None
    standing = (Council.program_id == program.id, Council.dissolved_at.is_(None))
    people = select(func.count(CouncilMember.id)).join(Council, Council.id == CouncilMember.council_id)
    return CouncilState(
        settings=_settings(plan, program),
        launched=plan.launched_at is not None,
        is_proposed=plan.composed_at is not None and plan.launched_at is None,
        councils=session.scalar(select(func.count(Council.id)).where(*standing)) or 0,
        people=session.scalar(people.where(*standing, CouncilMember.left_at.is_(None))) or 0,
    )


def change(session: Session, actor: Actor, program_id: int, wanted: CouncilSettings | None, *, now: datetime) -> None:
    """Have councils as wanted, or none. What stands goes on: once councils were introduced, their first meeting stays.

    Raises as `organizers.require_going`, InvalidInputError for invalid values.
    """
    program = organizers.require_going(session, actor, program_id)
    plan = plan_of(session, program_id)
    before = _settings(plan, program) if plan else None
    if wanted is None:
        _note(session, actor, program_id, before, None, now=now)
        end(session, program_id, now=now)
        if plan is not None:
            session.delete(plan)
        program.buddy_rounds = True
        session.flush()
        return
    wanted.check(today=local(now, program.zone).date(), before=before)
    if plan is None:
        plan = CouncilPlan(program_id=program_id, seed=program.seed)
        session.add(plan)
    elif plan.launched_at is not None and wanted.starts_on != plan.starts_on:
        raise InvalidInputError("starts_on", "The councils have been introduced, so their first week stays.")
    plan.starts_on, plan.size, plan.every_weeks = wanted.starts_on, wanted.size, wanted.every_weeks
    plan.has_lines, program.buddy_rounds = wanted.has_lines, wanted.with_rounds
    _note(session, actor, program_id, before, wanted, now=now)


def _note(
    session: Session,
    actor: Actor,
    program_id: int,
    before: CouncilSettings | None,
    after: CouncilSettings | None,
    *,
    now: datetime,
) -> None:
    found = ({"councils": one is not None, **(vars(one) if one else {})} for one in (before, after))
    organizer_log.note_change(session, actor, program_id, Act.COUNCILS, changed(*found), now=now)


def end(session: Session, program_id: int, *, now: datetime) -> None:
    """Every council of the program ends; its history stays. Proposals go."""
    of_program = select(Council.id).where(Council.program_id == program_id)
    proposed = of_program.where(Council.introduced_at.is_(None))
    session.execute(delete(Council).where(Council.id.in_(proposed.scalar_subquery())))
    members = update(CouncilMember).where(CouncilMember.council_id.in_(of_program), CouncilMember.left_at.is_(None))
    session.execute(members.values(left_at=now).execution_options(synchronize_session=False))
    councils = update(Council).where(Council.program_id == program_id, Council.dissolved_at.is_(None))
    session.execute(councils.values(dissolved_at=now, next_at=None, introduce_at=None))
    session.execute(delete(CouncilWaiting).where(CouncilWaiting.program_id == program_id))


def _settings(plan: CouncilPlan, program: Program) -> CouncilSettings:
    return CouncilSettings(
        starts_on=plan.starts_on,
        size=plan.size,
        every_weeks=plan.every_weeks,
        has_lines=plan.has_lines,
        with_rounds=program.buddy_rounds,
    )
