"""Today: each member's own plan comes back on its day, once, at the right hour, within the cap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, Goal, GroupMember, Notice, Participant, Preparation, ProgramBreak, Workspace
from bot.db.session import bind_workspace
from bot.domain.calendar import Due
from bot.domain.checkins import Act
from bot.domain.goals import Offer, Plan
from bot.domain.kinds import MessageKind
from bot.domain.states import ParticipantState, Role
from bot.services import checkins, goals, hard_weeks, plans, rounds
from jobs.schedule import JOBS, SWEEPS
from jobs.work import Work
from tests.factories import (
    make_goal,
    make_group,
    make_member,
    make_mentor_pair,
    make_participant,
    make_program,
    make_round,
    make_talk,
    make_workspace,
)
from tests.people import Person, join, make_person, pair

MONDAY = date(2026, 3, 2)
TUESDAY, WEDNESDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 4, 5))
WRITTEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def committed(context: AppContext, **member: Any) -> tuple[Workspace, Person]:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
        bind_workspace(session, workspace.id)
        return workspace, make_person(session, make_program(session), **member)


def plan(context: AppContext, person: Person, on: date, hour: int | None = None, *, now: datetime = WRITTEN) -> None:
    wanted = Plan(on, time(hour) if hour is not None else None, "Café Nero")
    with context.database.unit_of_work(person.member.workspace_id) as session:
        goals.set_goal(
            session,
            person.actor,
            person.program.id,
            week_on=MONDAY,
            offer=Offer(person.event, "", 1),
            plan=wanted,
            is_private=False,
            now=now,
        )


def reminders(context: AppContext) -> Sequence[Delivery]:
    with context.database.unit_of_work() as session:
        return session.scalars(select(Delivery).where(Delivery.kind == MessageKind.PLAN).order_by(Delivery.id)).all()


def first_reminder(context: AppContext, on: date) -> datetime | None:
    """The first half hour of the day (UTC) at which a sweep sends something."""
    for half in range(48):
        SWEEPS["plans"].act(context, at(on, 0) + timedelta(minutes=30 * half))
        if reminders(context):
            return reminders(context)[0].created_at
    return None


@pytest.mark.parametrize(
    ("hour", "zone", "expected"),
    [
        (None, "UTC", at(WEDNESDAY, 8)),
        (15, "UTC", at(WEDNESDAY, 14)),
        (15, "America/Lima", at(WEDNESDAY, 19)),
        (7, "Europe/Berlin", at(WEDNESDAY, 7)),
    ],
)
def test_a_plan_comes_back_that_morning_or_an_hour_before(
    context: AppContext, hour: int | None, zone: str, expected: datetime
) -> None:
    _, ada = committed(context, zone=zone)
    plan(context, ada, WEDNESDAY, hour)
    assert first_reminder(context, WEDNESDAY) == expected
    (row,) = reminders(context)
    assert row.target == {"users": [ada.member.slack_user_id]}
    assert "Café Nero" in str(row.payload)


def test_own_reminders_come_on_weekends_and_hold_their_hour_through_a_clock_change(context: AppContext) -> None:
    workspace, ada = committed(context, zone="America/New_York")  # clocks go forward on Sunday 8 March
    plan(context, ada, date(2026, 3, 8), 15)
    SWEEPS["plans"].act(context, datetime(2026, 3, 8, 17, 59, tzinfo=UTC))
    assert not reminders(context)
    SWEEPS["plans"].act(context, datetime(2026, 3, 8, 18, tzinfo=UTC))
    (row,) = reminders(context)
    assert row.workspace_id == workspace.id


def test_plans_of_two_programs_and_a_follow_up_come_in_one_message(context: AppContext) -> None:
    workspace, ada = committed(context)
    with context.database.unit_of_work(workspace.id) as session:
        elsewhere = join(session, make_program(session, name="Alumni"), session.merge(ada.member))
        act = Act(ada.coffee, MONDAY, with_whom="Grace", follow_up_on=WEDNESDAY, follow_up_note="her move")
        checkins.record(session, ada.actor, ada.program.id, act, source="form:V1", now=WRITTEN)
    plan(context, ada, WEDNESDAY, 15)
    plan(context, elsewhere, WEDNESDAY, 11)
    assert first_reminder(context, WEDNESDAY) == at(WEDNESDAY, 8)
    (row,) = reminders(context)
    for said in ("Café Nero", "Alumni", ada.program.name, "her move"):
        assert said in str(row.payload)


def test_on_the_days_of_prompt_and_check_in_there_is_no_extra_message(context: AppContext) -> None:
    _, ada = committed(context)
    plan(context, ada, FRIDAY, 15)
    assert first_reminder(context, FRIDAY) is None
    plan(context, ada, MONDAY, 20, now=at(MONDAY, 7))
    assert first_reminder(context, MONDAY) is None


def test_what_is_done_or_written_too_late_is_not_recalled(context: AppContext) -> None:
    workspace, ada = committed(context)
    plan(context, ada, WEDNESDAY, now=at(WEDNESDAY, 8, 30))
    assert first_reminder(context, WEDNESDAY) is None
    plan(context, ada, WEDNESDAY, 15, now=at(WEDNESDAY, 9))
    with context.database.unit_of_work(workspace.id) as session:
        checkins.add_one(session, ada.actor, ada.program.id, ada.event, week_on=MONDAY, newest=0, now=at(WEDNESDAY, 10))
    assert first_reminder(context, WEDNESDAY) is None


def test_a_plan_changed_that_morning_for_the_afternoon_is_recalled(context: AppContext) -> None:
    _, ada = committed(context)
    plan(context, ada, WEDNESDAY, 15, now=at(WEDNESDAY, 9))
    assert first_reminder(context, WEDNESDAY) == at(WEDNESDAY, 14)


def test_nobody_who_pauses_and_no_break_day_gets_a_reminder(context: AppContext) -> None:
    workspace, ada = committed(context)
    plan(context, ada, WEDNESDAY)
    with context.database.unit_of_work(workspace.id) as session:
        session.add(ProgramBreak(program_id=ada.program.id, from_on=WEDNESDAY, until_on=WEDNESDAY))
    assert first_reminder(context, WEDNESDAY) is None
    plan(context, ada, SATURDAY)
    with context.database.unit_of_work(workspace.id) as session:
        session.merge(ada.participant).state = ParticipantState.PAUSED
    assert first_reminder(context, SATURDAY) is None


def test_a_week_that_is_full_but_for_the_check_in_has_no_room(context: AppContext) -> None:
    workspace, ada = committed(context)
    with context.database.unit_of_work(workspace.id) as session:
        for number, kind in enumerate(
            (MessageKind.PROMPT, MessageKind.INTRODUCTION, MessageKind.NUDGE, MessageKind.QUESTION), start=1
        ):
            on = MONDAY if number < 3 else TUESDAY
            session.add(
                Notice(
                    member_id=ada.member.id,
                    kind=kind,
                    local_on=on,
                    week_on=MONDAY,
                    of_week=number,
                    of_day=2 - number % 2,
                    sent_at=WRITTEN,
                )
            )
    plan(context, ada, WEDNESDAY)
    assert first_reminder(context, WEDNESDAY) is None


def test_the_private_word_can_see_that_a_reminder_comes_later_that_day(context: AppContext) -> None:
    workspace, ada = committed(context)
    thursday = MONDAY + timedelta(days=3)
    plan(context, ada, thursday, 18)
    with context.database.unit_of_work(workspace.id) as session:
        noon = at(thursday, 12)
        assert plans.expected(session, [ada.member.id], on=thursday, now=noon) == {ada.member.id}
        assert plans.expected(session, [ada.member.id + 1], on=thursday, now=noon) == set()


def test_an_hour_of_outage_loses_nothing_and_the_night_is_left_alone(context: AppContext) -> None:
    _, ada = committed(context)
    plan(context, ada, WEDNESDAY)
    SWEEPS["plans"].act(context, at(WEDNESDAY, 20, 30))
    assert not reminders(context)
    SWEEPS["plans"].act(context, at(WEDNESDAY, 19, 45))
    assert len(reminders(context)) == 1


def test_a_goal_that_is_gone_is_not_recalled(context: AppContext) -> None:
    workspace, ada = committed(context)
    plan(context, ada, WEDNESDAY)
    with context.database.unit_of_work(workspace.id) as session:
        goals.remove(session, ada.actor, session.scalars(select(Goal.id)).one(), now=WRITTEN)
    assert first_reminder(context, WEDNESDAY) is None


def test_the_private_word_gives_way_to_ones_own_plan_of_the_day(context: AppContext) -> None:
    workspace, ada = committed(context)
    thursday = MONDAY + timedelta(days=3)
    with context.database.unit_of_work(workspace.id) as session:
        lin = make_person(session, session.merge(ada.program))
        pair(session, ada, lin, starts_on=MONDAY).introduced_at = WRITTEN
    plan(context, ada, thursday, 18)
    due = Due(MessageKind.NUDGE, thursday, at(thursday, 12), "UTC")
    JOBS[MessageKind.NUDGE].run(context, Work(workspace.id, ada.program.id, due, at(thursday, 12)))
    with context.database.unit_of_work() as session:
        told = session.scalars(select(Delivery.member_id).where(Delivery.kind == MessageKind.NUDGE)).all()
    assert told == [lin.member.id]
    SWEEPS["plans"].act(context, at(thursday, 17))
    assert len(reminders(context)) == 1


def agreed(context: AppContext, when: datetime, *zones: str) -> list[Person]:
    """Buddies in these zones who agreed on a time yesterday."""
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
        bind_workspace(session, workspace.id)
        program = make_program(session)
        people = [make_person(session, program, zone=zone) for zone in zones]
        running = make_round(session, program, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=13))
        group = make_group(session, running, *(person.participant for person in people))
        rounds.agree(session, people[0].actor, group.id, starts_at=when, place="Café Nero", now=WRITTEN)
        return people


def test_a_time_with_a_buddy_is_told_to_each_in_their_own_morning(context: AppContext) -> None:
    ada, ben = agreed(context, at(WEDNESDAY, 14), "Europe/Berlin", "America/New_York")
    for hour in range(24):
        SWEEPS["plans"].act(context, at(WEDNESDAY, hour))
    sent = {row.member_id: row for row in reminders(context)}
    assert sent[ada.member.id].created_at == at(WEDNESDAY, 7)
    assert sent[ben.member.id].created_at == at(WEDNESDAY, 13)
    assert "today, 15:00 (Central European Time), Café Nero" in str(sent[ada.member.id].payload)
    assert "today, 09:00 (Eastern Time), Café Nero" in str(sent[ben.member.id].payload)


def test_an_early_time_is_told_an_hour_before(context: AppContext) -> None:
    agreed(context, at(WEDNESDAY, 9), "UTC", "UTC")
    assert first_reminder(context, WEDNESDAY) == at(WEDNESDAY, 8)


@pytest.mark.parametrize("on", [WEDNESDAY, FRIDAY])
def test_in_a_hard_week_the_time_is_told_and_nothing_else(context: AppContext, on: date) -> None:
    ada, _ = agreed(context, at(on, 14), "UTC", "UTC")
    plan(context, ada, on)
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        hard_weeks.declare(session, ada.actor, week_on=MONDAY, now=WRITTEN)
    SWEEPS["plans"].act(context, at(on, 9))
    (mine,) = [row for row in reminders(context) if row.member_id == ada.member.id]
    assert "You have a time with" in str(mine.payload)
    assert "You planned" not in str(mine.payload)


def test_a_time_that_was_called_off_reminds_nobody(context: AppContext) -> None:
    ada, _ = agreed(context, at(WEDNESDAY, 14), "UTC", "UTC")
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        group_id = session.scalars(select(GroupMember.group_id)).first()
        assert group_id is not None
        rounds.call_off(session, ada.actor, group_id, now=WRITTEN)
    assert first_reminder(context, WEDNESDAY) is None


def test_today_brings_the_questions_of_its_first_chat_once(context: AppContext) -> None:
    _, person = committed(context)
    with context.database.unit_of_work(person.member.workspace_id) as session:
        for activity, day in ((person.coffee, TUESDAY), (person.event, WEDNESDAY)):
            make_goal(session, person.participant, activity, MONDAY, target=1, plan_on=day)
    for hour in (8, 9):
        SWEEPS["plans"].act(context, at(TUESDAY, hour))
    SWEEPS["plans"].act(context, at(WEDNESDAY, 8))
    chat, event = reminders(context)
    assert "What you could ask" in str(chat.payload)
    assert "6. " in str(chat.payload)
    assert "What you could ask" not in str(event.payload)
    with context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(Preparation)).all()) == 1


def test_a_mentor_who_has_landed_is_reminded_of_a_talk_and_of_nothing_else(context: AppContext) -> None:
    workspace, ada = committed(context, zone="UTC")
    plan(context, ada, WEDNESDAY, 11)
    with context.database.unit_of_work(workspace.id) as session:
        mentor = session.get_one(Participant, ada.participant.id)
        mentor.state, mentor.role = ParticipantState.LANDED, Role.MENTOR
        runs = {"introduced_at": WRITTEN, "starts_on": MONDAY, "ends_on": MONDAY + timedelta(weeks=8)}
        mentee = make_participant(session, ada.program, member=make_member(session, zone="UTC"))
        make_talk(session, make_mentor_pair(session, mentee, mentor, **runs), at(WEDNESDAY, 15))
    assert first_reminder(context, WEDNESDAY) == at(WEDNESDAY, 8)
    (row,) = (one for one in reminders(context) if one.target == {"users": [ada.member.slack_user_id]})
    assert "15:00" in str(row.payload)
    assert "Café Nero" not in str(row.payload)
