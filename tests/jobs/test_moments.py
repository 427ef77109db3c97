"""What is said ahead of the weeks to come is what then goes out: the clock runs, and both are compared."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Activity, Delivery, Member, Participant, ParticipantWeek, Program, ProgramBreak
from bot.domain.calendar import local
from bot.domain.moments import Ahead, Moment
from bot.domain.states import Frequency, Joining, ParticipantState
from bot.services import moments
from jobs import schedule
from tests.factories import (
    actor_of,
    make_council_plan,
    make_goal,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_workspace,
)

# Weeks hour by hour; what is said ahead is asked of PostgreSQL, too, in tests/services/test_moments.py
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ZONE = "Europe/Berlin"
THURSDAY = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)  # before the first round
KINDS = {  # what the ledger calls them
    "introduction": Ahead.INTRODUCTIONS,
    "prompt": Ahead.PROMPT,
    "checkin": Ahead.CHECKIN,
    "today": Ahead.REMINDERS,
    "summary": Ahead.SUMMARY,
    "digest": Ahead.DIGEST,
    "few_joined": Ahead.FEW_JOINED,
    "preview": Ahead.PREVIEW,
    "ended": Ahead.END,
    "farewell": Ahead.CLOSING,
}


def a_program(context: AppContext, people: int = 9, **values: Any) -> tuple[Program, Member]:
    """A program with everybody that counts differently: away, back, landed, guest, elsewhere, less often."""
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        settings = {
            "zone": ZONE,
            "starts_on": date(2026, 3, 9),
            "due_checked_at": THURSDAY,
            "last_round": 2,
            "round_weeks": 1,
        }
        program = make_program(session, **{**settings, "joining": Joining.BY_CHOICE, **values})
        organizer = make_member(session, zone=ZONE, name="Olga")
        make_organizer(session, program, member=organizer)
        make_organizer(session, program, member=make_member(session, zone=ZONE))
        here = {"zone": ZONE, "seen_in_slack_at": THURSDAY}
        there = [make_participant(session, program, member=make_member(session, **here)) for _ in range(people)]
        for one in there:
            one.last_active_at = one.welcomed_at = THURSDAY
        if people > 5:
            there[0].state, there[0].paused_until_on = ParticipantState.PAUSED, date(2026, 3, 18)
            there[1].state = ParticipantState.LANDED
            there[2].frequency = Frequency.EVERY_SECOND
            session.get_one(Member, there[3].member_id).zone = "America/New_York"
            away = make_participant(session, program, member=make_member(session, is_guest=True, **here))
            away.last_active_at = THURSDAY
            session.add(ParticipantWeek(participant_id=there[4].id, week_on=date(2026, 3, 2), excused_at=THURSDAY))
            walk = session.scalars(select(Activity.id).where(Activity.program_id == program.id)).first() or 0
            planned = {"plan_on": date(2026, 3, 11), "plan_at": time(15), "planned_at": THURSDAY}
            make_goal(session, there[5], walk, date(2026, 3, 9), **planned)
        return program, organizer


def said(context: AppContext, program: Program, organizer: Member, *, weeks: int) -> tuple[Moment, ...]:
    with context.database.unit_of_work(program.workspace_id, read_only=True) as session:
        return moments.ahead(session, actor_of(organizer), program.id, now=THURSDAY, weeks=weeks)


def live(context: AppContext, monkeypatch: pytest.MonkeyPatch, *, weeks: int) -> None:
    """Let the clock run, by day."""
    for asks_slack in ("people", "channels", "orphaned"):
        monkeypatch.delitem(schedule.SWEEPS, asks_slack, raising=False)
    for number in range(weeks * 7 * 24):
        hour = THURSDAY + timedelta(minutes=30, hours=number)
        if 7 <= hour.hour <= 17 and hour.weekday() < 5:
            for now in (hour, hour + timedelta(minutes=5)):
                context.clock.shown = now  # type: ignore[attr-defined]
                schedule.tick(context, now)


def sent(context: AppContext) -> Counter[tuple[Ahead, date]]:
    """Who got what on which day, by the ledger; an introduction counts for each of the group."""
    found: Counter[tuple[Ahead, date]] = Counter()
    with context.database.unit_of_work(read_only=True) as session:
        for one in session.scalars(select(Delivery)):
            kind = KINDS.get(one.key.split(":")[0])
            day = local(one.created_at, ZONE).date()
            if one.key.endswith(":final") or ":final:" in one.key:
                kind = Ahead.LAST_REPORTS
            if one.key.startswith("council_meeting:"):
                kind = Ahead.COUNCIL_MEETINGS if one.kind == "council" else Ahead.COUNCILS
            if kind is not None:
                found[kind, day] += len(one.target.get("users", ())) or 1
    return found


def expected(told: tuple[Moment, ...]) -> Counter[tuple[Ahead, date]]:
    found: Counter[tuple[Ahead, date]] = Counter()
    for one in told:
        if one.kind not in (Ahead.BREAK, Ahead.NUDGE):
            found[one.kind, one.on] += 1 if one.number is None else one.number
    return found


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ({}, []),
        ({"preview_hours": 24, "digest_channel_id": "C77"}, [(date(2026, 3, 16), date(2026, 3, 17))]),
        (
            {"last_round": None, "ends_on": date(2026, 3, 19)},
            [(date(2026, 3, 13), date(2026, 3, 13))],
        ),
    ],
    ids=("two rounds", "a break, previews and a channel", "a last day within a week"),
)
def test_what_was_said_ahead_is_what_went_out(
    context: AppContext,
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, Any],
    breaks: list[tuple[date, date]],
) -> None:
    program, organizer = a_program(context, **values)
    with context.database.unit_of_work(program.workspace_id) as session:
        session.add_all(ProgramBreak(program_id=program.id, from_on=first, until_on=last) for first, last in breaks)
    told = said(context, program, organizer, weeks=3)

    live(context, monkeypatch, weeks=3)

    real = sent(context)
    last_day = next(one.on for one in told if one.kind is Ahead.END)
    real[Ahead.DIGEST, last_day] = 0  # said as the last reports
    assert {key: number for key, number in real.items() if number} == dict(expected(told))
    assert {one.kind for one in told} >= {
        Ahead.INTRODUCTIONS,
        Ahead.PROMPT,
        Ahead.CHECKIN,
        Ahead.SUMMARY,
        Ahead.CLOSING,
    }
    assert [(one.on, one.until_on) for one in told if one.kind is Ahead.BREAK] == breaks


@pytest.mark.parametrize(
    ("every_weeks", "breaks"),
    [(1, []), (2, []), (1, [(date(2026, 3, 16), date(2026, 3, 20))])],
    ids=["every week", "every second one", "a week's break"],
)
def test_councils_are_said_ahead_as_they_are_then_told(
    context: AppContext, monkeypatch: pytest.MonkeyPatch, every_weeks: int, breaks: list[tuple[date, date]]
) -> None:
    ends = {"last_round": None, "ends_on": date(2026, 3, 27)}
    program, organizer = a_program(context, people=12, buddy_rounds=False, **ends)
    with context.database.unit_of_work(program.workspace_id) as session:
        session.add_all(ProgramBreak(program_id=program.id, from_on=first, until_on=last) for first, last in breaks)
        # Whoever comes back is placed then, and that council hears of it
        paused = select(Participant).where(Participant.state == ParticipantState.PAUSED)
        for one in session.scalars(paused):
            one.state, one.paused_until_on = ParticipantState.ACTIVE, None
        make_council_plan(session, program, size=4, every_weeks=every_weeks, starts_on=date(2026, 3, 9))
    told = said(context, program, organizer, weeks=4)

    live(context, monkeypatch, weeks=4)

    ours = (Ahead.COUNCILS, Ahead.COUNCIL_MEETINGS)
    real = {key: number for key, number in sent(context).items() if key[0] in ours}
    assert real == {key: number for key, number in expected(told).items() if key[0] in ours}
    assert {kind for kind, _ in real} == set(ours)


def test_too_few_are_warned_of_ahead_and_then(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    program, organizer = a_program(context, people=2)
    told = said(context, program, organizer, weeks=1)
    assert next((one.kind, one.on, one.number) for one in told) == (Ahead.FEW_JOINED, date(2026, 3, 6), 2)

    live(context, monkeypatch, weeks=1)

    assert sent(context)[Ahead.FEW_JOINED, date(2026, 3, 6)] == 2
