"""Organizers take people out and let them pause; who it is about is told once and can undo it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Advice, Waiting
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.states import ParticipantState, ProgramState, WaitingWhy
from bot.services import joining, pauses
from bot.services.members import Actor
from bot.services.people import places
from bot.services.rounds.changes import ABSENT, release
from tests.factories import make_advice, make_group, make_round
from tests.services.people.conftest import NOW, Room

LATER = NOW + timedelta(days=1)
BACK = date(2026, 3, 20)


def untold(room: Room) -> list[int]:
    return [row[2] for row in places.UNTOLD.ask(room.session, now=LATER)]


def test_who_is_taken_out_has_left_and_what_they_handed_on_goes(session: Session, room: Room) -> None:
    ada = room.join("Ada", name_in_public=True)
    make_advice(session, ada)
    places.remove(session, room.olga, room.program.id, ada.id, now=NOW)
    assert (ada.state, ada.name_in_public, ada.state_changed_at) == (ParticipantState.LEFT, False, NOW)
    assert session.scalars(select(Advice)).all() == []
    assert untold(room) == [ada.member_id]


def test_their_buddy_waits_for_another_as_after_any_change(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    make_group(session, make_round(session, room.program, started_at=NOW), ada, ben)
    places.remove(session, room.olga, room.program.id, ada.id, now=NOW)
    assert [row[1] for row in ABSENT.ask(session, now=NOW)] == [ada.id]
    release(session, ada.id, now=NOW)
    (waiting,) = session.scalars(select(Waiting))
    assert (waiting.participant_id, waiting.why) == (ben.id, WaitingWhy.REGROUPED)


def test_who_was_taken_out_may_join_again_and_then_reads_nothing_of_it(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.remove(session, room.olga, room.program.id, ada.id, now=NOW)
    joining.join(session, room.actor(ada), room.program.id, name_in_public=False, now=NOW)
    assert ada.state is ParticipantState.ACTIVE
    assert untold(room) == []


def test_nobody_is_taken_out_twice(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.remove(session, room.olga, room.program.id, ada.id, now=NOW)
    with pytest.raises(NotFoundError):
        places.remove(session, room.olga, room.program.id, ada.id, now=NOW)


def test_an_organizers_pause_is_told_once_and_undone_by_the_member(session: Session, room: Room) -> None:
    ada = room.join("Ada", skips_round=3)
    assert places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    assert (ada.state, ada.paused_until_on) == (ParticipantState.PAUSED, BACK)
    assert untold(room) == [ada.member_id]
    assert not places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=LATER)
    assert ada.by_organizer_at == NOW
    joining.come_back(session, room.actor(ada), room.program.id, now=LATER)
    assert (ada.state, ada.paused_until_on, untold(room)) == (ParticipantState.ACTIVE, None, [])


def test_another_day_is_told_anew(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    ada.by_organizer_at = None  # they were told
    later = BACK + timedelta(days=7)
    assert places.pause(session, room.olga, room.program.id, ada.id, until_on=later, now=LATER)
    assert ada.paused_until_on == later
    assert untold(room) == [ada.member_id]


def test_a_pause_that_is_taken_off_before_it_was_told_is_told_of_no_more(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    assert places.end_pause(session, room.olga, room.program.id, ada.id, now=NOW)
    assert (ada.state, ada.paused_until_on) == (ParticipantState.ACTIVE, None)
    assert untold(room) == []
    assert not places.end_pause(session, room.olga, room.program.id, ada.id, now=NOW)


def test_who_read_of_their_pause_reads_that_it_is_over(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    ada.by_organizer_at = None
    places.end_pause(session, room.olga, room.program.id, ada.id, now=LATER)
    assert (ada.member_id,) in [(row[2],) for row in pauses.ENDED_PAUSES.ask(session, now=LATER)]
    assert pauses.end_pause(session, room.program.id, ada.member_id, now=LATER) is ada


def test_a_members_own_pause_is_theirs(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    joining.pause(session, room.actor(ada), room.program.id, until_on=BACK, now=NOW)
    with pytest.raises(InvalidInputError, match="of their own"):
        places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    with pytest.raises(InvalidInputError, match="of their own"):
        places.end_pause(session, room.olga, room.program.id, ada.id, now=NOW)


def test_a_pause_of_ones_own_after_an_organizers_is_ones_own(session: Session, room: Room) -> None:
    ada = room.join("Ada")
    places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)
    joining.pause(session, room.actor(ada), room.program.id, until_on=BACK, now=NOW)
    with pytest.raises(InvalidInputError, match="of their own"):
        places.end_pause(session, room.olga, room.program.id, ada.id, now=NOW)
    assert untold(room) == []


@pytest.mark.parametrize("until_on", [NOW.date(), NOW.date() + timedelta(days=400)])
def test_a_pause_ends_in_the_coming_year(session: Session, room: Room, until_on: date) -> None:
    ada = room.join("Ada")
    with pytest.raises(InvalidInputError, match="after today"):
        places.pause(session, room.olga, room.program.id, ada.id, until_on=until_on, now=NOW)


def test_who_has_landed_is_not_paused(session: Session, room: Room) -> None:
    ada = room.join("Ada", state=ParticipantState.LANDED)
    with pytest.raises(InvalidInputError, match="landed"):
        places.pause(session, room.olga, room.program.id, ada.id, until_on=BACK, now=NOW)


def test_only_organizers_of_this_program_and_while_it_goes_on(session: Session, room: Room, stranger: Actor) -> None:
    ada = room.join("Ada")
    for actor in (stranger, room.actor(ada)):
        with pytest.raises(NotAllowedError):
            places.remove(session, actor, room.program.id, ada.id, now=NOW)
        with pytest.raises(NotAllowedError):
            places.pause(session, actor, room.program.id, ada.id, until_on=BACK, now=NOW)
        with pytest.raises(NotAllowedError):
            places.end_pause(session, actor, room.program.id, ada.id, now=NOW)
    room.program.state = ProgramState.ENDED
    with pytest.raises(ClosedError):
        places.remove(session, room.olga, room.program.id, ada.id, now=NOW)
    assert ada.state is ParticipantState.ACTIVE
