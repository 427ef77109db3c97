"""Due work is done once: after an outage of any length, with two processes at once, whatever fails beside it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Occurrence, Program
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.domain.states import OccurrenceState, ProgramState
from jobs import schedule
from jobs.schedule import tick
from jobs.work import Job, Work
from tests.factories import make_member, make_participant, make_program, make_workspace

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """Jobs that claim and note what they did, in place of the real ones."""
    noted: list[Work] = []

    def job(context: AppContext, work: Work) -> None:
        with context.database.unit_of_work(work.workspace_id) as session:
            if work.claim(session):
                noted.append(work)

    kinds = (MessageKind.CLOSE, MessageKind.PROMPT, MessageKind.CHECKIN, MessageKind.SUMMARY, MessageKind.DIGEST)
    monkeypatch.setattr(schedule, "JOBS", {kind: Job(kind, job) for kind in kinds})
    monkeypatch.setattr(schedule, "SWEEPS", {})
    return noted


def a_program(context: AppContext, *, checked_at: datetime, zones: tuple[str, ...] = ("UTC",)) -> int:
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(session, due_checked_at=checked_at)
        for zone in zones:
            make_participant(session, program, member=make_member(session, zone=zone))
        return program.id


def recorded(context: AppContext) -> list[tuple[MessageKind, str, OccurrenceState]]:
    with context.database.unit_of_work(read_only=True) as session:
        rows = session.scalars(select(Occurrence).order_by(Occurrence.due_at, Occurrence.id))
        return [(row.kind, row.local_on.isoformat(), row.state) for row in rows]


def test_each_moment_is_done_once_however_often_the_clock_ticks(context: AppContext, done: list[Work]) -> None:
    a_program(context, checked_at=MONDAY)
    for minutes in range(0, 24 * 60, 20):
        tick(context, now=MONDAY + timedelta(minutes=minutes))
    assert [work.due.kind for work in done] == [
        MessageKind.CLOSE,
        MessageKind.PROMPT,
        MessageKind.SUMMARY,
        MessageKind.DIGEST,
    ]


def test_after_an_hour_down_nothing_is_lost(context: AppContext, done: list[Work]) -> None:
    a_program(context, checked_at=MONDAY.replace(hour=8, minute=30))
    tick(context, now=MONDAY.replace(hour=10, minute=30))
    assert [work.due.kind for work in done] == [MessageKind.PROMPT, MessageKind.SUMMARY, MessageKind.DIGEST]


def test_after_three_weeks_down_what_makes_no_sense_is_skipped_with_a_record(
    context: AppContext, done: list[Work]
) -> None:
    a_program(context, checked_at=MONDAY)
    tick(context, now=MONDAY + timedelta(days=21, hours=12))
    assert [
        (work.due.kind, work.due.local_on.isoformat()) for work in done if work.due.kind is not MessageKind.CLOSE
    ] == [
        (MessageKind.PROMPT, "2026-03-23"),
        (MessageKind.SUMMARY, "2026-03-23"),
        (MessageKind.DIGEST, "2026-03-23"),
    ]
    assert sum(work.due.kind is MessageKind.CLOSE for work in done) == 4
    skipped = [row for row in recorded(context) if row[2] is OccurrenceState.SKIPPED]
    assert skipped.count((MessageKind.PROMPT, "2026-03-09", OccurrenceState.SKIPPED)) == 1
    assert len(recorded(context)) == len(done) + len(skipped) == 4 * 4 + 3  # four Mondays of four kinds, three Fridays


def test_a_paused_program_is_left_alone(context: AppContext, done: list[Work]) -> None:
    program_id = a_program(context, checked_at=MONDAY)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        program.state = ProgramState.PAUSED
    tick(context, now=MONDAY + timedelta(hours=12))
    assert done == []


def test_two_processes_at_once_do_each_moment_once(context: AppContext, done: list[Work]) -> None:
    a_program(context, checked_at=MONDAY, zones=("UTC", "Europe/Berlin", "Asia/Tokyo"))
    both = [
        threading.Thread(target=tick, args=(context,), kwargs={"now": MONDAY + timedelta(hours=12)}) for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)
    keys = [(work.due.kind, work.due.zone) for work in done]
    assert (
        len(keys) == len(set(keys)) == 6 - 1
    )  # close, summary, digest and two zones of prompts: Tokyo's was Sunday night


def test_a_job_that_breaks_stops_no_other_and_is_tried_again(
    context: AppContext, done: list[Work], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = a_program(context, checked_at=MONDAY)
    sound = a_program(context, checked_at=MONDAY)
    job = schedule.JOBS[MessageKind.SUMMARY]
    failing = {broken}

    def fragile(context: AppContext, work: Work) -> None:
        if work.program_id in failing:
            raise RuntimeError("the disk is full")
        job.run(context, work)

    monkeypatch.setattr(schedule, "JOBS", {**schedule.JOBS, job.kind: Job(job.kind, fragile)})
    tick(context, now=MONDAY + timedelta(hours=12))
    assert [work.program_id for work in done if work.due.kind is MessageKind.SUMMARY] == [sound]
    assert [work.due.kind for work in done if work.program_id == broken] == [
        MessageKind.CLOSE,
        MessageKind.PROMPT,
        MessageKind.DIGEST,
    ]
    assert any(getattr(record, "action", "") == "due_summary" for record in caplog.records)

    failing.clear()
    tick(context, now=MONDAY + timedelta(hours=12, minutes=1))
    assert [work.program_id for work in done if work.due.kind is MessageKind.SUMMARY] == [sound, broken]
