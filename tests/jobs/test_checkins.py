"""Friday's check-in and Monday's close: once, in everyone's own zone; wishes for contact reach organizers by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, Notice, ParticipantWeek, Program, Workspace
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.edge import Edge
from bot.services import hard_weeks
from jobs import checkins, contacts, schedule
from jobs.schedule import tick
from tests.factories import make_member, make_organizer, make_program, make_workspace
from tests.people import Person, join, make_person

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture(autouse=True)
def _only_these_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "JOBS", {job.kind: job for job in checkins.JOBS})
    monkeypatch.setattr(schedule, "SWEEPS", {sweep.name: sweep for sweep in contacts.SWEEPS})


def at(hour: int, minute: int = 0, *, day: int = 6) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def committed(edge: Edge, *people: dict[str, Any]) -> tuple[Workspace, list[Person]]:
    with edge.database.unit_of_work() as session:
        workspace = make_workspace(session)
        bind_workspace(session, workspace.id)
        program = make_program(session, due_checked_at=at(0, day=3), starts_on=MONDAY)
        return workspace, [make_person(session, program, **values) for values in people]


def sent(edge: Edge, kind: MessageKind) -> Sequence[Delivery]:
    with edge.database.unit_of_work() as session:
        return session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)).all()


def test_everybody_is_asked_once_on_their_own_friday(edge: Edge) -> None:
    _, (berlin, lima) = committed(edge, {"zone": "Europe/Berlin"}, {"zone": "America/Lima"})
    tick(edge, now=at(9))
    assert [row.member_id for row in sent(edge, MessageKind.CHECKIN)] == [berlin.member.id]
    tick(edge, now=at(15))
    tick(edge, now=at(15, 5))
    assert [row.key for row in sent(edge, MessageKind.CHECKIN)] == [
        f"checkin:{FRIDAY}:{berlin.member.id}",
        f"checkin:{FRIDAY}:{lima.member.id}",
    ]


def test_somebody_in_two_programs_gets_one_check_in_with_both(edge: Edge) -> None:
    workspace, (ada,) = committed(edge, {})
    with edge.database.unit_of_work(workspace.id) as session:
        join(session, make_program(session, name="Alumni", due_checked_at=at(0, day=3)), ada.member)
    tick(edge, now=at(10))
    (row,) = sent(edge, MessageKind.CHECKIN)
    assert ada.program.name in str(row.payload)
    assert "Alumni" in str(row.payload)


def test_a_check_in_that_is_late_waits_for_daytime_and_never_comes_on_a_weekend(edge: Edge) -> None:
    committed(edge, {})
    tick(edge, now=at(21))
    tick(edge, now=at(9, day=7))
    tick(edge, now=at(9, day=9))
    assert not sent(edge, MessageKind.CHECKIN)


def test_the_week_closes_once_with_those_who_took_part(edge: Edge) -> None:
    _, (ada,) = committed(edge, {})
    for _ in range(2):
        tick(edge, now=at(8, day=9))
    with edge.database.unit_of_work() as session:
        (week,) = session.scalars(select(ParticipantWeek)).all()
    assert (week.participant_id, week.week_on, week.closed_at) == (ada.participant.id, MONDAY, at(8, day=9))


def test_a_wish_for_contact_reaches_each_organizer_once_in_their_daytime(edge: Edge) -> None:
    workspace, (ada,) = committed(edge, {})
    with edge.database.unit_of_work(workspace.id) as session:
        program = session.scalars(select(Program)).one()
        near = make_organizer(session, program, member=make_member(session, zone="UTC"))
        far = make_organizer(session, program, member=make_member(session, zone="America/Lima"))
        make_organizer(session, program, member=session.merge(ada.member))
        hard_weeks.want_contact(session, ada.actor, program.id, week_on=MONDAY, now=at(9))
    for hour in (9, 10, 15, 16):
        tick(edge, now=at(hour))
    rows = sent(edge, MessageKind.CONTACT)
    assert [(row.member_id, row.created_at) for row in rows] == [(near.member_id, at(9)), (far.member_id, at(15))]
    with edge.database.unit_of_work() as session:
        counted = session.scalars(select(Notice.member_id).where(Notice.kind == MessageKind.CONTACT)).all()
        assert hard_weeks.open_wishes(session, now=at(17)) == []
    assert sorted(counted) == sorted([near.member_id, far.member_id])


def test_an_old_wish_is_left_to_the_digest(edge: Edge) -> None:
    workspace, (ada,) = committed(edge, {})
    with edge.database.unit_of_work(workspace.id) as session:
        make_organizer(session, session.scalars(select(Program)).one())
        hard_weeks.want_contact(session, ada.actor, ada.program.id, week_on=MONDAY, now=at(9) - timedelta(days=5))
    tick(edge, now=at(9))
    assert not sent(edge, MessageKind.CONTACT)
