"""Who is in which council once they go on: nobody is stranded, nobody is put back, and hard rules hold throughout."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery
from bot.db.models import CouncilMember, CouncilWaiting
from bot.domain.errors import GroupOverError, NotAllowedError
from bot.domain.states import ParticipantState
from bot.services import do_not_pair
from bot.services.councils import changes, waiting
from tests.factories import make_council
from tests.services.councils.conftest import LATER, NOW, Scene, make_scene


def due(scene: Scene, query: DueQuery[int, int]) -> list[int]:
    scene.session.flush()
    return [row[1] for row in query.ask(scene.session, now=NOW)]


def place(scene: Scene) -> None:
    changes.place_unplaced(scene.session, scene.program.id, now=NOW)


def test_whoever_asks_is_in_the_other_council_and_the_others_stay_together(going: Scene) -> None:
    one, *others = going.people[:4]
    told = changes.change_council(going.session, going.actor(one), going.council_of(one).id, now=NOW)
    assert told.found
    assert set(told.former) == {going.user(other) for other in others}
    assert going.councils() == [{other.id for other in others}, {one.id, *(other.id for other in going.people[4:])}]
    assert going.council_of(one).introduce_at is not None  # it reads of the newcomer
    assert going.council_of(others[0]).changed_at is not None


def test_nobody_is_put_back_into_a_council_that_they_asked_away_from(going: Scene) -> None:
    one = going.people[0]
    left = going.council_of(one)
    for other in going.people[4:]:
        do_not_pair.add_do_not_pair(going.session, going.actor(other), [going.user(one)], now=NOW)
    told = changes.change_council(going.session, going.actor(one), left.id, now=NOW)
    assert not told.found
    assert going.waiting() == {one.id}
    place(going)
    assert going.waiting() == {one.id}
    assert due(going, waiting.TELLINGS) == []  # they read so on asking
    row = going.session.scalars(select(CouncilMember).where(CouncilMember.asked_away)).one()
    assert (row.council_id, row.participant_id) == (left.id, one.id)


def test_only_a_council_of_ones_own_is_left_and_only_once(going: Scene) -> None:
    one = going.people[0]
    here = going.council_of(one).id
    with pytest.raises(NotAllowedError):
        changes.change_council(going.session, going.actor(one), going.council_of(going.people[4]).id, now=NOW)
    changes.change_council(going.session, going.actor(one), here, now=NOW)
    with pytest.raises(GroupOverError):
        changes.change_council(going.session, going.actor(one), here, now=NOW)


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (ParticipantState.LEFT, True),
        (ParticipantState.LANDED, True),
        (ParticipantState.RESTING, True),
        (ParticipantState.PAUSED, False),
        (ParticipantState.ACTIVE, False),
    ],
)
def test_who_does_not_take_part_any_more_has_no_seat_and_a_pause_keeps_it(
    going: Scene, state: ParticipantState, *, goes: bool
) -> None:
    one = going.people[0]
    one.state = state
    assert due(going, changes.GONE) == ([one.id] if goes else [])
    if goes:
        changes.release(going.session, one.id, now=NOW)
        assert all(one.id not in there for there in going.councils())
        assert due(going, changes.GONE) == []


def test_a_council_of_two_goes_on_in_the_other_together(going: Scene) -> None:
    for one in going.people[:2]:
        one.state = ParticipantState.LEFT
        changes.release(going.session, one.id, now=NOW)
    assert going.councils() == [{one.id for one in going.people[2:]}]


def test_who_comes_late_is_in_the_smallest_council_and_three_who_fit_none_are_one_of_their_own(going: Scene) -> None:
    going.people[0].state = ParticipantState.LEFT
    changes.release(going.session, going.people[0].id, now=NOW)
    late = going.joins()
    assert due(going, changes.UNPLACED) == [going.program.id]
    place(going)
    assert going.council_of(late) is going.council_of(going.people[1])
    assert due(going, changes.UNPLACED) == []
    for _ in range(4):  # six is the most
        going.joins()
    place(going)
    three = [going.joins() for _ in range(3)]
    place(going)
    assert {one.id for one in three} in going.councils()


def test_who_fits_no_council_waits_and_is_told_once(going: Scene) -> None:
    late = going.joins()
    for other in going.people[:8]:
        do_not_pair.add_do_not_pair(going.session, going.actor(other), [going.user(late)], now=NOW)
    place(going)
    assert going.waiting() == {late.id}
    row = going.session.scalars(select(CouncilWaiting)).one()
    assert row.tell_at is not None
    (found,) = due(going, waiting.TELLINGS) if row.tell_at <= NOW else [row.id]
    told = waiting.tell(going.session, found, now=NOW)
    assert told is not None
    assert told.slack_user_id == going.user(late)
    assert waiting.tell(going.session, found, now=LATER) is None
    assert due(going, changes.UNPLACED) == []  # looked for twice a day
    assert [row[1] for row in changes.UNPLACED.ask(going.session, now=NOW + timedelta(hours=13))] == [going.program.id]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whoever_comes_leaves_or_changes_in_any_order_everybody_is_in_one_council_or_waits_and_rules_hold(
    session: Session, data: st.DataObject
) -> None:
    with session.begin_nested() as attempt:
        scene = make_scene(session, 8)
        scene.plan.launched_at = NOW
        for there in (scene.people[:4], scene.people[4:]):
            make_council(session, scene.program, *there)
        apart = data.draw(st.sampled_from([(0, 4), (1, 7), (2, 6)]))
        one, other = (scene.people[number] for number in apart)
        do_not_pair.add_do_not_pair(session, scene.actor(one), [scene.user(other)], now=NOW)
        for step in data.draw(st.lists(st.sampled_from(("comes", "leaves", "changes")), min_size=1, max_size=8)):
            _live(scene, step, data)
            found = scene.councils()
            here = {place.id for place in scene.people if place.state is ParticipantState.ACTIVE}
            seated = [person for there in found for person in there]
            assert len(seated) == len(set(seated))
            assert set(seated) | scene.waiting() == here
            assert not set(seated) & scene.waiting()
            assert all(2 <= len(there) <= 6 for there in found)
            assert not any({one.id, other.id} <= there for there in found)
        attempt.rollback()


def _live(scene: Scene, step: str, data: st.DataObject) -> None:
    """One comes, leaves, or asks for another council; then Kith does what is due."""
    seated = {person for there in scene.councils() for person in there}
    able = [place for place in scene.people if place.id in seated]
    if step == "comes" or not able:
        scene.joins()
    else:
        who = data.draw(st.sampled_from(able))
        council = scene.council_of(who)
        if step == "leaves":
            who.state = ParticipantState.LEFT
            scene.session.flush()
            changes.release(scene.session, who.id, now=NOW)
        elif council.introduced_at is not None:
            changes.change_council(scene.session, scene.actor(who), council.id, now=NOW)
    changes.place_unplaced(scene.session, scene.program.id, now=NOW)
    changes.settle(scene.session, scene.program.id, now=NOW)
