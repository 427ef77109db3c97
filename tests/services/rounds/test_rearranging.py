"""An organizer moves people of a proposed round: what it costs, what forbids it, and that nobody is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Round, Waiting
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError
from bot.domain.pairing import breaches
from bot.domain.pairing.hours import lowered_for
from bot.domain.pairing.plan import FewHours, PairedBefore, SecondTry
from bot.domain.pairing.rules import Mixes
from bot.domain.rearranging import How, Wanted, Weighing
from bot.domain.rounds import reasons_from_json
from bot.domain.states import MeetingAnswer, OddOne, ParticipantState, WaitingWhy
from bot.services import rounds
from bot.services.members import Actor
from bot.services.rounds.groups import groups_of
from bot.services.rounds.proposal import inputs
from tests.factories import (
    actor_of,
    make_do_not_pair,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
)
from tests.services.counting import statements

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = START - timedelta(days=3)
Members = tuple[int, ...]


class Stage:
    """A proposed round; people by their number from 0, groups by their people."""

    def __init__(self, session: Session, people: int, **values: object) -> None:
        self.session = session
        self.program = make_program(session, starts_on=MONDAY, preview_hours=24, **values)
        self.people = [self.add(name=f"P{number}") for number in range(people)]
        self.organizer = actor_of(session.get_one(Member, make_organizer(session, self.program).member_id))
        self.round_id = 0

    def add(self, **values: object) -> Participant:
        return make_participant(self.session, self.program, member=make_member(self.session, **values))

    def propose(self) -> Stage:
        said = rounds.open_preview(self.session, self.program.id, on=MONDAY, now=FRIDAY)
        assert said
        self.round_id = said.round_id
        return self

    def groups(self) -> list[Members]:
        return [tuple(members) for _, members in groups_of(self.session, self.round_id)]

    def row(self, members: Members) -> BuddyGroup:
        return next(group for group, there in groups_of(self.session, self.round_id) if tuple(there) == members)

    def waiting(self) -> dict[int, WaitingWhy]:
        rows = self.session.scalars(select(Waiting).where(Waiting.round_id == self.round_id))
        return {row.participant_id: row.why for row in rows}

    def make(self, *wanted: Any, why: str = "They asked for it", actor: Actor | None = None) -> Weighing:
        return rounds.rearrange(
            self.session,
            actor or self.organizer,
            self.round_id,
            Wanted(*wanted),
            why=why,
            now=FRIDAY,
        )

    def refused(self, *wanted: Any, why: str = "") -> InvalidInputError:
        before = (self.groups(), self.waiting())
        with pytest.raises(InvalidInputError) as error:
            self.make(*wanted, why=why)
        assert (self.groups(), self.waiting()) == before
        return error.value

    def everybody(self) -> list[int]:
        return sorted([*(member for group in self.groups() for member in group), *self.waiting()])


def user(session: Session, participant_id: int) -> str:
    return session.get_one(Member, session.get_one(Participant, participant_id).member_id).slack_user_id


@pytest.fixture
def five(session: Session) -> Stage:
    """A pair and a trio."""
    return Stage(session, 5).propose()


def pair_and_trio(stage: Stage) -> tuple[Members, Members]:
    pair, trio = sorted(stage.groups(), key=len)
    assert (len(pair), len(trio)) == (2, 3)
    return pair, trio


def test_somebody_of_a_trio_joins_a_pair(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    told = five.make(trio[0], trio, pair)
    assert sorted(map(len, five.groups())) == [2, 3]
    assert tuple(sorted([*pair, trio[0]])) in five.groups()
    assert told.is_free
    assert all(group.locked and group.fit is not None for group, _ in groups_of(five.session, five.round_id))


def test_a_move_stays_when_the_rest_is_matched_anew_and_when_somebody_comes(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    five.make(trio[0], trio, pair)
    moved = set(five.groups())
    five.add(), five.add()
    five.session.flush()
    rounds.refresh_proposal(five.session, five.round_id, now=FRIDAY)
    rounds.match_anew(five.session, five.organizer, five.round_id, now=FRIDAY)
    assert moved < set(five.groups())
    assert len(five.everybody()) == 7


def test_who_comes_out_of_a_trio_has_no_buddy_and_is_matched_by_nobody_but_an_organizer(five: Stage) -> None:
    _, trio = pair_and_trio(five)
    told = five.make(trio[1], trio, ())
    assert not told.is_free
    assert five.waiting() == {trio[1]: WaitingWhy.BY_ORGANIZER}
    rounds.match_anew(five.session, five.organizer, five.round_id, now=FRIDAY)
    newcomer = five.add()
    rounds.refresh_proposal(five.session, five.round_id, now=FRIDAY)
    assert five.waiting() == {trio[1]: WaitingWhy.BY_ORGANIZER}
    assert newcomer.id in five.everybody()
    started = rounds.start(five.session, program_id=five.program.id, on=MONDAY, now=START)
    assert started
    rounds.match_unplaced(five.session, five.round_id, now=START + timedelta(hours=30))
    assert five.waiting() == {trio[1]: WaitingWhy.BY_ORGANIZER}


def test_who_came_out_comes_in_again_by_an_organizer(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    five.make(trio[1], trio, ())
    five.make(trio[1], (), pair)
    assert five.waiting() == {}
    assert tuple(sorted([*pair, trio[1]])) in five.groups()


def test_taking_a_pair_apart_says_who_else_has_no_buddy_and_the_two_can_be_brought_together(five: Stage) -> None:
    pair, _ = pair_and_trio(five)
    told = five.make(pair[0], pair, ())
    assert told.weighed.change.without == pair
    assert five.waiting() == {pair[0]: WaitingWhy.BY_ORGANIZER, pair[1]: WaitingWhy.PARTNERS_TAKEN}
    five.make(pair[0], (), (pair[1],))
    assert pair in five.groups()
    assert five.waiting() == {}


def test_nobody_is_left_alone_in_a_group_and_no_group_has_five(session: Session) -> None:
    stage = Stage(session, 6).propose()
    (one, two, three) = stage.groups()
    assert "would leave" in stage.refused(one[0], one, two).message
    stage.make(one[0], one, ())
    stage.make(one[0], (), two)
    stage.make(one[1], (), tuple(sorted([*two, one[0]])))
    four = tuple(sorted([*two, *one]))
    assert set(stage.groups()) == {four, three}
    extra = stage.add()
    rounds.refresh_proposal(session, stage.round_id, now=FRIDAY)
    place = next(group for group in stage.groups() if extra.id in group)
    assert "four people at most" in stage.refused(extra.id, place, four).message


def test_a_group_of_four_in_a_program_of_pairs_asks_why_and_keeps_the_words_for_organizers(session: Session) -> None:
    stage = Stage(session, 5, odd_one=OddOne.SITS_OUT).propose()
    one, two = stage.groups()
    (over,) = stage.waiting()
    assert stage.make(over, (), one, why="").is_free
    trio = tuple(sorted([*one, over]))
    stage.make(two[0], two, ())
    wanted = (two[0], (), trio)
    assert stage.refused(*wanted).field == "why"
    assert stage.refused(*wanted, why="x" * 201).field == "why"
    told = stage.make(*wanted, why=" A study group ")
    assert told.weighed.sizes == (4,)
    group = stage.row(tuple(sorted([*trio, two[0]])))
    assert (group.why, group.why_by_id) == ("A study group", stage.organizer.member_id)


def again(session: Session, *answers: MeetingAnswer) -> tuple[Stage, Members, Members]:
    """Two pairs, of whom the first of each were introduced in round 1; the next is round 3."""
    stage = Stage(session, 4)
    ada, ben, carl, dora = stage.people
    stage.program.starts_on = MONDAY - timedelta(weeks=4)
    first, second = (make_round(session, stage.program, number=number, started_at=FRIDAY) for number in (1, 2))
    make_group(session, first, ada, carl, answers=answers)
    make_group(session, second, ben, dora)
    stage.propose()
    one, two = stage.groups()
    assert {frozenset(one), frozenset(two)} & {frozenset({ada.id, carl.id})} == set()
    return stage, next(g for g in (one, two) if ada.id in g), next(g for g in (one, two) if carl.id in g)


def test_two_who_were_together_before_cost_a_reason_that_names_the_round(session: Session) -> None:
    stage, with_ada, with_carl = again(session)
    ada, carl = stage.people[0].id, stage.people[2].id
    mate = next(one for one in with_ada if one != ada)
    wanted = (mate, with_ada, with_carl, carl)
    assert stage.refused(*wanted).field == "why"
    told = stage.make(*wanted, why="They asked to go on")
    assert told.number == 3
    assert PairedBefore((ada, carl), 2) in told.weighed.repeats
    assert stage.row(tuple(sorted((ada, carl)))).why == "They asked to go on"


def test_two_who_did_not_get_to_meet_cost_a_word_and_no_reason(session: Session) -> None:
    stage, with_ada, with_carl = again(session, MeetingAnswer.NOT_YET, MeetingAnswer.WONT_HAPPEN)
    ada, carl = stage.people[0].id, stage.people[2].id
    mate = next(one for one in with_ada if one != ada)
    told = rounds.weigh(session, stage.organizer, stage.round_id, Wanted(mate, with_ada, with_carl, carl))
    assert not told.is_free
    assert SecondTry((ada, carl), 2) in told.weighed.repeats


def test_weighing_changes_nothing(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    before = five.groups()
    rounds.weigh(five.session, five.organizer, five.round_id, Wanted(trio[0], trio, pair))
    assert five.groups() == before


def test_a_private_wish_is_refused_and_neither_it_nor_whose_it_is_is_named(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    mine, theirs = (five.session.get_one(Participant, one).member_id for one in (trio[0], pair[1]))
    make_do_not_pair(five.session, theirs, mine)
    message = five.refused(trio[0], trio, pair).message
    assert message == "That would put two together who cannot be grouped. Choose others."


def test_a_rule_of_the_program_is_named(session: Session) -> None:
    stage = Stage(session, 0)
    late = {"works_from": time(12), "works_until": time(20)}
    early = {"works_from": time(0), "works_until": time(6)}
    stage.people = [stage.add(**hours) for hours in (late, late, late, early, early)]
    stage.propose()
    pair, trio = pair_and_trio(stage)
    assert "Working hours that buddies share" in stage.refused(trio[0], trio, pair).message


def test_a_move_among_groups_that_changed_meanwhile_is_refused_and_nothing_is_lost(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    five.make(trio[0], trio, pair)  # another organizer was quicker
    assert "changed since you looked" in five.refused(trio[1], trio, pair).message
    assert "changed since you looked" in five.refused(trio[1], trio, ()).message
    assert "changed since you looked" in five.refused(trio[1], trio[1:], pair).message
    assert "changed since you looked" in five.refused(pair[0], (), trio[1:]).message


def test_two_organizers_work_on_different_groups_and_both_hold(session: Session) -> None:
    stage = Stage(session, 8).propose()
    other = actor_of(session.get_one(Member, make_organizer(session, stage.program).member_id))
    one, two, three, four = stage.groups()
    stage.make(one[0], one, two, two[0])
    stage.make(three[0], three, four, four[0], actor=other)
    wanted = ((two[0], one[1]), (one[0], two[1]), (four[0], three[1]), (three[0], four[1]))
    assert {frozenset(pair) for pair in wanted} == set(map(frozenset, stage.groups()))


def test_somebody_who_left_meanwhile_is_moved_nowhere(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    five.session.get_one(Participant, trio[0]).state = ParticipantState.LEFT
    five.session.flush()
    assert "changed since you looked" in five.refused(trio[0], trio, pair).message


def test_somebody_who_left_is_moved_nowhere_though_a_buddy_of_theirs_was_here(session: Session) -> None:
    stage, with_ada, with_carl = again(session)
    session.get_one(Participant, with_carl[0]).state = ParticipantState.LEFT
    session.flush()
    mate = with_ada[0]
    assert "changed since you looked" in stage.refused(mate, with_ada, with_carl, with_carl[1]).message


@pytest.mark.parametrize("stranger", ["of another program", "nobody"])
def test_only_people_of_the_round_are_moved(five: Stage, stranger: str) -> None:
    pair, _ = pair_and_trio(five)
    who = make_participant(five.session, make_program(five.session)).id if stranger != "nobody" else 999_999
    assert "changed since you looked" in five.refused(who, (), pair).message
    assert "changed since you looked" in five.refused(pair[0], pair, (who,)).message


def test_a_round_that_went_out_is_changed_by_nobody(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    rounds.send_now(five.session, five.organizer, five.round_id, now=FRIDAY)
    with pytest.raises(ClosedError):
        five.make(trio[0], trio, pair)


def test_only_an_organizer_of_the_program_moves_anybody(five: Stage) -> None:
    pair, trio = pair_and_trio(five)
    for member in (five.people[0].member_id, make_organizer(five.session, make_program(five.session)).member_id):
        actor = actor_of(five.session.get_one(Member, member))
        with pytest.raises(NotAllowedError):
            five.make(trio[0], trio, pair, actor=actor)
        with pytest.raises(NotAllowedError):
            rounds.weigh(five.session, actor, five.round_id, Wanted(trio[0], trio, pair))


def test_by_their_slack_ids_people_trade_join_or_come_out(five: Stage) -> None:
    pair, trio = pair_and_trio(five)

    def wanted(how: How, one: int, other: int | None) -> Wanted:
        users = [user(five.session, one), user(five.session, other) if other else ""]
        return rounds.wanted_of(five.session, five.organizer, five.round_id, how, one=users[0], other=users[1])

    assert wanted(How.TRADE, pair[0], trio[2]) == Wanted(pair[0], pair, trio, trio[2])
    assert wanted(How.JOIN, trio[0], pair[1]) == Wanted(trio[0], trio, pair)
    assert wanted(How.OUT, trio[0], None) == Wanted(trio[0], trio, ())
    five.make(trio[0], trio, ())
    assert wanted(How.JOIN, pair[0], trio[0]) == Wanted(pair[0], pair, (trio[0],))


def test_a_group_that_asked_to_go_on_together_is_told_before_it_is_parted(session: Session) -> None:
    stage = Stage(session, 4)
    stage.program.starts_on = MONDAY - timedelta(weeks=2)
    before = make_round(session, stage.program, started_at=FRIDAY)
    make_group(session, before, *stage.people[:2])
    make_group(session, before, *stage.people[2:])
    for participant in stage.people[:2]:
        _keep(session, participant)
    stage.propose()
    mine, other = stage.groups()
    told = stage.make(mine[1], mine, other, other[0])
    assert told.kept == (mine,)
    rounds.match_anew(session, stage.organizer, stage.round_id, now=FRIDAY)
    assert mine not in stage.groups()  # the organizer's word holds


def _keep(session: Session, participant: Participant) -> None:
    session.scalars(select(GroupMember).where(GroupMember.participant_id == participant.id)).one().keep = True
    session.flush()


def test_many_changes_are_weighed_at_once_and_what_is_personal_is_told_of_none(session: Session) -> None:
    stage = Stage(session, 6).propose()
    one, two, three = stage.groups()
    make_do_not_pair(session, *(session.get_one(Participant, place).member_id for place in (one[0], two[1])))
    asked = [Wanted(one[0], one, two, two[0]), Wanted(one[0], one, three, three[0]), Wanted(one[0], one, two)]
    told = rounds.weigh_each(session, stage.organizer, stage.round_id, asked)
    assert told[asked[0]] == ""
    alone, among = rounds.weigh(session, stage.organizer, stage.round_id, asked[1]), told[asked[1]]
    assert isinstance(among, Weighing)
    assert among.weighed == alone.weighed
    assert "would leave" in str(told[asked[2]])


def test_a_change_reads_no_more_where_there_are_more_people(session: Session) -> None:
    def queries(people: int) -> int:
        stage = Stage(session, people).propose()
        one, two, *_ = stage.groups()
        session.expire_all()
        with statements(session) as seen:
            rounds.weigh(session, stage.organizer, stage.round_id, Wanted(one[0], one, two, two[0]))
        return len(seen)

    assert queries(4) == queries(40)


@pytest.fixture(params=[True, False], ids=("hours are lowered", "hours hold"))
def odd(session: Session, request: pytest.FixtureRequest) -> Stage:
    """Nine people of whom some cannot be grouped, so that locks, leftovers and rules meet."""
    stage = Stage(session, 0, odd_one=OddOne.SITS_OUT, lowers_hours=request.param)
    hours: tuple[dict[str, time], ...] = (
        {},
        {"works_from": time(12), "works_until": time(20)},
        {"works_from": time(5), "works_until": time(13)},
    )
    stage.people = [stage.add(**hours[number % 3]) for number in range(9)]
    for one, other in ((0, 1), (2, 5), (3, 7)):
        make_do_not_pair(session, stage.people[one].member_id, stage.people[other].member_id)
    return stage.propose()


STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9**6)), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_changes_every_hard_rule_holds_and_nobody_is_lost_or_doubled(
    odd: Stage, steps: list[tuple[int, int]]
) -> None:
    session = odd.session
    with session.begin_nested() as attempt:
        for kind, number in steps:
            _step(odd, kind, number)
            assert odd.everybody() == sorted(one.id for one in odd.people)
            _check_rules(odd)
        attempt.rollback()
    session.expire_all()


def _step(stage: Stage, kind: int, number: int) -> None:
    groups, people = stage.groups(), stage.people
    person = people[number % 9].id
    here = next((group for group in groups if person in group), ())
    other = people[number // 9 % 9].id
    there = next((group for group in groups if other in group), ()) or (other,)
    with undone_if_refused(stage.session):
        if kind < 3:
            stage.make(person, here, ((), there, there)[kind], *([other] if kind == 2 else []))
        elif kind == 3 and groups:
            group = stage.row(groups[number % len(groups)])
            rounds.lock(stage.session, stage.organizer, group.id, locked=number % 2 == 0, now=FRIDAY)
        elif kind == 4:
            rounds.match_anew(stage.session, stage.organizer, stage.round_id, now=FRIDAY)
        else:
            rounds.refresh_proposal(stage.session, stage.round_id, now=FRIDAY)


@contextmanager
def undone_if_refused(session: Session) -> Iterator[None]:
    """A refused step changes nothing, as its transaction is rolled back."""
    step = session.begin_nested()
    try:
        yield
        step.commit()
    except InvalidInputError:
        step.rollback()


def _check_rules(stage: Stage) -> None:
    """Few hours are right where the program lowers them and pairing did so."""
    of_round, program = stage.session.get_one(Round, stage.round_id), stage.program
    known = inputs(stage.session, program, of_round, Mixes(), now=FRIDAY)
    few = [
        member
        for group, members in groups_of(stage.session, stage.round_id)
        if any(isinstance(one, FewHours) for one in reasons_from_json(group.reasons))
        for member in members
    ]
    rules = lowered_for(known.rules, few)
    assert breaches(stage.groups(), {one.id: one for one in known.people}, rules) == []
    assert program.lowers_hours or not few
