"""A meeting of buddies is one coffee chat for each of them: by whatever button or form it was recorded first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Meeting, Member, Participant
from bot.domain.checkins import Act, is_meeting_with
from bot.domain.states import MeetingAnswer
from bot.services import checkins, participants, rounds, weeks
from tests.services.rounds.conftest import MONDAY, TUESDAY, Scene

FRIDAY = TUESDAY + timedelta(days=3)


def coffee(scene: Scene) -> int:
    of_program = select(Activity.id).where(Activity.program_id == scene.program.id, Activity.key == "coffee_chat")
    return scene.session.scalars(of_program).one()


def meeting_id(scene: Scene) -> int:
    return scene.session.scalars(select(Meeting.id).where(Meeting.group_id == scene.groups[0].id)).one()


def acts(scene: Scene, participant: Participant) -> list[CheckIn]:
    scene.session.flush()
    scene.session.expire_all()
    mine = CheckIn.participant_id == participant.id
    return list(scene.session.scalars(select(CheckIn).where(mine).order_by(CheckIn.id)))


def add_one(scene: Scene, participant: Participant, *, newest: int = 0) -> bool:
    actor = scene.actor(participant)
    return checkins.add_one(
        scene.session, actor, scene.program.id, coffee(scene), week_on=MONDAY, newest=newest, now=TUESDAY
    )


def log(scene: Scene, participant: Participant, with_whom: str, *, source: str = "form:1") -> None:
    act = Act(coffee(scene), TUESDAY.date(), with_whom=with_whom)
    checkins.record(scene.session, scene.actor(participant), scene.program.id, act, source=source, now=TUESDAY)


def meet(scene: Scene, participant: Participant) -> None:
    rounds.record_meeting(scene.session, scene.actor(participant), scene.groups[0].id, MeetingAnswer.MET, now=FRIDAY)


def named(scene: Scene, participant: Participant, name: str) -> None:
    scene.session.get_one(Member, participant.member_id).name = name


def test_a_chat_added_by_one_click_is_the_meeting_that_is_reported_later(scene: Scene) -> None:
    ada, ben = scene.people(0)
    assert add_one(scene, ada)
    participants.touch(scene.session, ben.id, now=TUESDAY)
    meet(scene, ada)
    assert [(act.meeting_id, act.done_on) for act in acts(scene, ada)] == [(meeting_id(scene), TUESDAY.date())]
    assert [act.meeting_id for act in acts(scene, ben)] == [meeting_id(scene)]


def test_a_button_drawn_before_the_buddy_said_so_means_the_same_chat(scene: Scene) -> None:
    ada, ben = scene.people(0)
    participants.touch(scene.session, ada.id, now=TUESDAY)
    meet(scene, ben)
    assert not add_one(scene, ada)
    (only,) = acts(scene, ada)
    assert add_one(scene, ada, newest=only.id)  # drawn anew, it says "another"
    assert len(acts(scene, ada)) == 2


def test_a_chat_with_the_buddy_by_name_is_the_meeting_and_one_with_somebody_else_is_not(scene: Scene) -> None:
    ada, ben = scene.people(0)
    named(scene, ben, "Ben Okafor")
    log(scene, ada, "Grace from the fair")
    log(scene, ada, "ben, at the station", source="form:2")
    meet(scene, ada)
    assert [act.meeting_id for act in acts(scene, ada)] == [None, meeting_id(scene)]


def test_a_chat_with_somebody_else_and_the_meeting_are_two(scene: Scene) -> None:
    ada, _ = scene.people(0)
    log(scene, ada, "Grace")
    meet(scene, ada)
    assert len(acts(scene, ada)) == 2


def test_an_unnamed_chat_of_another_week_is_another_chat(scene: Scene) -> None:
    ada, _ = scene.people(0)
    add_one(scene, ada)
    later = FRIDAY + timedelta(weeks=1)
    rounds.record_meeting(scene.session, scene.actor(ada), scene.groups[0].id, MeetingAnswer.MET, now=later)
    assert len(acts(scene, ada)) == 2


def test_both_saying_it_and_taking_it_back_never_count_it_twice(scene: Scene) -> None:
    ada, ben = scene.people(0)
    meet(scene, ada)
    (only,) = acts(scene, ada)
    checkins.undo(scene.session, scene.actor(ada), only.id, now=FRIDAY)
    meet(scene, ben)
    assert [act.undone_at for act in acts(scene, ada)] == [FRIDAY]


def test_the_week_says_that_the_meeting_is_in_its_goal(scene: Scene) -> None:
    ada, _ = scene.people(0)
    before = scene.session.get_one(Member, ada.member_id)
    meet(scene, ada)
    week = weeks.load(scene.session, on=FRIDAY.date(), member_ids=[before.id], now=FRIDAY)[before.id]
    assert [(other.target, other.with_buddy) for other in week.sections[0].others] == [(1, True)]


@pytest.mark.parametrize(
    ("written", "is_meant"),
    [("Ben", True), ("with BEN, at lunch", True), ("Benjamin", False), ("", False), ("Grace", False)],
)
def test_a_first_name_is_enough_to_tell_the_buddy(written: str, *, is_meant: bool) -> None:
    assert is_meeting_with(["Ben Okafor", ""], with_whom=written) is is_meant


def test_a_program_without_activities_counts_nothing(session: Session, scene: Scene) -> None:
    ada, _ = scene.people(0)
    for activity in session.scalars(select(Activity).where(Activity.program_id == scene.program.id)):
        session.delete(activity)
    session.flush()
    meet(scene, ada)
    assert acts(scene, ada) == []
