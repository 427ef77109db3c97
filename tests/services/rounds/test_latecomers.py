"""Until a group's introduction is claimed nobody knows of it, and a latecomer comes in at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Participant
from bot.db.session import Database, bind_workspace
from bot.domain.pairing.plan import NeverPaired
from bot.domain.rounds import Introduction, KeptByWish, reasons_to_json
from bot.domain.states import MeetingAnswer, OddOne, ParticipantState, WaitingWhy
from bot.services import rounds
from bot.services.rounds.introductions import INTRODUCTIONS, describe
from bot.services.rounds.latecomers import SETTLE
from bot.services.rounds.waiting import TELLINGS
from tests.factories import make_group, make_participant, make_workspace
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene, make_scene


def untold(session: Session, *sizes: int, **values: object) -> Scene:
    """A running round whose groups wait for their hour."""
    scene = make_scene(session, *sizes, **values)
    for group in scene.groups:
        group.introduced_at = None
    session.flush()
    return scene


def match(scene: Scene) -> int:
    return rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)


def ids(*people: Participant) -> frozenset[int]:
    return frozenset(person.id for person in people)


def sizes(scene: Scene) -> list[int]:
    return sorted(map(len, scene.standing()))


def test_a_latecomer_evens_out_a_trio_that_nobody_was_told_of(session: Session) -> None:
    scene = untold(session, 2, 3)
    late = scene.newcomer()
    assert match(scene) == 2
    assert sizes(scene) == [2, 2, 2]
    assert ids(*scene.people(0)) in scene.standing()
    (mine,) = rounds.home_round(session, scene.actor(late), now=TUESDAY)
    assert mine.introduce_at == TUESDAY
    assert scene.waiting() == {}


def test_three_latecomers_and_a_trio_are_three_pairs(session: Session) -> None:
    scene = untold(session, 3)
    for _ in range(3):
        scene.newcomer()
    match(scene)
    assert sizes(scene) == [2, 2, 2]


def test_without_a_trio_a_latecomer_is_the_third_of_a_pair_at_once(session: Session) -> None:
    scene = untold(session, 2)
    pair, late = scene.people(0), scene.newcomer()
    match(scene)
    assert scene.standing() == {ids(*pair, late)}
    (group,) = session.scalars(select(BuddyGroup))
    assert describe(session, group.id, now=TUESDAY).fresh  # nothing has changed for anybody who was told something
    second = scene.newcomer()
    match(scene)
    assert sizes(scene) == [2, 2]
    assert second.id in set().union(*scene.standing())


def test_a_group_that_was_introduced_is_left_alone_for_a_day(session: Session) -> None:
    scene = make_scene(session, 3)
    late = scene.newcomer()
    assert match(scene) == 0
    assert sizes(scene) == [3]
    assert set(scene.waiting()) == {late.id}


def test_after_a_day_one_of_an_introduced_trio_comes_to_who_waits_and_the_others_go_on(session: Session) -> None:
    scene = make_scene(session, 3, 3)
    trio = scene.people(0)
    late = scene.newcomer()
    assert match(scene) == 0
    later = TUESDAY + timedelta(hours=25)
    assert rounds.match_unplaced(session, scene.round.id, now=later) == 1
    assert sizes(scene) == [2, 2, 3]
    assert scene.waiting() == {}
    (mine,) = (group for group in scene.standing() if late.id in group)
    (kept,) = (group for group in scene.standing() if len(group) == 2 and late.id not in group)
    assert len(mine) == 2
    assert kept < ids(*trio) or kept < ids(*scene.people(1))


def test_a_trio_with_a_time_is_not_split(session: Session) -> None:
    scene = make_scene(session, 3)
    late = scene.newcomer()
    match(scene)
    scene.answer(scene.people(0)[0], MeetingAnswer.HAVE_TIME)
    assert rounds.match_unplaced(session, scene.round.id, now=TUESDAY + timedelta(hours=25)) == 0
    assert set(scene.waiting()) == {late.id}


def test_where_the_odd_one_sits_out_a_latecomer_makes_no_pair_larger(session: Session) -> None:
    scene = untold(session, 2, odd_one=OddOne.SITS_OUT)
    late = scene.newcomer()
    match(scene)
    assert set(scene.waiting()) == {late.id}


@pytest.mark.parametrize("case", ["locked", "kept", "has a time"])
def test_people_who_are_to_stay_as_they_are_stay_so(session: Session, case: str) -> None:
    """An organizer locked them, they wish it, or they agreed on a time when somebody left them."""
    scene = untold(session, 2, 2)
    alone = scene.groups[0]
    alone.locked = case == "locked"
    alone.reasons = reasons_to_json([KeptByWish() if case == "kept" else NeverPaired()])
    scene.answer(scene.people(0)[0], MeetingAnswer.HAVE_TIME if case == "has a time" else None)
    pair, late = scene.people(1), scene.newcomer()
    match(scene)
    assert ids(*pair, late) in scene.standing()
    assert ids(*scene.people(0)) in scene.standing()


def test_somebody_whose_group_changed_reads_that_it_did(session: Session) -> None:
    scene = make_scene(session, 2)
    late = scene.newcomer()
    match(scene)
    rounds.match_unplaced(session, scene.round.id, now=TUESDAY + SETTLE)
    (group,) = session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None)))
    assert late.id in scene.standing().pop()
    assert not describe(session, group.id, now=TUESDAY).fresh


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_an_introduction_waits_for_whoever_comes_in_and_is_of_the_new_group(database: Database) -> None:
    """On PostgreSQL both run at once: the group that gives way is claimed by nobody."""
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        scene = untold(session, 2)
        scene.newcomer()
        workspace_id, round_id, group_id = scene.program.workspace_id, scene.round.id, scene.groups[0].id
    told: list[Introduction | None] = []

    def introduce() -> None:
        with database.unit_of_work(workspace_id) as session:
            told.append(rounds.introduce(session, group_id, now=TUESDAY))

    with database.unit_of_work(workspace_id) as session:
        rounds.match_unplaced(session, round_id, now=TUESDAY)
        other = threading.Thread(target=introduce)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()  # it waits
    other.join(timeout=20)
    assert told == [None]
    with database.unit_of_work(workspace_id) as session:
        (group,) = session.scalars(select(BuddyGroup))
        found = rounds.introduce(session, group.id, now=TUESDAY)
        assert found
        assert len(found.buddies) == 3


def test_two_who_parted_before_they_were_introduced_are_not_put_together_again(session: Session) -> None:
    """They were buddies before, and one of them ended it from an old message."""
    scene = untold(session, 2)
    ada, ben = scene.people(0)
    rounds.part_ways(session, scene.actor(ada), scene.groups[0].id, now=STARTED)
    scene.newcomer()
    scene.newcomer()
    rounds.match_unplaced(session, scene.round.id, now=STARTED + timedelta(hours=1))
    assert ids(ada, ben) not in scene.standing()
    assert sizes(scene) == [2, 2]


def test_who_was_away_when_the_round_began_came_back_and_who_joined_since_came_late(session: Session) -> None:
    scene = make_scene(session, 2, odd_one=OddOne.SITS_OUT)
    back = make_participant(session, scene.program, state_changed_at=STARTED + timedelta(hours=1))
    match(scene)
    assert scene.waiting()[back.id].why is WaitingWhy.CAME_BACK
    told = rounds.tell(session, scene.waiting()[back.id].id, now=TUESDAY)
    assert told
    assert told.is_matched_soon
    late = scene.newcomer(state_changed_at=TUESDAY)
    back.state = ParticipantState.PAUSED
    match(scene)
    assert scene.waiting()[late.id].why is WaitingWhy.JOINED_LATE


def test_who_comes_back_is_told_nothing_of_a_wait_before_they_are_welcomed(session: Session) -> None:
    scene = make_scene(session, 2)
    back = make_participant(session, scene.program, state_changed_at=TUESDAY, paused_until_on=TUESDAY.date())
    match(scene)
    waiting = scene.waiting()[back.id]
    assert TELLINGS.ask(session, now=TUESDAY).all() == []
    assert rounds.tell(session, waiting.id, now=TUESDAY) is None
    back.paused_until_on = None
    session.flush()
    assert TELLINGS.ask(session, now=TUESDAY).all() == [(scene.program.workspace_id, waiting.id)]
    rounds.mark_told(session, waiting.id, now=TUESDAY)
    assert TELLINGS.ask(session, now=TUESDAY).all() == []


def test_a_group_waits_for_the_welcome_on_the_first_day_back_and_no_longer(session: Session) -> None:
    scene = untold(session, 2)
    back, _ = scene.people(0)
    back.paused_until_on = TUESDAY.date()
    session.flush()
    assert INTRODUCTIONS.ask(session, now=TUESDAY).all() == []
    assert len(INTRODUCTIONS.ask(session, now=TUESDAY + timedelta(days=1)).all()) == 1


def test_in_a_large_program_only_few_larger_groups_are_planned_anew(session: Session) -> None:
    """It stays quick where a hundred groups wait for their hour."""
    scene = untold(session, *[3] * 40)
    extra = make_group(
        session, scene.round, make_participant(session, scene.program), make_participant(session, scene.program)
    )
    extra.introduced_at = None
    scene.newcomer()
    assert match(scene) == 2
    assert sizes(scene).count(3) == 39
