"""Two whom organizers keep apart: no group that is formed holds them, and no other place tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Council, EventGoer, Participant, ProgramApart, Round, Waiting
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.people import KeptApart
from bot.domain.rearranging import How
from bot.domain.states import OddOne, Role, WaitingWhy
from bot.services import event_company, export, mentor_requests, privacy, rounds
from bot.services.councils import composing
from bot.services.councils.people import seats
from bot.services.members import Actor
from bot.services.people import apart, together
from bot.services.rounds.changes import release
from bot.services.rounds.groups import groups_of
from bot.services.rounds.latecomers import match_unplaced
from tests.factories import (
    actor_of,
    make_council,
    make_council_plan,
    make_event,
    make_group,
    make_participant,
    make_program,
    make_round,
)
from tests.services.people.conftest import MONDAY, NOW, Room

SUNDAY, START = NOW - timedelta(days=2), NOW - timedelta(days=1)


def keep(room: Room, one: Participant, other: Participant) -> KeptApart:
    return apart.keep_apart(room.session, room.olga, room.program.id, one.id, other.id, now=NOW)


def standing(session: Session, of_round: Round) -> set[frozenset[int]]:
    return {frozenset(members) for _, members in groups_of(session, of_round.id)}


def test_it_is_one_rule_whoever_comes_first_and_however_often_it_is_said(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    assert keep(room, ben, ada) == KeptApart(ada.id, "Ada")
    assert keep(room, ada, ben) == KeptApart(ben.id, "Ben")
    assert len(session.scalars(select(ProgramApart)).all()) == 1
    assert apart.kept_from(session, room.program.id, ben.id) == [KeptApart(ada.id, "Ada")]
    apart.let_meet(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    apart.let_meet(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    assert apart.kept_from(session, room.program.id, ben.id) == []


def test_a_round_never_brings_them_together(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    room.program.odd_one = OddOne.TRIO
    keep(room, ada, ben)
    started = rounds.start(session, program_id=room.program.id, on=MONDAY, now=START)
    assert started
    (pair,) = standing(session, session.get_one(Round, started.round_id))
    assert cleo.id in pair
    assert pair != {ada.id, ben.id, cleo.id}


def test_a_proposal_that_held_them_does_not_go_out_with_them(session: Session, room: Room) -> None:
    """Not even where an organizer sends it before it is planned anew."""
    ada, ben = room.join("Ada"), room.join("Ben")
    said = rounds.open_preview(session, room.program.id, on=MONDAY, now=SUNDAY)
    assert said
    assert len(said.groups) == 1
    keep(room, ada, ben)
    rounds.send_now(session, room.olga, said.round_id, now=NOW)
    assert standing(session, session.get_one(Round, said.round_id)) == set()


def test_a_proposal_is_planned_anew_though_they_were_locked(session: Session, room: Room) -> None:
    people = [room.join(name) for name in ("Ada", "Ben", "Cleo", "Dan")]
    said = rounds.open_preview(session, room.program.id, on=MONDAY, now=SUNDAY)
    assert said
    group = said.groups[0]
    rounds.lock(session, room.olga, group.group_id, locked=True, now=SUNDAY)
    by_id = {one.id: one for one in people}
    one, other = (by_id[buddy.participant_id] for buddy in group.buddies)
    keep(room, one, other)
    anew = rounds.refresh_proposal(session, said.round_id, now=NOW)
    assert anew
    assert len(anew.groups) == 2
    assert not any({one.id, other.id} <= pair for pair in standing(session, session.get_one(Round, said.round_id)))


def test_a_swap_that_brings_them_together_is_refused_by_the_rules_name(session: Session, room: Room) -> None:
    people = {one.id: one for one in (room.join(name) for name in ("Ada", "Ben", "Cleo", "Dan"))}
    said = rounds.open_preview(session, room.program.id, on=MONDAY, now=SUNDAY)
    assert said
    (one, mate), (other, _) = ([people[buddy.participant_id] for buddy in group.buddies] for group in said.groups)
    keep(room, mate, other)
    users = room.member(one).slack_user_id, room.member(other).slack_user_id
    change = rounds.wanted_of(session, room.olga, said.round_id, How.TRADE, one=users[0], other=users[1])
    with pytest.raises(InvalidInputError, match="The program keeps two of these people apart"):
        rounds.rearrange(session, room.olga, said.round_id, change, now=SUNDAY)


def test_two_without_a_buddy_go_on_waiting(session: Session, room: Room) -> None:
    running = make_round(session, room.program, started_at=START)
    ada, ben = (room.join(name, joined_at=NOW) for name in ("Ada", "Ben"))
    keep(room, ada, ben)
    assert match_unplaced(session, running.id, now=NOW) == 0
    cleo = room.join("Cleo", joined_at=NOW)
    assert match_unplaced(session, running.id, now=NOW) == 1
    (pair,) = standing(session, running)
    assert cleo.id in pair


def test_where_the_third_of_a_group_leaves_they_do_not_go_on_as_two(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    running = make_round(session, room.program, started_at=START)
    make_group(session, running, ada, ben, cleo)
    keep(room, ada, ben)
    release(session, cleo.id, now=NOW)
    assert standing(session, running) == set()
    whys = {row.participant_id: row.why for row in session.scalars(select(Waiting).where(Waiting.ended_at.is_(None)))}
    assert whys == {ada.id: WaitingWhy.REGROUPED, ben.id: WaitingWhy.REGROUPED}


def test_a_trio_is_not_split_so_that_they_are_left_as_two(session: Session, room: Room) -> None:
    """Dan, for whom no group has room, gets one of the trio, but not the one who stands between the two."""
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    running = make_round(session, room.program, started_at=START)
    make_group(session, running, ada, ben, cleo)
    keep(room, ada, ben)
    dan = room.join("Dan", joined_at=START)
    match_unplaced(session, running.id, now=START)
    match_unplaced(session, running.id, now=START + timedelta(days=2))
    found = standing(session, running)
    assert any(dan.id in group for group in found)
    assert not any({ada.id, ben.id} <= group for group in found)


def test_buddies_of_now_stay_so_and_it_is_said_until_when(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    running = make_round(session, room.program, started_at=START)
    make_group(session, running, ada, ben)
    assert keep(room, ada, ben).until_on == running.ends_on
    assert standing(session, running) == {frozenset({ada.id, ben.id})}
    apart.change_now(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    apart.change_now(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    assert standing(session, running) == set()
    assert {row.participant_id for row in session.scalars(select(Waiting))} == {ada.id, ben.id}
    assert apart.kept_from(session, room.program.id, ada.id) == [KeptApart(ben.id, "Ben")]


def test_two_who_may_meet_are_not_given_others(session: Session, room: Room) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    make_group(session, make_round(session, room.program, started_at=START), ada, ben)
    with pytest.raises(NotFoundError):
        apart.change_now(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)


def test_no_council_brings_them_together_and_one_that_holds_them_is_named(session: Session, room: Room) -> None:
    people = [room.join(f"Member {number}") for number in range(8)]
    make_council_plan(session, room.program, size=4)
    for other in people[1:4]:
        keep(room, people[0], other)
    composing.refresh(session, room.program.id, now=SUNDAY)
    for there in seats(session, room.program.id).values():
        ids = {participant.id for participant, _ in there}
        assert not (people[0].id in ids and ids & {one.id for one in people[1:4]})
    for council in session.scalars(select(Council)):
        session.delete(council)
    session.flush()
    make_council(session, room.program, *people[:3])
    assert keep(room, people[0], people[1]).in_council


def test_no_mentor_is_proposed_to_somebody_they_are_kept_from(session: Session, room: Room) -> None:
    room.program.has_mentors = True
    ada = room.join("Ada")
    near, far = (room.join(name, role=Role.MENTOR) for name in ("Mia", "Noa"))
    keep(room, ada, near)
    asking = mentor_requests.asking(session, room.actor(ada), room.program.id, now=NOW)
    assert [one.participant_id for one in asking.mentors] == [far.id]


def test_they_do_not_go_to_an_event_together(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    keep(room, ada, ben)
    event = make_event(session, ada, ben, cleo, starts_at=NOW + timedelta(days=6))
    for goer in session.scalars(select(EventGoer).where(EventGoer.event_id == event.id)):
        goer.wants_company = True
    session.flush()
    (found,) = event_company.put_in_touch(session, event.id, now=NOW)
    users = {room.member(one).slack_user_id for one in (ada, ben)}
    assert not users <= set(found.slack_user_ids)
    assert len(found.slack_user_ids) == 2


def test_it_takes_back_that_they_were_to_be_brought_together(session: Session, room: Room) -> None:
    ada, ben, cleo = room.join("Ada"), room.join("Ben"), room.join("Cleo")
    together.bring_together(session, room.olga, room.program.id, [ada.id, ben.id, cleo.id], now=NOW)
    keep(room, ada, ben)
    assert together.with_whom(session, cleo.id, 1) == []


def test_it_is_of_this_program_alone_and_goes_with_the_data_of_either(
    session: Session, room: Room, stranger: Actor
) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    with pytest.raises(NotAllowedError):
        apart.keep_apart(session, stranger, room.program.id, ada.id, ben.id, now=NOW)
    elsewhere = make_participant(session, make_program(session))
    with pytest.raises(NotFoundError):
        keep(room, ada, elsewhere)
    with pytest.raises(InvalidInputError, match="somebody else"):
        keep(room, ada, ada)
    keep(room, ada, ben)
    mine = export.my_data(session, room.actor(ada))
    assert "program_apart" not in mine
    assert "Ben" not in str(mine)
    privacy.erase(session, room.actor(ben), now=NOW)
    assert session.scalars(select(ProgramApart)).all() == []


def test_a_stranger_takes_nothing_off(session: Session, room: Room, stranger: Actor) -> None:
    ada, ben = room.join("Ada"), room.join("Ben")
    keep(room, ada, ben)
    for act in (apart.let_meet, apart.change_now):
        for actor in (stranger, actor_of(room.member(ada))):
            with pytest.raises(NotAllowedError):
                act(session, actor, room.program.id, ada.id, ben.id, now=NOW)
    assert session.scalars(select(BuddyGroup)).all() == []
    assert len(session.scalars(select(ProgramApart)).all()) == 1
