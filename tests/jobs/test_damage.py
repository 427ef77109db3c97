"""A row that cannot be read stops nothing else: what is damaged is set aside by name, and all the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.context import AppContext
from bot.db.models import Delivery, Member, Occurrence, Program
from bot.db.session import Database, bind_workspace
from bot.domain.calendar import Rhythm
from bot.domain.digests import ItemKind
from bot.domain.kinds import MessageKind
from bot.services import digests, program_settings, programs
from bot.services.members import Actor
from jobs import checkins, goals, schedule, summaries
from jobs.schedule import tick, waiting
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace
from tests.people import join, make_person

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ALL = {MessageKind.CLOSE, MessageKind.PROMPT, MessageKind.SUMMARY}


@dataclass(frozen=True)
class Town:
    """Two programs of one workspace that share a member, and one of another workspace. `ada` organizes the first."""

    damaged: int
    beside: int
    elsewhere: int
    ada: Actor
    shared: int
    members: list[int]


@pytest.fixture(autouse=True)
def _calendar_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "JOBS", {job.kind: job for noun in (goals, checkins, summaries) for job in noun.JOBS})
    monkeypatch.setattr(schedule, "SWEEPS", {})
    programs._report.cache_clear()


@pytest.fixture
def town(context: AppContext) -> Town:
    dates: dict[str, Any] = {"starts_on": MONDAY - timedelta(days=14), "due_checked_at": NOON.replace(hour=0)}
    with context.database.unit_of_work() as session:
        here, there = make_workspace(session), make_workspace(session)
        bind_workspace(session, here.id)
        ada = make_person(session, make_program(session, **dates))
        make_organizer(session, ada.program, member=ada.member)
        shared = make_person(session, ada.program)
        beside = make_program(session, **dates)
        join(session, beside, shared.member)
    with context.database.unit_of_work(there.id) as session:
        elsewhere = make_program(session, **dates)
        lin = make_participant(session, elsewhere, member=make_member(session))
    people = [ada.member.id, shared.member.id, lin.member_id]
    return Town(ada.program.id, beside.id, elsewhere.id, ada.actor, shared.member.id, people)


def damage(database: Database, statement: str, **values: Any) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement), values)


def done(context: AppContext, program_id: int) -> set[MessageKind]:
    with context.database.unit_of_work(read_only=True) as session:
        return set(session.scalars(select(Occurrence.kind).where(Occurrence.program_id == program_id)))


def logged(caplog: pytest.LogCaptureFixture, action: str) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if getattr(record, "action", "") == action]


def prompted(context: AppContext) -> list[int | None]:
    with context.database.unit_of_work(read_only=True) as session:
        rows = select(Delivery.member_id).where(Delivery.kind == MessageKind.PROMPT).order_by(Delivery.member_id)
        return list(session.scalars(rows))


@pytest.mark.parametrize(
    ("column", "value", "names"),
    [
        ("rhythm", '{"prompt": {"weekday": "some day", "at": "09:00", "on": true}}', ("prompt",)),
        ("rhythm", '{"checkin": {"weekday": 4, "at": "25:99", "on": true}, "tea": 1}', ("checkin", "tea")),
        ("rhythm", '["weekly"]', ("rhythm",)),
        ("rhythm", '{"prompt": ', ("rhythm",)),
        ("zone", "Nowhere/Land", ("zone",)),
        ("zone", "../../etc", ("zone",)),
    ],
)
def test_a_damaged_program_goes_on_by_what_is_usual_and_stops_no_other(
    context: AppContext, town: Town, caplog: pytest.LogCaptureFixture, column: str, value: str, names: tuple[str, ...]
) -> None:
    if value == '{"prompt": ' and context.database.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL stores no text that is no JSON")
    damage(context.database, f"UPDATE programs SET {column} = :value WHERE id = :id", value=value, id=town.damaged)  # noqa: S608
    tick(context, NOON)
    assert [done(context, program_id) for program_id in (town.damaged, town.beside, town.elsewhere)] == [ALL] * 3
    assert prompted(context) == sorted(town.members)
    with context.database.unit_of_work(town.ada.workspace_id) as session:
        program = session.get_one(Program, town.damaged)
        assert program.due_checked_at == NOON
        assert programs.all_unreadable(session) == [(program.name, names)]
        told = digests.digest(session, program.id, week_on=MONDAY - timedelta(days=7), now=NOON)
        (item,) = [one for one in told.items if one.kind is ItemKind.UNREADABLE]
        assert item.reason.split() == list(names)
    (said,) = logged(caplog, "program_unreadable")
    assert (said["program"], said["what"]) == (town.damaged, names)


def test_the_organizer_mends_it_in_the_settings(context: AppContext, town: Town) -> None:
    damage(context.database, "UPDATE programs SET rhythm = '[]', zone = 'x' WHERE id = :id", id=town.damaged)
    with context.database.unit_of_work(town.ada.workspace_id) as session:
        found = program_settings.settings_of(session, town.ada, town.damaged)
        program_settings.change_rhythm(session, town.ada, town.damaged, Rhythm(found.rhythm.moments), now=NOON)
        session.get_one(Program, town.damaged).zone = "UTC"
    with context.database.unit_of_work(read_only=True) as session:
        assert programs.all_unreadable(session) == []


def test_a_member_whose_zone_no_zone_has_waits_for_slack_and_stops_nobody_else(
    context: AppContext, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    damage(context.database, "UPDATE members SET zone = 'Nowhere/Land' WHERE id = :id", id=town.shared)
    tick(context, NOON)
    assert prompted(context) == [member_id for member_id in sorted(town.members) if member_id != town.shared]
    assert [done(context, program_id) for program_id in (town.damaged, town.elsewhere)] == [ALL] * 2
    with context.database.unit_of_work(read_only=True) as session:
        member = session.get_one(Member, town.shared)
        assert (member.zone, member.seen_in_slack_at) == ("UTC", None)
    assert "people" in waiting(context, now=NOON)
    assert [said["member"] for said in logged(caplog, "member_zone_unreadable")] == [town.shared]


def test_what_fails_for_one_program_as_a_whole_stops_no_other(
    context: AppContext, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = schedule._due

    def fragile(program: programs.RunningProgram, *, now: datetime) -> Any:
        if program.program_id == town.damaged:
            raise ValueError("no such date")
        return real(program, now=now)

    monkeypatch.setattr(schedule, "_due", fragile)
    tick(context, NOON)
    assert done(context, town.damaged) == set()
    assert done(context, town.beside) == done(context, town.elsewhere) == ALL
