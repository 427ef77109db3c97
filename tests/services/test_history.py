"""A person's own long view."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, Member, Participant, ParticipantWeek
from bot.domain.history import History
from bot.domain.states import MeetingAnswer
from bot.services.history import history
from bot.services.members import Actor
from tests.factories import (
    LONG_AGO,
    make_checkin,
    make_group,
    make_member,
    make_participant,
    make_program,
    make_round,
)

FIRST = date(2026, 1, 5)


@pytest.fixture
def me(session: Session) -> Member:
    return make_member(session)


@pytest.fixture
def mine(session: Session, me: Member) -> Participant:
    return make_participant(session, make_program(session), member=me)


def told(session: Session, member: Member) -> History:
    return history(session, Actor(member.workspace_id, member.id, member.slack_user_id))


def activity(session: Session, participant: Participant) -> int:
    return session.scalars(select(Activity.id).where(Activity.program_id == participant.program_id)).first() or 0


def add_week(session: Session, participant: Participant, number: int, **values: datetime | None) -> None:
    week_on = FIRST + timedelta(weeks=number)
    session.add(ParticipantWeek(participant_id=participant.id, week_on=week_on, **{"closed_at": LONG_AGO, **values}))
    session.flush()


def test_nothing_yet(session: Session, me: Member) -> None:
    assert told(session, me) == History()
    assert told(session, me).is_empty


def test_acts_and_contacts_of_all_programs_without_what_was_undone(
    session: Session, me: Member, mine: Participant
) -> None:
    elsewhere = make_participant(session, make_program(session), member=me)
    other = make_participant(session, make_program(session))
    for participant, values in (
        (mine, {"new_contacts": ["Zoë", "Kim"]}),
        (elsewhere, {"new_contacts": ["Lu"]}),
        (mine, {"undone_at": LONG_AGO}),
        (other, {}),
    ):
        make_checkin(session, participant, activity(session, participant), FIRST, **values)
    assert (told(session, me).acts, told(session, me).new_contacts) == (2, 3)


def test_hard_weeks_and_weeks_that_did_not_close_are_not_counted(
    session: Session, me: Member, mine: Participant
) -> None:
    add_week(session, mine, 0, last_active_at=LONG_AGO)
    add_week(session, mine, 1)
    add_week(session, mine, 2, excused_at=LONG_AGO)
    add_week(session, mine, 3)
    add_week(session, mine, 4, closed_at=None, last_active_at=LONG_AGO)
    make_checkin(session, mine, activity(session, mine), FIRST + timedelta(weeks=3, days=6))  # noted later
    assert (told(session, me).active_weeks, told(session, me).weeks) == (2, 3)


def test_only_the_last_eight_weeks_are_looked_at(session: Session, me: Member, mine: Participant) -> None:
    for number in range(12):
        add_week(session, mine, number, last_active_at=LONG_AGO if number < 6 else None)
    assert (told(session, me).active_weeks, told(session, me).weeks) == (2, 8)


def test_a_week_in_two_programs_is_one_week(session: Session, me: Member, mine: Participant) -> None:
    elsewhere = make_participant(session, make_program(session), member=me)
    add_week(session, mine, 0)
    add_week(session, elsewhere, 0, last_active_at=LONG_AGO)
    assert (told(session, me).active_weeks, told(session, me).weeks) == (1, 1)


def test_people_met_are_different_people_of_groups_that_met(session: Session, me: Member, mine: Participant) -> None:
    program = make_program(session)
    program_id = mine.program_id
    ana, bo, cy = (make_participant(session, program) for _ in range(3))
    for participant in (ana, bo, cy):
        participant.program_id = program_id
    session.flush()
    first, second = (make_round(session, program, number=number, program_id=program_id) for number in (1, 2))
    make_group(session, first, mine, ana, answers=(None, MeetingAnswer.MET))
    make_group(session, second, mine, ana, bo, answers=(MeetingAnswer.MET,))
    make_group(session, second, mine, cy, answers=(MeetingAnswer.NOT_YET,))
    assert told(session, me).people_met == 2
