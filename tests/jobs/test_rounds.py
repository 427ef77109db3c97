"""Rounds start and introduce on their own: once, at an hour that suits each, within the cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import BuddyGroup, Delivery, GroupMember, Member, Notice, Occurrence, Participant, Program, Round
from bot.db.session import bind_workspace
from bot.domain.kinds import MessageKind
from bot.domain.states import MeetingAnswer, OccurrenceState, OddOne, ParticipantState, ProgramState
from bot.services import participants
from bot.services.message_cap import reserve
from bot.services.rounds.groups import groups_of
from bot.settings import load_settings
from jobs import nudges, previews, rounds, schedule
from jobs.schedule import SWEEPS, tick
from tests.factories import (
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_two_schools,
    make_workspace,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rounds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other kinds of due work have tests of their own."""
    ours = (rounds, nudges, previews)
    jobs = {job.kind: job for noun in (rounds, nudges) for job in noun.JOBS}
    names = {sweep.name for noun in ours for sweep in noun.SWEEPS}
    monkeypatch.setattr(schedule, "JOBS", jobs)
    monkeypatch.setattr(schedule, "SWEEPS", {name: row for name, row in schedule.SWEEPS.items() if name in names})


def a_program(context: AppContext, *zones: str, **values: object) -> int:
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(
            session, **{"due_checked_at": MONDAY - timedelta(hours=1), "starts_on": date(2026, 3, 2), **values}
        )
        for zone in zones:
            last_active_at = MONDAY - timedelta(hours=2)
            make_participant(session, program, member=make_member(session, zone=zone), last_active_at=last_active_at)
        return program.id


def deliveries(context: AppContext, kind: str) -> list[Delivery]:
    with context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))


def test_a_round_starts_and_introduces_in_one_tick_and_only_once(context: AppContext) -> None:
    a_program(context, *["UTC"] * 5)
    for minute in range(3):
        tick(context, now=MONDAY + timedelta(minutes=minute))
    sent = deliveries(context, "introduction")
    assert sorted(len(delivery.target["users"]) for delivery in sent) == [2, 3]
    assert all(delivery.payload["files"] for delivery in sent)
    with context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(Round)).all()) == 1
        assert len(session.scalars(select(Notice).where(Notice.kind == MessageKind.INTRODUCTION)).all()) == 5


def test_the_next_round_starts_when_the_first_is_over_and_not_before(context: AppContext) -> None:
    a_program(context, *["UTC"] * 4)
    for week in range(5):
        tick(context, now=MONDAY + timedelta(weeks=week))
    with context.database.unit_of_work(read_only=True) as session:
        starts = session.scalars(select(Round.starts_on).order_by(Round.number)).all()
    assert starts == [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 30)]
    assert len(deliveries(context, "introduction")) == 6


def test_after_weeks_of_outage_one_round_starts_and_the_missed_ones_are_recorded(context: AppContext) -> None:
    a_program(context, *["UTC"] * 4)
    tick(context, now=MONDAY + timedelta(weeks=3, hours=3))
    with context.database.unit_of_work(read_only=True) as session:
        stored = session.scalars(select(Round)).one()
        skipped = session.scalars(select(Occurrence).where(Occurrence.state == OccurrenceState.SKIPPED)).all()
    assert stored.starts_on == date(2026, 3, 23)
    assert [one.kind for one in skipped].count(MessageKind.ROUND) == 3


def test_an_introduction_waits_until_it_is_day_for_both(context: AppContext) -> None:
    a_program(context, "UTC", "America/Los_Angeles", min_common_half_hours=0)
    tick(context, now=MONDAY)
    assert deliveries(context, "introduction") == []
    tick(context, now=MONDAY + timedelta(hours=7, minutes=1))
    assert len(deliveries(context, "introduction")) == 1


def test_an_introduction_that_was_due_while_kith_was_down_waits_for_the_next_day(context: AppContext) -> None:
    a_program(context, "UTC", "America/Los_Angeles", min_common_half_hours=0)
    tick(context, now=MONDAY)
    tick(context, now=MONDAY + timedelta(hours=14))  # 23:00 in UTC
    assert deliveries(context, "introduction") == []
    tick(context, now=MONDAY + timedelta(days=1, hours=7))
    assert len(deliveries(context, "introduction")) == 1


def test_who_had_an_introduction_today_gets_the_second_tomorrow(context: AppContext) -> None:
    a_program(context, "UTC", "UTC")
    with context.database.unit_of_work() as session:
        program = session.scalars(select(Program)).one()
        bind_workspace(session, program.workspace_id)
        member_id = session.scalars(select(Member.id).order_by(Member.id)).first()
        assert member_id
        reserve(session, member_id=member_id, kind=MessageKind.INTRODUCTION, local_on=MONDAY.date(), now=MONDAY)
    tick(context, now=MONDAY)
    assert deliveries(context, "introduction") == []
    with context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(Notice)).all()) == 1  # nobody's day was used up in vain
    tick(context, now=MONDAY + timedelta(days=1))
    assert len(deliveries(context, "introduction")) == 1


def test_who_sits_out_is_told_by_day_and_once(context: AppContext) -> None:
    a_program(context, *["Asia/Tokyo"] * 3, odd_one=OddOne.SITS_OUT)
    tick(context, now=MONDAY + timedelta(hours=3))  # 21:00 in Tokyo
    assert deliveries(context, "unpaired") == []
    for minute in range(2):
        tick(context, now=MONDAY + timedelta(hours=15, minutes=minute))
    (told,) = deliveries(context, "unpaired")
    assert "waits for the next round" in told.payload["text"]


def test_a_paused_program_introduces_nobody(context: AppContext) -> None:
    a_program(context, "UTC", "America/Los_Angeles", min_common_half_hours=0)
    tick(context, now=MONDAY)
    with context.database.unit_of_work() as session:
        session.scalars(select(Program)).one().state = ProgramState.PAUSED
    tick(context, now=MONDAY + timedelta(hours=8))
    assert deliveries(context, "introduction") == []
    with context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(BuddyGroup)).one().introduced_at is None


def test_who_leaves_and_who_comes_are_looked_after_by_the_next_ticks(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 4)
    tick(context, now=MONDAY)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        session.scalars(select(Participant).order_by(Participant.id)).first().state = ParticipantState.LEFT  # type: ignore[union-attr]
        make_participant(session, program, joined_at=MONDAY)
    tick(context, now=MONDAY + timedelta(hours=1))
    # the new pair waits for tomorrow: one has been introduced today
    assert len(deliveries(context, "introduction")) == 2
    tick(context, now=MONDAY + timedelta(days=1))
    assert len(deliveries(context, "introduction")) == 3
    assert deliveries(context, "unpaired") == []
    assert "changed a little" in str(deliveries(context, "introduction")[-1].payload)


def test_one_alone_in_the_middle_is_told_and_joins_a_pair_the_next_day(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 4)
    tick(context, now=MONDAY)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        make_participant(session, program, joined_at=MONDAY)
    for hours in (1, 2, 25, 26, 48):
        tick(context, now=MONDAY + timedelta(hours=hours))
    assert len(deliveries(context, "unpaired")) == 1
    assert [len(one.target["users"]) for one in deliveries(context, "introduction")] == [2, 2, 3]


def test_thursdays_nudge_comes_once_in_each_zone_and_only_to_inactive_people(context: AppContext) -> None:
    program_id = a_program(context, "UTC", "UTC", "Asia/Tokyo", "Asia/Tokyo", min_common_half_hours=0)
    tick(context, now=MONDAY)
    thursday = MONDAY + timedelta(days=3)
    with context.database.unit_of_work() as session:
        bind_workspace(session, session.get_one(Program, program_id).workspace_id)
        for participant in session.scalars(select(Participant).order_by(Participant.id).limit(1)):
            participants.touch(session, participant.id, now=MONDAY + timedelta(hours=5))
    tick(context, now=thursday.replace(hour=3, minute=30))
    assert len(deliveries(context, "nudge")) == 2
    for minute in (0, 5):
        tick(context, now=thursday.replace(hour=12, minute=minute))
    assert 3 <= len(deliveries(context, "nudge")) <= 4
    assert len({one.member_id for one in deliveries(context, "nudge")}) == len(deliveries(context, "nudge"))


def test_after_six_weeks_somebody_is_asked_once(context: AppContext) -> None:
    a_program(context, "UTC", "UTC")
    later = MONDAY + timedelta(weeks=9, days=1)
    tick(context, now=later)
    tick(context, now=later + timedelta(hours=1))
    tick(context, now=later + timedelta(days=1))
    asked = deliveries(context, "question")
    assert len(asked) == 2
    assert len({one.member_id for one in asked}) == 2


def test_the_question_waits_where_the_day_is_full(context: AppContext) -> None:
    a_program(context, "UTC", "UTC")
    tick(context, now=MONDAY)
    later = (MONDAY + timedelta(weeks=6, days=1)).replace(hour=12)
    with context.database.unit_of_work() as session:
        full = session.scalars(select(Member).order_by(Member.id)).first()
        assert full is not None
        bind_workspace(session, full.workspace_id)
        reserve(session, member_id=full.id, kind=MessageKind.PLAN, local_on=later.date(), now=later)
    SWEEPS["questions"].act(context, later)
    assert full.id not in {one.member_id for one in deliveries(context, "question")}
    SWEEPS["questions"].act(context, later + timedelta(days=1))
    assert len(deliveries(context, "question")) == 2


def test_the_preview_reaches_organizers_by_day_and_the_round_goes_out_as_shown(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 4, "Pacific/Auckland", preview_hours=24, lowers_hours=False)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        program.due_checked_at = MONDAY - timedelta(days=4)
        bind_workspace(session, program.workspace_id)
        make_organizer(session, program)
    tick(context, now=MONDAY - timedelta(hours=73))
    assert deliveries(context, "preview") == []
    for hours in (72, 71):
        tick(context, now=MONDAY - timedelta(hours=hours))
    assert len(deliveries(context, "preview")) == 1
    assert deliveries(context, "introduction") == []
    tick(context, now=MONDAY)
    assert len(deliveries(context, "introduction")) == 2
    (preview,) = deliveries(context, "preview")
    assert preview.payload["text"].endswith(": this round has begun with two groups.")
    assert "nobody works at enough of the same hours. What would help" in str(preview.payload)


def test_the_message_that_proposed_the_round_becomes_the_list_and_follows_what_happens(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 4, preview_hours=24, due_checked_at=MONDAY - timedelta(days=4))
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        make_organizer(session, program)
    tick(context, now=MONDAY - timedelta(days=3))
    tick(context, now=MONDAY)
    (begun,) = deliveries(context, "preview")
    assert str(begun.payload).count("introduction on") == 2
    tick(context, now=MONDAY + timedelta(minutes=15))
    (introduced,) = deliveries(context, "preview")
    assert str(introduced.payload).count("not met yet") == 2
    with context.database.unit_of_work() as session:
        bind_workspace(session, session.get_one(Program, program_id).workspace_id)
        member = session.scalars(select(GroupMember)).first()
        assert member
        member.answer, member.answered_at = MeetingAnswer.MET, MONDAY + timedelta(minutes=20)
    tick(context, now=MONDAY + timedelta(minutes=21))
    (same,) = deliveries(context, "preview")
    assert same.version == introduced.version
    for minutes in (30, 60):
        tick(context, now=MONDAY + timedelta(minutes=minutes))
    (met,) = deliveries(context, "preview")
    assert (str(met.payload).count("*met*"), str(met.payload).count("not met yet")) == (1, 1)
    assert met.version == introduced.version + 1


def test_who_joins_and_what_is_set_after_the_preview_reaches_the_organizers_copy_by_itself(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 5, preview_hours=24, due_checked_at=MONDAY - timedelta(days=4))
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        make_organizer(session, program)
    tick(context, now=MONDAY - timedelta(days=3))
    (before,) = deliveries(context, "preview")
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        late = make_member(session)
        make_participant(session, program, member=late)
    tick(context, now=MONDAY - timedelta(hours=71))
    (after,) = deliveries(context, "preview")
    assert late.slack_user_id in str(after.payload)
    assert after.version == before.version + 1
    tick(context, now=MONDAY - timedelta(hours=70))
    (same,) = deliveries(context, "preview")
    assert same.version == after.version
    tick(context, now=MONDAY)
    assert [len(one.target["users"]) for one in deliveries(context, "introduction")] == [2, 2, 2]


def test_who_joins_before_a_group_is_introduced_is_introduced_with_it(context: AppContext) -> None:
    """It waits for an hour that is day for both; nobody is told of a wait, and nobody of a change."""
    program_id = a_program(context, "UTC", "America/Los_Angeles", min_common_half_hours=0)
    tick(context, now=MONDAY)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        make_participant(session, program, joined_at=MONDAY)
    for hours in (1, 8):
        tick(context, now=MONDAY + timedelta(hours=hours))
    (told,) = deliveries(context, "introduction")
    assert len(told.target["users"]) == 3
    assert "changed a little" not in str(told.payload)
    assert deliveries(context, "unpaired") == []


@pytest.mark.parametrize("preview_hours", [0, 24])
def test_the_numbers_of_the_settings_decide_who_meets(context: AppContext, preview_hours: int) -> None:
    helpful = replace(context, settings=load_settings(KITH_WEIGHTS={"balanced": {"other_circle": 0}}))
    for each, schools in ((context, 2), (helpful, 1)):
        program_id = two_schools(each, preview_hours=preview_hours)
        tick(each, now=MONDAY - timedelta(hours=5))
        tick(each, now=MONDAY)
        assert schools_of_groups(each, program_id) == [schools, schools]


def test_the_numbers_of_the_settings_also_decide_in_the_middle_of_a_round(context: AppContext) -> None:
    helpful = replace(context, settings=load_settings(KITH_WEIGHTS={"balanced": {"other_circle": 0}}))
    for each, schools in ((context, 2), (helpful, 1)):
        program_id = a_program(each, "UTC", "UTC")
        tick(each, now=MONDAY)
        with each.database.unit_of_work() as session:
            program = session.get_one(Program, program_id)
            bind_workspace(session, program.workspace_id)
            make_two_schools(session, program)
        tick(each, now=MONDAY + timedelta(hours=1))
        assert schools_of_groups(each, program_id) == [0, schools, schools]


def two_schools(context: AppContext, **values: object) -> int:
    program_id = a_program(context, due_checked_at=MONDAY - timedelta(days=4), **values)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        bind_workspace(session, program.workspace_id)
        make_two_schools(session, program)
        make_organizer(session, program)
    return program_id


def schools_of_groups(context: AppContext, program_id: int) -> list[int]:
    """How many schools the people of each group come from, fewest first."""
    with context.database.unit_of_work(read_only=True) as session:
        round_id = session.scalars(select(Round.id).where(Round.program_id == program_id)).one()
        rows = session.execute(select(Participant.id, Member.school).join(Member, Member.id == Participant.member_id))
        school = {row[0]: row[1] for row in rows}
        groups = [{school[one] for one in members} - {""} for _, members in groups_of(session, round_id)]
        return sorted(map(len, groups))


def test_no_preview_comes_at_night(context: AppContext) -> None:
    program_id = a_program(context, *["UTC"] * 4, preview_hours=4)
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        program.due_checked_at = MONDAY - timedelta(days=4)
        bind_workspace(session, program.workspace_id)
        make_organizer(session, program)
    tick(context, now=MONDAY - timedelta(hours=3))
    assert deliveries(context, "preview") == []
    tick(context, now=MONDAY - timedelta(hours=1))
    assert len(deliveries(context, "preview")) == 1


def test_the_message_of_a_dissolved_group_loses_its_buttons(context: AppContext) -> None:
    program_id = a_program(context, "UTC", "UTC")
    tick(context, now=MONDAY)
    with context.database.unit_of_work() as session:
        bind_workspace(session, session.get_one(Program, program_id).workspace_id)
        session.scalars(select(Participant).order_by(Participant.id)).all()[0].state = ParticipantState.PAUSED
    (before,) = deliveries(context, "introduction")
    assert "rounds.met" in str(before.payload)
    for hour in (1, 2):
        tick(context, now=MONDAY + timedelta(hours=hour))
    (after,) = deliveries(context, "introduction")
    assert "rounds." not in str(after.payload["blocks"])
    assert "changed a little" in after.payload["text"]
    assert after.version == before.version + 1


def test_the_introductions_of_an_ended_program_lose_their_buttons_once(context: AppContext) -> None:
    program_id = a_program(context, "UTC", "UTC")
    tick(context, now=MONDAY)
    (before,) = deliveries(context, "introduction")
    with context.database.unit_of_work() as session:
        program = session.get_one(Program, program_id)
        program.state, program.state_reason, program.state_changed_at = ProgramState.ENDED, "by_organizer", MONDAY
    for hour in (1, 2):
        tick(context, now=MONDAY + timedelta(hours=hour))
    (after,) = deliveries(context, "introduction")
    assert "rounds." not in str(after.payload["blocks"])
    assert "concerns." not in str(after.payload["blocks"])
    assert "has ended" in after.payload["text"]
    assert after.version == before.version + 1
