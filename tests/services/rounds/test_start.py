"""A round starts: everybody who can be paired has a group or is told why not, and meets somebody new."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import (
    BuddyGroup,
    GroupMember,
    Participant,
    Program,
    ProgramBreak,
    Round,
    Waiting,
)
from bot.domain.calendar import is_daytime
from bot.domain.pairing.plan import FewHours, OfferMeetsAsk
from bot.domain.rounds import KeptByWish, reasons_from_json
from bot.domain.slots import Within
from bot.domain.states import MeetingAnswer, OddOne, ParticipantState, RoundState, WaitingWhy
from bot.services import rounds
from bot.services.rounds import introductions, past
from bot.services.rounds.groups import groups_of
from bot.services.rounds.proposal import propose
from tests.factories import make_do_not_pair, make_group, make_member, make_participant, make_program, make_round

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TWELVE_ZONES = (
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Africa/Nairobi",
    "Europe/Berlin",
    "Europe/London",
    "Atlantic/Azores",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Denver",
    "Pacific/Honolulu",
)


def a_program(session: Session, people_in_it: int, **values: Any) -> tuple[Program, list[Participant]]:
    program = make_program(session, **values)
    return program, [make_participant(session, program) for _ in range(people_in_it)]


def start(session: Session, program: Program, on: date = MONDAY) -> rounds.Started:
    started = rounds.start(session, program_id=program.id, on=on, now=datetime.combine(on, time(9), UTC))
    assert started
    return started


def groups(session: Session, started: rounds.Started) -> list[set[int]]:
    return [set(members) for _, members in groups_of(session, started.round_id)]


def introduce_all(session: Session, now: datetime) -> None:
    for group in session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None))):
        group.introduced_at = now
    session.flush()


@pytest.mark.parametrize("number", [2, 3, 6, 7])
def test_everybody_is_in_exactly_one_group(session: Session, number: int) -> None:
    program, participants = a_program(session, number)
    placed = [member for group in groups(session, start(session, program)) for member in group]
    assert sorted(placed) == sorted(participant.id for participant in participants)


def test_the_round_is_stored_with_its_dates_and_seed(session: Session) -> None:
    program, _ = a_program(session, 4, round_weeks=3)
    stored = session.get_one(Round, start(session, program).round_id)
    assert (stored.number, stored.starts_on, stored.ends_on) == (1, MONDAY, date(2026, 3, 22))
    assert (stored.state, stored.started_at) == (RoundState.RUNNING, NOW)
    assert 0 <= stored.seed < 2**31


def test_nobody_meets_the_same_person_again_while_new_ones_are_left(session: Session) -> None:
    program, participants = a_program(session, 6, round_weeks=1)
    met: Counter[frozenset[int]] = Counter()
    for week in range(5):
        on = MONDAY + timedelta(weeks=week)
        met.update(frozenset(group) for group in groups(session, start(session, program, on)))
        introduce_all(session, NOW)
    assert len(met) == 15
    assert set(met.values()) == {1}
    assert len(participants) == 6


@pytest.mark.parametrize("seed", range(3))
def test_who_offers_what_somebody_asks_for_in_other_words_becomes_their_buddy(session: Session, seed: int) -> None:
    program = make_program(session, seed=seed)
    ada, _, _, dan, *_ = [
        make_participant(session, program, member=make_member(session, asks=asks, offers=offers))
        for asks, offers in (
            ("Moving from teaching into tech", ""),
            ("Help with writing", "Poems"),
            ("Somebody to write to", "Long writing experience"),
            ("", "A spare bicycle\nUsed to teach, now an engineer"),
            ("", "A sofa to sleep on"),
            ("", "Soup"),
        )
    ]
    started = start(session, program)
    (theirs,) = [group for group, members in groups_of(session, started.round_id) if set(members) == {ada.id, dan.id}]
    told = reasons_from_json(theirs.reasons)
    assert OfferMeetsAsk(asker=ada.id, helper=dan.id) in told


def test_a_new_round_closes_the_former_one(session: Session) -> None:
    program, _ = a_program(session, 3, round_weeks=1, odd_one=OddOne.SITS_OUT)
    first, second = start(session, program), start(session, program, MONDAY + timedelta(weeks=1))
    states = [session.get_one(Round, started.round_id).state for started in (first, second)]
    assert states == [RoundState.CLOSED, RoundState.RUNNING]
    waits = session.scalars(select(Waiting).order_by(Waiting.round_id)).all()
    assert [wait.ended_at is None for wait in waits] == [False, True]


def test_a_round_that_still_goes_on_is_not_started_again(session: Session) -> None:
    program, _ = a_program(session, 4)
    start(session, program)
    assert rounds.start(session, program_id=program.id, on=MONDAY + timedelta(weeks=1), now=NOW) is None


def test_the_one_over_sits_out_by_the_programs_choice_and_is_to_be_told(session: Session) -> None:
    program, _ = a_program(session, 5, odd_one=OddOne.SITS_OUT)
    started = start(session, program)
    assert (started.groups, started.waiting) == (2, 1)
    wait = session.scalars(select(Waiting)).one()
    assert (wait.why, wait.tell_at) == (WaitingWhy.SITS_OUT, NOW)


def test_one_alone_waits_and_an_empty_program_has_a_round_too(session: Session) -> None:
    program, _ = a_program(session, 1)
    assert start(session, program).waiting == 1
    empty, _ = a_program(session, 0)
    assert start(session, empty).groups == 0


@pytest.mark.parametrize(
    "values",
    [
        {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 3, 20)},
        {"state": ParticipantState.RESTING},
        {"state": ParticipantState.LEFT},
        {"state": ParticipantState.LANDED},
        {"skips_round": 1},
    ],
)
def test_who_takes_no_part_is_neither_paired_nor_told(session: Session, values: dict[str, Any]) -> None:
    program, _ = a_program(session, 2)
    away = make_participant(session, program, **values)
    started = start(session, program)
    assert (started.groups, started.waiting) == (1, 0)
    assert away.id not in set().union(*groups(session, started))


def test_somebody_whose_account_is_gone_is_not_paired(session: Session) -> None:
    program, _ = a_program(session, 2)
    make_participant(session, program, member=make_member(session, deactivated_at=NOW))
    assert start(session, program).groups == 1


def test_who_would_rather_not_be_paired_is_not(session: Session) -> None:
    for _ in range(4):
        program, participants = a_program(session, 4)
        first, second, *_rest = participants
        make_do_not_pair(session, first.member_id, second.member_id)
        assert {first.id, second.id} not in groups(session, start(session, program))


def test_a_pair_goes_on_together_only_if_all_of_them_asked(session: Session) -> None:
    program, _ = a_program(session, 8, round_weeks=1)
    first = start(session, program)
    kept, half, *_others = groups_of(session, first.round_id)
    for group, wishes in ((kept, (True, True)), (half, (True, False))):
        members = session.scalars(select(GroupMember).where(GroupMember.group_id == group[0].id)).all()
        for member, wish in zip(members, wishes, strict=True):
            member.keep = wish
    introduce_all(session, NOW)
    second = start(session, program, MONDAY + timedelta(weeks=1))
    again = {frozenset(members): group for group, members in groups_of(session, second.round_id)}
    assert frozenset(kept[1]) in again
    assert KeptByWish() in reasons_from_json(again[frozenset(kept[1])].reasons)
    assert frozenset(half[1]) not in again


def test_proposing_the_time_rotates(session: Session) -> None:
    program, participants = a_program(session, 4, round_weeks=1)
    for week in range(6):
        start(session, program, MONDAY + timedelta(weeks=week))
    times = past.times_proposed(session, program.id)
    assert sum(times.values()) == 12
    assert all(2 <= times[participant.id] <= 4 for participant in participants)


def test_introductions_come_by_day_in_twelve_zones_and_not_on_breaks(session: Session) -> None:
    program = make_program(session, min_common_half_hours=0)
    zones = {}
    for zone in TWELVE_ZONES:
        zones[make_participant(session, program, member=make_member(session, zone=zone)).id] = zone
    session.add(ProgramBreak(program_id=program.id, from_on=MONDAY, until_on=MONDAY + timedelta(days=1)))
    session.flush()
    started = start(session, program)
    for group, members in groups_of(session, started.round_id):
        together = [zones[member] for member in members]
        if all(is_daytime(group.introduce_at, zone) for zone in together):
            assert group.introduce_at.date() >= MONDAY + timedelta(days=1)
        else:  # no hour of the week is daytime for both
            assert any(zone in ("Pacific/Auckland", "Asia/Tokyo", "Pacific/Honolulu") for zone in together)


def test_history_counts_who_was_introduced_and_knows_who_did_not_meet(session: Session) -> None:
    program, _ = a_program(session, 6)
    started = start(session, program)
    (met, _), (missed, _), (never, _) = groups_of(session, started.round_id)
    for group, answers in (
        (met, (MeetingAnswer.MET, MeetingAnswer.NOT_YET)),
        (missed, (MeetingAnswer.NOT_YET, MeetingAnswer.WONT_HAPPEN)),
    ):
        group.introduced_at = NOW
        members = session.scalars(select(GroupMember).where(GroupMember.group_id == group.id)).all()
        for member, answer in zip(members, answers, strict=True):
            member.answer = answer
    session.flush()
    found = past.history(session, program.id)
    assert [group.did_not_meet for group in found] == [False, True]
    assert never.introduced_at is None


def test_who_comes_and_goes_between_proposal_and_start_is_taken_into_account(session: Session) -> None:
    program, participants = a_program(session, 4)
    propose(session, program, on=MONDAY, now=NOW - timedelta(hours=20))
    participants[0].state = ParticipantState.LEFT
    newcomer = make_participant(session, program)
    session.flush()
    started = start(session, program)
    assert (started.groups, started.waiting) == (2, 0)
    placed = {member for _, members in groups_of(session, started.round_id) for member in members}
    assert placed == {newcomer.id, *(person.id for person in participants[1:])}
    assert session.scalars(select(Round)).one().state is RoundState.RUNNING


def test_who_was_silent_in_the_last_round_is_the_third_in_this_one(session: Session) -> None:
    program, participants = a_program(session, 8, round_weeks=1)
    silent = participants[0]
    for week in range(4):
        on = MONDAY + timedelta(weeks=week)
        mine = next(group for group in groups(session, start(session, program, on)) if silent.id in group)
        assert len(mine) == (2 if week == 0 else 3)
        introduce_all(session, at := datetime.combine(on, time(9), UTC))
        for one in participants:
            if one is not silent:
                one.last_active_at = at + timedelta(days=2)
        session.flush()


def test_the_longest_silent_of_those_who_were_somebodys_only_buddy_come_first(session: Session) -> None:
    program = make_program(session)
    first = make_round(session, program)
    late, long, answered, in_trio, *others = [make_participant(session, program) for _ in range(6)]
    at = datetime.combine(first.starts_on, time(9), UTC)
    late.last_active_at, long.last_active_at = at - timedelta(days=1), at - timedelta(days=9)
    in_trio.last_active_at = at - timedelta(days=30)
    for one in (answered, *others):
        one.last_active_at = at
    make_group(session, first, late, answered)
    make_group(session, first, long)
    make_group(session, first, in_trio, *others)
    assert past.quiet_in(session, program.id, 1) == (long.id, late.id, in_trio.id)
    assert past.quiet_in(session, program.id, 2) == ()


def test_a_group_that_was_never_introduced_makes_nobody_silent(session: Session) -> None:
    program, both = a_program(session, 2)
    make_group(session, make_round(session, program), *both, introduced_at=None)
    assert past.quiet_in(session, program.id, 1) == ()


def test_without_a_choice_the_least_hours_are_what_suits_the_people(session: Session) -> None:
    """Three in Berlin and three in Chicago share an hour a day: at two hours each could meet two people only."""
    program = make_program(session, round_weeks=1)
    zones = {}
    for zone in ("Europe/Berlin", "America/Chicago") * 3:
        zones[make_participant(session, program, member=make_member(session, zone=zone)).id] = zone
    for week in range(5):
        started = start(session, program, MONDAY - timedelta(weeks=4 - week))  # before the clocks change
        for group in groups(session, started):
            assert len(group) == 2
        introduce_all(session, NOW)
    met = {group.members for group in past.history(session, program.id)}
    assert len(met) == 15
    assert len(zones) == 6


@pytest.mark.parametrize("lowers_hours", [True, False])
def test_hours_leave_nobody_out_unless_the_program_wants_it(session: Session, *, lowers_hours: bool) -> None:
    program, _ = a_program(session, 6, lowers_hours=lowers_hours)
    far = make_participant(session, program, member=make_member(session, zone="Asia/Tokyo"))
    started = start(session, program)
    if not lowers_hours:
        assert session.scalars(select(Waiting)).one().why is WaitingWhy.NO_COMMON_HOURS
        return
    assert started.waiting == 0
    group = next(group for group, members in groups_of(session, started.round_id) if far.id in members)
    told = introductions.describe(session, group.id, now=NOW)
    assert FewHours(0) in told.reasons
    assert told.slots.within is Within.DAYTIME  # what the introduction offers is true: times in daytime, not at work
