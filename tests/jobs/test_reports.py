"""Monday's summary and digest: planned once, and of every week, whatever breaks it has."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from bot.context import AppContext
from bot.db.models import Activity, Delivery, DigestItem, Notice, Participant, Program, ProgramBreak
from bot.db.session import Database
from bot.domain.calendar import Due
from bot.domain.digests import ItemKind
from bot.domain.kinds import MessageKind
from bot.services import digests as services
from bot.views import digests as view
from jobs import digests, schedule
from jobs.work import Work
from tests.factories import make_checkin, make_member, make_organizer, make_participant, make_program, make_workspace

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 5, tzinfo=UTC)


@pytest.fixture
def program(database: Database) -> Program:
    """Two people, two organizers, one act in the week before."""
    with database.unit_of_work() as session:
        workspace = make_workspace(session)
    with database.unit_of_work(workspace.id) as session:
        program = make_program(session)
        activity = session.scalars(select(Activity.id).order_by(Activity.id)).first()
        assert activity is not None
        ana = make_participant(session, program)
        make_participant(session, program)
        make_checkin(session, ana, activity, MONDAY - timedelta(days=3))
        make_organizer(session, program)
        make_organizer(session, program, member=make_member(session, zone="Asia/Tokyo"))
        return program


def work(program: Program, kind: MessageKind) -> Work:
    return Work(program.workspace_id, program.id, Due(kind, MONDAY, AT), AT)


def ledger(database: Database) -> list[Delivery]:
    with database.unit_of_work() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def set_breaks(database: Database, program: Program, *days: date) -> None:
    with database.unit_of_work(program.workspace_id) as session:
        session.execute(delete(ProgramBreak))
        session.add_all(ProgramBreak(program_id=program.id, from_on=day, until_on=day) for day in days)


def days_of(week_on: date) -> list[date]:
    return [week_on + timedelta(days=offset) for offset in range(5)]


def live(context: AppContext, database: Database, program: Program, *, days: int, start: date = MONDAY) -> None:
    """A tick every two hours of so many days; with the first Monday all that is due begins to count."""
    begin = datetime.combine(start, time(), UTC)
    if start == MONDAY:
        with database.unit_of_work(program.workspace_id) as session:
            session.get_one(Program, program.id).due_checked_at = begin
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schedule, "_sweep", lambda *_args, **_named: None)  # those ask Slack about people
        for hours in range(2, 24 * days, 2):
            schedule.tick(context, now=begin + timedelta(hours=hours, minutes=10))


def test_the_summary_goes_to_the_channel_once(context: AppContext, database: Database, program: Program) -> None:
    for _ in range(2):
        schedule.JOBS[MessageKind.SUMMARY].run(context, work(program, MessageKind.SUMMARY))
    (sent,) = ledger(database)
    assert sent.key == f"summary:{program.id}:2026-02-23"
    assert sent.target == {"channel": program.slack_channel_id}
    assert "one thing done" in sent.payload["text"]


def test_each_organizer_gets_the_digest_once_with_chart_and_table(
    context: AppContext, database: Database, program: Program
) -> None:
    for _ in range(2):
        digests.run(context, work(program, MessageKind.DIGEST))
    sent = ledger(database)
    assert len({one.member_id for one in sent}) == len(sent) == 2
    for one in sent:
        chart, table = one.payload["files"]
        assert base64.b64decode(chart["content"]).startswith(b"\x89PNG")
        assert base64.b64decode(table["content"]).count(b"\r\n") == 3
    with database.unit_of_work(program.workspace_id) as session:
        assert len(session.scalars(select(DigestItem)).all()) == len(
            [block for block in sent[0].payload["blocks"] if block.get("block_id", "").startswith("digests.item:")]
        )
        assert [notice.of_day for notice in session.scalars(select(Notice))] == [0, 0]


def test_a_private_channel_gets_one_instead(context: AppContext, database: Database, program: Program) -> None:
    with database.unit_of_work(program.workspace_id) as session:
        session.get_one(Program, program.id).digest_channel_id = "C0PRIVATE"
    digests.run(context, work(program, MessageKind.DIGEST))
    assert [one.target for one in ledger(database)] == [{"channel": "C0PRIVATE"}]


@pytest.mark.parametrize("broken", [(0,), (0, 1, 2, 3), (4,)])
def test_a_short_week_has_the_reports_of_the_week_before_on_a_working_day(
    context: AppContext, database: Database, program: Program, broken: tuple[int, ...]
) -> None:
    set_breaks(database, program, *(MONDAY + timedelta(days=day) for day in broken))
    live(context, database, program, days=7)
    sent = ledger(database)
    assert [one.key for one in sent if one.kind == MessageKind.SUMMARY] == [f"summary:{program.id}:2026-02-23"]
    digested = [one for one in sent if one.kind == MessageKind.DIGEST]
    assert {one.key.rpartition(":")[0] for one in digested} == {f"digest:{program.id}:2026-02-23"}
    on = {one.created_at.date() for one in sent if one.kind in (MessageKind.SUMMARY, MessageKind.DIGEST)}
    assert on == {next(day for day in days_of(MONDAY) if (day - MONDAY).days not in broken)}


def test_a_week_of_break_is_reported_by_nothing_and_the_one_before_it_afterwards(
    context: AppContext, database: Database, program: Program
) -> None:
    set_breaks(database, program, *days_of(MONDAY))
    live(context, database, program, days=14)
    keys = [one.key for one in ledger(database) if one.kind == MessageKind.SUMMARY]
    assert keys == [f"summary:{program.id}:2026-02-23"]


def test_a_break_that_is_entered_when_the_week_has_begun_sends_nothing_twice(
    context: AppContext, database: Database, program: Program
) -> None:
    live(context, database, program, days=1)
    before = [one.key for one in ledger(database)]
    set_breaks(database, program, MONDAY)
    live(context, database, program, days=2, start=MONDAY + timedelta(days=1))
    assert "summary" in {key.partition(":")[0] for key in before}
    assert "prompt" in {key.partition(":")[0] for key in before}
    assert [one.key for one in ledger(database)] == before


def test_what_an_outage_made_late_waits_for_the_end_of_a_break(
    context: AppContext, database: Database, program: Program
) -> None:
    set_breaks(database, program, MONDAY + timedelta(days=1))
    live(context, database, program, days=1, start=MONDAY + timedelta(days=1))
    assert ledger(database) == []
    live(context, database, program, days=1, start=MONDAY + timedelta(days=2))
    assert {one.kind for one in ledger(database)} >= {MessageKind.SUMMARY, MessageKind.DIGEST}


def test_a_digest_of_a_week_without_round_says_nothing_of_pairs_and_advises_no_break_after_one(
    database: Database, program: Program
) -> None:
    week_on = MONDAY - timedelta(weeks=1)
    set_breaks(database, program, week_on)
    with database.unit_of_work(program.workspace_id) as session:
        participant, activity = session.scalars(select(Participant)).first(), session.scalars(select(Activity)).first()
        assert participant is not None
        assert activity is not None
        for weeks in range(2, 6):
            for number in range(6):
                on = MONDAY - timedelta(weeks=weeks) + timedelta(days=number % 5)
                make_checkin(session, participant, activity.id, on)
        told = services.digest(session, program.id, week_on=week_on, now=AT)
        assert (told.paired.whole, told.working_days) == (0, 4)
        assert any(change.measure == "acts" and change.this_week * 2 < change.before for change in told.changes)
        assert ItemKind.DROP not in {item.kind for item in told.items}
        text = str(view.digest(told).blocks)
        assert "(four working days)" in text
        assert "break" not in text.lower()


def test_the_schedule_does_the_summary_before_the_digest(
    context: AppContext, database: Database, program: Program
) -> None:
    with database.unit_of_work(program.workspace_id) as session:
        session.get_one(Program, program.id).due_checked_at = AT - timedelta(hours=1)
    schedule.tick(context, now=AT)
    kinds = [one.kind for one in ledger(database) if one.kind in (MessageKind.SUMMARY, MessageKind.DIGEST)]
    assert kinds == ["summary", "digest", "digest"]
