"""Only across, or only within, a circle: hard wherever people are put together, named, and previewed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.domain.errors import InvalidInputError
from bot.domain.pair_lists import Preview
from bot.domain.pairing import CircleCost
from bot.domain.pairing.plan import HelpKind
from bot.domain.programs import CIRCLE_RULES, circle_of
from bot.domain.states import WaitingWhy
from bot.services import rounds
from bot.services.members import Actor
from bot.services.rounds.dry_run import circle_costs, left_out_by_circle
from bot.services.rounds.groups import groups_of
from tests.factories import actor_of, make_member, make_organizer, make_participant, make_program, make_round
from tests.services.rounds.by_hand import swap

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = START - timedelta(days=3)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, starts_on=MONDAY, preview_hours=24, due_checked_at=FRIDAY)


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return actor_of(member)


def join(session: Session, program: Program, *schools: str) -> list[Participant]:
    members = [make_member(session, school=school) for school in schools]
    return [make_participant(session, program, member=member) for member in members]


def school_of(session: Session, participant_id: int) -> str:
    return session.get_one(Member, session.get_one(Participant, participant_id).member_id).school.casefold()


def proposed(session: Session, program: Program) -> Preview:
    found = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert found
    return found


@pytest.mark.parametrize(("rule", "is_same"), [("across:school", False), ("within:school", True)])
def test_a_round_goes_by_it(session: Session, program: Program, rule: str, *, is_same: bool) -> None:
    join(session, program, "TU", "tu", "LMU", "LMU ", "TU", "LMU")
    program.circle_rule = rule
    said = proposed(session, program)
    for _, members in groups_of(session, said.round_id):
        for one, other in combinations(members, 2):
            assert (school_of(session, one).strip() == school_of(session, other).strip()) is is_same


def test_a_swap_against_it_is_refused_by_the_rules_name(session: Session, program: Program, organizer: Actor) -> None:
    join(session, program, "TU", "LMU", "TU", "LMU")
    program.circle_rule = "across:school"
    said = proposed(session, program)
    ada, cleo = said.groups[0].buddies[0], said.groups[1].buddies
    other = next(
        one for one in cleo if school_of(session, one.participant_id) != school_of(session, ada.participant_id)
    )
    with pytest.raises(InvalidInputError, match="rule about circles"):
        swap(session, organizer, said.round_id, one=ada.slack_user_id, other=other.slack_user_id, now=FRIDAY)


def test_who_is_left_out_is_told_kindly_and_organizers_read_what_would_help(session: Session, program: Program) -> None:
    *_, alone, untold = join(session, program, "TU", "TU", "LMU", "")
    program.circle_rule = "within:school"
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=START)
    assert started
    lacking = rounds.without_buddy(session, started.round_id)
    assert {key: (one.why, one.help[0].kind, one.help[0].circle) for key, one in lacking.items()} == {
        alone.id: (WaitingWhy.OUT_OF_CIRCLE, HelpKind.MORE_OF_THEIR_CIRCLE, "school"),
        untold.id: (WaitingWhy.OUT_OF_CIRCLE, HelpKind.TELL_CIRCLE, "school"),
    }


def test_a_latecomer_joins_nobody_against_it(session: Session, program: Program) -> None:
    join(session, program, "TU", "LMU")
    program.circle_rule = "across:school"
    of_round = make_round(session, program, started_at=START)
    rounds.match_unplaced(session, of_round.id, now=START)
    join(session, program, "LMU")
    rounds.match_unplaced(session, of_round.id, now=START + timedelta(days=3))
    assert [len(members) for _, members in groups_of(session, of_round.id)] == [2]
    join(session, program, "FU")
    rounds.match_unplaced(session, of_round.id, now=START + timedelta(days=3, hours=1))
    assert sorted(len(members) for _, members in groups_of(session, of_round.id)) == [2, 2]


def test_a_change_of_the_rule_or_of_a_profile_plans_the_proposal_anew(session: Session, program: Program) -> None:
    join(session, program, "TU", "TU", "LMU", "LMU")
    said = proposed(session, program)
    program.circle_rule = "across:school"
    assert rounds.refresh_proposal(session, said.round_id, now=FRIDAY)
    assert rounds.refresh_proposal(session, said.round_id, now=FRIDAY) is None
    for member in session.scalars(select(Member).where(Member.school == "LMU")):
        member.school = "TU"
    again = rounds.refresh_proposal(session, said.round_id, now=FRIDAY)
    assert again
    assert (again.groups, len(again.unpaired)) == ((), 4)


def test_organizers_read_before_what_each_rule_costs_and_after_whom(
    session: Session, program: Program, organizer: Actor
) -> None:
    *_, alone, untold = join(session, program, "TU", "TU", "TU", "LMU", "")
    costs = circle_costs(session, organizer, program.id, now=FRIDAY)
    assert costs.keys() == CIRCLE_RULES.keys() - {""}
    assert costs["within:school"] == CircleCost(5, 2, 1)
    assert costs["across:school"] == CircleCost(5, 1, 1)
    assert costs["within:city"] == CircleCost(5, 5, 5)
    assert left_out_by_circle(session, organizer, program.id, now=FRIDAY) == []
    program.circle_rule = "within:school"
    found = left_out_by_circle(session, organizer, program.id, now=FRIDAY)
    users = {session.get_one(Member, one.member_id).slack_user_id for one in (alone, untold)}
    assert {one.slack_user_id for one in found} == users


@pytest.mark.parametrize("rule", CIRCLE_RULES)
def test_each_rule_is_one_that_pairing_knows(rule: str) -> None:
    kind, within = circle_of(rule)
    assert kind in ("", "school", "employer", "field", "city")
    assert within is rule.startswith("within")
    assert circle_of("across:moon") == ("", False)
