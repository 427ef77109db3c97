"""A hard week counts nowhere; a closed week says who took part."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import ParticipantWeek
from bot.domain.errors import NoProgramError, NotFoundError
from bot.domain.states import ParticipantState
from bot.services import close_week, hard_weeks, weeks
from tests.factories import make_program
from tests.people import Person, join, make_person

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)
WEEK = timedelta(days=7)


def week_row(session: Session, person: Person, week_on: date = MONDAY) -> ParticipantWeek:
    session.flush()
    session.expire_all()
    return session.scalars(
        select(ParticipantWeek).where(
            ParticipantWeek.participant_id == person.participant.id, ParticipantWeek.week_on == week_on
        )
    ).one()


def test_a_hard_week_is_one_in_every_program(session: Session) -> None:
    ada = make_person(session)
    elsewhere = join(session, make_program(session), ada.member)
    hard_weeks.declare(session, ada.actor, week_on=MONDAY, now=NOW)
    hard_weeks.declare(session, ada.actor, week_on=MONDAY, now=NOW + timedelta(hours=1))
    for person in (ada, elsewhere):
        assert week_row(session, person).excused_at == NOW
    week = weeks.load(session, on=MONDAY + WEEK, member_ids=[ada.member.id], now=NOW + WEEK)[ada.member.id]
    assert all(part.small_step for part in week.sections)


def test_hard_weeks_of_the_last_four_are_counted_once_however_many_programs(session: Session) -> None:
    ada = make_person(session)
    join(session, make_program(session), ada.member)
    for weeks_ago in (5, 2, 0):
        hard_weeks.declare(session, ada.actor, week_on=MONDAY - weeks_ago * WEEK, now=NOW)
    session.flush()
    now = weeks.load(session, on=MONDAY, member_ids=[ada.member.id], now=NOW)[ada.member.id]
    assert now.hard_lately == 2
    later = weeks.load(session, on=MONDAY + WEEK, member_ids=[ada.member.id], now=NOW + WEEK)[ada.member.id]
    assert later.hard_lately == 0  # it is told in a hard week alone


def test_who_is_in_no_program_has_no_week_to_excuse(session: Session) -> None:
    ada = make_person(session)
    ada.participant.state = ParticipantState.LEFT
    session.flush()
    with pytest.raises(NoProgramError):
        hard_weeks.declare(session, ada.actor, week_on=MONDAY, now=NOW)


def test_a_wish_for_contact_is_open_until_everybody_was_told(session: Session) -> None:
    ada, lin = make_person(session), make_person(session)
    hard_weeks.want_contact(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    hard_weeks.want_contact(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW + timedelta(hours=1))
    session.flush()
    (wish,) = hard_weeks.open_wishes(session, now=NOW)
    assert (wish.program_id, wish.slack_user_id) == (ada.program.id, ada.member.slack_user_id)
    with pytest.raises(NotFoundError):
        hard_weeks.want_contact(session, lin.actor, ada.program.id, week_on=MONDAY, now=NOW)
    hard_weeks.mark_told(session, wish.week_id, now=NOW)
    assert hard_weeks.open_wishes(session, now=NOW) == []


def test_closing_a_week_notes_who_took_part_once(session: Session) -> None:
    ada = make_person(session)
    away = make_person(session, ada.program)
    away.participant.state = ParticipantState.PAUSED
    session.flush()
    assert close_week.close_week(session, ada.program.id, week_on=MONDAY, now=NOW) == 1
    close_week.close_week(session, ada.program.id, week_on=MONDAY, now=NOW + WEEK)
    assert week_row(session, ada).closed_at == NOW
    assert close_week.close_week(session, away.program.id, week_on=MONDAY, now=NOW) == 1
