"""Organizers see the next round before it goes out, and change it; it goes out by itself if nobody looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Member, Participant, Program, Round, Waiting
from bot.db.session import bind_workspace
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.pair_lists import Preview
from bot.domain.states import OddOne, RoundState
from bot.services import programs, rounds
from bot.services.members import Actor
from bot.services.rounds.groups import groups_of
from tests.factories import (
    make_do_not_pair,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_workspace,
)
from tests.services.rounds.by_hand import swap

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY, SUNDAY = START - timedelta(days=3), START - timedelta(days=1)


def actor_of(session: Session, member_id: int) -> Actor:
    member = session.get_one(Member, member_id)
    return Actor(member.workspace_id, member.id, member.slack_user_id)


@pytest.fixture
def program(session: Session) -> Program:
    found = make_program(session, starts_on=MONDAY, preview_hours=24, due_checked_at=FRIDAY)
    for _ in range(6):
        make_participant(session, found)
    return found


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    return actor_of(session, make_organizer(session, program).member_id)


@pytest.fixture
def said(session: Session, program: Program) -> Preview:
    found = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert found
    return found


def slack_ids(said: Preview) -> list[list[str]]:
    return [[buddy.slack_user_id for buddy in group.buddies] for group in said.groups]


def test_a_preview_is_due_as_long_before_as_the_program_wants_and_once(session: Session, program: Program) -> None:
    def due(now: datetime) -> list[tuple[int, int, date]]:
        return rounds.due_previews(session, now=now)

    assert due(FRIDAY - timedelta(minutes=1)) == []
    assert due(FRIDAY) == [(program.workspace_id, program.id, MONDAY)]
    rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert due(FRIDAY) == []
    assert rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY) is None
    program.preview_hours = 0
    session.delete(session.scalars(select(Round)).one())
    session.flush()
    assert due(FRIDAY) == []


def test_a_proposed_round_delays_no_round(session: Session, said: Preview) -> None:
    (running,) = [one for one in programs.running(session) if one.program_id == said.program_id]
    assert running.dates.next_round_on == MONDAY
    assert said.starts_at == START


def test_it_goes_out_by_itself_as_it_was_proposed(session: Session, said: Preview) -> None:
    before = {tuple(members) for _, members in groups_of(session, said.round_id)}
    started = rounds.start(session, program_id=said.program_id, on=MONDAY, now=START)
    assert started
    assert started.round_id == said.round_id
    assert {tuple(members) for _, members in groups_of(session, said.round_id)} == before


def test_two_people_trade_places(session: Session, said: Preview, organizer: Actor) -> None:
    (ada, ben), (carl, dora), _ = slack_ids(said)
    changed = swap(session, organizer, said.round_id, one=ada, other=carl, now=FRIDAY)
    now = {frozenset(group) for group in slack_ids(changed)}
    assert {frozenset({carl, ben}), frozenset({ada, dora})} <= now
    assert len(now) == 3


def test_who_waits_can_take_somebodys_place(session: Session, program: Program, organizer: Actor) -> None:
    program.odd_one = OddOne.SITS_OUT
    make_participant(session, program)
    said = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert said
    over = said.unpaired[0].slack_user_id
    assert len(said.unpaired) == 1
    ada = slack_ids(said)[0][0]
    changed = swap(session, organizer, said.round_id, one=over, other=ada, now=FRIDAY)
    assert [one.slack_user_id for one in changed.unpaired] == [ada]
    assert over in {user for group in slack_ids(changed) for user in group}


def refused(session: Session, said: Preview, organizer: Actor, one: str, other: str) -> str:
    with pytest.raises(InvalidInputError) as error:
        swap(session, organizer, said.round_id, one=one, other=other, now=FRIDAY)
    assert error.value.field == "other"
    return error.value.message


def keep_apart(session: Session, one: str, other: str) -> None:
    ids = {member.slack_user_id: member.id for member in session.scalars(select(Member))}
    make_do_not_pair(session, ids[one], ids[other])


def test_a_swap_against_a_private_wish_is_refused_without_saying_whose(
    session: Session, said: Preview, organizer: Actor
) -> None:
    (ada, _), (carl, dora), _ = slack_ids(said)
    keep_apart(session, ada, dora)
    message = refused(session, said, organizer, ada, carl)
    assert "two together who cannot be grouped" in message
    assert not {ada, carl, dora} & set(message.split())


def test_a_swap_against_a_rule_of_the_program_is_refused_by_its_name(session: Session) -> None:
    """And by nothing else, where a private wish is against it, too."""
    program = make_program(session, starts_on=MONDAY, preview_hours=24)
    for opens, closes in ((0, 6), (12, 20)):
        for _ in range(2):
            member = make_member(session, works_from=time(opens), works_until=time(closes))
            make_participant(session, program, member=member)
    organizer = actor_of(session, make_organizer(session, program).member_id)
    said = rounds.open_preview(session, program.id, on=MONDAY, now=FRIDAY)
    assert said
    (early, _), (late, other) = slack_ids(said)
    keep_apart(session, early, other)
    message = refused(session, said, organizer, early, late)
    assert "Working hours that buddies share" in message
    assert "cannot be grouped" not in message


def test_a_swap_that_makes_no_sense_is_refused(session: Session, said: Preview, organizer: Actor) -> None:
    ada, ben = slack_ids(said)[0]
    stranger = make_member(session).slack_user_id
    for one, other in ((ada, ben), (ada, ada), (stranger, ben), (ada, stranger)):
        with pytest.raises(InvalidInputError):
            swap(session, organizer, said.round_id, one=one, other=other, now=FRIDAY)


def test_a_locked_group_stays_while_the_others_are_matched_anew(
    session: Session, said: Preview, organizer: Actor
) -> None:
    locked = said.groups[1]
    assert rounds.lock(session, organizer, locked.group_id, locked=True, now=FRIDAY).groups[1].is_locked
    for _ in range(3):
        changed = rounds.match_anew(session, organizer, said.round_id, now=FRIDAY)
        assert [group for group in changed.groups if group.is_locked] == [
            group for group in changed.groups if group.group_id == locked.group_id
        ]
        assert len({user for group in slack_ids(changed) for user in group}) == 6
    assert not any(
        group.is_locked for group in rounds.lock(session, organizer, locked.group_id, locked=False, now=FRIDAY).groups
    )


def test_sending_now_begins_the_round_and_introduces_on_the_next_working_day(
    session: Session, said: Preview, organizer: Actor
) -> None:
    started = rounds.send_now(session, organizer, said.round_id, now=SUNDAY)
    assert started.groups == 3
    assert session.get_one(Round, said.round_id).state is RoundState.RUNNING
    assert set(session.scalars(select(BuddyGroup.introduce_at))) == {START}
    with pytest.raises(ClosedError):
        rounds.send_now(session, organizer, said.round_id, now=SUNDAY)
    assert rounds.start(session, program_id=said.program_id, on=MONDAY, now=START) is None


def test_only_organizers_of_the_program_change_it(session: Session, program: Program, said: Preview) -> None:
    somebody = actor_of(session, session.scalars(select(Participant.member_id)).first() or 0)
    other = actor_of(session, make_organizer(session, make_program(session)).member_id)
    for actor in (somebody, other):
        for act in (
            lambda actor=actor: rounds.send_now(session, actor, said.round_id, now=FRIDAY),
            lambda actor=actor: rounds.match_anew(session, actor, said.round_id, now=FRIDAY),
            lambda actor=actor: rounds.lock(session, actor, said.groups[0].group_id, locked=True, now=FRIDAY),
            lambda actor=actor: swap(session, actor, said.round_id, one="U1", other="U2", now=FRIDAY),
            lambda actor=actor: rounds.proposed(session, actor, said.round_id),
        ):
            with pytest.raises(NotAllowedError):
                act()
    assert program.id == said.program_id


def test_another_workspace_finds_no_proposal(session: Session, said: Preview, organizer: Actor) -> None:
    bind_workspace(session, make_workspace(session).id)
    with pytest.raises(NotFoundError):
        rounds.send_now(session, organizer, said.round_id, now=FRIDAY)
    with pytest.raises(NotFoundError):
        rounds.lock(session, organizer, said.groups[0].group_id, locked=True, now=FRIDAY)


def test_a_proposal_for_a_week_that_passed_is_dropped(session: Session, said: Preview) -> None:
    started = rounds.start(
        session, program_id=said.program_id, on=MONDAY + timedelta(weeks=1), now=START + timedelta(weeks=1)
    )
    assert started
    assert session.scalars(select(Round.starts_on)).all() == [MONDAY + timedelta(weeks=1)]
    assert session.scalars(select(Waiting)).all() == []
