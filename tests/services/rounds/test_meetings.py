"""Answers about a meeting: once, by somebody in the group, and one "we met" counts for everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, GroupMember, Member
from bot.db.session import bind_workspace
from bot.domain.errors import ClosedError, GroupOverError, NotAllowedError, NotFoundError, ProgramOverError
from bot.domain.states import MeetingAnswer, ProgramState, RoundState
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import participants, rounds
from bot.views.rounds.home import friday_blocks
from tests.factories import make_workspace
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene


def answers(session: Session) -> list[MeetingAnswer | None]:
    return list(session.scalars(select(GroupMember.answer).order_by(GroupMember.id)))


def checked_in(session: Session) -> set[int]:
    return set(session.scalars(select(CheckIn.participant_id)))


def test_we_met_is_everybodys_and_counts_as_a_coffee_chat_for_each_who_was_heard_of(scene: Scene) -> None:
    ada, ben = scene.people(0)
    participants.touch(scene.session, ben.id, now=TUESDAY)
    said = rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, MeetingAnswer.MET, now=TUESDAY)
    assert said.is_new
    assert said.status.met
    assert checked_in(scene.session) == {ada.id, ben.id}


def test_one_persons_word_makes_no_act_of_who_was_not_heard_of_since_the_introduction(scene: Scene) -> None:
    ada, ben = scene.people(0)
    group_id, friday_on = scene.groups[0].id, date(2026, 3, 6)
    rounds.record_meeting(scene.session, scene.actor(ada), group_id, MeetingAnswer.MET, now=TUESDAY)
    assert checked_in(scene.session) == {ada.id}
    friday = rounds.fridays(scene.session, [ada.id, ben.id], on=friday_on)
    assert (friday[ada.id].is_counted, friday[ben.id].is_counted) == (True, False)
    assert "Count it for me too" in str(friday_blocks(friday[ben.id], WeekMessage(WeekMessageKind.CHECKIN, friday_on)))
    rounds.record_meeting(scene.session, scene.actor(ben), group_id, MeetingAnswer.MET, now=TUESDAY)
    assert checked_in(scene.session) == {ada.id, ben.id}
    (mine,) = rounds.home_round(scene.session, scene.actor(ben), now=TUESDAY)
    assert mine.is_counted


def test_a_dissolved_group_takes_no_answer_and_counts_nothing(scene: Scene) -> None:
    ada, ben = scene.people(0)
    rounds.release(scene.session, ben.id, now=TUESDAY)
    month_later = TUESDAY + timedelta(weeks=4)
    for answer in MeetingAnswer:
        with pytest.raises(GroupOverError):
            rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, answer, now=month_later)
    assert set(answers(scene.session)) == {None}
    assert checked_in(scene.session) == set()


def test_after_the_end_of_a_program_nothing_counts_and_a_concern_is_still_heard(scene: Scene) -> None:
    ada, ben = scene.people(0)
    actor, group_id = scene.actor(ada), scene.groups[0].id
    scene.program.state = ProgramState.ENDED
    for answer in MeetingAnswer:
        with pytest.raises(ProgramOverError):
            rounds.record_meeting(scene.session, actor, group_id, answer, now=TUESDAY)
    with pytest.raises(ProgramOverError):
        rounds.agree(scene.session, actor, group_id, starts_at=TUESDAY + timedelta(days=1), place="", now=TUESDAY)
    assert set(answers(scene.session)) == {None}
    assert checked_in(scene.session) == set()
    parted = rounds.part_ways(scene.session, actor, group_id, now=TUESDAY)
    assert parted.told is None
    assert parted.others == (scene.session.get_one(Member, ben.member_id).slack_user_id,)


def test_a_second_click_changes_nothing(scene: Scene) -> None:
    ada, _ = scene.people(0)
    for times in range(2):
        said = rounds.record_meeting(
            scene.session,
            scene.actor(ada),
            scene.groups[0].id,
            MeetingAnswer.MET,
            now=TUESDAY + timedelta(hours=times),
        )
        assert said.is_new is (times == 0)
    row = scene.session.scalars(select(GroupMember).where(GroupMember.participant_id == ada.id)).one()
    assert row.answered_at == TUESDAY
    assert len(scene.session.scalars(select(CheckIn)).all()) == 1


def test_both_saying_it_counts_once(scene: Scene) -> None:
    for person in scene.people(0):
        rounds.record_meeting(scene.session, scene.actor(person), scene.groups[0].id, MeetingAnswer.MET, now=TUESDAY)
    assert len(scene.session.scalars(select(CheckIn)).all()) == 2


@pytest.mark.parametrize("answer", [MeetingAnswer.HAVE_TIME, MeetingAnswer.NOT_YET, MeetingAnswer.WONT_HAPPEN])
def test_no_other_answer_counts_as_met(scene: Scene, answer: MeetingAnswer) -> None:
    ada, _ = scene.people(0)
    said = rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, answer, now=TUESDAY)
    assert not said.status.met
    assert said.status.has_time is (answer is MeetingAnswer.HAVE_TIME)
    assert checked_in(scene.session) == set()
    assert answers(scene.session) == [answer, None, None, None]


def test_an_answer_is_activity(scene: Scene) -> None:
    ada, _ = scene.people(0)
    rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, MeetingAnswer.NOT_YET, now=TUESDAY)
    assert ada.last_active_at == TUESDAY


def test_after_the_round_it_still_counts_within_the_round(scene: Scene) -> None:
    ada, _ = scene.people(0)
    scene.round.state = RoundState.CLOSED
    later = TUESDAY + timedelta(weeks=3)
    said = rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, MeetingAnswer.MET, now=later)
    assert not said.can_change
    assert set(scene.session.scalars(select(CheckIn.done_on))) == {date(2026, 3, 15)}


def test_a_member_of_another_group_may_not_say_anything(scene: Scene) -> None:
    ada, _ = scene.people(0)
    with pytest.raises(NotAllowedError):
        rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[1].id, MeetingAnswer.MET, now=TUESDAY)
    assert set(answers(scene.session)) == {None}


def test_somebody_of_another_workspace_does_not_find_the_group(scene: Scene) -> None:
    ada, _ = scene.people(0)
    actor, group_id = scene.actor(ada), scene.groups[0].id
    bind_workspace(scene.session, make_workspace(scene.session).id)
    with pytest.raises(NotFoundError):
        rounds.record_meeting(scene.session, actor, group_id, MeetingAnswer.MET, now=TUESDAY)


def test_a_proposed_group_is_not_there_yet(scene: Scene) -> None:
    ada, _ = scene.people(0)
    scene.round.state = RoundState.PROPOSED
    with pytest.raises(NotFoundError):
        rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, MeetingAnswer.MET, now=TUESDAY)


def test_the_wish_to_go_on_is_stored_and_told_to_nobody(scene: Scene) -> None:
    ada, ben = scene.people(0)
    rounds.keep_buddy(scene.session, scene.actor(ada), scene.groups[0].id, keep=True, now=TUESDAY)
    friday = rounds.fridays(scene.session, [ada.id, ben.id], on=date(2026, 3, 13))
    assert (friday[ada.id].keep, friday[ben.id].keep) == (True, None)
    assert friday[ada.id].is_last_week
    assert not rounds.fridays(scene.session, [ada.id], on=date(2026, 3, 6))[ada.id].is_last_week


def test_the_wish_is_only_for_who_is_in_the_group_and_while_it_holds(scene: Scene) -> None:
    (ada, _), (other, _) = scene.people(0), scene.people(1)
    with pytest.raises(NotAllowedError):
        rounds.keep_buddy(scene.session, scene.actor(other), scene.groups[0].id, keep=True, now=TUESDAY)
    scene.round.state = RoundState.CLOSED
    with pytest.raises(ClosedError):
        rounds.keep_buddy(scene.session, scene.actor(ada), scene.groups[0].id, keep=True, now=TUESDAY)


def test_home_shows_the_buddy_the_wait_or_the_next_round(scene: Scene) -> None:
    ada, _ = scene.people(0)
    (mine,) = rounds.home_round(scene.session, scene.actor(ada), now=TUESDAY)
    assert mine.introduction
    assert [buddy.participant_id for buddy in mine.introduction.buddies] == [person.id for person in scene.people(0)]
    assert mine.can_change
    scene.groups[0].introduced_at = None
    (mine,) = rounds.home_round(scene.session, scene.actor(ada), now=TUESDAY)
    assert mine.introduce_at == TUESDAY
    scene.groups[0].introduced_at = STARTED
    newcomer = scene.newcomer()
    (mine,) = rounds.home_round(scene.session, scene.actor(newcomer), now=TUESDAY)
    assert mine.next_round_on == date(2026, 3, 16)
    rounds.match_unplaced(scene.session, scene.round.id, now=TUESDAY)
    (mine,) = rounds.home_round(scene.session, scene.actor(newcomer), now=TUESDAY)
    assert mine.unpaired
