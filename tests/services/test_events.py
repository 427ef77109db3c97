"""Events: who may add, change and call one off, who goes, who is told, and the next one of those that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Event, EventGoer
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError, NotInProgramError
from bot.domain.events import Draft, Repeat
from bot.domain.events import Event as Seen
from bot.domain.states import ParticipantState, ProgramState
from bot.services import event_repeats, events, export, privacy
from tests.factories import make_organizer, make_program
from tests.people import Person, join, make_person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TALK = Draft("Product talk", date(2026, 3, 10), time(18), "Europe/Berlin", "Café Nero", in_person=True)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session, zone="Europe/Berlin")


@pytest.fixture
def other(session: Session, me: Person) -> Person:
    return make_person(session, me.program, zone="America/New_York")


@pytest.fixture
def organizer(session: Session, me: Person) -> Person:
    person = make_person(session, me.program)
    make_organizer(session, me.program, member=person.member)
    return person


def talk(session: Session, me: Person, **changes: object) -> int:
    return events.add(session, me.actor, me.program.id, replace(TALK, **changes), now=NOW)  # type: ignore[arg-type]


def mine(session: Session, person: Person) -> Sequence[Seen]:
    return events.mine(session, [person.member.id], now=NOW, until=NOW + timedelta(days=9))[person.member.id]


def test_all_of_the_program_see_it_by_their_own_clock_and_nobody_else(
    session: Session, me: Person, other: Person
) -> None:
    event_id = talk(session, me)
    (seen,) = events.ahead(session, other.actor, now=NOW).events
    assert (seen.event_id, seen.title, seen.brought_by) == (event_id, "Product talk", me.member.slack_user_id)
    assert (seen.starts_at, seen.zone) == (datetime(2026, 3, 10, 17, tzinfo=UTC), "America/New_York")
    stranger = make_person(session)
    assert events.ahead(session, stranger.actor, now=NOW).events == ()
    for act in (
        lambda: events.event_for(session, stranger.actor, event_id, now=NOW),
        lambda: events.add(session, stranger.actor, me.program.id, TALK, now=NOW),
        lambda: events.edit(session, stranger.actor, event_id, TALK, now=NOW),
        lambda: events.cancel(session, stranger.actor, event_id, and_later=False, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            act()
    with pytest.raises(NotInProgramError):  # they may have read of it in the channel
        events.go(session, stranger.actor, event_id, wants_company=False, now=NOW)


def test_only_whoever_brought_it_and_organizers_change_it(
    session: Session, me: Person, other: Person, organizer: Person
) -> None:
    event_id = talk(session, me)
    for act in (
        lambda: events.edit(session, other.actor, event_id, TALK, now=NOW),
        lambda: events.cancel(session, other.actor, event_id, and_later=False, now=NOW),
        lambda: events.to_announce(session, me.actor, event_id, now=NOW),
    ):
        with pytest.raises(NotAllowedError):
            act()
    for actor in (me.actor, organizer.actor):
        events.edit(session, actor, event_id, replace(TALK, title=f"Talk of {actor.member_id}"), now=NOW)
        assert session.get_one(Event, event_id).title == f"Talk of {actor.member_id}"
    assert events.to_announce(session, organizer.actor, event_id, now=NOW).may_announce


def test_an_organizer_who_takes_no_part_adds_one_too(session: Session, me: Person) -> None:
    outside = make_person(session)
    make_organizer(session, me.program, member=outside.member)
    events.add(session, outside.actor, me.program.id, TALK, now=NOW)
    assert len(events.ahead(session, me.actor, now=NOW).events) == 1


def test_one_goes_once_and_the_last_word_holds(session: Session, me: Person, other: Person) -> None:
    event_id = talk(session, me)
    events.go(session, other.actor, event_id, wants_company=False, now=NOW)
    seen = events.go(session, other.actor, event_id, wants_company=True, now=NOW)
    assert (seen.mine, seen.goes) == (True, 1)
    assert [one.event_id for one in mine(session, other)] == [event_id]
    events.stay_away(session, other.actor, event_id, now=NOW)
    assert events.event_for(session, other.actor, event_id, now=NOW).goes == 0


def test_who_goes_is_told_of_another_time_or_place_and_of_no_other_word(
    session: Session, me: Person, other: Person
) -> None:
    event_id = talk(session, me)
    for person in (me, other):
        events.go(session, person.actor, event_id, wants_company=False, now=NOW)
    assert events.edit(session, me.actor, event_id, replace(TALK, title="A talk"), now=NOW).goers == ()
    later = replace(TALK, day=date(2026, 3, 11))
    ((reader, seen),) = events.edit(session, me.actor, event_id, later, now=NOW).goers
    assert (reader.member_id, seen.changes, seen.starts_at.day) == (other.member.id, 1, 11)
    ((reader, _),) = events.cancel(session, me.actor, event_id, and_later=False, now=NOW).goers
    assert reader.member_id == other.member.id


def test_with_an_end_it_is_on_until_then_and_repeats_as_long(session: Session, me: Person, other: Person) -> None:
    event_id = talk(session, me, until=time(21), repeats=Repeat.WEEKLY)
    events.go(session, other.actor, event_id, wants_company=False, now=NOW)
    longer = replace(TALK, until=time(22), repeats=Repeat.WEEKLY)
    assert len(events.edit(session, me.actor, event_id, longer, now=NOW).goers) == 1
    ends_at = datetime(2026, 3, 10, 21, tzinfo=UTC)
    for now, is_over in ((ends_at - timedelta(minutes=1), False), (ends_at, True)):
        (seen,) = events.mine(session, [other.member.id], now=now, until=now)[other.member.id]
        assert seen.is_over is is_over
        assert [one.event_id for one in events.ahead(session, me.actor, now=now).events] == [event_id] * (not is_over)
    event_repeats.repeat(session, event_id, now=ends_at)
    (again,) = session.scalars(select(Event).where(Event.follows_id == event_id))
    assert (again.starts_at, again.ends_at) == (TALK.starts_at + timedelta(weeks=1), ends_at + timedelta(weeks=1))


def test_what_is_off_or_over_is_changed_no_more(session: Session, me: Person) -> None:
    over, off = talk(session, me), talk(session, me)
    events.cancel(session, me.actor, off, and_later=False, now=NOW)
    late = TALK.starts_at + timedelta(hours=1)
    for event_id, now in ((off, NOW), (over, late)):
        with pytest.raises(ClosedError):
            events.go(session, me.actor, event_id, wants_company=False, now=now)
        with pytest.raises(ClosedError):
            events.edit(session, me.actor, event_id, TALK, now=now)
    assert [one.event_id for one in events.ahead(session, me.actor, now=NOW).events] == [over]
    assert events.ahead(session, me.actor, now=late).events == ()


def test_a_program_that_has_ended_takes_no_more(session: Session, organizer: Person) -> None:
    organizer.program.state = ProgramState.ENDED
    with pytest.raises(ClosedError):
        talk(session, organizer)


def test_a_bad_day_is_refused(session: Session, me: Person) -> None:
    with pytest.raises(InvalidInputError, match="over"):
        talk(session, me, day=date(2026, 3, 1))


def test_who_left_is_not_counted(session: Session, me: Person, other: Person) -> None:
    event_id = talk(session, me)
    events.go(session, other.actor, event_id, wants_company=True, now=NOW)
    other.participant.state = ParticipantState.LEFT
    session.flush()
    assert events.event_for(session, me.actor, event_id, now=NOW).goes == 0
    assert events.cancel(session, me.actor, event_id, and_later=False, now=NOW).goers == ()


def test_ten_stand_on_a_page(session: Session, me: Person) -> None:
    ids = [talk(session, me, at=time(hour)) for hour in range(6, 18)]
    first = events.ahead(session, me.actor, now=NOW)
    second = events.ahead(session, me.actor, page=1, now=NOW)
    assert ([one.event_id for one in first.events], first.has_more) == (ids[:10], True)
    assert ([one.event_id for one in second.events], second.has_more) == (ids[10:], False)


def test_one_that_repeats_is_on_the_list_again_once_it_has_begun_and_once_only(session: Session, me: Person) -> None:
    event_id, start = talk(session, me, repeats=Repeat.WEEKLY), TALK.starts_at
    assert event_repeats.REPEATING.ask(session, now=start - timedelta(minutes=1)).all() == []
    assert event_repeats.REPEATING.ask(session, now=start).all() == [(me.member.workspace_id, event_id)]
    for _ in range(2):
        event_repeats.repeat(session, event_id, now=start)
    assert event_repeats.REPEATING.ask(session, now=start).all() == []
    _, again = session.scalars(select(Event).order_by(Event.id))
    assert (again.starts_at, again.title, again.member_id) == (start + timedelta(weeks=1), "Product talk", me.member.id)
    assert session.scalars(select(EventGoer)).all() == []


def test_it_repeats_after_one_that_was_called_off_and_not_once_all_are(session: Session, me: Person) -> None:
    one, all_ = talk(session, me, repeats=Repeat.WEEKLY), talk(session, me, repeats=Repeat.WEEKLY)
    events.cancel(session, me.actor, one, and_later=False, now=NOW)
    events.cancel(session, me.actor, all_, and_later=True, now=NOW)
    assert [row[1] for row in event_repeats.REPEATING.ask(session, now=TALK.starts_at)] == [one]


def test_erasing_takes_the_words_of_whoever_brought_it_and_it_repeats_no_more(
    session: Session, me: Person, other: Person
) -> None:
    event_id = talk(session, me, repeats=Repeat.WEEKLY)
    for person in (me, other):
        events.go(session, person.actor, event_id, wants_company=True, now=NOW)
    exported = export.my_data(session, me.actor)
    assert [one["title"] for one in exported["events"]] == ["Product talk"]
    assert [one["event"] for one in exported["event_goers"]] == ["Product talk"]
    privacy.erase(session, me.actor, now=NOW)
    event = session.get_one(Event, event_id)
    assert (event.member_id, event.title, event.place) == (None, "", "")
    assert events.event_for(session, other.actor, event_id, now=NOW).goes == 1
    assert event_repeats.REPEATING.ask(session, now=TALK.starts_at).all() == []


def test_in_two_programs_each_event_says_where_it_belongs(session: Session, me: Person) -> None:
    second = join(session, make_program(session, name="Alumni"), me.member)
    talk(session, me)
    events.add(session, second.actor, second.program.id, TALK, now=NOW)
    listed = events.ahead(session, me.actor, now=NOW)
    assert {one.program for one in listed.events} == set(listed.programs.values())
