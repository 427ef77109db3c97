"""How often somebody would like a buddy: their rounds come so often, and between them nobody misses them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Participant, Program, Round, Waiting
from bot.domain.digests import ItemKind
from bot.domain.participants import NotPaired
from bot.domain.progress import Share
from bot.domain.say import Say
from bot.domain.states import Frequency, RoundState, WaitingWhy
from bot.services import digests, participants, programs, rounds, say
from bot.services.conditions import sits_out
from bot.services.rounds import inactivity, latecomers
from bot.services.rounds.groups import groups_of
from tests.factories import LONG_AGO, make_participant, make_program, make_round
from tests.people import Person, make_person

MONDAY = date(2026, 3, 2)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, starts_on=MONDAY, round_weeks=2)


def live(session: Session, program: Program, number: int) -> datetime:
    """The n-th round begins, and its introductions go out; when."""
    at = START + (number - 1) * timedelta(weeks=program.round_weeks)
    rounds.start(session, program_id=program.id, on=at.date(), now=at)
    of_round = session.scalars(select(Round).where(Round.number == number)).one()
    for group, _ in groups_of(session, of_round.id):
        assert rounds.introduce(session, group.id, now=at)
    session.flush()
    return at


def has_buddy(session: Session, person: Person, number: int) -> bool:
    mine = (
        select(GroupMember.id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.number == number, GroupMember.participant_id == person.participant.id)
    )
    return session.scalar(mine) is not None


def wants(session: Session, person: Person, frequency: Frequency, *, now: datetime = START) -> None:
    say.write_say(session, person.actor, person.program.id, Say(person.program.id, "", frequency=frequency), now=now)


@pytest.mark.parametrize(
    ("frequency", "weeks", "theirs"),
    [
        (Frequency.EVERY_ROUND, 2, [1, 2, 3, 4, 5]),
        (Frequency.EVERY_SECOND, 2, [1, 3, 5]),
        (Frequency.EVERY_SECOND, 1, [1, 3, 5]),
        (Frequency.MONTHLY, 1, [1, 5]),
        (Frequency.MONTHLY, 2, [1, 3, 5]),
        (Frequency.MONTHLY, 3, [1, 3, 5]),
        (Frequency.MONTHLY, 4, [1, 2, 3, 4, 5]),
    ],
)
def test_their_rounds_come_so_often(session: Session, frequency: Frequency, weeks: int, theirs: list[int]) -> None:
    program = make_program(session, starts_on=MONDAY, round_weeks=weeks)
    seldom, *others = [make_person(session, program) for _ in range(6)]
    wants(session, seldom, frequency)
    for number in range(1, 6):
        live(session, program, number)
    assert [number for number in range(1, 6) if has_buddy(session, seldom, number)] == theirs
    assert all(has_buddy(session, other, number) for other in others for number in range(1, 6))


def test_who_was_left_over_in_their_round_is_in_the_next(session: Session, program: Program) -> None:
    seldom = make_person(session, program)
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)  # alone: nobody to meet
    make_person(session, program)
    live(session, program, 2)
    assert has_buddy(session, seldom, 2)


def test_between_their_rounds_nobody_waits_or_is_told_and_home_says_when_it_goes_on(
    session: Session, program: Program
) -> None:
    seldom, *_ = [make_person(session, program) for _ in range(5)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    now = live(session, program, 2) + timedelta(days=2)
    assert session.scalars(select(Waiting).where(Waiting.participant_id == seldom.participant.id)).all() == []
    (home,) = rounds.home_round(session, seldom.actor, now=now)
    assert (home.unpaired, home.next_round_on) == (None, MONDAY + timedelta(weeks=4))
    said = say.own_say(session, seldom.actor, program.id, now=now)
    assert said.own_round_on == MONDAY + timedelta(weeks=4)
    assert rounds.match_unplaced(session, _running(session).id, now=now) == 0
    assert not has_buddy(session, seldom, 2)


def test_in_their_round_friday_says_which_is_the_next(session: Session, program: Program) -> None:
    seldom, *_ = [make_person(session, program) for _ in range(4)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    friday = MONDAY + timedelta(days=11)
    told = rounds.fridays(session, [seldom.participant.id], on=friday)[seldom.participant.id]
    assert (told.next_round_on, told.own_round_on) == (MONDAY + timedelta(weeks=2), MONDAY + timedelta(weeks=4))
    between = rounds.fridays(session, [seldom.participant.id], on=friday + timedelta(weeks=2))
    assert seldom.participant.id not in between or between[seldom.participant.id].group_id is None


def _running(session: Session) -> Round:
    return session.scalars(select(Round).where(Round.state == RoundState.RUNNING)).one()


def test_no_tick_looks_after_a_round_for_somebody_who_sits_it_out(session: Session, program: Program) -> None:
    seldom, skips, *_ = [make_person(session, program) for _ in range(6)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    skips.participant.skips_round = 2
    now = live(session, program, 2)
    assert latecomers.UNPLACED.ask(session, now=now + timedelta(days=1)).all() == []
    wants(session, seldom, Frequency.EVERY_ROUND, now=now)
    assert len(latecomers.UNPLACED.ask(session, now=now + timedelta(days=1)).all()) == 1


def test_who_wishes_for_more_buddies_comes_into_the_round_that_runs_as_one_who_came_back(
    session: Session, program: Program
) -> None:
    seldom, *_ = [make_person(session, program) for _ in range(5)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    now = live(session, program, 2)
    wants(session, seldom, Frequency.EVERY_ROUND, now=now)
    rounds.match_unplaced(session, _running(session).id, now=now + timedelta(hours=1))
    (waiting,) = session.scalars(select(Waiting))
    assert (waiting.participant_id, waiting.why) == (seldom.participant.id, WaitingWhy.CAME_BACK)


@pytest.mark.parametrize("frequency", Frequency)
@pytest.mark.parametrize("weeks", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("last", [None, 1, 2, 3, 5])
def test_the_query_says_what_the_rule_says(
    session: Session, frequency: Frequency, weeks: int, last: int | None
) -> None:
    program = make_program(session, round_weeks=weeks)
    participant = make_participant(session, program, frequency=frequency, last_round=last)
    make_round(session, program, number=4)
    found = session.scalars(
        select(Participant.id)
        .join(Program, Program.id == Participant.program_id)
        .join(Round, Round.program_id == Program.id)
        .where(sits_out())
    ).all()
    assert bool(found) is participants.sits_out(program, participant, round_number=4)
    why = participants.why_not_paired(
        program, participant, make_person(session, program).member, round_number=4, on=MONDAY
    )
    assert (why is NotPaired.BY_FREQUENCY) is bool(found)


def test_organizers_do_not_miss_them(session: Session, program: Program) -> None:
    seldom, skips, *_ = [make_person(session, program) for _ in range(6)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    skips.participant.skips_round = 2
    now = live(session, program, 2) + timedelta(weeks=1)
    told = digests.digest(session, program.id, week_on=MONDAY + timedelta(weeks=2), now=now)
    assert told.paired == Share(4, 4)
    assert ItemKind.WAITING not in {item.kind for item in told.items}
    before = digests.digest(session, program.id, week_on=MONDAY, now=now)
    assert before.paired == Share(6, 6)


@pytest.mark.parametrize(
    ("frequency", "weeks", "asked"),
    [
        (Frequency.EVERY_ROUND, 7, True),
        (Frequency.EVERY_SECOND, 7, False),
        (Frequency.MONTHLY, 11, False),
        (Frequency.MONTHLY, 13, True),
    ],
)
def test_silence_between_their_rounds_is_no_inactivity(
    session: Session, program: Program, frequency: Frequency, weeks: int, *, asked: bool
) -> None:
    one = make_participant(
        session, program, frequency=frequency, last_round=1, joined_at=LONG_AGO, state_changed_at=LONG_AGO
    )
    one.last_active_at = START
    make_round(session, program, number=1, state=RoundState.RUNNING)
    found = inactivity.QUESTIONS.ask(session, now=START + timedelta(weeks=weeks)).all()
    assert bool(found) is asked


def test_a_program_that_ends_before_their_round_says_so(session: Session, program: Program) -> None:
    seldom, *_ = [make_person(session, program) for _ in range(4)]
    wants(session, seldom, Frequency.EVERY_SECOND)
    live(session, program, 1)
    now = live(session, program, 2)
    program.ends_on = MONDAY + timedelta(weeks=4, days=-3)
    assert programs.dates_of(session, program).last_on == program.ends_on
    assert say.own_say(session, seldom.actor, program.id, now=now).own_round_on is None
