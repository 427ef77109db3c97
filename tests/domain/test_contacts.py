"""A line becomes somebody, two notes are one person or two, and what a search finds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contacts import (
    Contact,
    Details,
    Only,
    Search,
    checked,
    is_found,
    may_be_same,
    merged,
    read_line,
    read_lines,
)
from bot.domain.errors import InvalidInputError

TODAY = date(2026, 3, 20)
ANA = Details("Ana Ruiz", "Stripe", "payments", notes="likes chess")


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ana Ruiz", Details("Ana Ruiz")),
        ("  - Ana   Ruiz , Stripe", Details("Ana Ruiz", "Stripe")),
        ("3. Ana Ruiz; Stripe; payments; fraud", Details("Ana Ruiz", "Stripe", "payments, fraud")),
        ("Ana Ruiz\tStripe", Details("Ana Ruiz", "Stripe")),
        ("Ana Ruiz from Stripe", Details("Ana Ruiz", "Stripe")),
        ("Bo at Bank of America", Details("Bo", "Bank of America")),
        ("Zoë 🦊", Details("Zoë 🦊")),
    ],
)
def test_a_line_is_name_organisation_and_what_they_work_on(line: str, person: Details) -> None:
    assert read_line(line) == person


@pytest.mark.parametrize("line", ["123", ", Stripe", "🦊", "x" * 201])
def test_a_line_without_a_usable_name_is_nobody(line: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_line(line)
    assert raised.value.field == "name"


def test_a_wrong_line_is_named_by_its_number_and_the_rest_is_kept() -> None:
    found = read_lines("Ana Ruiz, Stripe\n\n???\nBo")
    assert [one.name for one in found.people] == ["Ana Ruiz", "Bo"]
    assert [number for number, _ in found.wrong] == [3]


@pytest.mark.parametrize("written", ["", " \n ", "\n".join(["Ana"] * 31)])
def test_no_line_and_too_many_are_said(written: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_lines(written)
    assert raised.value.field == "lines"


@given(st.text())
def test_any_line_is_somebody_or_named_as_wrong(line: str) -> None:
    try:
        found = read_line(line)
    except InvalidInputError:
        return
    assert found == checked(found)
    assert found.name


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Details("ana  RUIZ", "stripe"), True),
        (Details("Ana Ruiz"), True),
        (Details("Ana Ruiz", "Adyen"), False),
        (Details("Ana", "Stripe"), False),
    ],
)
def test_who_may_be_the_same_person(other: Details, *, same: bool) -> None:
    assert may_be_same(ANA, other) is same
    assert may_be_same(other, ANA) is same


def test_of_two_notes_nothing_is_lost() -> None:
    more = Details("ana ruiz", "Stripe Inc", "fraud", "Bo", "met at PyCon")
    assert merged(ANA, more) == Details(
        "Ana Ruiz", "Stripe", "payments", "Bo", "likes chess\nmet at PyCon\nAlso: Stripe Inc, fraud"
    )
    assert merged(ANA, ANA) == ANA


@pytest.mark.parametrize("words", ["ana", "RUI", "strip", "chess", "ana paym", ""])
def test_a_part_of_anything_noted_finds_somebody(words: str) -> None:
    assert is_found(Contact(1, ANA), Search(words), today=TODAY)


def test_other_words_do_not() -> None:
    assert not is_found(Contact(1, ANA), Search("ana adyen"), today=TODAY)


@pytest.mark.parametrize(
    ("only", "last", "added", "found"),
    [
        (Only.QUIET, date(2026, 1, 19), date(2026, 1, 1), True),
        (Only.QUIET, date(2026, 1, 20), date(2025, 1, 1), False),
        (Only.QUIET, None, date(2026, 1, 19), True),
        (Only.QUIET, None, date(2026, 3, 1), False),
        (Only.NEW, None, date(2026, 3, 1), True),
        (Only.NEW, None, date(2026, 2, 28), False),
    ],
)
def test_quiet_is_two_months_and_new_is_this_month(only: Only, last: date | None, added: date, *, found: bool) -> None:
    contact = Contact(1, ANA, last_in_touch_on=last, added_on=added)
    assert is_found(contact, Search(only=only), today=TODAY) is found


@given(st.text(max_size=100), st.sampled_from(Only), st.integers(0, 999))
def test_a_search_is_remembered_as_it_was(words: str, only: Only, page: int) -> None:
    assert Search.read(Search(words, only, page).value()) == Search(words, only, page)


@given(st.text())
def test_anything_else_that_is_remembered_means_everybody(value: str) -> None:
    assert isinstance(Search.read(value), Search)
