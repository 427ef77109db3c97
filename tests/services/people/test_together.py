"""Organizers bring people together once: as a locked group of the next round, under every hard rule."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Participant, Round, TogetherNext
from bot.domain.errors import InvalidInputError, NotAllowedError
from bot.domain.pair_lists import Preview
from bot.domain.rearranging import How
from bot.services import joining, privacy, rounds
from bot.services.members import Actor
from bot.services.people import apart, together
from bot.services.rounds.groups import groups_of
from bot.services.rounds.preview import PROPOSALS
from tests.factories import make_do_not_pair, make_organizer, make_round
from tests.services.people.conftest import MONDAY, NOW, Room

SUNDAY, START = NOW - timedelta(days=2), NOW - timedelta(days=1)


@pytest.fixture
def people(room: Room) -> list[Participant]:
    return [room.join(name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Fay")]


def bring(room: Room, *some: Participant) -> None:
    ids = [one.id for one in some]
    together.bring_together(room.session, room.olga, room.program.id, ids, now=SUNDAY)


def standing(session: Session, round_id: int) -> set[frozenset[int]]:
    return {frozenset(members) for _, members in groups_of(session, round_id)}


def start(room: Room) -> set[frozenset[int]]:
    started = rounds.start(room.session, program_id=room.program.id, on=MONDAY, now=START)
    assert started
    return standing(room.session, started.round_id)


@pytest.mark.parametrize("seed", range(4))
def test_they_are_one_group_of_the_next_round_and_of_no_other(
    session: Session, room: Room, people: list[Participant], seed: int
) -> None:
    room.program.seed = seed
    pair, trio = people[0:6:5], people[1:4]
    bring(room, *pair)
    bring(room, *trio)
    assert {frozenset(one.id for one in group) for group in (pair, trio)} <= start(room)
    assert session.scalars(select(TogetherNext)).all() == []


def test_a_second_time_changes_nothing_and_another_wish_takes_its_place(
    session: Session, room: Room, people: list[Participant]
) -> None:
    ada, ben, cleo, *_ = people
    bring(room, ada, ben)
    before = session.scalars(select(TogetherNext.id)).all()
    bring(room, ben, ada)
    assert session.scalars(select(TogetherNext.id)).all() == before
    bring(room, ben, cleo)
    assert together.with_whom(session, ada.id, 1) == []
    assert together.with_whom(session, ben.id, 1) == [cleo.id]


def test_taken_back_it_is_forgotten_for_all_of_them(session: Session, room: Room, people: list[Participant]) -> None:
    bring(room, *people[:3])
    together.take_back(session, room.olga, room.program.id, people[1].id, now=SUNDAY)
    together.take_back(session, room.olga, room.program.id, people[1].id, now=SUNDAY)
    assert session.scalars(select(TogetherNext)).all() == []


def proposed(room: Room) -> Preview:
    said = rounds.open_preview(room.session, room.program.id, on=MONDAY, now=SUNDAY)
    assert said
    return said


def anew(room: Room, said: Preview) -> Preview:
    assert [row[1] for row in PROPOSALS.ask(room.session, now=SUNDAY)] == [said.round_id]
    found = rounds.refresh_proposal(room.session, said.round_id, now=SUNDAY)
    assert found
    return found


def test_a_proposal_follows_at_the_next_tick_and_shows_it_locked(
    session: Session, room: Room, people: list[Participant]
) -> None:
    said = proposed(room)
    group = next(iter(said.groups))
    rounds.lock(session, room.olga, group.group_id, locked=True, now=SUNDAY)
    mine = group.buddies[0].participant_id
    others = {buddy.participant_id for one in said.groups if one is not group for buddy in one.buddies}
    other = next(one for one in people if one.id in others)
    bring(room, session.get_one(Participant, mine), other)
    after = anew(room, said)
    locked = {frozenset(buddy.participant_id for buddy in one.buddies) for one in after.groups if one.is_locked}
    assert locked == {frozenset({mine, other.id})}


def test_an_organizers_later_word_in_the_preview_goes_before(
    session: Session, room: Room, people: list[Participant]
) -> None:
    said = proposed(room)
    ada = people[0]
    with_her = next(one for one in said.groups if ada.id in {buddy.participant_id for buddy in one.buddies})
    apart_of = [one for one in people if one.id not in {buddy.participant_id for buddy in with_her.buddies}]
    bring(room, ada, apart_of[0])
    anew(room, said)
    users = [room.member(one).slack_user_id for one in (apart_of[0], apart_of[1])]
    change = rounds.wanted_of(session, room.olga, said.round_id, How.TRADE, one=users[0], other=users[1])
    rounds.rearrange(session, room.olga, said.round_id, change, now=SUNDAY)
    rounds.refresh_proposal(session, said.round_id, now=SUNDAY)
    assert frozenset({ada.id, apart_of[1].id}) in standing(session, said.round_id)


def test_what_is_personal_reads_cannot_be_grouped_and_no_more(
    session: Session, room: Room, people: list[Participant]
) -> None:
    ada, ben, cleo, *_ = people
    make_do_not_pair(session, ada.member_id, ben.member_id)
    room.member(cleo).employer = room.member(ada).employer = "Acme"
    room.member(cleo).not_my_employer = True
    said = set()
    for other in (ben, cleo):
        with pytest.raises(InvalidInputError) as refused:
            bring(room, ada, other)
        said.add(refused.value.message)
    assert said == {"They cannot be grouped. Choose others."}
    assert session.scalars(select(TogetherNext)).all() == []


def test_the_programs_own_rules_are_named(session: Session, room: Room, people: list[Participant]) -> None:
    ada, ben, cleo, *_ = people
    apart.keep_apart(session, room.olga, room.program.id, ada.id, ben.id, now=NOW)
    with pytest.raises(InvalidInputError, match="The program keeps two of these people apart"):
        bring(room, ada, ben)
    room.member(cleo).works_from, room.member(cleo).works_until = time(22), time(4)
    bring(room, ada, cleo)  # an organizer's word, in a program that lowers hours
    room.program.lowers_hours, room.program.min_common_half_hours = False, 4
    with pytest.raises(InvalidInputError, match="Working hours that buddies share"):
        bring(room, ada, cleo)


def test_a_rule_that_came_later_goes_before_and_the_others_go_on_together(
    session: Session, room: Room, people: list[Participant]
) -> None:
    bring(room, *people[:2])
    make_do_not_pair(session, people[0].member_id, people[1].member_id)
    assert frozenset({people[0].id, people[1].id}) not in start(room)


def test_who_leaves_is_missed_by_nobody(session: Session, room: Room, people: list[Participant]) -> None:
    bring(room, *people[:3])
    joining.leave(session, room.actor(people[2]), room.program.id, now=SUNDAY)
    assert frozenset({people[0].id, people[1].id}) in start(room)


def test_it_goes_with_the_data_of_either(session: Session, room: Room, people: list[Participant]) -> None:
    bring(room, *people[:3])
    privacy.erase(session, room.actor(people[0]), now=SUNDAY)
    assert set(session.scalars(select(TogetherNext.person_id))) == {people[1].id, people[2].id}
    assert frozenset({people[1].id, people[2].id}) in start(room)


@pytest.mark.parametrize("number", [1, 5])
def test_a_group_has_two_to_four_people(room: Room, people: list[Participant], number: int) -> None:
    with pytest.raises(InvalidInputError, match="two to four"):
        bring(room, *people[:number])


def test_who_sits_out_is_not_brought_together_and_it_is_not_said_why(room: Room, people: list[Participant]) -> None:
    people[0].skips_round = 1
    with pytest.raises(InvalidInputError, match="takes no part in the next round"):
        bring(room, *people[:2])


def test_there_is_a_round_to_come(session: Session, room: Room, people: list[Participant]) -> None:
    room.program.last_round = 1
    make_round(session, room.program, started_at=START)
    with pytest.raises(InvalidInputError, match="no further round"):
        together.bring_together(session, room.olga, room.program.id, [one.id for one in people[:2]], now=NOW)


def test_organizers_alone(session: Session, room: Room, people: list[Participant], stranger: Actor) -> None:
    make_organizer(session, room.program)
    ids = [one.id for one in people[:2]]
    for actor in (stranger, room.actor(people[0])):
        with pytest.raises(NotAllowedError):
            together.bring_together(session, actor, room.program.id, ids, now=NOW)
        with pytest.raises(NotAllowedError):
            together.take_back(session, actor, room.program.id, ids[0], now=NOW)
    assert session.scalars(select(Round)).all() == []
