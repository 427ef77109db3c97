"""Whom to write to next: who stands on which rung, and in which order."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.contacts import QUIET_AFTER, Closeness, Contact, Details
from bot.domain.ladder import Rung, ladder, rung_of

TODAY = date(2026, 3, 6)


def one(number: int, closeness: Closeness, days: int | None, *, next_on: date | None = None) -> Contact:
    """In touch so many days ago, or never."""
    on = TODAY - timedelta(days=days) if days is not None else None
    return Contact(number, Details(f"N{number}"), closeness, on, added_on=TODAY, next_on=next_on)


def test_close_people_come_first_and_of_them_the_longest_ago() -> None:
    people = [
        one(1, Closeness.KNOWN, 30),
        one(2, Closeness.CLOSE, 3),
        one(3, Closeness.CLOSE, 20),
        one(4, Closeness.KNOWN, 400),
        one(5, Closeness.CLOSE, None),
    ]
    found = ladder(people, today=TODAY)
    assert [contact.contact_id for contact in found.current] == [3, 2, 1]
    assert [contact.contact_id for contact in found.lost] == [5, 4]


def test_new_people_and_those_with_a_next_step_stand_on_no_rung() -> None:
    people = [one(1, Closeness.NEW, 10), one(2, Closeness.CLOSE, 10, next_on=TODAY + timedelta(days=3))]
    found = ladder(people, today=TODAY)
    assert (found.current, found.lost) == ((), ())


def test_somebody_is_lost_after_two_months_or_where_nobody_noted_when_it_was() -> None:
    quiet = QUIET_AFTER.days
    rungs = [rung_of(one(1, Closeness.CLOSE, days), today=TODAY) for days in (quiet - 1, quiet, None)]
    assert rungs == [Rung.CURRENT, Rung.LOST, Rung.LOST]
