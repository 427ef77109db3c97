"""What the channel reads about a closed week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, Member, Participant, Program, ProgramBreak
from bot.domain.goals import Thanks
from bot.domain.landings import LandingKind
from bot.domain.progress import ActivityCount, WeekTotal
from bot.domain.states import MeetingAnswer, ParticipantState
from bot.services import summaries
from tests.factories import (
    make_checkin,
    make_goal,
    make_group,
    make_landing,
    make_member,
    make_participant,
    make_program,
    make_round,
)
from tests.services.counting import statements

WEEK_ON = date(2026, 1, 12)  # the program's second week
NOW = datetime(2026, 1, 19, 9, tzinfo=UTC)
MET = MeetingAnswer.MET


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, zone="Europe/Berlin")


def activity(session: Session, program: Program, key: str = "coffee_chat") -> int:
    return session.scalars(select(Activity.id).where(Activity.program_id == program.id, Activity.key == key)).one()


def slack_id(session: Session, participant: Participant) -> str:
    return session.get_one(Member, participant.member_id).slack_user_id


def test_acts_count_by_the_day_they_were_done_on(session: Session, program: Program) -> None:
    ana, bo = make_participant(session, program), make_participant(session, program)
    chat, talk = activity(session, program), activity(session, program, "event")
    for participant, kind, on in (
        (ana, chat, WEEK_ON),
        (ana, chat, WEEK_ON + timedelta(days=6)),
        (bo, talk, WEEK_ON + timedelta(days=3)),
        (bo, chat, WEEK_ON - timedelta(days=1)),
        (bo, chat, WEEK_ON + timedelta(days=7)),
    ):
        make_checkin(session, participant, kind, on, new_contacts=["Zoë"])
    make_checkin(session, bo, chat, WEEK_ON, undone_at=datetime(2026, 1, 12, tzinfo=UTC))
    told = summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW)
    assert told.acts == (ActivityCount("Coffee chat", 2), ActivityCount("Event", 1))
    assert told.weeks == (
        WeekTotal(WEEK_ON - timedelta(days=7), acts=1, people=1, new_contacts=1),
        WeekTotal(WEEK_ON, acts=3, people=2, new_contacts=3),
    )
    assert (told.acts_since_start, told.contacts_since_start) == (4, 4)


def test_a_goal_is_met_when_its_activity_was_done_often_enough_in_its_week(session: Session, program: Program) -> None:
    chat, talk = activity(session, program), activity(session, program, "event")
    ana, bo = make_participant(session, program), make_participant(session, program)
    make_goal(session, ana, chat, WEEK_ON, target=2)
    make_goal(session, ana, talk, WEEK_ON)
    make_goal(session, bo, chat, WEEK_ON - timedelta(days=7))
    for on in (WEEK_ON, WEEK_ON + timedelta(days=1)):
        make_checkin(session, ana, chat, on)
    make_checkin(session, bo, chat, WEEK_ON)
    make_checkin(session, bo, talk, WEEK_ON)
    weeks = summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW).weeks
    assert [(week.goals_set, week.goals_met) for week in weeks] == [(1, 0), (2, 1)]


def test_only_who_agreed_and_did_something_is_named(session: Session, program: Program) -> None:
    chat = activity(session, program)
    agreed = make_participant(session, program, name_in_public=True)
    make_participant(session, program, name_in_public=True)
    shy = make_participant(session, program)
    gone = make_participant(session, program, name_in_public=True, state=ParticipantState.LEFT)
    for participant in (agreed, agreed, shy, gone):
        make_checkin(session, participant, chat, WEEK_ON)
    assert summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW).named == (slack_id(session, agreed),)


def test_thanks_are_passed_on_where_their_author_lets_kith(session: Session, program: Program) -> None:
    chat = activity(session, program)
    named, unnamed = make_participant(session, program, name_in_public=True), make_participant(session, program)
    make_checkin(session, named, chat, WEEK_ON, thanks="for the cake", thanks_shared=True)
    make_checkin(session, unnamed, chat, WEEK_ON, thanks="for the time", thanks_shared=True)
    make_checkin(session, named, chat, WEEK_ON, thanks="between us")
    make_checkin(session, named, chat, WEEK_ON, thanks_shared=True)
    told = summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW)
    assert told.thanks == (Thanks("for the cake", slack_id(session, named)), Thanks("for the time", None))


def test_landings_are_told_with_consent_in_their_week(session: Session, program: Program) -> None:
    inside = datetime(2026, 1, 18, 22, 59, tzinfo=UTC)  # Sunday 23:59 in Berlin
    for landed_at, consents in ((inside, True), (inside, False), (inside + timedelta(minutes=1), True)):
        participant = make_participant(session, program, state=ParticipantState.LANDED)
        make_landing(session, participant, landed_at=landed_at, told=consents)
    told = summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW)
    first = session.scalars(select(Participant).order_by(Participant.id)).first()
    assert first is not None
    assert told.landed == ((slack_id(session, first), LandingKind.EMPLOYED),)


def test_a_group_counts_as_met_once_in_the_week_it_was_first_said(session: Session, program: Program) -> None:
    of_round = make_round(session, program)
    people = [make_participant(session, program) for _ in range(6)]
    make_group(session, of_round, *people[:2], answers=(MET, MET))
    make_group(session, of_round, *people[2:4], answers=(None, MeetingAnswer.WONT_HAPPEN))
    make_group(session, of_round, *people[4:])
    assert summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW).groups_met == 1
    assert summaries.summary(session, program.id, week_on=WEEK_ON - timedelta(days=7), now=NOW).groups_met == 0


@pytest.mark.parametrize("agrees", [True, False])
def test_thanks_to_somebody_are_quoted_only_where_they_may_be_named_too(
    session: Session, program: Program, *, agrees: bool
) -> None:
    author = make_participant(session, program, name_in_public=True)
    thanked = make_participant(session, program, name_in_public=agrees)
    chat = activity(session, program)
    make_checkin(
        session, author, chat, WEEK_ON, thanks="for the cake", thanks_shared=True, thanks_to_id=thanked.member_id
    )
    assert bool(summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW).thanks) is agrees


def test_another_program_of_the_same_people_stays_out(session: Session, program: Program) -> None:
    other, member = make_program(session), make_member(session)
    make_participant(session, program, member=member)
    elsewhere = make_participant(session, other, member=member, name_in_public=True)
    make_checkin(session, elsewhere, activity(session, other), WEEK_ON, thanks="x", thanks_shared=True)
    make_goal(session, elsewhere, activity(session, other), WEEK_ON)
    told = summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW)
    assert told.is_quiet
    assert (told.named, told.thanks, told.week.goals_set) == ((), (), 0)


def test_active_are_those_who_take_part_and_had_joined(session: Session, program: Program) -> None:
    make_participant(session, program)
    make_participant(session, program, state=ParticipantState.PAUSED)
    make_participant(session, program, joined_at=datetime(2026, 1, 19, 9, tzinfo=UTC))
    assert summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW).active == 1


def test_a_break_week_in_which_nothing_was_done_lowers_no_trend(session: Session, program: Program) -> None:
    chat, ana = activity(session, program), make_participant(session, program)
    make_checkin(session, ana, chat, date(2026, 1, 19))
    for first in (date(2026, 1, 12), date(2026, 1, 19)):
        session.add(ProgramBreak(program_id=program.id, from_on=first, until_on=first + timedelta(days=4)))
    session.flush()
    weeks = summaries.summary(session, program.id, week_on=date(2026, 1, 26), now=NOW).weeks
    assert [week.week_on.day for week in weeks] == [5, 19, 26]


def test_as_many_queries_for_forty_as_for_four(session: Session, program: Program) -> None:
    chat = activity(session, program)

    def queries_for(number: int) -> int:
        for _ in range(number):
            participant = make_participant(session, program, name_in_public=True)
            make_checkin(session, participant, chat, WEEK_ON, thanks="x", thanks_shared=True)
            make_goal(session, participant, chat, WEEK_ON)
        session.expunge_all()
        with statements(session) as seen:
            summaries.summary(session, program.id, week_on=WEEK_ON, now=NOW)
        return len(seen)

    assert queries_for(4) == queries_for(36)
