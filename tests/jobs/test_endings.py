"""A program that ends is reported: its last week, however short, and all its rounds together. Once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Activity, Delivery, GroupMember, Notice, Program, ProgramBreak
from bot.domain.digests import Digest
from bot.domain.programs import Ending, StopReason
from bot.domain.states import MeetingAnswer, ParticipantState, ProgramState
from bot.services import digests, organizers, program_life, program_settings, reports
from jobs import endings, participants
from tests.factories import (
    actor_of,
    make_checkin,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)

MONDAY = date(2026, 3, 2)


def test_the_last_week_and_all_rounds_are_reported_once_and_stay_readable(context: AppContext, now: datetime) -> None:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        organizer = make_member(session)
        make_organizer(session, program, member=organizer)
        first, second, third, fourth = (make_participant(session, program) for _ in range(4))
        running = make_round(session, program)
        met, gone = make_group(session, running, first, second), make_group(session, running, third, fourth)
        for group in (met, gone):
            group.introduced_at = now
        gone.dissolved_at = now
        for member in session.scalars(select(GroupMember).where(GroupMember.group_id == met.id)):
            member.answer, member.answered_at = MeetingAnswer.MET, now
        activity = session.scalars(select(Activity.id).where(Activity.program_id == program.id)).first() or 0
        make_checkin(session, first, activity, MONDAY)
        ended_at = now + timedelta(days=1)
        program_life.end(session, actor_of(organizer), program.id, now=ended_at)
    for _ in range(2):
        for sweep in endings.SWEEPS:
            sweep.act(context, ended_at + timedelta(hours=3))
    with context.database.unit_of_work(workspace.id) as session:
        sent = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert [one.key for one in sent] == [
            f"digest:{program.id}:{MONDAY}:{organizer.id}",
            f"digest:{program.id}:final:{organizer.id}",
        ]
        names = [[file["name"] for file in one.payload["files"]] for one in sent]
        assert names == [["kith-digest-2026-03-02.csv"], ["kith-report-plain-2026-03-02-2026-03-03.xlsx"]]
        later = now + timedelta(days=90)
        told = reports.whole(session, program.id, now=later)
        assert (told.rounds, told.participation.served, told.groups.number, told.groups.met.part) == (1, 4, 2, 1)
        assert told.total("acts") == 1
        (mine,) = organizers.programs_of(session, actor_of(organizer))
        assert mine.state is ProgramState.ENDED
        digest = digests.of_last_week(session, program.id, now=later)
        assert isinstance(digest, Digest)
        assert digest.week_on == MONDAY


@pytest.mark.parametrize(
    ("ended_at", "reported_at", "weeks"),
    [
        ("2026-03-10T22:00", "2026-03-11T09:00", ["2026-03-09"]),  # by day
        ("2026-03-13T18:00", "2026-03-16T09:00", ["2026-03-09"]),  # on a working day
        ("2026-03-12T23:00", "2026-03-16T09:00", ["2026-03-09"]),  # 13 March is a break
        ("2026-03-09T09:30", "2026-03-09T09:30", ["2026-03-02", "2026-03-09"]),  # before the digest of the week before
    ],
)
def test_the_last_reports_come_by_day_and_leave_no_week_out(
    context: AppContext, ended_at: str, reported_at: str, weeks: list[str]
) -> None:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    at = datetime.fromisoformat(f"{ended_at}+00:00")
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        organizer = make_member(session)
        make_organizer(session, program, member=organizer)
        session.add(ProgramBreak(program_id=program.id, from_on=date(2026, 3, 13), until_on=date(2026, 3, 13)))
        program_life.end(session, actor_of(organizer), program.id, now=at)
    while at < datetime.fromisoformat(f"{reported_at}+00:00") + timedelta(hours=1):
        for sweep in endings.SWEEPS:
            sweep.act(context, at)
        at += timedelta(minutes=30)
    with context.database.unit_of_work(workspace.id) as session:
        sent = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert [one.key.split(":")[2] for one in sent] == [*weeks, "final"]
        assert {one.created_at.isoformat()[:16] for one in sent} == {reported_at}


@pytest.mark.parametrize("by", ["a day", "rounds"])
def test_a_program_ends_by_itself_and_thanks_its_members(context: AppContext, by: str) -> None:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        organizer = make_member(session)
        make_organizer(session, program, member=organizer)
        ending = Ending(ends_on=date(2026, 3, 15), word="See you in May!")
        if by == "rounds":
            ending = Ending(last_round=1, word="See you in May!")
        at = datetime(2026, 3, 6, 12, tzinfo=UTC)
        program_settings.change_ending(session, actor_of(organizer), program.id, ending, now=at)
        make_round(session, program, starts_on=MONDAY, weeks=2)
        active = make_participant(session, program)
        for state in (ParticipantState.PAUSED, ParticipantState.LEFT):
            make_participant(session, program, state=state)
    while at < datetime(2026, 3, 18, tzinfo=UTC):
        for sweep in (*endings.SWEEPS, *(one for one in participants.SWEEPS if one.name == "farewells")):
            sweep.act(context, at)
        at += timedelta(hours=3)
    with context.database.unit_of_work(workspace.id) as session:
        ended = session.get_one(Program, program.id)
        assert (ended.state, ended.state_reason) == (ProgramState.ENDED, StopReason.AS_PLANNED)
        assert ended.state_changed_at == datetime(2026, 3, 15, 23, 59, tzinfo=UTC)
        sent = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert [one.key for one in sent] == [
            f"ended:{program.id}",
            f"digest:{program.id}:2026-03-09:{organizer.id}",
            f"digest:{program.id}:final:{organizer.id}",
            f"farewell:{active.id}",
        ]
        assert {one.created_at.date() for one in sent} == {date(2026, 3, 16)}
        assert "See you in May!" in str(sent[-1].payload)
        assert session.scalars(select(Notice.member_id)).all().count(active.member_id) == 1


def test_a_program_without_an_end_goes_on(context: AppContext, now: datetime) -> None:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        make_round(session, program)
    for sweep in endings.SWEEPS:
        sweep.act(context, now + timedelta(days=400, hours=3))
    with context.database.unit_of_work(workspace.id) as session:
        assert session.get_one(Program, program.id).state is ProgramState.RUNNING
