"""Asks: who may post, read, renew and settle one, how long it is open, and what others see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Ask, Help, Member
from bot.domain.asks import LASTS, STAYS_SHOWN, AskKind, Audience, Draft, OpenAsk
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError, NotInProgramError
from bot.domain.states import ParticipantState, ProgramState
from bot.services import asks, asks_of_others, balances, helps, privacy, summaries
from bot.services.rounds.introductions import describe
from bot.services.rounds.people import persons
from tests.factories import make_ask, make_do_not_pair, make_offer
from tests.people import Person, make_person, pair
from tests.services.counting import statements

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday
PAYROLL = Draft(AskKind.ADVICE, "Half an hour with somebody who does payroll", company="Nordbank")


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def other(session: Session, me: Person) -> Person:
    return make_person(session, me.program)


def post(session: Session, me: Person, **changes: object) -> int:
    return asks.post(session, me.actor, me.program.id, replace(PAYROLL, **changes), now=NOW)  # type: ignore[arg-type]


def read_by(session: Session, person: Person, *, now: datetime = NOW) -> list[str]:
    return [ask.text for ask in asks_of_others.others(session, person.actor, now=now).asks]


def test_the_people_of_the_program_read_it_and_nobody_else(session: Session, me: Person, other: Person) -> None:
    post(session, me)
    (seen,) = asks_of_others.others(session, other.actor, now=NOW).asks
    assert (seen.text, seen.company, seen.asked_by) == (PAYROLL.text, "Nordbank", me.member.slack_user_id)
    assert not read_by(session, me)
    stranger = make_person(session)
    assert not read_by(session, stranger)
    with pytest.raises(NotFoundError):
        asks.post(session, stranger.actor, me.program.id, PAYROLL, now=NOW)


def test_one_for_those_whom_kith_asks_stands_in_no_list(session: Session, me: Person, other: Person) -> None:
    post(session, me, audience=Audience.ASKED, in_summary=True)
    assert not read_by(session, other)
    assert not asks_of_others.in_summary(session, me.program.id, now=NOW, limit=5)
    assert [one.audience for one in asks.mine(session, [me.member.id], now=NOW)[me.member.id]] == [Audience.ASKED]


def test_five_are_open_at_a_time(session: Session, me: Person) -> None:
    first, *_ = [post(session, me) for _ in range(5)]
    with pytest.raises(InvalidInputError, match="Take one back first"):
        post(session, me)
    asks.withdraw(session, me.actor, first, now=NOW)
    post(session, me)


def test_it_lapses_after_two_weeks_and_is_renewed_by_its_author(session: Session, me: Person, other: Person) -> None:
    ask_id = post(session, me)
    assert not asks.lapsing(session, [me.member.id], now=NOW + timedelta(days=6))
    (soon,) = asks.lapsing(session, [me.member.id], now=NOW + timedelta(days=7))[me.member.id]
    assert (soon.ask_id, soon.lapses_at) == (ask_id, NOW + LASTS)
    assert not read_by(session, other, now=NOW + LASTS)
    (lapsed,) = asks.mine(session, [me.member.id], now=NOW + LASTS)[me.member.id]
    assert not lapsed.is_open
    with pytest.raises(NotFoundError):
        asks.renew(session, other.actor, ask_id, now=NOW + LASTS)
    asks.renew(session, me.actor, ask_id, now=NOW + LASTS)
    assert read_by(session, other, now=NOW + LASTS) == [PAYROLL.text]
    with pytest.raises(ClosedError):
        asks.renew(session, me.actor, ask_id, now=NOW + 2 * LASTS + STAYS_SHOWN)


def test_it_is_done_when_its_author_says_so_and_counts_for_who_helped(
    session: Session, me: Person, other: Person
) -> None:
    third = make_person(session, me.program)
    ask_id = post(session, me)
    useful, other_help = (helps.can_help(session, one.actor, ask_id, now=NOW).help_id for one in (other, third))
    with pytest.raises(NotFoundError):
        asks.done(session, other.actor, ask_id, [useful], now=NOW)
    assert balances.balance(session, other.actor, now=NOW).promised == 1
    (helper,) = asks.done(session, me.actor, ask_id, [useful, 99_999], now=NOW)
    assert (helper.help_id, helper.slack_user_id) == (useful, other.member.slack_user_id)
    assert session.get_one(Help, other_help).done_at is None
    given, received = (balances.balance(session, one.actor, now=NOW) for one in (other, me))
    assert (given.given, given.promised, received.received) == (1, 0, 1)
    assert helps.helper_to_thank(session, me.actor, useful) == (other.member, me.program.id)
    with pytest.raises(NotFoundError):
        helps.helper_to_thank(session, third.actor, useful)
    assert not read_by(session, other)
    with pytest.raises(ClosedError):
        asks.withdraw(session, me.actor, ask_id, now=NOW)


def test_help_of_somebody_else_s_ask_is_not_settled_with_ones_own(session: Session, me: Person, other: Person) -> None:
    theirs = post(session, other)
    help_id = helps.can_help(session, me.actor, theirs, now=NOW).help_id
    assert asks.done(session, me.actor, post(session, me), [help_id], now=NOW) == []
    assert session.get_one(Help, help_id).done_at is None


def test_people_kept_apart_read_nothing_of_each_other(session: Session, me: Person, other: Person) -> None:
    ask_id = post(session, me)
    make_do_not_pair(session, other.member.id, me.member.id)
    assert not read_by(session, other)
    with pytest.raises(NotFoundError):
        helps.can_help(session, other.actor, ask_id, now=NOW)
    post(session, other)
    assert not read_by(session, me)


@pytest.mark.parametrize("gone", ["author left", "author gone", "program ended", "withdrawn"])
def test_nothing_is_read_of_what_is_over(session: Session, me: Person, other: Person, gone: str) -> None:
    ask_id = post(session, me, in_summary=True)
    assert len(asks_of_others.in_summary(session, me.program.id, now=NOW, limit=5)) == 1
    if gone == "author left":
        me.participant.state = ParticipantState.LEFT
    elif gone == "author gone":
        me.member.deactivated_at = NOW
    elif gone == "program ended":
        me.program.state = ProgramState.ENDED
    else:
        asks.withdraw(session, me.actor, ask_id, now=NOW)
    session.flush()
    assert not read_by(session, other)
    with pytest.raises(ClosedError):
        helps.can_help(session, other.actor, ask_id, now=NOW)
    if gone != "program ended":
        assert not asks_of_others.in_summary(session, me.program.id, now=NOW, limit=5)


def test_a_stranger_who_reads_it_in_the_channel_is_told_how_to_take_part(session: Session, me: Person) -> None:
    ask_id = post(session, me)
    with pytest.raises(NotInProgramError):
        helps.can_help(session, make_person(session).actor, ask_id, now=NOW)


def test_ten_are_listed_at_a_time_the_newest_first(session: Session, me: Person, other: Person) -> None:
    for number in range(12):
        make_ask(session, me.participant, text=f"Number {number}", created_at=NOW + timedelta(minutes=number))
    first, second = (asks_of_others.others(session, other.actor, page=page, now=NOW) for page in (0, 1))
    assert [one.text for one in first.asks][:2] == ["Number 11", "Number 10"]
    assert (len(first.asks), first.has_more, len(second.asks), second.has_more) == (10, True, 2, False)


def test_as_many_queries_for_forty_asks_as_for_four(session: Session, me: Person, other: Person) -> None:
    def count(number: int) -> int:
        for _ in range(number):
            make_ask(session, make_person(session, me.program).participant, other.participant)
        session.expunge_all()
        with statements(session) as seen:
            asks_of_others.others(session, other.actor, now=NOW)
            asks.mine(session, [me.member.id, other.member.id], now=NOW)
        return len(seen)

    assert count(4) == count(36)


def test_digest_and_summary_count_asks_by_the_day_they_were_posted_and_help_by_the_day_it_was_done(
    session: Session, me: Person, other: Person
) -> None:
    ask_id = post(session, me, in_summary=True)
    help_id = helps.can_help(session, other.actor, ask_id, now=NOW).help_id
    monday = NOW.date() - timedelta(days=2)
    told = summaries.summary(session, me.program.id, week_on=monday, now=NOW)
    assert (told.give_and_ask.asks, told.give_and_ask.helps, told.is_quiet) == (1, 0, True)
    assert [one.text for one in told.asks] == [PAYROLL.text]
    asks.done(session, me.actor, ask_id, [help_id], now=NOW + timedelta(days=7))
    weeks = [summaries.summary(session, me.program.id, week_on=on, now=NOW) for on in (monday, monday + LASTS / 2)]
    assert [(one.give_and_ask.asks, one.give_and_ask.helps) for one in weeks] == [(1, 0), (0, 1)]
    assert not weeks[0].asks


def test_erasing_takes_the_words_and_leaves_the_count(session: Session, me: Person, other: Person) -> None:
    ask_id = post(session, me)
    helps.can_help(session, other.actor, ask_id, now=NOW)
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(Ask)).all() == []
    (left,) = session.scalars(select(Help)).all()
    assert (left.receiver_id, left.ask_id, left.member_id) == (None, None, other.member.id)
    privacy.erase(session, other.actor, now=NOW)
    session.refresh(left)
    assert left.member_id is None


def test_what_others_read_is_no_row(session: Session, me: Person, other: Person) -> None:
    ask = make_ask(session, me.participant, other.participant)
    assert asks_of_others.read(session, other.actor, [ask.id]) == [
        OpenAsk(
            ask.id,
            me.program.id,
            me.program.name,
            ask.kind,
            ask.text,
            "",
            session.get_one(Member, me.member.id).slack_user_id,
            helps=True,
        )
    ]


def test_an_introduction_has_what_both_ask_for_and_offer_in_the_room(
    session: Session, me: Person, other: Person
) -> None:
    me.member.asks = "A look at my portfolio"
    post(session, me)
    post(session, me, text="Only for a few", audience=Audience.ASKED)
    make_offer(session, other.participant, "I do payroll in a hospital")
    make_offer(session, other.participant, "Not now", is_on=False)
    group = pair(session, me, other, starts_on=NOW.date() - timedelta(days=2))
    one, two = describe(session, group.id, now=NOW).buddies
    assert (one.asks, two.offers) == (f"{PAYROLL.text}\nA look at my portfolio", "I do payroll in a hospital")
    asker, helper = persons(
        session, [(one.participant, one.member) for one in (me, other)], on=NOW.date(), round_number=1
    )
    assert asker.asks & helper.offers
