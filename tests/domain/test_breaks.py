"""Breaks are read as people write them; what cannot be meant is refused, and said."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.breaks import LONGEST, read_breaks
from bot.domain.errors import InvalidInputError
from bot.domain.programs import Break
from bot.views.times import span

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("10–12 Feb", "2027-02-10", "2027-02-12"),
        ("10-12 February", "2027-02-10", "2027-02-12"),
        ("Feb 10 to 12", "2027-02-10", "2027-02-12"),
        ("10. – 12. Feb.", "2027-02-10", "2027-02-12"),
        ("3rd to 5th May", "2027-05-03", "2027-05-05"),
        ("1 Feb 2027", "2027-02-01", "2027-02-01"),
        ("29 Nov", "2026-11-29", "2026-11-29"),
        ("28 Nov", "2027-11-28", "2027-11-28"),
        ("20 Nov – 5 Dec", "2026-11-20", "2026-12-05"),
        ("24 Dec – 2 Jan", "2026-12-24", "2027-01-02"),
        ("24 Dec – 2 Jan 2028", "2027-12-24", "2028-01-02"),
        ("Dec 24, 2026 - Jan 2, 2027", "2026-12-24", "2027-01-02"),
        ("2026-12-24 to 2027-01-02", "2026-12-24", "2027-01-02"),
        ("2026-12-24 – 2027-01-02", "2026-12-24", "2027-01-02"),
    ],
)
def test_a_break_is_read_as_people_write_it(written: str, first: str, last: str) -> None:
    (found,) = read_breaks(written, today=TODAY)
    assert (found.from_on, found.until_on) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("at Christmas", "cannot be read"),
        ("10", "cannot be read"),
        ("12/1", "cannot be read"),
        ("32 Dec", "cannot be read"),
        ("29 Feb 2027", "cannot be read"),
        ("1 Feb – 3 Feb – 5 Feb", "cannot be read"),
        ("5 Mar – 3 Mar", "ends before it begins"),
        ("2020-12-24 to 2021-01-02", "is over already"),
        ("1 Jan 2027 – 1 Jan 2037", "more than half a year"),
        ("1 Feb 2099", "more than two years away"),
        ("\n".join(["1 Feb 2027"] * 61), "At most 60 breaks"),
    ],
)
def test_what_cannot_be_meant_is_refused(written: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as caught:
        read_breaks(written, today=TODAY)
    assert caught.value.field == "breaks"


def test_a_break_that_is_over_may_stay() -> None:
    over = Break(date(2026, 8, 3), date(2026, 8, 7))
    assert read_breaks(f"{span(over.from_on, over.until_on)}\n1 Feb 2027", today=TODAY, present=[over])[0] == over


@given(st.dates(TODAY, TODAY + timedelta(days=400)), st.integers(0, LONGEST.days - 1))
def test_what_the_form_shows_is_read_again(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert read_breaks(span(first, last), today=TODAY) == (Break(first, last),)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(written: str) -> None:
    with suppress(InvalidInputError):
        read_breaks(written, today=TODAY)
