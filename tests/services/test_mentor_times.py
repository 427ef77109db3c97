"""Times of mentor pairs: either sets, moves, calls off; both are reminded; who tells of the talk settles it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Meeting, Member, MentorTalk, Participant
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.kinds import MessageKind
from bot.domain.mentor_pairs import Closed
from bot.domain.states import MeetingOutcome, ParticipantState, Role
from bot.services import mentor_life, mentor_pairs, mentor_times, message_cap, my_mentoring, plans, weeks
from bot.services.mentor_times import TimeSet
from tests.factories import actor_of, make_member, make_mentor_pair, make_participant, make_program, make_talk
from tests.services.counting import statements

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)  # a Wednesday
THURSDAY_AT_THREE = datetime(2026, 3, 5, 15, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 8, tzinfo=UTC)


class Two:
    """Ada and her mentor Mia, introduced."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.program = make_program(session, has_mentors=True)
        self.ada = make_participant(session, self.program, member=make_member(session, name="Ada"))
        self.mia = make_participant(session, self.program, member=make_member(session, name="Mia"), role=Role.MENTOR)
        runs = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=55), "introduced_at": NOW}
        self.pair = make_mentor_pair(session, self.ada, self.mia, **runs)

    def agree(
        self, who: Participant | None = None, at: datetime = THURSDAY_AT_THREE, place: str | None = None
    ) -> TimeSet:
        actor = self.actor(who or self.ada)
        return mentor_times.agree(self.session, actor, self.pair.id, starts_at=at, place=place, now=NOW)

    def actor(self, place: Participant) -> Any:
        return actor_of(self.session.get_one(Member, place.member_id))

    def meetings(self) -> list[Meeting]:
        return list(self.session.scalars(select(Meeting).order_by(Meeting.id)))


@pytest.fixture
def two(session: Session) -> Two:
    return Two(session)


def test_a_time_is_written_down_moved_and_kept_as_one_by_either_of_the_two(two: Two) -> None:
    told = two.agree(place="Library")
    assert (told.is_new, told.was_set) == (True, False)
    assert not two.agree(two.mia).is_new  # the same time; the place stays
    moved = two.agree(two.mia, THURSDAY_AT_THREE + timedelta(days=1))
    assert (moved.is_new, moved.was_set) == (True, True)
    (one,) = two.meetings()
    assert (one.pair_id, one.group_id, one.place, one.set_by_id) == (two.pair.id, None, "Library", two.mia.id)
    assert moved.pair.agreed is not None
    assert (moved.pair.agreed.changes, moved.pair.slots.starts) == (1, ())


def test_until_they_have_a_time_three_that_suit_both_are_proposed(two: Two) -> None:
    pair = mentor_pairs.pair_of(two.session, two.actor(two.ada), two.pair.id, now=NOW)
    assert len(pair.slots.starts) == 3
    assert pair.slots.starts[0].date() == NOW.date()
    mentor_pairs.talked(two.session, two.actor(two.ada), two.pair.id, now=NOW)
    pair = mentor_pairs.pair_of(two.session, two.actor(two.ada), two.pair.id, now=NOW)
    assert min(pair.slots.starts) > NOW + timedelta(weeks=1)  # the next talk is not tomorrow


def test_no_time_is_proposed_after_the_last_day(two: Two) -> None:
    mentor_pairs.talked(two.session, two.actor(two.ada), two.pair.id, now=NOW)
    two.pair.ends_on = NOW.date() + timedelta(days=2)
    two.session.flush()
    pair = mentor_pairs.pair_of(two.session, two.actor(two.ada), two.pair.id, now=NOW)
    assert {start.date() for start in pair.slots.starts} == {NOW.date() + timedelta(days=day) for day in (0, 1, 2)}
    two.pair.ends_on = NOW.date() - timedelta(days=1)
    two.session.flush()
    assert mentor_pairs.pair_of(two.session, two.actor(two.ada), two.pair.id, now=NOW).slots.starts == ()


def test_a_time_that_does_not_hold_is_looked_for_anew(two: Two) -> None:
    two.agree()
    pair = mentor_times.call_off(two.session, two.actor(two.mia), two.pair.id, now=NOW)
    assert pair is not None
    assert (pair.agreed, len(pair.slots.starts)) == (None, 3)
    assert [one.outcome for one in two.meetings()] == [MeetingOutcome.CALLED_OFF]
    assert mentor_times.call_off(two.session, two.actor(two.mia), two.pair.id, now=NOW) is None


@pytest.mark.parametrize("at", [NOW - timedelta(hours=2), NOW + timedelta(days=61)])
def test_a_time_that_is_over_or_far_away_is_refused(two: Two, at: datetime) -> None:
    with pytest.raises(InvalidInputError, match="day"):
        two.agree(at=at)
    with pytest.raises(InvalidInputError, match="place"):
        two.agree(place="a" * 201)
    assert two.meetings() == []


def _elsewhere(two: Two) -> Participant:
    """Somebody of another program."""
    return make_participant(two.session, make_program(two.session, has_mentors=True))


ACTS: dict[str, Callable[[Two, Any], object]] = {
    "agree": lambda two, who: mentor_times.agree(
        two.session, who, two.pair.id, starts_at=THURSDAY_AT_THREE, place=None, now=NOW
    ),
    "call off": lambda two, who: mentor_times.call_off(two.session, who, two.pair.id, now=NOW),
    "open": lambda two, who: mentor_times.about_to_agree(two.session, who, two.pair.id, now=NOW),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_two_sets_moves_or_reads_a_time_and_none_is_set_once_it_is_over(two: Two, act: str) -> None:
    make_talk(two.session, two.pair, THURSDAY_AT_THREE + timedelta(days=1))
    for one in (make_participant(two.session, two.program, role=Role.MENTOR), _elsewhere(two)):
        with pytest.raises(NotFoundError):
            ACTS[act](two, two.actor(one))
    two.pair.closed, two.pair.closed_at = Closed.BY_ONE, NOW
    with pytest.raises(ClosedError):
        ACTS[act](two, two.actor(two.ada))
    assert [one.starts_at for one in two.meetings()] == [THURSDAY_AT_THREE + timedelta(days=1)]


def test_two_who_are_not_introduced_yet_have_no_time(two: Two) -> None:
    two.pair.introduced_at = None
    with pytest.raises(ClosedError):
        two.agree()


def test_whoever_tells_of_the_talk_first_settles_the_time_and_it_counts_once_on_its_day(two: Two) -> None:
    two.agree()
    for day, one in enumerate((two.ada, two.mia), start=1):
        at = THURSDAY_AT_THREE + timedelta(days=day)
        mentor_pairs.talked(two.session, two.actor(one), two.pair.id, now=at)
    assert [row.talked_on for row in two.session.scalars(select(MentorTalk))] == [THURSDAY_AT_THREE.date()]
    assert {row.done_on for row in two.session.scalars(select(CheckIn))} == {THURSDAY_AT_THREE.date()}
    assert [one.outcome for one in two.meetings()] == [MeetingOutcome.MET]
    later = THURSDAY_AT_THREE + timedelta(days=14)
    mentor_pairs.talked(two.session, two.actor(two.mia), two.pair.id, now=later)
    assert len(two.session.scalars(select(MentorTalk)).all()) == 2


def test_both_are_reminded_that_morning_and_nobody_once_the_pair_is_over(two: Two) -> None:
    make_talk(two.session, two.pair, THURSDAY_AT_THREE)
    both = {two.ada.member_id, two.mia.member_id}
    assert plans.due(two.session, now=MORNING - timedelta(minutes=1)) == []
    assert {one.member_id for one in plans.due(two.session, now=MORNING)} == both
    for week in weeks.load(two.session, on=MORNING.date(), member_ids=both, now=MORNING).values():
        (mine,) = week.meetings_today
        assert (mine.pair_id, mine.starts_at) == (two.pair.id, THURSDAY_AT_THREE)
        assert week.chats_today == ((), ())
    two.mia.state = ParticipantState.PAUSED
    two.session.flush()
    assert {one.member_id for one in plans.due(two.session, now=MORNING)} == {two.ada.member_id}
    mentor_life.close(two.session, two.pair.id, Closed.GONE, now=NOW)
    assert plans.due(two.session, now=MORNING) == []
    assert weeks.load(two.session, on=MORNING.date(), member_ids=both, now=MORNING)[two.ada.member_id].meetings == ()


def test_a_place_among_the_five_messages_is_kept_for_the_reminder(two: Two) -> None:
    def has_room() -> bool:
        with two.session.begin_nested() as attempt:
            sent = [
                message_cap.reserve(
                    two.session, member_id=two.ada.member_id, kind=MessageKind.NUDGE, local_on=day, now=NOW
                )
                for day in (NOW.date() - timedelta(days=day) for day in (2, 1, 0, -1))
            ]
            attempt.rollback()
        return all(sent)

    assert has_room()
    make_talk(two.session, two.pair, THURSDAY_AT_THREE)
    assert not has_room()


def test_both_read_the_time_and_the_number_of_queries_does_not_grow_with_the_pairs(two: Two) -> None:
    make_talk(two.session, two.pair, THURSDAY_AT_THREE)
    ids = [two.ada.member_id, two.mia.member_id]
    with statements(two.session) as for_one:
        found = my_mentoring.of_members(two.session, ids, now=NOW)
    for place in (two.ada, two.mia):
        (pair,) = found[place.member_id].pairs
        assert pair.agreed is not None
        assert [one.participant_id for one in pair.people] == [two.ada.id, two.mia.id]
    runs = {"starts_on": NOW.date(), "ends_on": NOW.date(), "introduced_at": NOW}
    for mentee in (make_participant(two.session, two.program) for _ in range(3)):
        make_talk(two.session, make_mentor_pair(two.session, mentee, two.mia, **runs), THURSDAY_AT_THREE)
    with statements(two.session) as for_four:
        assert len(my_mentoring.of_members(two.session, ids, now=NOW)[two.mia.member_id].pairs) == 4
    assert len(for_four) == len(for_one)


def test_a_meeting_is_of_buddies_or_of_a_pair(two: Two) -> None:
    two.session.add(Meeting(set_at=NOW))
    with pytest.raises(IntegrityError):
        two.session.flush()
