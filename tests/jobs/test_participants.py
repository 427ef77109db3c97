"""What people are told about their place without having asked: once, by day, within the cap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

import jobs.participants
import jobs.rounds
from bot.context import AppContext
from bot.db.models import Delivery, Member, Notice, Participant, Program, ProgramBreak, Workspace
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.domain.programs import StopReason
from bot.domain.states import Joining, ParticipantState, ProgramState
from bot.services import mentor_invitations, message_cap, pauses
from bot.services.people import invitations, places
from jobs import schedule
from jobs.schedule import SWEEPS, tick
from tests.factories import (
    actor_of,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)

AFTERNOON = datetime(2026, 3, 3, 13, tzinfo=UTC)  # a Tuesday
SATURDAY = datetime(2026, 3, 7, 13, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def workspace(context: AppContext) -> Workspace:
    with context.database.unit_of_work() as session:
        return make_workspace(session)


def place(
    context: AppContext, workspace: Workspace, of_program: dict[str, Any] | None = None, **values: Any
) -> Participant:
    """A participant of a program of their own."""
    with context.database.unit_of_work(workspace.id) as session:
        return make_participant(session, make_program(session, **(of_program or {})), **values)


def again(context: AppContext, participant: Participant) -> Participant:
    with context.database.unit_of_work() as session:
        return session.get_one(Participant, participant.id)


def sent(context: AppContext) -> list[tuple[str, str]]:
    with context.database.unit_of_work() as session:
        return [(row.kind, row.key) for row in session.scalars(select(Delivery).order_by(Delivery.id))]


def sweep(context: AppContext, name: str, now: datetime) -> None:
    SWEEPS[name].act(context, now)


@pytest.fixture
def without_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole ticks, but for sweeps that ask Slack."""
    names = {sweep.name for noun in (jobs.participants, jobs.rounds) for sweep in noun.SWEEPS}
    monkeypatch.setattr(schedule, "SWEEPS", {name: row for name, row in SWEEPS.items() if name in names})


PAUSED: dict[str, Any] = {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 3, 3)}


def test_a_pause_ends_by_itself_and_says_so_once(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, **PAUSED)
    sweep(context, "pauses", AFTERNOON - timedelta(days=1))
    assert again(context, participant).state is ParticipantState.PAUSED
    for _ in range(2):
        sweep(context, "pauses", AFTERNOON)
    after = again(context, participant)
    assert (after.state, after.paused_until_on) == (ParticipantState.ACTIVE, None)
    assert sent(context) == [(MessageKind.RETURN, f"return:{participant.id}:2026-03-03")]


def test_the_day_is_the_one_of_the_programs_zone(context: AppContext, workspace: Workspace) -> None:
    there = place(context, workspace, {"zone": "Pacific/Auckland"}, **PAUSED)
    here = place(context, workspace, {"zone": "America/Los_Angeles"}, **PAUSED)
    sweep(context, "pauses", datetime(2026, 3, 2, 14, tzinfo=UTC))  # Tuesday in Auckland, Monday in Los Angeles
    assert again(context, there).state is ParticipantState.ACTIVE
    assert again(context, here).state is ParticipantState.PAUSED


@pytest.mark.parametrize("hour", [MORNING.replace(hour=7), SATURDAY, MORNING.replace(hour=21)])
def test_the_pause_ends_at_any_hour_but_the_message_waits(
    context: AppContext, workspace: Workspace, hour: datetime
) -> None:
    participant = place(context, workspace, **PAUSED)
    sweep(context, "pauses", hour)
    after = again(context, participant)
    assert (after.state, after.paused_until_on) == (ParticipantState.ACTIVE, date(2026, 3, 3))
    assert sent(context) == []


def text(context: AppContext) -> str:
    with context.database.unit_of_work() as session:
        return str(session.scalars(select(Delivery.payload)).one())


def test_who_comes_back_reads_when_the_next_round_starts(context: AppContext, workspace: Workspace) -> None:
    place(context, workspace, {"starts_on": date(2026, 3, 9)}, **PAUSED)
    sweep(context, "pauses", MORNING)
    assert "Your next buddy comes with the round that starts on Monday 9 March" in text(context)


@pytest.mark.usefixtures("without_slack")
@pytest.mark.parametrize(("on", "hours"), [(date(2026, 3, 2), 9), (date(2026, 3, 6), 13)])
def test_on_a_monday_and_a_friday_the_weeks_message_welcomes(
    context: AppContext, workspace: Workspace, on: date, hours: int
) -> None:
    """A second message of the day would take its place."""
    there = {"due_checked_at": datetime.combine(on, time(7), UTC)}
    participant = place(context, workspace, there, state=ParticipantState.PAUSED, paused_until_on=on)
    for hour in (7, 8, hours):
        tick(context, now=datetime.combine(on, time(hour), UTC))
    assert sent(context)[0][0] in (MessageKind.PROMPT, MessageKind.CHECKIN)
    with context.database.unit_of_work() as session:
        first = session.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert first
        assert "Welcome back: your pause in" in str(first.payload)
    assert again(context, participant).paused_until_on is None
    tick(context, now=datetime.combine(on, time(9), UTC) + timedelta(days=3))
    assert MessageKind.RETURN not in {kind for kind, _ in sent(context)}


@pytest.mark.usefixtures("without_slack")
def test_in_a_running_round_welcome_back_comes_first_and_says_that_kith_looks_for_a_buddy(
    context: AppContext, workspace: Workspace
) -> None:
    """A day later they are one more in a group; nobody told them that they came in late."""
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=date(2026, 3, 2), due_checked_at=MORNING)
        away = make_participant(session, program, **PAUSED)
        running = make_round(session, program, weeks=4, started_at=MORNING - timedelta(days=1))
        make_group(session, running, make_participant(session, program), make_participant(session, program))
        back_id, back = away.member_id, session.get_one(Member, away.member_id).slack_user_id
    for hour in range(48):
        tick(context, now=MORNING.replace(hour=0) + timedelta(hours=hour))
    with context.database.unit_of_work() as session:
        mine = [
            row
            for row in session.scalars(select(Delivery).order_by(Delivery.id))
            if row.member_id == back_id or back in row.target.get("users", ())
        ]
        assert [row.kind for row in mine] == [MessageKind.RETURN, MessageKind.INTRODUCTION]
        assert "Kith is looking for a buddy for you" in str(mine[0].payload)
        assert len(mine[1].target["users"]) == 3


@pytest.mark.usefixtures("without_slack")
def test_who_comes_back_into_a_group_is_welcomed_before_they_are_introduced(
    context: AppContext, workspace: Workspace
) -> None:
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=date(2026, 3, 2), due_checked_at=MORNING)
        away = make_participant(session, program, **PAUSED)
        make_round(session, program, started_at=MORNING - timedelta(days=1))
        make_participant(session, program)
    tick(context, now=MORNING)
    assert [kind for kind, _ in sent(context)] == [MessageKind.RETURN, MessageKind.INTRODUCTION]
    assert again(context, away).paused_until_on is None


def test_a_full_day_puts_it_off_to_the_next(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, **PAUSED)
    with context.database.unit_of_work(workspace.id) as session:
        message_cap.reserve(
            session, member_id=participant.member_id, kind=MessageKind.PLAN, local_on=AFTERNOON.date(), now=AFTERNOON
        )
    sweep(context, "pauses", AFTERNOON)
    assert sent(context) == []
    sweep(context, "pauses", AFTERNOON + timedelta(days=1))
    assert len(sent(context)) == 1


def test_what_is_a_week_old_is_not_told_any_more(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, **PAUSED)
    sweep(context, "pauses", AFTERNOON + timedelta(days=8))
    after = again(context, participant)
    assert (after.state, after.paused_until_on, sent(context)) == (ParticipantState.ACTIVE, None, [])


def test_a_break_of_the_program_is_quiet(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, **PAUSED)
    with context.database.unit_of_work(workspace.id) as session:
        day = AFTERNOON.date()
        session.add(ProgramBreak(program_id=participant.program_id, from_on=day, until_on=day))
    sweep(context, "pauses", AFTERNOON)
    assert sent(context) == []


def test_everyone_enrolled_is_welcomed_once(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, {"joining": Joining.EVERYONE})
    by_choice = place(context, workspace)
    for moment in (MORNING, AFTERNOON, AFTERNOON + timedelta(days=1)):
        sweep(context, "welcomes", moment)
    assert again(context, participant).welcomed_at == AFTERNOON
    assert again(context, by_choice).welcomed_at is None
    assert sent(context) == [(MessageKind.WELCOME, f"welcome:{participant.id}")]


def test_who_left_the_channel_is_asked_once(context: AppContext, workspace: Workspace) -> None:
    participant = place(context, workspace, channel_left_at=MORNING)
    for days in range(3):
        sweep(context, "outside", AFTERNOON + timedelta(days=days))
    assert [kind for kind, _ in sent(context)] == [MessageKind.QUESTION]
    assert again(context, participant).state is ParticipantState.ACTIVE


def test_every_organizer_hears_once_that_the_channel_is_lost(context: AppContext, workspace: Workspace) -> None:
    with context.database.unit_of_work() as session:
        bind_workspace(session, workspace.id)
        lost = {"state": ProgramState.PAUSED, "state_changed_at": MORNING}
        program = make_program(session, state_reason=StopReason.BOT_REMOVED, **lost)
        for _ in range(2):
            make_organizer(session, program)
        make_organizer(session, make_program(session, state_reason=StopReason.BY_ORGANIZER, **lost))
        make_organizer(session, program, member=make_member(session, deactivated_at=MORNING))
    for days in range(2):
        sweep(context, "lost_channels", AFTERNOON + timedelta(days=days))
    assert [kind for kind, _ in sent(context)] == [MessageKind.LOST_CHANNEL, MessageKind.LOST_CHANNEL]


def test_one_failure_does_not_stop_the_others(
    context: AppContext, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, fine = (place(context, workspace, channel_left_at=MORNING) for _ in range(2))
    found = {fine.program_id: fine}
    monkeypatch.setattr(pauses, "participant_of", lambda _session, program_id, _member_id: found[program_id])
    sweep(context, "outside", AFTERNOON)
    assert [key.split(":")[1] for _, key in sent(context)] == [str(fine.id)]


def test_two_processes_tell_it_once(context: AppContext, workspace: Workspace) -> None:
    place(context, workspace, channel_left_at=MORNING)
    for _ in range(2):
        sweep(context, "outside", AFTERNOON)
    with context.database.unit_of_work() as session:
        assert len(session.scalars(select(Notice)).all()) == 1
        assert len(session.scalars(select(Program)).all()) == 1


def test_whoever_is_invited_as_a_mentor_is_asked_once_in_their_afternoon(
    context: AppContext, workspace: Workspace
) -> None:
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, has_mentors=True)
        asked, organizer = make_member(session), make_member(session)
        make_organizer(session, program, member=organizer)
        actor = actor_of(organizer)
        assert mentor_invitations.invite_member(session, actor, program.id, asked, now=MORNING)
    for now in (MORNING, AFTERNOON, AFTERNOON + timedelta(minutes=1)):
        sweep(context, "mentor_invitations", now)
    with context.database.unit_of_work() as session:
        (delivery,) = session.scalars(select(Delivery))
    assert (delivery.kind, delivery.target) == (MessageKind.MENTOR_ASKED, {"users": [asked.slack_user_id]})
    assert f"<@{organizer.slack_user_id}> asks" in str(delivery.payload)


def test_whoever_is_invited_is_asked_once_in_their_afternoon(context: AppContext, workspace: Workspace) -> None:
    with context.database.unit_of_work(workspace.id) as session:
        program, asked, organizer = make_program(session), make_member(session), make_member(session)
        make_organizer(session, program, member=organizer)
        invitations.invite(session, actor_of(organizer), program.id, asked.id, now=MORNING)
    for now in (MORNING, SATURDAY, AFTERNOON, AFTERNOON + timedelta(minutes=1)):
        sweep(context, "invitations", now)
    with context.database.unit_of_work() as session:
        (delivery,) = session.scalars(select(Delivery))
        (notice,) = session.scalars(select(Notice))
    assert (delivery.kind, delivery.target) == (MessageKind.INVITED, {"users": [asked.slack_user_id]})
    assert f"<@{organizer.slack_user_id}> invites you" in str(delivery.payload)
    assert (notice.kind, notice.member_id) == (MessageKind.INVITED, asked.id)


def test_an_invitation_waits_where_the_week_is_full_and_then_lapses(context: AppContext, workspace: Workspace) -> None:
    with context.database.unit_of_work(workspace.id) as session:
        program, asked, organizer = make_program(session), make_member(session), make_member(session)
        make_organizer(session, program, member=organizer)
        invitations.invite(session, actor_of(organizer), program.id, asked.id, now=MORNING)
        message_cap.reserve(
            session, member_id=asked.id, kind=MessageKind.PROMPT, local_on=AFTERNOON.date(), now=MORNING
        )
    sweep(context, "invitations", AFTERNOON)
    assert sent(context) == []
    sweep(context, "invitations", AFTERNOON + timedelta(days=14))
    assert sent(context) == []


@pytest.mark.parametrize("gives_pause", [True, False])
def test_who_was_taken_out_or_given_a_pause_is_told_once_by_day(
    context: AppContext, workspace: Workspace, *, gives_pause: bool
) -> None:
    participant = place(context, workspace)
    with context.database.unit_of_work(workspace.id) as session:
        program = session.get_one(Program, participant.program_id)
        olga = actor_of(session.get_one(Member, make_organizer(session, program).member_id))
        if gives_pause:
            until_on = date(2026, 3, 20)
            places.pause(session, olga, program.id, participant.id, until_on=until_on, now=MORNING)
        else:
            places.remove(session, olga, program.id, participant.id, now=MORNING)
    for now in (MORNING, SATURDAY, AFTERNOON, AFTERNOON + timedelta(days=1)):
        sweep(context, "places", now)
    assert [kind for kind, _ in sent(context)] == [MessageKind.PLACE_CHANGED]
    assert ("pause until Friday 20 March" in text(context)) is gives_pause
    assert again(context, participant).by_organizer_at is None
