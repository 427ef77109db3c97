"""The time a buddy group agrees on: written down once, moved, called off, met; and met again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, GroupMember, Meeting
from bot.domain.errors import GroupOverError, InvalidInputError, NotAllowedError
from bot.domain.states import MeetingAnswer, MeetingOutcome
from bot.services import buddies, rounds
from tests.services.rounds.conftest import TUESDAY, Scene, make_scene

THURSDAY_AT_THREE = (TUESDAY + timedelta(days=2)).replace(hour=15)


def agree(
    scene: Scene, person: int, starts_at: datetime, place: str | None = None, *, now: datetime = TUESDAY
) -> rounds.TimeSet:
    participant = scene.people(0)[person]
    return rounds.agree(
        scene.session, scene.actor(participant), scene.groups[0].id, starts_at=starts_at, place=place, now=now
    )


def met(scene: Scene, person: int, *, now: datetime) -> rounds.Answered:
    participant = scene.people(0)[person]
    return rounds.record_meeting(
        scene.session, scene.actor(participant), scene.groups[0].id, MeetingAnswer.MET, now=now
    )


def meetings(scene: Scene) -> list[Meeting]:
    return list(scene.session.scalars(select(Meeting).order_by(Meeting.id)))


def test_a_time_written_down_is_the_groups_and_the_same_again_changes_nothing(scene: Scene) -> None:
    told = agree(scene, 0, THURSDAY_AT_THREE, " Café Nero ")
    assert (told.is_new, told.was_set, told.status.has_time) == (True, False, True)
    agreed = told.introduction.agreed
    assert agreed is not None
    assert (agreed.starts_at, agreed.place, agreed.changes) == (THURSDAY_AT_THREE, "Café Nero", 0)
    again = agree(scene, 1, THURSDAY_AT_THREE)
    assert not again.is_new
    assert len(meetings(scene)) == 1


def test_a_time_that_moves_stays_the_same_meeting_and_keeps_its_place(scene: Scene) -> None:
    agree(scene, 0, THURSDAY_AT_THREE, "Café Nero")
    told = agree(scene, 1, THURSDAY_AT_THREE + timedelta(hours=1))
    agreed = told.introduction.agreed
    assert agreed is not None
    assert (told.was_set, agreed.place, agreed.changes) == (True, "Café Nero", 1)
    assert agreed.set_by == scene.actor(scene.people(0)[1]).slack_user_id
    assert len(meetings(scene)) == 1


@pytest.mark.parametrize("away", [timedelta(hours=-2), timedelta(days=61)])
def test_a_time_that_is_over_or_far_away_is_refused_and_nothing_is_stored(scene: Scene, away: timedelta) -> None:
    with pytest.raises(InvalidInputError):
        agree(scene, 0, TUESDAY + away)
    assert meetings(scene) == []


def test_a_place_that_is_too_long_is_refused(scene: Scene) -> None:
    with pytest.raises(InvalidInputError):
        agree(scene, 0, THURSDAY_AT_THREE, "x" * 201)


def test_called_off_the_group_looks_for_another_time(scene: Scene) -> None:
    agree(scene, 0, THURSDAY_AT_THREE)
    told = rounds.call_off(scene.session, scene.actor(scene.people(0)[1]), scene.groups[0].id, now=TUESDAY)
    assert told is not None
    assert not told.status.has_time
    assert told.introduction.agreed is None
    assert [meeting.outcome for meeting in meetings(scene)] == [MeetingOutcome.CALLED_OFF]
    assert agree(scene, 1, THURSDAY_AT_THREE).is_new
    assert rounds.call_off(scene.session, scene.actor(scene.people(0)[0]), scene.groups[0].id, now=TUESDAY) is not None
    assert rounds.call_off(scene.session, scene.actor(scene.people(0)[0]), scene.groups[0].id, now=TUESDAY) is None


def test_we_met_settles_the_time_and_is_dated_on_its_day(scene: Scene) -> None:
    agree(scene, 0, THURSDAY_AT_THREE)
    agree(scene, 1, THURSDAY_AT_THREE)
    met(scene, 0, now=THURSDAY_AT_THREE + timedelta(days=1))
    assert [meeting.outcome for meeting in meetings(scene)] == [MeetingOutcome.MET]
    assert set(scene.session.scalars(select(CheckIn.done_on))) == {THURSDAY_AT_THREE.date()}
    assert len(scene.session.scalars(select(CheckIn)).all()) == 2


def test_a_group_may_meet_often_and_each_meeting_counts_once_for_each(scene: Scene) -> None:
    for week in range(2):
        start = THURSDAY_AT_THREE + timedelta(weeks=week)
        for person in range(2):
            agree(scene, person, start, now=start - timedelta(days=1))
        for person in range(2):
            told = met(scene, person, now=start + timedelta(hours=1))
            assert told.status.met
    assert len(meetings(scene)) == 2
    acts = scene.session.scalars(select(CheckIn)).all()
    assert len(acts) == 4
    assert len({(act.participant_id, act.meeting_id) for act in acts}) == 4


def test_the_next_time_does_not_take_back_that_they_met(scene: Scene) -> None:
    met(scene, 0, now=TUESDAY)
    told = agree(scene, 0, THURSDAY_AT_THREE)
    assert (told.status.met, told.status.has_time) == (True, True)


def test_each_reads_their_own_times_by_their_own_clock(scene: Scene) -> None:
    agree(scene, 0, THURSDAY_AT_THREE, "Café Nero")
    ada, ben = scene.people(0)
    stranger = scene.people(1)[0]
    found = buddies.meetings(scene.session, [ada.member_id, stranger.member_id])
    assert stranger.member_id not in found
    (mine,) = found[ada.member_id]
    assert mine.buddies == (scene.actor(ben).slack_user_id,)
    assert (mine.starts_at, mine.place, mine.on) == (THURSDAY_AT_THREE, "Café Nero", THURSDAY_AT_THREE.date())


def test_a_member_of_another_group_may_neither_set_nor_call_off(scene: Scene) -> None:
    agree(scene, 0, THURSDAY_AT_THREE)
    actor, group_id = scene.actor(scene.people(1)[0]), scene.groups[0].id
    with pytest.raises(NotAllowedError):
        rounds.agree(scene.session, actor, group_id, starts_at=TUESDAY + timedelta(days=3), place=None, now=TUESDAY)
    with pytest.raises(NotAllowedError):
        rounds.call_off(scene.session, actor, group_id, now=TUESDAY)
    assert [meeting.starts_at for meeting in meetings(scene)] == [THURSDAY_AT_THREE]


def test_a_group_that_came_apart_has_no_time_and_who_goes_on_together_keeps_theirs(scene: Scene) -> None:
    trio = make_scene(scene.session, 3)
    agree(trio, 0, THURSDAY_AT_THREE)
    leaver = trio.people(0)[2]
    rounds.release(trio.session, leaver.id, now=TUESDAY)
    with pytest.raises(GroupOverError):
        agree(trio, 0, THURSDAY_AT_THREE)
    going_on = trio.session.scalars(
        select(GroupMember.group_id).where(
            GroupMember.participant_id == trio.people(0)[0].id, GroupMember.left_at.is_(None)
        )
    ).one()
    assert [meeting.group_id for meeting in meetings(trio)] == [going_on]
