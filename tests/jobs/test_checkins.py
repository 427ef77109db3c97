"""Friday's check-in and Monday's close: once, in everyone's own zone; wishes for contact reach organizers by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, Notice, ParticipantWeek, Program, Workspace
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.services import digests, hard_weeks
from jobs import checkins, contacts, schedule
from jobs.schedule import tick
from tests.factories import actor_of, make_member, make_organizer, make_program, make_workspace
from tests.people import Person, join, make_person

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture(autouse=True)
def _only_these_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "JOBS", {job.kind: job for job in checkins.JOBS})
    monkeypatch.setattr(schedule, "SWEEPS", {sweep.name: sweep for sweep in contacts.SWEEPS})


def at(hour: int, minute: int = 0, *, day: int = 6) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def committed(context: AppContext, *people: dict[str, Any]) -> tuple[Workspace, list[Person]]:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
        bind_workspace(session, workspace.id)
        program = make_program(session, due_checked_at=at(0, day=3), starts_on=MONDAY)
        return workspace, [make_person(session, program, **values) for values in people]


def sent(context: AppContext, kind: MessageKind) -> Sequence[Delivery]:
    with context.database.unit_of_work() as session:
        return session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)).all()


def test_everybody_is_asked_once_on_their_own_friday(context: AppContext) -> None:
    _, (berlin, lima) = committed(context, {"zone": "Europe/Berlin"}, {"zone": "America/Lima"})
    tick(context, now=at(9))
    assert [row.member_id for row in sent(context, MessageKind.CHECKIN)] == [berlin.member.id]
    tick(context, now=at(15))
    tick(context, now=at(15, 5))
    assert [row.key for row in sent(context, MessageKind.CHECKIN)] == [
        f"checkin:{FRIDAY}:{berlin.member.id}",
        f"checkin:{FRIDAY}:{lima.member.id}",
    ]


def test_somebody_in_two_programs_gets_one_check_in_with_both(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        join(session, make_program(session, name="Alumni", due_checked_at=at(0, day=3)), ada.member)
    tick(context, now=at(10))
    (row,) = sent(context, MessageKind.CHECKIN)
    assert ada.program.name in str(row.payload)
    assert "Alumni" in str(row.payload)


def test_a_check_in_that_is_late_waits_for_daytime_and_never_comes_on_a_weekend(context: AppContext) -> None:
    committed(context, {})
    tick(context, now=at(21))
    tick(context, now=at(9, day=7))
    tick(context, now=at(9, day=9))
    assert not sent(context, MessageKind.CHECKIN)


def test_the_week_closes_once_with_those_who_took_part(context: AppContext) -> None:
    _, (ada,) = committed(context, {})
    for _ in range(2):
        tick(context, now=at(8, day=9))
    with context.database.unit_of_work() as session:
        (week,) = session.scalars(select(ParticipantWeek)).all()
    assert (week.participant_id, week.week_on, week.closed_at) == (ada.participant.id, MONDAY, at(8, day=9))


def test_a_wish_for_contact_reaches_each_organizer_once_in_their_daytime(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        program = session.scalars(select(Program)).one()
        near = make_organizer(session, program, member=make_member(session, zone="UTC"))
        far = make_organizer(session, program, member=make_member(session, zone="America/Lima"))
        make_organizer(session, program, member=session.merge(ada.member))
        hard_weeks.want_contact(session, ada.actor, program.id, week_on=MONDAY, now=at(9))
    for hour in (9, 10, 15, 16):
        tick(context, now=at(hour))
    rows = sent(context, MessageKind.CONTACT)
    assert [(row.member_id, row.created_at) for row in rows] == [(near.member_id, at(9)), (far.member_id, at(15))]
    with context.database.unit_of_work() as session:
        counted = session.scalars(select(Notice.member_id).where(Notice.kind == MessageKind.CONTACT)).all()
        assert hard_weeks.open_wishes(session, now=at(17)) == []
    assert sorted(counted) == sorted([near.member_id, far.member_id])


def test_once_an_organizer_has_it_nobody_else_is_told(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        near = make_member(session, zone="UTC")
        make_organizer(session, ada.program, member=near)
        make_organizer(session, ada.program, member=make_member(session, zone="America/Lima"))
        hard_weeks.want_contact(session, ada.actor, ada.program.id, week_on=MONDAY, now=at(9))
    tick(context, now=at(9))
    (told,) = sent(context, MessageKind.CONTACT)
    value = told.payload["blocks"][0]["accessory"]["value"]
    with context.database.unit_of_work(workspace.id) as session:
        digests.take_item(session, actor_of(near), int(value), now=at(10))
    tick(context, now=at(15))
    assert len(sent(context, MessageKind.CONTACT)) == 1
    with context.database.unit_of_work() as session:
        assert hard_weeks.open_wishes(session, now=at(15)) == []


def test_an_old_wish_is_left_to_the_digest(context: AppContext) -> None:
    workspace, (ada,) = committed(context, {})
    with context.database.unit_of_work(workspace.id) as session:
        make_organizer(session, session.scalars(select(Program)).one())
        hard_weeks.want_contact(session, ada.actor, ada.program.id, week_on=MONDAY, now=at(9) - timedelta(days=5))
    tick(context, now=at(9))
    assert not sent(context, MessageKind.CONTACT)
