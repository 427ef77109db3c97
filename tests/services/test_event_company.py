"""Who goes to an event with whom: two or three, once, at an hour that suits them, and never against a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import EventGoer, Notice
from bot.domain.events import Draft
from bot.domain.kinds import MessageKind
from bot.domain.states import ParticipantState
from bot.services import event_company, events, hard_weeks, message_cap, privacy
from bot.services.members import Actor
from tests.factories import make_do_not_pair, make_program
from tests.people import Person, make_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TALK = Draft("Talk", date(2026, 3, 12), time(18), "UTC")  # a Thursday
TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def people(session: Session) -> list[Person]:
    program = make_program(session)
    return [make_person(session, program) for _ in range(4)]


def going(session: Session, *people: Person, wants_company: bool = True) -> int:
    first = people[0]
    event_id = events.add(session, first.actor, first.program.id, TALK, now=NOW)
    for person in people:
        events.go(session, person.actor, event_id, wants_company=wants_company, now=NOW)
    return event_id


def put(session: Session, event_id: int, now: datetime = TUESDAY) -> list[set[str]]:
    return [set(found.slack_user_ids) for found in event_company.put_in_touch(session, event_id, now=now)]


def names(*people: Person) -> set[str]:
    return {person.member.slack_user_id for person in people}


def due(session: Session, now: datetime) -> list[int]:
    return [row[1] for row in event_company.WAITING.ask(session, now=now)]


def test_two_are_put_in_touch_two_days_before_and_never_again(session: Session, people: list[Person]) -> None:
    ada, ben, *_ = people
    event_id = going(session, ada, ben)
    assert due(session, TUESDAY - timedelta(minutes=1)) == []
    assert due(session, TUESDAY) == [event_id]
    assert put(session, event_id) == [names(ada, ben)]
    assert put(session, event_id) == []
    assert due(session, TUESDAY) == []
    assert events.event_for(session, ada.actor, event_id, now=TUESDAY).company == (ben.member.slack_user_id,)


def test_three_go_together_where_one_would_be_left_and_who_goes_alone_is_left_alone(
    session: Session, people: list[Person]
) -> None:
    event_id = going(session, *people[:3])
    events.go(session, people[3].actor, event_id, wants_company=False, now=NOW)
    assert put(session, event_id) == [names(*people[:3])]


def test_nobody_goes_with_somebody_on_whose_list_they_are(session: Session, people: list[Person]) -> None:
    ada, ben, cleo, _ = people
    event_id = going(session, ada, ben)
    make_do_not_pair(session, ben.member.id, ada.member.id)
    assert put(session, event_id) == []
    events.go(session, cleo.actor, event_id, wants_company=True, now=NOW)
    (found,) = put(session, event_id)
    assert names(cleo) < found
    assert not names(ada, ben) <= found


def test_it_counts_under_the_cap_as_an_introduction_does(session: Session, people: list[Person]) -> None:
    ada, ben, *_ = people
    event_id = going(session, ada, ben)
    on = TUESDAY.date()
    for kind in (MessageKind.INTRODUCTION, MessageKind.PROMPT):  # her day is full
        assert message_cap.reserve(session, member_id=ada.member.id, kind=kind, local_on=on, now=TUESDAY)
    assert put(session, event_id) == []
    assert session.scalars(select(Notice.kind).where(Notice.member_id == ben.member.id)).all() == []
    assert put(session, event_id, TUESDAY + timedelta(days=1)) == [names(ada, ben)]
    assert session.scalars(select(Notice.kind).where(Notice.member_id == ben.member.id)).all() == [MessageKind.COMPANY]


def test_they_wait_for_each_others_day_and_on_the_last_one_the_others_go(
    session: Session, people: list[Person]
) -> None:
    ada, ben, tokyo, _ = people
    tokyo.member.zone = "Asia/Tokyo"
    event_id = going(session, ada, ben, tokyo)
    night_there = TUESDAY + timedelta(hours=4)  # 22:00 in Tokyo
    assert put(session, event_id, night_there) == []
    assert put(session, event_id, night_there + timedelta(days=1, hours=6)) == [names(ada, ben)]


def test_nobody_is_put_in_touch_with_who_left_or_for_what_is_off(session: Session, people: list[Person]) -> None:
    ada, ben, cleo, dan = people
    left, off = going(session, ada, ben), going(session, cleo, dan)
    ben.participant.state = ParticipantState.LEFT
    events.cancel(session, cleo.actor, off, and_later=False, now=NOW)
    session.flush()
    assert due(session, TUESDAY) == []
    assert put(session, left) == []


def test_two_hours_before_it_is_too_late(session: Session, people: list[Person]) -> None:
    event_id = going(session, *people[:2])
    assert due(session, TALK.starts_at - timedelta(hours=2, minutes=1)) == [event_id]
    assert due(session, TALK.starts_at - timedelta(hours=2)) == []


def test_who_does_not_go_after_all_names_those_who_count_on_them(session: Session, people: list[Person]) -> None:
    ada, ben, *_ = people
    event_id = going(session, ada, ben)
    put(session, event_id)
    assert events.stay_away(session, ada.actor, event_id, now=TUESDAY) == (ben.member.slack_user_id,)
    assert [one.participant_id for one in session.scalars(select(EventGoer))] == [ben.participant.id]
    assert events.event_for(session, ben.actor, event_id, now=TUESDAY).company == ()


def does_not_go(session: Session, actor: Actor, event_id: int) -> None:
    events.stay_away(session, actor, event_id, now=TUESDAY)


def erases_their_data(session: Session, actor: Actor, event_id: int) -> None:
    privacy.erase(session, actor, now=TUESDAY)


@pytest.mark.parametrize("how", [does_not_go, erases_their_data])
def test_of_three_the_others_stay_together_and_who_is_left_alone_is_promised_nobody(
    session: Session, people: list[Person], how: Callable[[Session, Actor, int], None]
) -> None:
    ada, ben, cleo, _ = people
    event_id = going(session, ada, ben, cleo)
    put(session, event_id)
    how(session, ada.actor, event_id)  # the first of them, by whom they are together
    session.expire_all()
    seen = events.event_for(session, ben.actor, event_id, now=TUESDAY)
    assert (seen.company, seen.mine) == ((cleo.member.slack_user_id,), True)
    assert events.stay_away(session, ben.actor, event_id, now=TUESDAY) == (cleo.member.slack_user_id,)
    session.expire_all()
    left = events.event_for(session, cleo.actor, event_id, now=TUESDAY)
    assert (left.company, left.mine) == ((), False)


def test_in_a_hard_week_somebody_is_left_in_peace_the_others_go_and_home_says_so(
    session: Session, people: list[Person]
) -> None:
    ada, ben, cleo, dan = people
    event_id = going(session, *people)
    week_on = TALK.starts_at.date() - timedelta(days=3)
    hard_weeks.declare(session, dan.actor, week_on=week_on, now=TUESDAY)
    assert put(session, event_id) == [names(ada, ben, cleo)]
    assert put(session, event_id, TUESDAY + timedelta(days=1)) == []
    assert session.scalars(select(Notice.kind).where(Notice.member_id == dan.member.id)).all() == []
    assert events.event_for(session, dan.actor, event_id, now=TUESDAY).spared
    assert not events.event_for(session, ada.actor, event_id, now=TUESDAY).spared
    assert not events.event_for(session, dan.actor, event_id, now=NOW).spared  # the week before it, they may hope


def test_where_one_of_two_has_a_hard_week_nobody_is_put_in_touch(session: Session, people: list[Person]) -> None:
    ada, ben, *_ = people
    event_id = going(session, ada, ben)
    hard_weeks.declare(session, ben.actor, week_on=date(2026, 3, 9), now=TUESDAY)
    assert put(session, event_id) == []
    assert session.scalars(select(Notice)).all() == []
