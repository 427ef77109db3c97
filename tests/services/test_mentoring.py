"""Mentor rounds from the choice of each person to the groups of the round."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Member, Participant, Program
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.pairing.plan import Mentoring
from bot.domain.participants import RoleChoice
from bot.domain.programs import Mentors
from bot.domain.rounds import reasons_from_json, reasons_to_json
from bot.domain.states import ParticipantState, Role, WaitingWhy
from bot.services import joining, mentoring, rounds
from bot.services.rounds.groups import groups_of
from bot.services.rounds.introductions import describe
from bot.services.rounds.proposal import propose
from bot.views.rounds.reasons import mentoring as mentor_and_mentees
from tests.factories import actor_of, make_member, make_participant, make_program
from tests.services.rounds.conftest import Scene, make_scene

MONDAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
MENTOR_OF_TWO = RoleChoice(is_mentor=True, capacity=2)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, mentor_rounds=True)


def choose(session: Session, participant: Participant, chosen: RoleChoice) -> None:
    actor = actor_of(session.get_one(Member, participant.member_id))
    mentoring.choose(session, actor, participant.program_id, chosen, now=NOW)


def test_a_mentor_gets_as_many_mentees_as_they_take_and_no_more(session: Session, program: Program) -> None:
    mentor, *mentees = (make_participant(session, program) for _ in range(4))
    choose(session, mentor, MENTOR_OF_TWO)
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    ((group, members),) = groups_of(session, started.round_id)
    assert len(members) == 3
    assert mentor.id in members
    assert started.waiting == 1
    said = describe(session, group.id, now=NOW)
    pair = mentor_and_mentees(said.reasons, said.buddies)
    assert pair
    assert pair[0].participant_id == mentor.id
    assert {buddy.participant_id for buddy in pair[1]} < {mentee.id for mentee in mentees}


def test_a_round_without_a_mentor_introduces_buddies_and_says_that_it_lacks_mentors(
    session: Session, program: Program
) -> None:
    people = [make_participant(session, program) for _ in range(22)]
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    assert (started.lacks_mentors, started.groups, started.waiting) == (True, 11, 0)
    late = [make_participant(session, program, joined_at=NOW) for _ in range(2)]
    choose(session, late[0], MENTOR_OF_TWO)  # the round that runs stays one of buddies
    rounds.match_unplaced(session, started.round_id, now=NOW)
    groups = [set(members) for _, members in groups_of(session, started.round_id)]
    assert {one.id for one in late} in groups
    assert len(groups) == 12
    assert {person.id for person in people} < set().union(*groups)


def test_with_a_mentor_it_is_a_mentor_round_and_lacks_none(session: Session, program: Program) -> None:
    mentor, *_ = (make_participant(session, program) for _ in range(3))
    choose(session, mentor, MENTOR_OF_TWO)
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    assert not started.lacks_mentors


def test_mentors_who_are_gone_when_the_round_begins_leave_nobody_waiting(session: Session, program: Program) -> None:
    mentor, *_ = (make_participant(session, program) for _ in range(3))
    choose(session, mentor, MENTOR_OF_TWO)
    propose(session, program, on=MONDAY, now=NOW)
    mentor.state = ParticipantState.LEFT
    session.flush()
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    assert started.lacks_mentors
    rounds.match_unplaced(session, started.round_id, now=NOW)
    assert len(groups_of(session, started.round_id)) == 1


def test_the_choice_is_ones_own_and_can_be_changed(session: Session, program: Program) -> None:
    mine, theirs = make_participant(session, program), make_participant(session, program)
    choose(session, mine, MENTOR_OF_TWO)
    assert (mine.role, mine.capacity, theirs.role) == (Role.MENTOR, 2, Role.PEER)
    choose(session, mine, RoleChoice(is_mentor=False, capacity=1))
    assert mine.role is Role.MENTEE
    assert mine.last_active_at == NOW


@pytest.mark.parametrize("capacity", [0, 4, -1])
def test_no_more_mentees_than_a_group_holds(session: Session, program: Program, capacity: int) -> None:
    with pytest.raises(InvalidInputError, match="capacity"):
        choose(session, make_participant(session, program), RoleChoice(is_mentor=True, capacity=capacity))


def test_rounds_without_roles_take_no_choice(session: Session) -> None:
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


def test_organizers_see_how_mentors_and_mentees_stand_to_each_other(session: Session, program: Program) -> None:
    for values in (
        {"role": Role.MENTOR, "capacity": 3},
        {"role": Role.MENTOR, "capacity": 2, "state": ParticipantState.LANDED},
        {"role": Role.MENTOR, "capacity": 2, "state": ParticipantState.PAUSED},
        {"role": Role.MENTEE},
        {},
        {"state": ParticipantState.LANDED},
    ):
        make_participant(session, program, **values)
    assert mentoring.counted(session, program.id) == Mentors(number=2, room=5, mentees=2)
    assert mentoring.counted(session, make_program(session).id) == Mentors()


def test_who_joins_is_a_mentee_until_they_say_otherwise(session: Session, program: Program) -> None:
    person = make_member(session)
    actor = actor_of(person)
    assert joining.role_of(session, actor, program) == RoleChoice(is_mentor=False, capacity=1)
    place = joining.join(session, actor, program.id, name_in_public=False, now=NOW)
    assert place.mentoring == RoleChoice(is_mentor=False, capacity=1)
    mentoring.choose(session, actor, program.id, MENTOR_OF_TWO, now=NOW)
    assert joining.role_of(session, actor, program) == MENTOR_OF_TWO
    assert joining.role_of(session, actor, make_program(session)) is None


def test_a_late_mentee_joins_a_mentor_who_has_room(session: Session) -> None:
    scene: Scene = make_scene(session, 2, mentor_rounds=True)
    mentor, _ = scene.people(0)
    mentor.role, mentor.capacity = Role.MENTOR, 2
    late = scene.newcomer(role=Role.MENTEE)
    session.flush()
    rounds.match_unplaced(session, scene.round.id, now=NOW.replace(day=3))
    rounds.match_unplaced(session, scene.round.id, now=NOW.replace(day=5))
    ((group, members),) = groups_of(session, scene.round.id)
    assert late.id in members
    assert len(members) == 3
    assert "Mentoring" in str(reasons_from_json(session.get_one(BuddyGroup, group.id).reasons))


def test_a_mentor_who_comes_late_gets_the_mentee_who_waits(session: Session, program: Program) -> None:
    mentor, *mentees = (make_participant(session, program) for _ in range(3))
    choose(session, mentor, RoleChoice(is_mentor=True, capacity=1))
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=NOW)
    assert started
    (placed,) = (set(members) for _, members in groups_of(session, started.round_id))
    (waiting,) = {mentee.id for mentee in mentees} - placed
    late = make_participant(session, program, joined_at=NOW, role=Role.MENTOR)
    rounds.match_unplaced(session, started.round_id, now=NOW.replace(hour=11))
    assert {frozenset(members) for _, members in groups_of(session, started.round_id)} == {
        frozenset(placed),
        frozenset({late.id, waiting}),
    }


@pytest.fixture
def mentor_of_two(session: Session) -> Scene:
    """A running round with one mentor and their two mentees."""
    scene = make_scene(session, 3, mentor_rounds=True)
    mentor, *mentees = scene.people(0)
    mentor.role, mentor.capacity = Role.MENTOR, 2
    scene.groups[0].reasons = reasons_to_json([Mentoring(mentor.id, tuple(mentee.id for mentee in mentees))])
    session.flush()
    return scene


def test_when_the_mentor_leaves_the_mentees_wait_for_another(mentor_of_two: Scene) -> None:
    """Two mentees alone are no group of a mentor round; a mentor who comes gets one of them at once."""
    mentor, *mentees = mentor_of_two.people(0)
    rounds.release(mentor_of_two.session, mentor.id, now=NOW)
    assert mentor_of_two.standing() == set()
    assert {key: row.why for key, row in mentor_of_two.waiting().items()} == {
        mentee.id: WaitingWhy.REGROUPED for mentee in mentees
    }
    late = mentor_of_two.newcomer(role=Role.MENTOR, capacity=2)
    mentor.state = ParticipantState.LEFT
    rounds.match_unplaced(mentor_of_two.session, mentor_of_two.round.id, now=NOW.replace(hour=11))
    assert mentor_of_two.standing() == {frozenset({late.id, *(mentee.id for mentee in mentees)})}


def test_a_mentor_whose_reasons_were_erased_is_known_by_their_role(mentor_of_two: Scene) -> None:
    mentor, *mentees = mentor_of_two.people(0)
    mentor_of_two.groups[0].reasons = []
    rounds.release(mentor_of_two.session, mentor.id, now=NOW)
    assert set(mentor_of_two.waiting()) == {mentee.id for mentee in mentees}


def test_when_a_mentee_leaves_the_mentor_stays_the_mentor_of_the_other(mentor_of_two: Scene) -> None:
    mentor, leaving, staying = mentor_of_two.people(0)
    rounds.release(mentor_of_two.session, leaving.id, now=NOW)
    ((group, members),) = groups_of(mentor_of_two.session, mentor_of_two.round.id)
    assert members == [mentor.id, staying.id]
    assert reasons_from_json(group.reasons) == (Mentoring(mentor.id, (staying.id,)),)
