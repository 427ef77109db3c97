"""An organizer plans the next round up to a week ahead; it is the one that its preview shows, and follows who comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program, ProgramBreak, Round
from bot.domain.errors import ClosedError, NotAllowedError, TooEarlyError
from bot.domain.pair_lists import Preview
from bot.domain.rounds import round_seed
from bot.domain.states import MeetingAnswer, ParticipantState, ProgramState, RoundState
from bot.services import rounds
from bot.services.members import Actor
from bot.services.rounds.groups import groups_of
from bot.services.rounds.inactivity import TIME_TO_ANSWER
from tests.factories import (
    actor_of,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
)
from tests.services.rounds.test_preview import slack_ids

MONDAY = date(2026, 3, 2)
BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK_BEFORE = BEGINS - timedelta(days=7)
FRIDAY = BEGINS - timedelta(days=3)  # when the preview is sent


@pytest.fixture
def program(session: Session) -> Program:
    found = make_program(session, starts_on=MONDAY, preview_hours=24, due_checked_at=WEEK_BEFORE)
    for _ in range(6):
        make_participant(session, found)
    return found


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    return actor_of(session.get_one(Member, make_organizer(session, program).member_id))


@pytest.fixture
def said(session: Session, program: Program, organizer: Actor) -> Preview:
    return rounds.plan_next(session, organizer, program.id, now=WEEK_BEFORE)


def together(said: Preview | None) -> set[frozenset[str]]:
    assert said
    return {frozenset(group) for group in slack_ids(said)}


def test_it_can_be_planned_a_week_ahead_and_no_earlier(session: Session, program: Program, organizer: Actor) -> None:
    coming = rounds.coming(session, program, now=WEEK_BEFORE - timedelta(days=9))
    assert coming == rounds.Coming(BEGINS, WEEK_BEFORE)
    early = WEEK_BEFORE - timedelta(seconds=1)
    assert not rounds.may_plan(session, program, now=early)
    with pytest.raises(TooEarlyError):
        rounds.plan_next(session, organizer, program.id, now=early)
    assert session.scalars(select(Round)).all() == []

    assert rounds.may_plan(session, program, now=WEEK_BEFORE)
    assert len(rounds.plan_next(session, organizer, program.id, now=WEEK_BEFORE).groups) == 3


def test_it_is_planned_once_with_the_seed_of_its_round(
    session: Session, program: Program, organizer: Actor, said: Preview
) -> None:
    assert rounds.plan_next(session, organizer, program.id, now=WEEK_BEFORE + timedelta(hours=1)) == said
    (of_round,) = session.scalars(select(Round))
    assert (of_round.seed, of_round.state) == (round_seed(program.seed, 1), RoundState.PROPOSED)


def test_its_preview_shows_the_same_and_goes_out_once(session: Session, program: Program, said: Preview) -> None:
    assert rounds.copies(session, said.round_id) == []
    assert rounds.due_previews(session, now=FRIDAY) == [(program.workspace_id, program.id, MONDAY)]

    shown = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)

    assert shown == said
    assert len(rounds.copies(session, said.round_id)) == 1
    assert rounds.due_previews(session, now=FRIDAY) == []
    assert rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY) is None


def test_without_a_preview_it_goes_out_by_itself_as_it_was_planned(
    session: Session, program: Program, said: Preview
) -> None:
    program.preview_hours = 0
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=BEGINS)
    assert started
    assert (started.round_id, started.groups) == (said.round_id, 3)


def test_who_joins_or_leaves_meanwhile_is_in_it_or_out_and_locks_stay(
    session: Session, program: Program, organizer: Actor, said: Preview
) -> None:
    locked, goes = said.groups[0], said.groups[1].buddies[0]
    rounds.lock(session, organizer, locked.group_id, locked=True, now=WEEK_BEFORE)
    newcomer = make_member(session)
    make_participant(session, program, member=newcomer)
    session.get_one(Participant, goes.participant_id).state = ParticipantState.PAUSED
    session.flush()

    after = rounds.refresh_proposal(session, said.round_id, now=WEEK_BEFORE + timedelta(minutes=10))

    here = set().union(*together(after))
    assert newcomer.slack_user_id in here
    assert goes.slack_user_id not in here
    assert frozenset(buddy.slack_user_id for buddy in locked.buddies) in together(after)


def test_who_skips_the_round_is_not_in_it(session: Session, said: Preview) -> None:
    skips = said.groups[0].buddies[0]
    session.get_one(Participant, skips.participant_id).skips_round = 1
    session.flush()
    after = rounds.refresh_proposal(session, said.round_id, now=WEEK_BEFORE + timedelta(minutes=10))
    assert skips.slack_user_id not in set().union(*together(after))


def test_a_break_that_is_added_moves_the_round_and_its_locks_stay(
    session: Session, program: Program, organizer: Actor, said: Preview
) -> None:
    locked = said.groups[0]
    rounds.lock(session, organizer, locked.group_id, locked=True, now=WEEK_BEFORE)
    session.add(ProgramBreak(program_id=program.id, from_on=MONDAY, until_on=MONDAY + timedelta(days=6)))
    session.flush()
    later = MONDAY + timedelta(weeks=1)

    started = rounds.start(session, program_id=program.id, on=later, now=BEGINS + timedelta(weeks=1))

    assert started
    (of_round,) = session.scalars(select(Round))
    assert (of_round.id, of_round.starts_on) == (said.round_id, later)
    assert locked.group_id in [group.id for group, _ in groups_of(session, said.round_id)]


def test_nobody_rests_sooner_because_the_round_was_planned_early(
    session: Session, program: Program, organizer: Actor
) -> None:
    asked = session.scalars(select(Participant)).first()
    assert asked
    asked.asked_at = WEEK_BEFORE - TIME_TO_ANSWER
    rounds.plan_next(session, organizer, program.id, now=WEEK_BEFORE)
    states = [asked.state]
    rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert [*states, asked.state] == [ParticipantState.ACTIVE, ParticipantState.RESTING]


def weekly(session: Session) -> tuple[Program, Actor, list[Participant]]:
    """A weekly program whose first round has begun a moment ago: four people in two groups."""
    program = make_program(session, starts_on=MONDAY, round_weeks=1, due_checked_at=BEGINS)
    organizer = actor_of(session.get_one(Member, make_organizer(session, program).member_id))
    people = [make_participant(session, program) for _ in range(4)]
    first = make_round(session, program, weeks=1, started_at=BEGINS, matched_at=BEGINS, listed_at=BEGINS)
    make_group(session, first, *people[:2], introduced_at=None)
    make_group(session, first, *people[2:], introduced_at=None)
    return program, organizer, people


def test_groups_that_are_to_be_introduced_yet_are_not_brought_together_again(session: Session) -> None:
    program, organizer, people = weekly(session)
    users = [session.get_one(Member, one.member_id).slack_user_id for one in people]
    said = rounds.plan_next(session, organizer, program.id, now=BEGINS)
    assert not together(said) & {frozenset(users[:2]), frozenset(users[2:])}


def test_who_come_together_in_the_running_round_are_not_planned_for_the_next(session: Session) -> None:
    program, organizer, _ = weekly(session)
    said = rounds.plan_next(session, organizer, program.id, now=BEGINS)
    first = said.groups[0].buddies
    (running,) = session.scalars(select(Round).where(Round.state == RoundState.RUNNING))
    two = [session.get_one(Participant, buddy.participant_id) for buddy in first]
    make_group(session, running, *two, answers=[MeetingAnswer.MET])
    after = rounds.refresh_proposal(session, said.round_id, now=BEGINS + timedelta(minutes=10))
    assert frozenset(buddy.slack_user_id for buddy in first) not in together(after)


def test_who_is_silent_in_the_first_days_of_a_round_is_nobodys_third_yet(session: Session) -> None:
    """They have had no time to be heard from; in the last days before the next round it counts."""
    program, organizer, people = weekly(session)
    (running,) = session.scalars(select(Round))
    for group, _ in groups_of(session, running.id):
        group.introduced_at = BEGINS
    for heard in people[:2]:
        heard.last_active_at = BEGINS + timedelta(hours=1)
    more = [make_participant(session, program, last_active_at=BEGINS + timedelta(hours=1)) for _ in range(2)]
    make_group(session, running, *more, introduced_at=BEGINS)
    session.flush()
    early = rounds.plan_next(session, organizer, program.id, now=BEGINS)
    assert sorted(len(group.buddies) for group in early.groups) == [2, 2, 2]
    late = rounds.match_anew(session, organizer, early.round_id, now=BEGINS + timedelta(days=4))
    assert sorted(len(group.buddies) for group in late.groups) == [3, 3]


@pytest.mark.parametrize("change", [{"state": ProgramState.PAUSED}, {"buddy_rounds": False}, {"ends_on": MONDAY}])
def test_where_no_round_comes_none_is_planned(
    session: Session, program: Program, organizer: Actor, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(program, name, value)
    session.flush()
    assert rounds.coming(session, program, now=WEEK_BEFORE) is None
    with pytest.raises(ClosedError):
        rounds.plan_next(session, organizer, program.id, now=WEEK_BEFORE)


def test_only_an_organizer_plans_it(session: Session, program: Program) -> None:
    somebody = actor_of(session.get_one(Member, session.scalars(select(Participant.member_id)).first()))
    with pytest.raises(NotAllowedError):
        rounds.plan_next(session, somebody, program.id, now=WEEK_BEFORE)
