"""Mentor or mentee: each person's own choice, and how many mentors a program has, with what room."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.participants import RoleChoice
from bot.domain.programs import Mentors
from bot.domain.states import ParticipantState, Role
from bot.services import joining, mentoring, rounds
from bot.services.rounds.groups import groups_of
from tests.factories import actor_of, make_member, make_mentor_pair, make_participant, make_program

MONDAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
MENTOR_OF_TWO = RoleChoice(is_mentor=True, capacity=2)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, has_mentors=True)


def choose(session: Session, participant: Participant, chosen: RoleChoice) -> None:
    actor = actor_of(session.get_one(Member, participant.member_id))
    mentoring.choose(session, actor, participant.program_id, chosen, now=NOW)


def test_the_choice_is_ones_own_and_can_be_changed(session: Session, program: Program) -> None:
    mine, theirs = make_participant(session, program), make_participant(session, program)
    choose(session, mine, MENTOR_OF_TWO)
    assert (mine.role, mine.capacity, theirs.role) == (Role.MENTOR, 2, Role.PEER)
    choose(session, mine, RoleChoice(is_mentor=False, capacity=1))
    assert mine.role is Role.MENTEE
    assert mine.last_active_at == NOW


@pytest.mark.parametrize("capacity", [0, 4, -1])
def test_a_mentor_takes_one_to_three_mentees(session: Session, program: Program, capacity: int) -> None:
    with pytest.raises(InvalidInputError, match="capacity"):
        choose(session, make_participant(session, program), RoleChoice(is_mentor=True, capacity=capacity))


def test_a_program_without_mentors_takes_no_choice(session: Session) -> None:
    person = make_participant(session, make_program(session))
    with pytest.raises(InvalidInputError, match="role"):
        choose(session, person, MENTOR_OF_TWO)


def test_who_takes_no_part_has_no_role(session: Session, program: Program) -> None:
    left = make_participant(session, program, state=ParticipantState.LEFT)
    with pytest.raises(NotFoundError):
        choose(session, left, MENTOR_OF_TWO)
    stranger = actor_of(make_member(session))
    with pytest.raises(NotFoundError):
        mentoring.choose(session, stranger, program.id, MENTOR_OF_TWO, now=NOW)


def test_organizers_see_how_many_mentors_there_are_and_their_room(session: Session, program: Program) -> None:
    places = [
        make_participant(session, program, **values)
        for values in (
            {"role": Role.MENTOR, "capacity": 3},
            {"role": Role.MENTOR, "capacity": 2, "state": ParticipantState.LANDED},
            {"role": Role.MENTOR, "capacity": 2, "state": ParticipantState.PAUSED},
            {"role": Role.MENTEE},
            {},
        )
    ]
    make_mentor_pair(session, places[3], places[0], starts_on=MONDAY, ends_on=MONDAY)
    make_mentor_pair(session, places[4], places[0])  # only asked
    assert mentoring.counted(session, program.id) == Mentors(number=2, room=4)
    assert mentoring.counted(session, make_program(session).id) == Mentors()


def test_mentors_and_mentees_are_buddies_like_anybody(session: Session, program: Program) -> None:
    people = [make_participant(session, program) for _ in range(4)]
    for one in people[:3]:
        choose(session, one, MENTOR_OF_TWO)
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    groups = [members for _, members in groups_of(session, started.round_id)]
    assert [len(members) for members in groups] == [2, 2]


def test_what_a_mentor_would_like_to_help_with_is_theirs_to_say(session: Session, program: Program) -> None:
    mine = make_participant(session, program)
    choose(session, mine, RoleChoice(is_mentor=True, capacity=2, line=" First weeks in a role "))
    assert mine.mentor_line == "First weeks in a role"
    with pytest.raises(InvalidInputError, match="line"):
        choose(session, mine, RoleChoice(is_mentor=True, capacity=2, line="a" * 201))


def test_who_joins_is_a_mentee_until_they_say_otherwise(session: Session, program: Program) -> None:
    person = make_member(session)
    actor = actor_of(person)
    assert joining.role_of(session, actor, program) == RoleChoice(is_mentor=False, capacity=1)
    place = joining.join(session, actor, program.id, name_in_public=False, now=NOW)
    assert place.mentoring == RoleChoice(is_mentor=False, capacity=1)
    mentoring.choose(session, actor, program.id, MENTOR_OF_TWO, now=NOW)
    assert joining.role_of(session, actor, program) == MENTOR_OF_TWO
    assert joining.role_of(session, actor, make_program(session)) is None
