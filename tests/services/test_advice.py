"""Advice handed on: asked for once, read by newcomers, gone when its author or an organizer says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Advice
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.states import ParticipantState
from bot.services import advice, export, joining, privacy, retention, weeks
from tests.factories import make_advice, make_organizer
from tests.people import Person, make_person

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


@pytest.fixture
def me(session: Session) -> Person:
    person = make_person(session)
    person.participant.joined_at = NOW - timedelta(days=16)
    person.participant.last_active_at = NOW - timedelta(days=2)
    return person


@pytest.fixture
def newcomer(session: Session, me: Person) -> Person:
    person = make_person(session, me.program)
    person.participant.joined_at = NOW - timedelta(days=1)
    return person


def asks(session: Session, me: Person, now: datetime = NOW) -> bool:
    week = weeks.load(session, on=now.date(), member_ids=[me.member.id], now=now, only_active=False)[me.member.id]
    return week.sections[0].asks_advice


def writes(session: Session, me: Person, text: str = "Begin small", *, named: bool = False) -> None:
    advice.write(session, me.actor, me.program.id, text, is_named=named, now=NOW)


def read(session: Session, me: Person) -> list[tuple[str, str]]:
    return [(one.text, one.slack_user_id) for one in advice.for_newcomer(session, me.actor, now=NOW)]


def rows(session: Session) -> list[Advice]:
    return list(session.scalars(select(Advice)))


@pytest.mark.parametrize(("days", "is_asked"), [(13, False), (14, True), (20, True), (21, False)])
def test_it_is_asked_for_in_the_third_week(session: Session, me: Person, days: int, is_asked: bool) -> None:  # noqa: FBT001
    assert asks(session, me, me.participant.joined_at + timedelta(days=days)) is is_asked


def test_it_is_asked_once(session: Session, me: Person, newcomer: Person) -> None:
    assert asks(session, me)
    assert not asks(session, newcomer)
    advice.not_now(session, me.actor, me.program.id, now=NOW)
    assert not asks(session, me)
    assert rows(session) == []
    writes(session, newcomer)
    advice.take_back(session, newcomer.actor, newcomer.program.id, now=NOW)
    newcomer.participant.joined_at, newcomer.participant.last_active_at = NOW - timedelta(days=16), NOW
    session.flush()
    assert not asks(session, newcomer)


@pytest.mark.parametrize(("later", "is_asked"), [(0, False), (23, False), (24, True)])
def test_who_has_done_nothing_since_they_joined_is_not_asked(
    session: Session, me: Person, later: int, *, is_asked: bool
) -> None:
    me.participant.last_active_at = me.participant.joined_at + timedelta(hours=later)
    session.flush()
    assert asks(session, me) is is_asked


@pytest.mark.parametrize("state", [ParticipantState.PAUSED, ParticipantState.RESTING, ParticipantState.LANDED])
def test_who_pauses_rests_or_has_landed_is_not_asked(session: Session, me: Person, state: ParticipantState) -> None:
    me.participant.state = state
    session.flush()
    assert not asks(session, me)


def test_newcomers_read_the_three_latest_of_others_and_names_only_by_consent(
    session: Session, me: Person, newcomer: Person
) -> None:
    for number in range(3):
        other = make_person(session, me.program)
        make_advice(session, other.participant, f"No. {number}", written_at=NOW - timedelta(days=9 - number))
    writes(session, me, " Begin \n small ", named=True)
    writes(session, newcomer, "mine")
    make_advice(session, make_person(session).participant, "elsewhere")
    found = [("Begin small", me.member.slack_user_id), ("No. 2", ""), ("No. 1", "")]
    assert read(session, newcomer) == found
    assert [one.text for one in advice.of_program(session, newcomer.actor, me.program.id)] == [one for one, _ in found]
    newcomer.participant.joined_at = NOW - timedelta(weeks=4)
    session.flush()
    assert read(session, newcomer) == []


def test_written_again_it_is_changed(session: Session, me: Person) -> None:
    writes(session, me, named=True)
    writes(session, me, "Write the day down")
    (own,) = advice.own(session, me.actor)
    assert (own.text, own.is_named) == ("Write the day down", False)
    for text in (" ", "x" * 201):
        with pytest.raises(InvalidInputError):
            writes(session, me, text)


def test_an_organizer_reads_it_and_takes_it_off_and_nobody_else(session: Session, me: Person, newcomer: Person) -> None:
    organizer = make_person(session)
    make_organizer(session, me.program, member=organizer.member)
    writes(session, me)
    (seen,) = advice.of_organized(session, organizer.actor)
    assert seen.slack_user_id == ""
    assert advice.of_organized(session, newcomer.actor) == []
    for person in (me, newcomer):
        with pytest.raises(NotAllowedError):
            advice.remove(session, person.actor, seen.advice_id, now=NOW)
    with pytest.raises(NotFoundError):
        advice.take_back(session, organizer.actor, me.program.id, now=NOW)
    advice.remove(session, organizer.actor, seen.advice_id, now=NOW)
    assert read(session, newcomer) == []
    with pytest.raises(NotFoundError):
        advice.remove(session, organizer.actor, seen.advice_id, now=NOW)


def test_its_author_reads_that_it_was_taken_off_until_they_press_it_away_or_write_another(
    session: Session, me: Person, newcomer: Person
) -> None:
    make_organizer(session, me.program, member=newcomer.member)
    for ends in ("pressed away", "another"):
        writes(session, me)
        advice.remove(session, newcomer.actor, advice.own(session, me.actor)[0].advice_id, now=NOW)
        assert "Begin small" not in [row.text for row in rows(session)]
        (own,) = advice.own(session, me.actor)
        assert (own.is_off, own.text) == (True, "")
        assert advice.of_organized(session, newcomer.actor) == []
        assert advice.to_write(session, me.actor, me.program.id, now=NOW) is None
        assert not asks(session, me)
        if ends == "another":
            writes(session, me, "Ask anyway")
            (own,) = advice.own(session, me.actor)
            assert (own.is_off, own.text) == (False, "Ask anyway")
        else:
            advice.take_back(session, me.actor, me.program.id, now=NOW)
            assert advice.own(session, me.actor) == []


@pytest.mark.parametrize("how", ["left", "erased", "notes erased"])
def test_it_goes_with_its_author(session: Session, me: Person, newcomer: Person, how: str) -> None:
    writes(session, me)
    assert "Begin small" in str(export.my_data(session, me.actor)["advice"])
    if how == "left":
        joining.leave(session, me.actor, me.program.id, now=NOW)
    elif how == "erased":
        privacy.erase(session, me.actor, now=NOW)
    else:
        retention.erase_notes(session, me.participant.id, now=NOW)
    assert [one.text for one in rows(session) if one.text] == []
    assert read(session, newcomer) == []
