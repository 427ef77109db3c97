"""Groups change in the middle of a round, and nobody is left without a buddy, a reason or a way on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, DoNotPair, GroupMember, Member, Participant
from bot.db.session import bind_workspace
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.pairing.plan import FewHours
from bot.domain.rounds import Unpaired, reasons_from_json
from bot.domain.states import MeetingAnswer, OddOne, ParticipantState, RoundState, WaitingWhy
from bot.services import rounds
from bot.services.rounds.changes import ABSENT
from bot.services.rounds.latecomers import SETTLE, UNPLACED
from tests.factories import make_do_not_pair, make_member, make_participant, make_workspace
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene, make_scene

WEDNESDAY = TUESDAY + timedelta(days=1)
LAST_THURSDAY = datetime(2026, 3, 12, 10, tzinfo=UTC)


def ids(*people: Participant) -> frozenset[int]:
    return frozenset(person.id for person in people)


def test_who_asks_for_another_buddy_waits_and_so_does_the_one_before(scene: Scene) -> None:
    ada, ben = scene.people(0)
    changed = rounds.change_buddy(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    assert changed.former == (scene.actor(ben).slack_user_id,)
    assert changed.told.is_matched_soon
    assert scene.standing() == {ids(*scene.people(1))}
    waiting = scene.waiting()
    assert {row.why for row in waiting.values()} == {WaitingWhy.REGROUPED}
    assert waiting[ada.id].told_at == TUESDAY  # by the answer to the click
    assert (waiting[ben.id].told_at, waiting[ben.id].tell_at) == (None, TUESDAY)


def test_two_who_parted_are_not_put_together_again_in_this_round(scene: Scene) -> None:
    ada, ben = scene.people(0)
    rounds.change_buddy(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    assert rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY) == 0
    carl, dora = scene.newcomer(), scene.newcomer()
    assert rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY) == 2
    assert ids(ada, ben) not in scene.standing()
    assert {person.id for person in (ada, ben, carl, dora)} <= set().union(*scene.standing())
    assert scene.waiting() == {}


def test_the_text_is_that_of_any_change(scene: Scene) -> None:
    """Whether a buddy asked or left, the other's row is the same."""
    ada, ben = scene.people(0)
    carl, dora = scene.people(1)
    rounds.change_buddy(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    rounds.release(scene.session, carl.id, now=TUESDAY)
    told = [scene.waiting()[person.id] for person in (ben, dora)]
    assert len({(row.why, row.since_at, row.tell_at, row.told_at) for row in told}) == 1


def test_a_latecomer_waits_a_day_for_another_and_then_joins_a_pair(scene: Scene) -> None:
    late = scene.newcomer()
    assert rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY) == 0
    assert scene.waiting()[late.id].why is WaitingWhy.JOINED_LATE
    assert rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY + SETTLE) == 1
    (trio,) = [group for group in scene.standing() if late.id in group]
    assert len(trio) == 3
    group = scene.session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None))).one()
    assert not group.is_first
    assert scene.waiting() == {}


@pytest.mark.parametrize("lowers_hours", [True, False])
def test_a_latecomer_far_away_joins_a_pair_unless_the_program_keeps_to_its_hours(
    session: Session, *, lowers_hours: bool
) -> None:
    scene = make_scene(session, 2, 2, lowers_hours=lowers_hours)
    late = scene.newcomer(member=make_member(session, zone="Asia/Tokyo"))
    rounds.match_unplaced(session, scene.round.id, now=TUESDAY)
    assert rounds.match_unplaced(session, scene.round.id, now=TUESDAY + SETTLE) == lowers_hours
    assert (late.id in set().union(*scene.standing())) is lowers_hours
    for group in session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None))):
        assert FewHours(0) in reasons_from_json(group.reasons)


def test_two_latecomers_are_matched_at_once(scene: Scene) -> None:
    first, second = scene.newcomer(), scene.newcomer()
    assert rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY) == 1
    assert ids(first, second) in scene.standing()


def test_a_latecomer_is_matched_with_who_sits_out(session: Session) -> None:
    scene = make_scene(session, 2, odd_one=OddOne.SITS_OUT)
    sits_out = make_participant(session, scene.program)
    rounds.match_unplaced(session, scene.round.id, now=STARTED)
    late = scene.newcomer()
    assert rounds.match_unplaced(session, scene.round.id, now=TUESDAY + SETTLE) == 1
    assert ids(sits_out, late) in scene.standing()


def test_one_alone_stays_alone_where_the_program_says_so(session: Session) -> None:
    scene = make_scene(session, 2, odd_one=OddOne.SITS_OUT)
    late = scene.newcomer()
    for now in (TUESDAY, TUESDAY + 2 * SETTLE):
        assert rounds.match_unplaced(session, scene.round.id, now=now) == 0
    assert set(scene.waiting()) == {late.id}


def test_a_pair_that_has_met_is_left_alone(scene: Scene) -> None:
    scene.answer(scene.people(0)[0], MeetingAnswer.MET)
    late = scene.newcomer()
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY + SETTLE)
    assert ids(*scene.people(0)) in scene.standing()
    assert ids(*scene.people(1), late) in scene.standing()


def test_a_latecomer_joins_nobody_they_would_rather_not_meet(scene: Scene) -> None:
    late = scene.newcomer()
    make_do_not_pair(scene.session, scene.people(0)[1].member_id, late.member_id)
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY + SETTLE)
    assert ids(*scene.people(1), late) in scene.standing()


def test_in_the_last_days_of_a_round_newcomers_wait_for_the_next(scene: Scene) -> None:
    first, second = scene.newcomer(), scene.newcomer()
    assert rounds.match_unplaced(scene.session, scene.round.id, now=LAST_THURSDAY) == 0
    assert set(scene.waiting()) == {first.id, second.id}
    told = rounds.tell(scene.session, scene.waiting()[first.id].id, now=LAST_THURSDAY)
    assert told
    assert not told.is_matched_soon


def test_who_leaves_frees_their_buddy_and_a_trio_goes_on_as_two(session: Session) -> None:
    scene = make_scene(session, 2, 3)
    ada, ben = scene.people(0)
    carl, dora, emil = scene.people(1)
    rounds.release(session, ada.id, now=TUESDAY)
    rounds.release(session, carl.id, now=TUESDAY)
    assert scene.standing() == {ids(dora, emil)}
    assert set(scene.waiting()) == {ben.id}
    new = session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None))).one()
    assert (new.is_first, new.introduce_at) == (False, TUESDAY)


def test_releasing_somebody_who_waits_ends_their_wait_and_twice_changes_nothing(scene: Scene) -> None:
    late = scene.newcomer()
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)
    for _ in range(2):
        rounds.release(scene.session, late.id, now=TUESDAY)
    assert scene.waiting() == {}
    assert len(scene.standing()) == 2


@pytest.mark.parametrize(
    "state", [ParticipantState.LEFT, ParticipantState.PAUSED, ParticipantState.LANDED, ParticipantState.RESTING]
)
def test_whoever_takes_no_part_any_more_is_found(scene: Scene, state: ParticipantState) -> None:
    ada, _ = scene.people(0)
    assert ABSENT.ask(scene.session, now=TUESDAY).all() == []
    ada.state = state
    scene.session.flush()
    assert ABSENT.ask(scene.session, now=TUESDAY).all() == [(scene.program.workspace_id, ada.id)]


def test_a_deactivated_account_is_found(scene: Scene) -> None:
    ada, _ = scene.people(0)
    scene.session.get_one(Member, ada.member_id).deactivated_at = TUESDAY
    scene.session.flush()
    assert ABSENT.ask(scene.session, now=TUESDAY).all() == [(scene.program.workspace_id, ada.id)]


def test_joining_another_group_makes_three_there_and_frees_the_one_before(scene: Scene) -> None:
    ada, ben = scene.people(0)
    joined = rounds.join_another(scene.session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    assert isinstance(joined, BuddyGroup)
    assert scene.standing() == {ids(ada, *scene.people(1))}
    assert set(scene.waiting()) == {ben.id}


def test_joining_another_group_where_there_is_none_means_waiting(session: Session) -> None:
    scene = make_scene(session, 2)
    ada, _ = scene.people(0)
    told = rounds.join_another(session, scene.actor(ada), scene.groups[0].id, now=TUESDAY)
    assert isinstance(told, Unpaired)
    assert told.is_matched_soon


def test_only_people_of_the_group_may_change_it_and_only_while_it_holds(scene: Scene) -> None:
    (ada, _), (other, _) = scene.people(0), scene.people(1)
    group_id = scene.groups[0].id
    for act in (rounds.change_buddy, rounds.join_another, rounds.keep_waiting, rounds.about_to_change):
        with pytest.raises(NotAllowedError):
            act(scene.session, scene.actor(other), group_id, now=TUESDAY)
    rounds.change_buddy(scene.session, scene.actor(ada), group_id, now=TUESDAY)
    for act in (rounds.change_buddy, rounds.join_another, rounds.about_to_change):
        with pytest.raises(ClosedError):
            act(scene.session, scene.actor(ada), group_id, now=TUESDAY)
    scene.round.state = RoundState.CLOSED
    with pytest.raises(ClosedError):
        rounds.change_buddy(scene.session, scene.actor(other), scene.groups[1].id, now=TUESDAY)


def test_another_workspace_finds_no_group(scene: Scene) -> None:
    ada, _ = scene.people(0)
    actor, group_id = scene.actor(ada), scene.groups[0].id
    bind_workspace(scene.session, make_workspace(scene.session).id)
    with pytest.raises(NotFoundError):
        rounds.change_buddy(scene.session, actor, group_id, now=TUESDAY)


def test_the_private_list_is_ones_own(scene: Scene) -> None:
    ada, ben = map(scene.actor, scene.people(0))
    carl, _ = map(scene.actor, scene.people(1))
    rounds.add_do_not_pair(scene.session, ada, [carl.slack_user_id], now=TUESDAY)
    rounds.add_do_not_pair(scene.session, ada, [carl.slack_user_id, ben.slack_user_id], now=TUESDAY)
    assert rounds.do_not_pair_list(scene.session, ada) == [carl.slack_user_id, ben.slack_user_id]
    assert rounds.do_not_pair_list(scene.session, carl) == []
    rounds.set_do_not_pair(scene.session, carl, [ada.slack_user_id], now=TUESDAY)
    rounds.set_do_not_pair(scene.session, ada, [ben.slack_user_id], now=TUESDAY)
    assert rounds.do_not_pair_list(scene.session, ada) == [ben.slack_user_id]
    assert rounds.do_not_pair_list(scene.session, carl) == [ada.slack_user_id]
    rounds.set_do_not_pair(scene.session, ada, [], now=TUESDAY)
    assert len(scene.session.scalars(select(DoNotPair)).all()) == 1


def test_nobody_is_kept_apart_from_themselves(scene: Scene) -> None:
    ada = scene.actor(scene.people(0)[0])
    with pytest.raises(InvalidInputError):
        rounds.set_do_not_pair(scene.session, ada, [ada.slack_user_id], now=TUESDAY)


def test_a_round_is_looked_at_when_somebody_new_is_without_a_buddy_and_once_an_hour(scene: Scene) -> None:
    assert UNPLACED.ask(scene.session, now=TUESDAY).all() == []
    scene.newcomer()
    found = [(scene.program.workspace_id, scene.round.id)]
    assert UNPLACED.ask(scene.session, now=TUESDAY).all() == found
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)
    assert UNPLACED.ask(scene.session, now=TUESDAY + timedelta(minutes=30)).all() == []
    assert UNPLACED.ask(scene.session, now=TUESDAY + timedelta(hours=1)).all() == found
    scene.newcomer()
    assert UNPLACED.ask(scene.session, now=TUESDAY + timedelta(minutes=31)).all() == found


def test_two_of_three_who_had_a_time_still_have_it_when_the_third_leaves(session: Session) -> None:
    scene = make_scene(session, 3)
    ada, ben, carl = scene.people(0)
    scene.answer(ada, MeetingAnswer.HAVE_TIME)
    rounds.release(session, carl.id, now=TUESDAY)
    (two,) = scene.standing()
    assert two == {ada.id, ben.id}
    (mine,) = rounds.home_round(session, scene.actor(ada), now=TUESDAY)
    assert mine.introduce_at
    said = session.execute(
        select(GroupMember.participant_id, GroupMember.answer)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(BuddyGroup.dissolved_at.is_(None))
    ).all()
    assert {row[0]: row[1] for row in said} == {ada.id: MeetingAnswer.HAVE_TIME, ben.id: None}


def test_nobody_joins_two_who_have_a_time(session: Session) -> None:
    scene = make_scene(session, 2, 2)
    newcomer = scene.newcomer()
    scene.answer(scene.people(0)[0], MeetingAnswer.HAVE_TIME)
    with_a_time, open_one = (frozenset(person.id for person in scene.people(number)) for number in (0, 1))
    for hours in (0, 25):
        rounds.match_unplaced(session, scene.round.id, now=TUESDAY + timedelta(hours=hours))
    assert scene.standing() == {with_a_time, open_one | {newcomer.id}}
