"""Monday's prompt: one message a person, in their own morning, within the cap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.db.models import Delivery, Notice, Program, Workspace
from bot.db.session import bind_workspace
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.kinds import MessageKind, Moment
from bot.domain.states import ParticipantState
from jobs import goals, schedule
from jobs.schedule import tick
from tests.factories import make_member, make_program, make_round, make_workspace
from tests.people import Person, join, make_person

MONDAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _only_this_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "JOBS", {job.kind: job for job in goals.JOBS})
    monkeypatch.setattr(schedule, "SWEEPS", {})


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def new_program(session: Session, **values: Any) -> Program:
    return make_program(session, **{"due_checked_at": at(0), **values})


def committed(context: AppContext, *people: dict[str, Any]) -> tuple[Workspace, list[Person]]:
    """A program with these members."""
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
        bind_workspace(session, workspace.id)
        program = new_program(session)
        return workspace, [make_person(session, program, **values) for values in people]


def prompts(context: AppContext) -> Sequence[Delivery]:
    with context.database.unit_of_work() as session:
        return session.scalars(
            select(Delivery).where(Delivery.kind == MessageKind.PROMPT).order_by(Delivery.created_at, Delivery.id)
        ).all()


def test_everybody_is_asked_in_their_own_morning(context: AppContext) -> None:
    workspace, (berlin, lima) = committed(context, {"zone": "Europe/Berlin"}, {"zone": "America/Lima"})
    with context.database.unit_of_work(workspace.id) as session:
        make_round(session, berlin.program, starts_on=MONDAY - timedelta(weeks=1))  # no buddy is to come today
    tick(context, now=at(7, 59))
    assert not prompts(context)
    tick(context, now=at(8, 0))
    assert [row.member_id for row in prompts(context)] == [berlin.member.id]
    tick(context, now=at(14, 0))
    tick(context, now=at(14, 1))
    first, second = prompts(context)
    assert second.member_id == lima.member.id
    assert first.key == f"prompt:{MONDAY}:{berlin.member.id}"
    assert first.target == {"users": [berlin.member.slack_user_id]}
    assert "coffee chat" in str(first.payload)


def test_somebody_in_two_programs_gets_one_message_with_both(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        second = new_program(session, name="Alumni")
        rhythm = Rhythm(
            {**DEFAULT_MOMENTS, MessageKind.PROMPT: Moment(0, DEFAULT_MOMENTS[MessageKind.PROMPT].at.replace(hour=11))}
        )
        second.rhythm = rhythm.to_json()
        third = new_program(session, name="On Tuesdays")
        third.rhythm = Rhythm({MessageKind.PROMPT: Moment(1, DEFAULT_MOMENTS[MessageKind.PROMPT].at)}).to_json()
        for program in (second, third):
            join(session, program, ada.member)
    tick(context, now=at(9))
    tick(context, now=at(11))
    (row,) = prompts(context)
    assert ada.program.name in str(row.payload)
    assert "Alumni" in str(row.payload)
    assert "On Tuesdays" not in str(row.payload)
    tick(context, now=at(9, day=3))
    assert len(prompts(context)) == 2


def test_who_pauses_or_was_deactivated_is_not_asked(context: AppContext) -> None:
    workspace, (ada, *_) = committed(
        context, {}, {"deactivated_at": at(0)}, {"seen_in_slack_at": None}, {"is_bot": True}
    )
    with context.database.unit_of_work(workspace.id) as session:
        session.merge(ada.participant).state = ParticipantState.PAUSED
    tick(context, now=at(9))
    assert not prompts(context)


def test_a_full_week_has_no_room_for_a_prompt(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        session.add(
            Notice(
                member_id=ada.member.id,
                kind=MessageKind.QUESTION,
                local_on=MONDAY,
                week_on=MONDAY,
                of_week=1,
                of_day=1,
                sent_at=at(8),
            )
        )
    tick(context, now=at(9))
    assert not prompts(context)


def test_after_an_outage_the_prompt_waits_for_the_morning_and_not_longer(context: AppContext) -> None:
    committed(context, {"zone": "Pacific/Auckland"})  # due on Sunday 20:00 UTC
    with context.database.unit_of_work() as session:
        program = session.scalars(select(Program)).one()
        program.due_checked_at = at(0, day=1)
    tick(context, now=at(9))  # 22:00 in Auckland
    assert not prompts(context)
    tick(context, now=at(19))  # Tuesday 08:00 in Auckland
    assert len(prompts(context)) == 1
    tick(context, now=at(19) + timedelta(days=3))
    assert len(prompts(context)) == 1


def test_other_workspaces_are_left_alone(context: AppContext) -> None:
    first, _ = committed(context, {})
    second, _ = committed(context, {})
    with context.database.unit_of_work(second.id) as session:
        make_member(session)
    tick(context, now=at(9))
    assert {row.workspace_id for row in prompts(context)} == {first.id, second.id}
    assert len(prompts(context)) == 2
