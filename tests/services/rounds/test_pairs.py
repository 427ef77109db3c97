"""Organizers read who is with whom, and whether they met; what somebody said besides stays theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member
from bot.db.session import bind_workspace
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.pair_lists import GroupState, ListedGroup
from bot.domain.states import MeetingAnswer, RoundState
from bot.services import rounds
from bot.services.members import Actor
from bot.services.pair_lists import pairs_page
from bot.services.rounds import pairs
from bot.services.rounds.pairs import BUNDLED, LISTS
from tests.factories import actor_of, make_member, make_organizer, make_round, make_workspace
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene, make_scene


@pytest.fixture
def organizer(scene: Scene) -> Actor:
    return actor_of(scene.session.get_one(Member, make_organizer(scene.session, scene.program).member_id))


def users(group: ListedGroup) -> list[str]:
    return [one.slack_user_id for one in group.buddies]


def test_each_group_says_how_far_it_is(scene: Scene, organizer: Actor) -> None:
    (ada, ben), (carl, dora) = scene.people(0), scene.people(1)
    scene.answer(ada, MeetingAnswer.MET)
    scene.answer(carl, MeetingAnswer.WONT_HAPPEN)
    said = rounds.list_pairs(scene.session, organizer, scene.round.id, page=0)
    first, second = said.groups
    assert users(first) == [scene.actor(ada).slack_user_id, scene.actor(ben).slack_user_id]
    assert (first.state, second.state) == (GroupState.MET, GroupState.NOT_MET)
    assert "wont" not in str(said).lower()
    assert users(second) == [scene.actor(carl).slack_user_id, scene.actor(dora).slack_user_id]
    assert (said.count, said.pages, said.unpaired) == (2, 1, ())


def test_a_group_that_changed_stays_in_the_list_and_who_waits_is_named(scene: Scene, organizer: Actor) -> None:
    ada, _ = scene.people(0)
    rounds.change_buddy(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    said = rounds.list_pairs(scene.session, organizer, scene.round.id, page=0)
    assert [group.state for group in said.groups] == [GroupState.CHANGED, GroupState.NOT_MET]
    assert (said.count, len(said.unpaired)) == (2, 2)
    listed = pairs_page(scene.session, organizer, scene.program.id, now=TUESDAY).of_round  # as the page lists it
    assert listed is not None
    assert (listed.groups, listed.of_groups.count) == (said.groups, said.count)


def test_a_group_that_came_apart_before_its_introduction_is_not_listed(scene: Scene, organizer: Actor) -> None:
    ada, ben = scene.people(0)
    rounds.change_buddy(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    for one in scene.groups:
        one.introduced_at = None
    said = rounds.list_pairs(scene.session, organizer, scene.round.id, page=0)
    (group,) = said.groups
    assert group.introduce_at == STARTED
    assert {one.slack_user_id for one in said.unpaired} == {scene.actor(one).slack_user_id for one in (ada, ben)}


def test_a_large_round_is_read_page_by_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "A_PAGE", 2)
    scene = make_scene(session, *[2] * 5)
    organizer = actor_of(session.get_one(Member, make_organizer(session, scene.program).member_id))
    read = [rounds.list_pairs(session, organizer, scene.round.id, page=page) for page in (0, 1, 2, 9)]
    assert [len(one.groups) for one in read] == [2, 2, 1, 1]
    assert [one.page for one in read] == [0, 1, 2, 2]
    assert {(one.count, one.pages) for one in read} == {(5, 3)}
    assert len({user for one in read[:3] for group in one.groups for user in users(group)}) == 10


def test_the_rounds_before_and_after_it_are_named_but_none_that_has_not_begun(scene: Scene, organizer: Actor) -> None:
    earlier = [make_round(scene.session, scene.program, number=number, state=RoundState.CLOSED) for number in (5, 4)]
    scene.round.number = 6
    make_round(scene.session, scene.program, number=7, state=RoundState.PROPOSED)
    scene.session.flush()
    said = rounds.list_pairs(scene.session, organizer, scene.round.id, page=0)
    assert (said.earlier, said.later) == ((earlier[0].id, 5), None)
    before = rounds.list_pairs(scene.session, organizer, earlier[0].id, page=0)
    assert (before.earlier, before.later) == ((earlier[1].id, 4), (scene.round.id, 6))


def test_only_organizers_of_the_program_read_it(scene: Scene, organizer: Actor) -> None:
    other = actor_of(make_member(scene.session))
    for actor in (other, scene.actor(scene.people(0)[0])):
        with pytest.raises(NotAllowedError):
            rounds.list_pairs(scene.session, actor, scene.round.id, page=0)
    proposed = make_round(scene.session, scene.program, number=2, state=RoundState.PROPOSED)
    assert not rounds.list_pairs(scene.session, organizer, proposed.id, page=0).has_begun
    bind_workspace(scene.session, make_workspace(scene.session).id)
    with pytest.raises(NotFoundError):
        rounds.list_pairs(scene.session, organizer, scene.round.id, page=0)


def test_the_list_is_drawn_anew_once_something_happened_and_not_for_each_thing(scene: Scene) -> None:
    def due() -> list[int]:
        return [row[1] for row in LISTS.ask(scene.session, now=TUESDAY).all()]

    scene.round.listed_at, scene.program.preview_hours = TUESDAY - BUNDLED, 24
    scene.session.flush()
    assert due() == []
    rounds.record_meeting(
        scene.session,
        scene.actor(scene.people(0)[0]),
        scene.groups[0].id,
        MeetingAnswer.MET,
        now=TUESDAY - timedelta(minutes=1),
    )
    assert due() == [scene.round.id]
    scene.program.preview_hours = 0  # nobody has a message that lists them
    scene.session.flush()
    assert due() == []
    scene.program.preview_hours = 24
    rounds.draw_list(scene.session, scene.round.id, now=TUESDAY)
    scene.session.flush()
    assert due() == []
