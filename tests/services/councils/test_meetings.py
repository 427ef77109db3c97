"""Councils in time: introduced once at an hour that suits all; each meeting told once, by turns, within the cap."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.models import Council, CouncilMeeting, CouncilMember, Notice, ProgramBreak
from bot.domain.kinds import MessageKind
from bot.services.councils import acts, composing, meetings
from tests.services.councils.conftest import NOW, Scene

TUESDAY = datetime.fromisoformat("2026-03-10T10:00:00+00:00")  # of the week of the first meeting
WEEK = timedelta(days=7)


def launched(scene: Scene, count: int = 8) -> list[Council]:
    for _ in range(count):
        scene.joins()
    composing.refresh(scene.session, scene.program.id, now=NOW)
    assert composing.launch_if_due(scene.session, scene.program.id, now=TUESDAY)
    return list(scene.session.scalars(select(Council).order_by(Council.id)))


def turns(scene: Scene, council: Council) -> list[int | None]:
    of_council = select(CouncilMeeting.facilitator_id).where(CouncilMeeting.council_id == council.id)
    return list(scene.session.scalars(of_council.order_by(CouncilMeeting.number)))


def test_they_are_introduced_once_on_their_tuesday_with_a_first_meeting_and_somebody_who_facilitates(
    proposed: Scene,
) -> None:
    council, _ = launched(proposed)
    assert not composing.launch_if_due(proposed.session, proposed.program.id, now=TUESDAY)
    assert meetings.introduce(proposed.session, council.id, now=TUESDAY - timedelta(hours=1)) is None
    told = meetings.introduce(proposed.session, council.id, now=TUESDAY)
    assert told is not None
    assert told.gathering.is_first
    assert told.gathering.meeting is not None
    assert told.gathering.meeting.facilitator_id in {one.participant_id for one in told.gathering.people}
    assert len(told.gathering.slots.starts) == 3
    assert meetings.introduce(proposed.session, council.id, now=TUESDAY) is None
    counted = proposed.session.scalars(select(Notice.member_id)).all()
    assert sorted(counted) == sorted(one.member_id for one in told.gathering.people)


def test_an_introduction_waits_for_an_hour_that_suits_all_and_for_the_next_day_of_whoever_has_no_room(
    proposed: Scene,
) -> None:
    council, other = launched(proposed)
    (first, *_) = proposed.councils()
    far = next(one for one in proposed.people if one.id in first)
    proposed.member(far).zone = "America/Los_Angeles"  # two in the morning
    assert meetings.introduce(proposed.session, council.id, now=TUESDAY) is None
    assert council.introduce_at is not None
    assert council.introduce_at > TUESDAY
    full = next(one for one in proposed.people if one.id not in first)
    values = {"week_on": TUESDAY.date() - timedelta(days=1), "of_week": 1, "of_day": 1, "sent_at": TUESDAY}
    kind, on = MessageKind.INTRODUCTION, TUESDAY.date()
    proposed.session.add(Notice(member_id=full.member_id, kind=kind, local_on=on, **values))
    proposed.session.flush()
    assert meetings.introduce(proposed.session, other.id, now=TUESDAY) is None
    assert other.introduce_at is not None
    assert other.introduce_at.date() == TUESDAY.date() + timedelta(days=1)
    assert len(proposed.session.scalars(select(Notice)).all()) == 1  # of all or of none


def test_each_meeting_is_told_once_by_the_rhythm_at_the_councils_hour_and_facilitated_by_turns(proposed: Scene) -> None:
    council, _ = launched(proposed)
    told = meetings.introduce(proposed.session, council.id, now=TUESDAY)
    assert told is not None
    assert told.gathering.meeting is not None
    who = proposed.actor(next(one for one in proposed.people if one.id in proposed.councils()[0]))
    at = TUESDAY + timedelta(days=2, hours=4)
    acts.agree(proposed.session, who, told.gathering.meeting.meeting_id, starts_at=at, place=None, now=TUESDAY)
    for number in (2, 3, 4):
        assert council.next_at is not None
        now = council.next_at
        assert meetings.open_next(proposed.session, council.id, now=now - timedelta(minutes=1)) is None
        told = meetings.open_next(proposed.session, council.id, now=now)
        assert told is not None
        meeting = told.gathering.meeting
        assert meeting is not None
        assert meeting.agreed is not None
        assert (meeting.number, meeting.agreed.starts_at) == (number, at + 2 * WEEK * (number - 1))
        assert meetings.open_next(proposed.session, council.id, now=now) is None
    assert len(set(turns(proposed, council))) == 4


def test_a_break_has_no_meeting_and_none_comes_after_the_programs_last_day(proposed: Scene) -> None:
    proposed.session.add(
        ProgramBreak(
            program_id=proposed.program.id,
            from_on=(TUESDAY + 2 * WEEK).date() - timedelta(days=1),
            until_on=(TUESDAY + 2 * WEEK).date() + timedelta(days=5),
        )
    )
    proposed.program.ends_on = (TUESDAY + 4 * WEEK).date()
    council, _ = launched(proposed)
    meetings.introduce(proposed.session, council.id, now=TUESDAY)
    assert council.next_at is not None
    assert (council.next_at - TUESDAY).days // 7 == 3
    assert meetings.open_next(proposed.session, council.id, now=council.next_at) is not None
    assert council.next_at is None


def test_whoever_comes_to_a_council_is_introduced_to_it_and_nobody_is_who_was_told(proposed: Scene) -> None:
    council, _ = launched(proposed)
    meetings.introduce(proposed.session, council.id, now=TUESDAY)
    late = proposed.joins()
    proposed.session.add(CouncilMember(council_id=council.id, participant_id=late.id, joined_at=TUESDAY))
    council.introduce_at = TUESDAY + timedelta(days=1)
    told = meetings.introduce(proposed.session, council.id, now=TUESDAY + timedelta(days=1))
    assert told is not None
    assert (told.gathering.is_first, told.gathering.newcomers) == (False, (late.id,))
    council.introduce_at = TUESDAY + timedelta(days=2)
    assert meetings.introduce(proposed.session, council.id, now=TUESDAY + timedelta(days=2)) is None
    assert council.introduce_at is None


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_are_no_council(proposed: Scene, count: int) -> None:
    assert launched(proposed, count) == []
    assert proposed.waiting() == {one.id for one in proposed.people}
