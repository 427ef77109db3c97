"""Sharing: with whom, how often, what it counts as, and when it is passed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Help, HelpQuestion, Share
from bot.domain.asks import Audience
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.helps import HelpKind
from bot.domain.mentor_pairs import Closed
from bot.domain.sharing import Draft, Recipient, Way
from bot.domain.states import ParticipantState, ProgramState
from bot.services import export, privacy, sharing
from tests.factories import make_ask, make_do_not_pair, make_group, make_mentor_pair, make_round
from tests.people import Person, make_person

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
LINK = "https://example.org/a"


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def buddy(session: Session, me: Person) -> Person:
    person = make_person(session, me.program, name="Ben")
    make_group(session, make_round(session, me.program), me.participant, person.participant)
    return person


def to(session: Session, me: Person) -> list[Recipient]:
    return sharing.recipients(session, me.actor, now=NOW)


def people(session: Session, me: Person) -> list[tuple[int, Way]]:
    return [(one.member_id, one.way) for one in to(session, me) if one.way is not Way.CHANNEL]


def shares(session: Session, me: Person, *values: str, now: datetime = NOW, words: str = "") -> list[Recipient]:
    return sharing.share(session, me.actor, Draft(LINK, words, values), now=now)


def with_(person: Person) -> str:
    return f"{person.program.id}:{person.member.id}"


def channel(person: Person) -> str:
    return f"{person.program.id}:0"


def refused(session: Session, me: Person, *values: str, now: datetime = NOW) -> str:
    with pytest.raises(InvalidInputError) as error:
        shares(session, me, *values, now=now)
    return error.value.field


def helps(session: Session, me: Person, giver: Person, receiver: Person, **values: object) -> None:
    defaults = {"kind": HelpKind.ASKED_FOR, "given_at": NOW - timedelta(days=9)}
    ids = {"member_id": giver.member.id, "receiver_id": receiver.member.id}
    session.add(Help(program_id=me.program.id, **{**ids, **defaults, **values}))
    session.flush()


def test_one_shares_with_a_mentor_and_a_mentee_while_the_pair_runs(session: Session, me: Person) -> None:
    mentor, mentee, asked = (make_person(session, me.program) for _ in range(3))
    runs = {"starts_on": NOW.date(), "ends_on": NOW.date(), "introduced_at": NOW}
    mine = make_mentor_pair(session, me.participant, mentor.participant, **runs)
    make_mentor_pair(session, mentee.participant, me.participant, **runs)
    make_mentor_pair(session, asked.participant, me.participant)
    assert people(session, me) == [(mentor.member.id, Way.MENTOR), (mentee.member.id, Way.MENTEE)]
    mine.closed_at, mine.closed = NOW, Closed.AS_PLANNED
    session.flush()
    assert people(session, me) == [(mentee.member.id, Way.MENTEE)]


def test_one_shares_with_buddies_with_who_asks_and_with_who_helps_or_is_helped(
    session: Session, me: Person, buddy: Person
) -> None:
    asker, helper, helped, other = (make_person(session, me.program) for _ in range(4))
    make_ask(session, asker.participant)
    helps(session, me, helper, me)
    helps(session, me, me, helped)
    helps(session, me, other, me, given_at=NOW - timedelta(weeks=9))
    helps(session, me, other, me, kind=HelpKind.SHARED)
    assert people(session, me) == [
        (buddy.member.id, Way.BUDDY),
        (asker.member.id, Way.ASKER),
        (helper.member.id, Way.HELPER),
        (helped.member.id, Way.HELPED),
    ]
    last = to(session, me)[-1]
    assert (last.way, last.slack_channel_id) == (Way.CHANNEL, me.program.slack_channel_id)


def test_an_ask_that_few_read_shows_its_author_to_those_alone(session: Session, me: Person) -> None:
    asker = make_person(session, me.program)
    ask = make_ask(session, asker.participant, audience=Audience.ASKED)
    make_ask(session, make_person(session, me.program).participant, lapses_at=NOW)
    make_ask(session, make_person(session).participant)
    assert people(session, me) == []
    session.add(HelpQuestion(ask_id=ask.id, member_id=me.member.id, week_on=NOW.date(), asked_at=NOW))
    session.flush()
    assert people(session, me) == [(asker.member.id, Way.ASKER)]


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_nobody_is_offered_whom_one_of_both_does_not_want(
    session: Session, me: Person, buddy: Person, whose: str
) -> None:
    ids = (me.member.id, buddy.member.id)
    make_do_not_pair(session, *(ids if whose == "mine" else ids[::-1]))
    assert people(session, me) == []
    assert refused(session, me, with_(buddy)) == "to"


def test_who_left_or_cannot_be_written_to_is_not_offered(session: Session, me: Person, buddy: Person) -> None:
    buddy.member.deactivated_at = NOW
    session.flush()
    assert people(session, me) == []
    buddy.member.deactivated_at, buddy.participant.state = None, ParticipantState.LEFT
    session.flush()
    assert people(session, me) == []


def test_it_counts_as_given_to_each_and_waits_for_people_alone(session: Session, me: Person, buddy: Person) -> None:
    done = shares(session, me, with_(buddy), channel(me), words="the *fourth* page")
    assert [one.way for one in done] == [Way.BUDDY, Way.CHANNEL]
    rows = session.scalars(select(Help).order_by(Help.id)).all()
    assert [(one.kind, one.member_id, one.receiver_id, one.done_at) for one in rows] == [
        (HelpKind.SHARED, me.member.id, buddy.member.id, NOW),
        (HelpKind.SHARED, me.member.id, None, NOW),
    ]
    (waits,) = session.scalars(select(Share))
    assert (waits.receiver_id, waits.link, waits.words) == (buddy.member.id, LINK, "the *fourth* page")
    assert LINK in str(export.my_data(session, me.actor)["shares"])
    found = sharing.to_pass_on(session, waits.id)
    assert found is not None
    assert (found[0].author, found[0].link) == (me.member.slack_user_id, LINK)
    assert sharing.to_pass_on(session, waits.id) is None


def test_six_a_day_and_one_of_them_in_a_channel(session: Session, me: Person, buddy: Person) -> None:
    shares(session, me, channel(me))
    assert refused(session, me, channel(me)) == "to"
    for _ in range(5):
        shares(session, me, with_(buddy))
    assert refused(session, me, with_(buddy)) == "to"
    shares(session, me, with_(buddy), channel(me), now=NOW + timedelta(days=1, seconds=1))


def test_what_is_not_on_the_list_goes_to_nobody(session: Session, me: Person, buddy: Person) -> None:
    stranger = make_person(session)
    for values in ((), ("x",), (with_(stranger),), (with_(buddy), with_(stranger)), (channel(stranger),), (with_(me),)):
        assert refused(session, me, *values) == "to"
    assert session.scalars(select(Help)).all() == []


def test_who_is_in_no_program_that_runs_shares_nothing(session: Session, me: Person) -> None:
    me.program.state = ProgramState.PAUSED
    session.flush()
    with pytest.raises(NoProgramError):
        to(session, me)


def test_what_waits_is_dropped_where_either_does_not_want_the_other_by_then(
    session: Session, me: Person, buddy: Person
) -> None:
    shares(session, me, with_(buddy))
    make_do_not_pair(session, buddy.member.id, me.member.id)
    (waits,) = session.scalars(select(Share))
    assert sharing.to_pass_on(session, waits.id) is None
    assert session.scalars(select(Share)).all() == []


@pytest.mark.parametrize("who", ["author", "receiver"])
def test_what_waits_goes_with_the_data_of_either(session: Session, me: Person, buddy: Person, who: str) -> None:
    shares(session, me, with_(buddy))
    privacy.erase(session, (me if who == "author" else buddy).actor, now=NOW)
    assert session.scalars(select(Share)).all() == []
