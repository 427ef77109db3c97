"""Who met in one program of a workspace is not new in another, and nobody says so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Member, Participant, Program
from bot.domain.pairing.plan import NeverPaired, PairedBefore, SecondTry
from bot.domain.rounds import reasons_from_json
from bot.domain.states import MeetingAnswer
from bot.services import rounds
from bot.services.rounds import past
from bot.services.rounds.groups import groups_of
from bot.services.rounds.introductions import buddies_of
from bot.views.rounds.reasons import because
from tests.factories import make_group, make_member, make_participant, make_program, make_round
from tests.services.rounds.conftest import MONDAY, STARTED

WEEK = timedelta(weeks=1)


def two_programs(session: Session, number: int) -> tuple[list[Member], list[Program]]:
    """The same people in two programs that begin on one day."""
    members = [make_member(session) for _ in range(number)]
    programs = [make_program(session, starts_on=MONDAY, round_weeks=1) for _ in range(2)]
    for program in programs:
        for member in members:
            make_participant(session, program, member=member)
    return members, programs


def start(session: Session, program: Program, week: int = 0) -> list[BuddyGroup]:
    started = rounds.start(session, program_id=program.id, on=MONDAY + week * WEEK, now=STARTED + week * WEEK)
    assert started
    return [group for group, _ in groups_of(session, started.round_id)]


def members_of(session: Session, group: BuddyGroup) -> frozenset[int]:
    return frozenset(buddy.member_id for buddy in buddies_of(session, group.id))


def test_two_programs_bring_together_other_people_while_there_are_any(session: Session) -> None:
    """Six people have five different partners: two rounds in each of two programs need four of them."""
    _, programs = two_programs(session, 6)
    met: list[frozenset[int]] = []
    for week in range(2):
        for program in programs:  # both begin before anybody of the week is introduced
            met += [members_of(session, group) for group in start(session, program, week)]
        for group in session.scalars(select(BuddyGroup).where(BuddyGroup.introduced_at.is_(None))):
            group.introduced_at = STARTED + week * WEEK
        session.flush()
    assert len(met) == len(set(met)) == 12


def test_two_who_can_only_meet_again_are_never_told_that_it_is_the_first_time(session: Session) -> None:
    _, (spring, alumni) = two_programs(session, 2)
    (first,), (second,) = start(session, spring), start(session, alumni)
    told = rounds.introduce(session, first.id, now=STARTED)
    assert told
    assert NeverPaired() in told.reasons
    told = rounds.introduce(session, second.id, now=STARTED + timedelta(days=1))  # one introduction a day
    assert told
    assert because(told.reasons, told.buddies) == [
        "you have been introduced to each other before",
        "your days have eight hours in common",
    ]
    assert told.reasons == reasons_from_json(second.reasons)
    assert NeverPaired() in reasons_from_json(first.reasons)  # what was true when it was said stays


def test_a_plan_says_what_is_true_when_it_is_introduced(session: Session) -> None:
    """Planned when both programs had them apart; the other has introduced them by the time this one does."""
    _, (spring, alumni) = two_programs(session, 2)
    (planned,) = start(session, spring)
    assert NeverPaired() in reasons_from_json(planned.reasons)
    theirs = session.scalars(select(Participant).where(Participant.program_id == alumni.id)).all()
    make_group(session, make_round(session, alumni), *theirs, introduced_at=STARTED)
    told = rounds.introduce(session, planned.id, now=STARTED + timedelta(hours=1))
    assert told
    assert NeverPaired() not in told.reasons
    assert type(told.reasons[0]) is PairedBefore


def test_what_was_only_planned_elsewhere_is_not_told_as_an_introduction(session: Session) -> None:
    _, (spring, alumni) = two_programs(session, 2)
    start(session, spring)
    (second,) = start(session, alumni)
    assert PairedBefore in map(type, reasons_from_json(second.reasons))
    told = rounds.introduce(session, second.id, now=STARTED)
    assert told
    assert {type(reason) for reason in told.reasons} & {PairedBefore, NeverPaired} == set()


def test_a_group_elsewhere_is_of_the_round_that_ran_then_and_only_of_people_here(session: Session) -> None:
    _, (spring, alumni) = two_programs(session, 2)
    here = session.scalars(select(Participant).where(Participant.program_id == spring.id)).all()
    there = session.scalars(select(Participant).where(Participant.program_id == alumni.id)).all()
    stranger = make_participant(session, alumni)
    for number in (1, 2):
        make_round(session, spring, number=number, weeks=1)
    for number, days in ((1, -7), (2, 9), (3, 30)):
        elsewhere = make_round(session, alumni, number=number, starts_on=MONDAY + timedelta(days=days))
        make_group(session, elsewhere, *there, stranger, answers=[MeetingAnswer.NOT_YET] * 2 + [MeetingAnswer.MET])
        make_group(session, elsewhere, there[0], stranger)
    found = past.history(session, spring.id)
    assert [group.round for group in found] == [0, 2, 2]
    assert {group.members for group in found} == {tuple(one.id for one in here)}
    assert all(group.elsewhere and group.did_not_meet for group in found)


def test_a_trio_elsewhere_is_no_turn_here_and_who_did_not_meet_there_may_try_again(session: Session) -> None:
    _, (spring, alumni) = two_programs(session, 2)
    there = session.scalars(select(Participant).where(Participant.program_id == alumni.id)).all()
    make_group(session, make_round(session, alumni), *there, answers=[MeetingAnswer.WONT_HAPPEN] * 2)
    (again,) = start(session, spring)
    assert SecondTry in map(type, reasons_from_json(again.reasons))
