"""A proposal follows who comes and goes and what is set, until it goes out; what an organizer fixed stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round
from bot.domain.pair_lists import Preview
from bot.domain.rounds import KeptByWish
from bot.domain.states import OddOne, ParticipantState, RoundState
from bot.services import rounds
from bot.services.members import Actor
from bot.services.rounds.groups import groups_of
from bot.services.rounds.preview import LOOK_AGAIN, PROPOSALS
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
from tests.services.rounds.by_hand import swap
from tests.services.rounds.test_preview import MONDAY, START, SUNDAY, slack_ids

LATER = SUNDAY + timedelta(hours=1)


@pytest.fixture
def program(session: Session) -> Program:
    """Five people, so one group of three."""
    found = make_program(session, starts_on=MONDAY, preview_hours=24)
    for _ in range(5):
        make_participant(session, found)
    return found


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    return actor_of(session.get_one(Member, make_organizer(session, program).member_id))


@pytest.fixture
def said(session: Session, program: Program) -> Preview:
    found = rounds.open_preview(session, program.id, on=MONDAY, now=SUNDAY)
    assert found
    return found


def anew(session: Session, said: Preview) -> Preview | None:
    session.flush()
    return rounds.refresh_proposal(session, said.round_id, now=LATER)


def sizes(said: Preview | None) -> list[int]:
    assert said
    return sorted(len(group.buddies) for group in said.groups)


def together(said: Preview | None) -> set[frozenset[str]]:
    assert said
    return {frozenset(group) for group in slack_ids(said)}


def test_somebody_who_joins_after_the_preview_evens_out_the_trio(
    session: Session, program: Program, said: Preview
) -> None:
    assert sizes(said) == [2, 3]
    newcomer = make_member(session)
    make_participant(session, program, member=newcomer)
    after = anew(session, said)
    assert sizes(after) == [2, 2, 2]
    assert newcomer.slack_user_id in set().union(*together(after))


def test_who_joins_in_the_last_minutes_is_in_the_round_when_it_starts(
    session: Session, program: Program, said: Preview
) -> None:
    newcomer = make_participant(session, program)
    started = rounds.start(session, program_id=program.id, on=MONDAY, now=START)
    assert started
    assert (started.round_id, started.groups, started.waiting) == (said.round_id, 3, 0)
    assert newcomer.id in {member for _, members in groups_of(session, said.round_id) for member in members}


@pytest.mark.usefixtures("program")
def test_without_a_change_the_proposal_stays_as_it_was_shown(session: Session, said: Preview) -> None:
    before = session.scalars(select(BuddyGroup.id).order_by(BuddyGroup.id)).all()
    assert anew(session, said) is None
    assert session.scalars(select(BuddyGroup.id).order_by(BuddyGroup.id)).all() == before


def test_a_setting_of_the_program_changes_the_proposal(session: Session, program: Program, said: Preview) -> None:
    program.odd_one = OddOne.SITS_OUT
    after = anew(session, said)
    assert (sizes(after), len(after.unpaired if after else ())) == ([2, 2], 1)
    program.round_weeks = 3
    assert anew(session, said)
    assert session.get_one(Round, said.round_id).ends_on == MONDAY + timedelta(weeks=3, days=-1)
    program.weights = "mutual_help"
    assert anew(session, said)


def organizer_of(session: Session, program: Program) -> Actor:
    return actor_of(session.get_one(Member, make_organizer(session, program).member_id))


def test_a_private_wish_after_the_preview_is_heeded_even_against_a_lock(
    session: Session, said: Preview, organizer: Actor
) -> None:
    pair = next(group for group in said.groups if len(group.buddies) == 2)
    rounds.lock(session, organizer, pair.group_id, locked=True, now=SUNDAY)
    make_do_not_pair(session, pair.buddies[0].member_id, pair.buddies[1].member_id)
    after = anew(session, said)
    two = {buddy.slack_user_id for buddy in pair.buddies}
    assert not any(two <= group for group in together(after))
    assert sizes(after) == [2, 3]


def test_a_swap_stays_when_the_others_are_matched_anew_and_when_somebody_comes(
    session: Session, program: Program, said: Preview, organizer: Actor
) -> None:
    """It locks the groups that it makes."""
    first, second = slack_ids(said)
    swapped = swap(session, organizer, said.round_id, one=first[0], other=second[0], now=SUNDAY)
    assert all(group.is_locked for group in swapped.groups)
    for now in (SUNDAY, LATER):
        again = rounds.match_anew(session, organizer, said.round_id, now=now)
        assert together(again) == together(swapped)
    newcomers = [make_member(session) for _ in range(2)]
    for member in newcomers:
        make_participant(session, program, member=member)
    assert together(anew(session, said)) == together(swapped) | {frozenset(one.slack_user_id for one in newcomers)}


def test_one_swap_follows_another(session: Session, said: Preview, organizer: Actor) -> None:
    first, second = slack_ids(said)
    swap(session, organizer, said.round_id, one=first[0], other=second[0], now=SUNDAY)
    back = swap(session, organizer, said.round_id, one=second[0], other=first[0], now=SUNDAY)
    assert together(back) == {frozenset(first), frozenset(second)}


def test_a_locked_group_that_somebody_leaves_is_undone_and_nobody_is_stranded(
    session: Session, said: Preview, organizer: Actor
) -> None:
    pair = next(group for group in said.groups if len(group.buddies) == 2)
    rounds.lock(session, organizer, pair.group_id, locked=True, now=SUNDAY)
    leaves, stays = pair.buddies
    session.get_one(Participant, leaves.participant_id).state = ParticipantState.PAUSED
    after = anew(session, said)
    assert sizes(after) == [2, 2]
    assert stays.slack_user_id in set().union(*together(after))


def test_who_wish_to_stay_together_do_so_whatever_is_matched_anew(session: Session) -> None:
    program = make_program(session, starts_on=MONDAY - timedelta(weeks=2))
    people = [make_participant(session, program) for _ in range(6)]
    last = make_round(session, program, state=RoundState.CLOSED)
    pairs = [make_group(session, last, *people[2 * number : 2 * number + 2]) for number in range(3)]
    said = rounds.open_preview(session, program.id, on=MONDAY, now=SUNDAY)
    assert said
    wishes = update(GroupMember).where(GroupMember.group_id == pairs[0].id).values(keep=True)
    session.execute(wishes)  # they say so after the proposal
    kept = anew(session, said)
    assert kept
    organizer = organizer_of(session, program)
    for after in (kept, rounds.match_anew(session, organizer, said.round_id, now=LATER)):
        (group,) = [group for group in after.groups if KeptByWish() in group.reasons]
        assert [buddy.participant_id for buddy in group.buddies] == [one.id for one in people[:2]]


def test_proposals_are_looked_at_every_few_minutes(session: Session, program: Program, said: Preview) -> None:
    def due(after: timedelta) -> list[tuple[int, int]]:
        return [(row[0], row[1]) for row in PROPOSALS.ask(session, now=SUNDAY + after).all()]

    assert due(LOOK_AGAIN - timedelta(seconds=1)) == []
    assert due(LOOK_AGAIN) == [(program.workspace_id, said.round_id)]
    rounds.refresh_proposal(session, said.round_id, now=SUNDAY + LOOK_AGAIN)
    assert due(LOOK_AGAIN) == []
    rounds.start(session, program_id=program.id, on=MONDAY, now=START)
    assert due(timedelta(days=2)) == []
    assert rounds.refresh_proposal(session, said.round_id, now=START) is None


def test_what_an_organizer_sends_is_what_they_were_shown(
    session: Session, program: Program, said: Preview, organizer: Actor
) -> None:
    """Who came since is a latecomer: no group changes between the look and the press."""
    make_participant(session, program)
    before = {tuple(members) for _, members in groups_of(session, said.round_id)}
    started = rounds.send_now(session, organizer, said.round_id, now=LATER)
    assert {tuple(members) for _, members in groups_of(session, said.round_id)} == before
    assert started.waiting == 1
