"""Monday's summary and digest: planned once, and nothing on a break."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.db.models import Activity, Delivery, DigestItem, Notice, Occurrence, Program, ProgramBreak
from bot.db.session import Database
from bot.domain.calendar import Due
from bot.domain.kinds import MessageKind
from bot.domain.states import OccurrenceState
from jobs import digests, schedule, summaries
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


def add_break(session: Session, program: Program) -> None:
    session.add(ProgramBreak(program_id=program.id, from_on=MONDAY, until_on=MONDAY))


def test_the_summary_goes_to_the_channel_once(context: AppContext, database: Database, program: Program) -> None:
    for _ in range(2):
        summaries.run(context, work(program, MessageKind.SUMMARY))
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


@pytest.mark.parametrize("kind", [MessageKind.SUMMARY, MessageKind.DIGEST])
def test_a_break_day_has_neither_and_a_record_says_so(
    context: AppContext, database: Database, program: Program, kind: MessageKind
) -> None:
    with database.unit_of_work(program.workspace_id) as session:
        add_break(session, program)
    schedule.JOBS[kind].run(context, work(program, kind))
    assert ledger(database) == []
    with database.unit_of_work(program.workspace_id) as session:
        (record,) = session.scalars(select(Occurrence))
        assert (record.state, record.reason) == (OccurrenceState.SKIPPED, "break")


def test_the_schedule_does_the_summary_before_the_digest(
    context: AppContext, database: Database, program: Program
) -> None:
    with database.unit_of_work(program.workspace_id) as session:
        session.get_one(Program, program.id).due_checked_at = AT - timedelta(hours=1)
    schedule.tick(context, now=AT)
    kinds = [one.kind for one in ledger(database) if one.kind in (MessageKind.SUMMARY, MessageKind.DIGEST)]
    assert kinds == ["summary", "digest", "digest"]
