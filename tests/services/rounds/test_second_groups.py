"""Two buddies in one round: two groups of other people, for whoever wished for it, and counted once as a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Notice, Participant, Program, Round, Waiting
from bot.domain.say import Comfort, Say, Wishes
from bot.domain.states import MeetingAnswer, OddOne, RoundState
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import digests, rounds, say
from bot.services.rounds.groups import groups_of
from bot.views.rounds import home as views
from tests.factories import make_do_not_pair, make_program
from tests.people import Person, make_person

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = START + timedelta(days=1)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, starts_on=MONDAY, odd_one=OddOne.SITS_OUT)


def wishes_for_two(session: Session, *people: Person) -> None:
    for one in people:
        said = Say(one.program.id, "", Comfort(), wishes=Wishes(two_buddies=True))
        say.write_say(session, one.actor, one.program.id, said, now=START)


def begin(session: Session, program: Program) -> list[set[int]]:
    rounds.start(session, program_id=program.id, on=MONDAY, now=START)
    return standing(session)


def standing(session: Session) -> list[set[int]]:
    of_round = session.scalars(select(Round).where(Round.state == RoundState.RUNNING)).one()
    return [set(members) for _, members in groups_of(session, of_round.id)]


def of(groups: list[set[int]], person: Person) -> list[set[int]]:
    return [group for group in groups if person.participant.id in group]


def test_who_wishes_for_two_has_two_and_nobody_else(session: Session, program: Program) -> None:
    ada, ben, cleo, dan, *others = [make_person(session, program) for _ in range(6)]
    wishes_for_two(session, ada, ben, cleo, dan)
    groups = begin(session, program)
    assert len(groups) == 5
    assert all(len(of(groups, one)) == 2 for one in (ada, ben, cleo, dan))
    assert all(len(of(groups, one)) == 1 for one in others)


def test_whoever_would_have_no_buddy_comes_first(session: Session, program: Program) -> None:
    everybody = [make_person(session, program) for _ in range(5)]
    wishes_for_two(session, *everybody)
    groups = begin(session, program)
    assert all(of(groups, one) for one in everybody)
    assert session.scalars(select(Waiting)).all() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_wishes_the_groups_are_of_others_and_within_the_rules(
    session: Session, program: Program, data: st.DataObject
) -> None:
    with session.begin_nested() as attempt:
        people = [make_person(session, program, employer="Acme") for _ in range(data.draw(st.integers(2, 9)))]
        program.odd_one = data.draw(st.sampled_from(OddOne))
        wishing = [one for one in people if data.draw(st.booleans())]
        wishes_for_two(session, *wishing)
        apart = [pair for pair in combinations(people, 2) if data.draw(st.integers(0, 4)) == 0]
        for one, other in apart:
            make_do_not_pair(session, one.member.id, other.member.id)
        groups = begin(session, program)
        for one in people:
            mine = of(groups, one)
            others = [member for group in mine for member in group if member != one.participant.id]
            assert len(others) == len(set(others))
            assert len(mine) <= (2 if one in wishing else 1)
        for one, other in apart:
            assert not [group for group in groups if {one.participant.id, other.participant.id} <= group]
        waiting = {row.participant_id for row in session.scalars(select(Waiting))}
        assert waiting == {one.participant.id for one in people if not of(groups, one)}
        attempt.rollback()


@pytest.fixture
def two(session: Session, program: Program) -> tuple[Person, Person, Person]:
    """Ada, who has two buddies, and these two."""
    people = [make_person(session, program) for _ in range(3)]
    wishes_for_two(session, *people)
    groups = begin(session, program)
    assert len(groups) == 2
    ada = next(one for one in people if len(of(groups, one)) == 2)
    ben, cleo = [one for one in people if one is not ada]
    return ada, ben, cleo


def introduce(session: Session, *, now: datetime) -> int:
    due = session.scalars(
        select(BuddyGroup.id).where(BuddyGroup.introduced_at.is_(None), BuddyGroup.introduce_at <= now)
    ).all()
    return sum(rounds.introduce(session, group_id, now=now) is not None for group_id in due)


def test_the_two_introductions_come_on_two_days(session: Session, two: tuple[Person, Person, Person]) -> None:
    ada, *_ = two
    assert introduce(session, now=START) == 1
    assert introduce(session, now=START + timedelta(hours=3)) == 0
    assert introduce(session, now=TUESDAY) == 1
    days = session.scalars(select(Notice.local_on).where(Notice.member_id == ada.member.id)).all()
    assert sorted(days) == [MONDAY, MONDAY + timedelta(days=1)]


def test_home_and_friday_show_both_and_the_next_round_once(
    session: Session, two: tuple[Person, Person, Person]
) -> None:
    ada, ben, cleo = two
    introduce(session, now=START)
    home = rounds.home_round(session, ada.actor, now=START)
    assert [bool(one.introduction) for one in home] == [True, False]
    introduce(session, now=TUESDAY)
    home = rounds.home_round(session, ada.actor, now=TUESDAY)
    assert [bool(one.introduction) for one in home] == [True, True]
    friday = rounds.fridays(session, [ada.participant.id], on=MONDAY + timedelta(days=11))[ada.participant.id]
    said = str(views.friday_blocks(friday, WeekMessage(WeekMessageKind.CHECKIN, MONDAY + timedelta(days=11))))
    assert said.count("How is it going with") == 2
    assert said.count("The next round starts on") == 1
    assert all(one.member.slack_user_id in said for one in (ben, cleo))


def test_a_person_counts_once(session: Session, program: Program, two: tuple[Person, Person, Person]) -> None:
    introduce(session, now=START)
    introduce(session, now=TUESDAY)
    told = digests.digest(session, program.id, week_on=MONDAY, now=START + timedelta(weeks=1))
    assert (told.paired.part, told.paired.whole) == (3, 3)
    assert told.groups.people == 3
    assert sum(told.groups.outcomes.values()) == 2
    by_id = {person.participant_id: person for person in told.people}
    assert by_id[two[0].participant.id].groups == 2


def test_whoever_gives_one_up_keeps_the_other_and_waits_for_nobody(
    session: Session, two: tuple[Person, Person, Person]
) -> None:
    ada, *_ = two
    introduce(session, now=START)
    introduce(session, now=TUESDAY)
    first, second = rounds.home_round(session, ada.actor, now=TUESDAY)
    assert first.introduction
    assert second.introduction
    changed = rounds.change_buddy(session, ada.actor, first.introduction.group_id, now=TUESDAY)
    assert changed.told.has_another
    waiting = session.scalars(select(Waiting.participant_id).where(Waiting.ended_at.is_(None))).all()
    assert ada.participant.id not in waiting
    assert len(waiting) == 1
    (left,) = rounds.home_round(session, ada.actor, now=TUESDAY)
    assert left.introduction
    assert left.introduction.group_id == second.introduction.group_id


def test_whose_buddy_leaves_keeps_the_other(session: Session, two: tuple[Person, Person, Person]) -> None:
    ada, ben, _ = two
    introduce(session, now=START)
    introduce(session, now=TUESDAY)
    rounds.release(session, ben.participant.id, now=TUESDAY)
    waiting = session.scalars(select(Waiting.participant_id).where(Waiting.ended_at.is_(None))).all()
    assert waiting == []
    assert len(rounds.home_round(session, ada.actor, now=TUESDAY)) == 1


def test_an_answer_is_of_its_group(session: Session, two: tuple[Person, Person, Person]) -> None:
    ada, *_ = two
    introduce(session, now=START)
    introduce(session, now=TUESDAY)
    first, _ = rounds.home_round(session, ada.actor, now=TUESDAY)
    assert first.introduction
    rounds.record_meeting(session, ada.actor, first.introduction.group_id, MeetingAnswer.MET, now=TUESDAY)
    answers = session.scalars(
        select(GroupMember.answer).where(GroupMember.participant_id == ada.participant.id).order_by(GroupMember.id)
    ).all()
    assert answers == [MeetingAnswer.MET, None]


def test_the_wish_is_for_one_round(session: Session, program: Program, two: tuple[Person, Person, Person]) -> None:
    assert session.get(Participant, two[0].participant.id)
    later = START + timedelta(weeks=2)
    rounds.start(session, program_id=program.id, on=later.date(), now=later)
    assert len(standing(session)) == 1
