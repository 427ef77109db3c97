"""What an act leaves behind, one step at a time: with whom, somebody new, when to follow up, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy.orm import Session

from bot.domain.contacts import Details
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.preparations import CameOfIt
from bot.services import after_add, checkins, contacts, follow_ups, weeks
from tests.people import Person, make_person

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
TUESDAY = FRIDAY + timedelta(days=4)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def added(session: Session, me: Person) -> int:
    """One coffee chat, added by one click."""
    checkins.add_one(session, me.actor, me.program.id, me.coffee, week_on=MONDAY, newest=0, now=NOW)
    return checkins.log(session, me.actor)[0].checkin_id


def just_added(session: Session, me: Person, *, now: datetime = NOW) -> object:
    found = weeks.load(session, on=MONDAY, member_ids=[me.member.id], now=now)
    return found[me.member.id].sections[0].just_added


def test_what_was_added_by_one_click_asks_for_a_while(session: Session, me: Person, added: int) -> None:
    shown = just_added(session, me)
    assert (shown.checkin_id, shown.activity, shown.with_whom) == (added, "Coffee chat", "")  # type: ignore[attr-defined]
    assert just_added(session, me, now=NOW + timedelta(hours=13)) is None
    checkins.undo(session, me.actor, added, now=NOW)
    assert just_added(session, me) is None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_each_step_is_kept_and_the_follow_up_is_with_the_new_person(
    session: Session, me: Person, added: int, order: tuple[int, ...]
) -> None:
    steps: list[Callable[[], None]] = [
        lambda: after_add.say_whom(session, me.actor, added, "Grace", now=NOW),
        lambda: after_add.add_new_contact(session, me.actor, added, "Ana Ruiz, Stripe", now=NOW),
        lambda: after_add.plan_follow_up(session, me.actor, added, due_on=TUESDAY, note="", now=NOW),
    ]
    for number in order:
        steps[number]()
    (entry,) = checkins.log(session, me.actor)
    assert (entry.act.with_whom, entry.act.new_contacts) == ("Grace", ("Ana Ruiz, Stripe",))
    (step,) = follow_ups.open_ones(session, me.actor)
    assert (step.whom, step.due_on) == ("Ana Ruiz", TUESDAY)
    (contact,) = contacts.everybody(session, me.actor)
    assert (contact.details, contact.next_on) == (Details("Ana Ruiz", "Stripe"), TUESDAY)


def test_what_came_of_it_stands_beside_what_was_noted_and_sent_again_changes_nothing(
    session: Session, me: Person, added: int
) -> None:
    after_add.came_of_it(session, me.actor, added, CameOfIt(("Ana",), "OpenAI, Stripe", "Begin small"), now=NOW)
    for _ in range(2):
        more = CameOfIt(("Ana", "Bo"), "AI", "Begin", "Shorter")  # parts of the words before are words of their own
        after_add.came_of_it(session, me.actor, added, more, now=NOW)
    (entry,) = checkins.log(session, me.actor)
    assert entry.act.new_contacts == ("Ana", "Bo")
    assert (entry.act.companies, entry.act.advice.splitlines()) == (
        "OpenAI, Stripe, AI",
        ["Begin small", "Begin", "On my résumé: Shorter"],
    )
    assert len(contacts.everybody(session, me.actor)) == 2


def test_somebody_of_the_book_was_in_touch_and_is_followed_up(session: Session, me: Person, added: int) -> None:
    contact_id = contacts.add(session, me.actor, Details("Bo Berg"), now=NOW)
    after_add.say_whom(session, me.actor, added, "bo berg", now=NOW)
    after_add.plan_follow_up(session, me.actor, added, due_on=TUESDAY, note="call", now=NOW)
    assert [one.contact_id for one in follow_ups.open_ones(session, me.actor)] == [contact_id]
    assert contacts.contact(session, me.actor, contact_id).last_in_touch_on == FRIDAY


def test_what_cannot_be_used_names_its_field(session: Session, me: Person, added: int) -> None:
    tries: dict[str, Callable[[], None]] = {
        "with_whom": lambda: after_add.say_whom(session, me.actor, added, "x" * 201, now=NOW),
        "new_contacts": lambda: after_add.add_new_contact(session, me.actor, added, " ", now=NOW),
        "follow_up_on": lambda: after_add.plan_follow_up(session, me.actor, added, due_on=FRIDAY, note="", now=NOW),
        "follow_up_note": lambda: after_add.plan_follow_up(
            session, me.actor, added, due_on=TUESDAY, note="x" * 1001, now=NOW
        ),
    }
    for field, attempt in tries.items():
        with pytest.raises(InvalidInputError) as raised:
            attempt()
        assert raised.value.field == field


def test_nobody_says_it_of_another_persons_act_nor_of_one_undone(session: Session, me: Person, added: int) -> None:
    other = make_person(session, me.program)
    checkins.undo(session, me.actor, added, now=NOW)
    for actor in (other.actor, me.actor):
        with pytest.raises(NotFoundError):
            after_add.say_whom(session, actor, added, "Grace", now=NOW)
        with pytest.raises(NotFoundError):
            after_add.add_new_contact(session, actor, added, "Grace", now=NOW)
        with pytest.raises(NotFoundError):
            after_add.plan_follow_up(session, actor, added, due_on=TUESDAY, note="", now=NOW)
