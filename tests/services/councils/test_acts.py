"""What a council's people do about a meeting: a time, none, that they met, a line; nobody else may, only in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn
from bot.domain.errors import GroupOverError, InvalidInputError, NotAllowedError, NotFoundError, ProgramOverError
from bot.domain.states import MeetingOutcome, ParticipantState, ProgramState
from bot.services import council_times
from bot.services.councils import acts
from bot.services.councils.acts import Changed
from bot.services.members import Actor
from tests.factories import make_council_meeting
from tests.services.councils.conftest import LATER, NOW, Scene

AT = NOW + timedelta(days=5)


def agree(scene: Scene, number: int = 0, days: int = 5, place: str | None = None) -> Changed:
    """Somebody writes down a time in so many days for their council."""
    who = scene.people[number]
    starts_at = NOW + timedelta(days=days)
    return acts.agree(
        scene.session, scene.actor(who), scene.meeting_of(who).id, starts_at=starts_at, place=place, now=NOW
    )


def test_a_time_is_of_the_whole_council_whoever_writes_it_down_and_the_place_stays(going: Scene) -> None:
    first = agree(going, 0, place="Library")
    assert (first.is_new, first.was_set) == (True, False)
    assert not agree(going, 1).is_new
    moved = agree(going, 2, days=6)
    assert (moved.is_new, moved.was_set) == (True, True)
    meeting = going.meeting_of(going.people[3])
    assert (meeting.starts_at, meeting.place, meeting.changes) == (AT + timedelta(days=1), "Library", 2)
    assert meeting.set_by_id == going.people[2].id
    assert going.meeting_of(going.people[4]).starts_at is None  # the other council's


@pytest.mark.parametrize("days", [-1, 61])
def test_a_time_that_is_over_or_far_away_and_a_place_of_a_novel_are_refused(going: Scene, days: int) -> None:
    with pytest.raises(InvalidInputError, match="day"):
        agree(going, days=days)
    with pytest.raises(InvalidInputError, match="place"):
        agree(going, place="a" * 201)
    assert going.meeting_of(going.people[0]).starts_at is None


def test_a_time_that_does_not_hold_is_taken_off_once(going: Scene) -> None:
    agree(going)
    who = going.people[1]
    for is_new in (True, False):
        told = acts.call_off(going.session, going.actor(who), going.meeting_of(who).id, now=NOW)
        assert told.is_new is is_new
        assert going.meeting_of(who).starts_at is None


def test_the_first_who_says_so_makes_it_a_meeting_and_each_counts_it_for_themselves_once(going: Scene) -> None:
    agree(going, days=1)
    for number, is_new in ((0, True), (1, False), (1, False)):
        who = going.people[number]
        told = acts.met(going.session, going.actor(who), going.meeting_of(who).id, now=LATER)
        assert told.is_new is is_new
    assert going.meeting_of(going.people[0]).outcome is MeetingOutcome.MET
    counted = going.session.scalars(select(CheckIn).order_by(CheckIn.id)).all()
    assert [one.participant_id for one in counted] == [one.id for one in going.people[:2]]
    assert {one.done_on for one in counted} == {(NOW + timedelta(days=1)).date()}  # the day that they agreed on


def test_a_line_is_replaced_read_by_the_council_and_fits(going: Scene) -> None:
    ben, ada = going.people[:2]
    meeting = going.meeting_of(ada).id
    for line in ("Call Bo", "  One call \n a day "):
        acts.write_line(going.session, going.actor(ada), meeting, line, now=NOW)
    mine, theirs = (acts.line_of(going.session, going.actor(one), meeting) for one in (ada, ben))
    assert (mine.mine, mine.others) == ("One call a day", ())
    assert [(one.slack_user_id, one.will_try) for one in theirs.others] == [(going.user(ada), "One call a day")]
    with pytest.raises(InvalidInputError, match="will_try"):
        acts.write_line(going.session, going.actor(ada), meeting, "a" * 201, now=NOW)


ACTS: dict[str, Callable[[Scene, Actor, int], object]] = {
    "agree": lambda s, who, one: acts.agree(s.session, who, one, starts_at=AT, place=None, now=NOW),
    "call off": lambda s, who, one: acts.call_off(s.session, who, one, now=NOW),
    "open": lambda s, who, one: acts.about_to_agree(s.session, who, one, now=NOW),
    "met": lambda s, who, one: acts.met(s.session, who, one, now=NOW),
    "read the lines": lambda s, who, one: acts.line_of(s.session, who, one),
    "write a line": lambda s, who, one: acts.write_line(s.session, who, one, "One call a day", now=NOW),
}
NEXT_ALONE = ("agree", "call off", "open")


@pytest.mark.parametrize("act", ACTS)
def test_nobody_outside_the_council_does_anything_about_its_meeting(going: Scene, act: str) -> None:
    meeting = going.meeting_of(going.people[0]).id
    for outsider in (going.people[4], going.joins()):
        with pytest.raises(NotAllowedError):
            ACTS[act](going, going.actor(outsider), meeting)
    with pytest.raises(NotFoundError):
        ACTS[act](going, going.actor(going.people[0]), meeting + 1000)
    ACTS[act](going, going.actor(going.people[1]), meeting)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_once_one_went_on_elsewhere_or_the_program_has_ended(going: Scene, act: str) -> None:
    meeting, who = going.meeting_of(going.people[0]).id, going.actor(going.people[0])
    going.program.state = ProgramState.ENDED
    with pytest.raises(ProgramOverError):
        ACTS[act](going, who, meeting)
    going.program.state = ProgramState.RUNNING
    going.council_of(going.people[0]).dissolved_at = NOW
    with pytest.raises(GroupOverError):
        ACTS[act](going, who, meeting)


@pytest.mark.parametrize("act", ACTS)
def test_of_a_meeting_before_the_last_no_time_is_changed(going: Scene, act: str) -> None:
    who = going.people[0]
    before = going.meeting_of(who)
    make_council_meeting(going.session, going.council_of(who), number=2)
    if act in NEXT_ALONE:
        with pytest.raises(GroupOverError):
            ACTS[act](going, going.actor(who), before.id)
    else:
        ACTS[act](going, going.actor(who), before.id)
    assert before.starts_at is None


def test_the_weeks_of_its_people_tell_of_the_time_and_nobody_elses_do(going: Scene) -> None:
    agree(going, place="Library")
    ids = [one.member_id for one in going.people]
    found = council_times.of_members(going.session, ids, now=NOW)
    assert set(found) == set(ids[:4])
    (mine,) = found[ids[0]]
    assert set(mine.others) == {going.user(one) for one in going.people[1:4]}
    assert (mine.starts_at, mine.place, mine.facilitates, mine.met) == (AT, "Library", True, False)
    acts.met(going.session, going.actor(going.people[1]), mine.meeting_id, now=LATER)
    found = council_times.of_members(going.session, ids, now=NOW)
    assert [found[one][0].was_there for one in ids[:4]] == [False, True, False, False]
    going.people[0].state = ParticipantState.PAUSED
    going.session.flush()
    assert ids[0] not in council_times.of_members(going.session, ids, now=NOW)
