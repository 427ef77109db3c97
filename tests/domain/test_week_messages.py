"""What a button about a week carries is read back, and nothing else is."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.week_messages import WeekMessage, WeekMessageKind

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


@given(st.lists(st.integers(0, 2**31 - 1), max_size=4), st.sampled_from(WeekMessageKind), DAYS)
def test_a_button_carries_what_it_was_given(ids: list[int], kind: WeekMessageKind, on: date) -> None:
    week_message = WeekMessage(kind, on)
    assert WeekMessage.read(week_message.value(*ids)) == (ids, week_message)


@given(st.text(max_size=60))
def test_a_made_up_button_is_refused_as_a_value(value: str) -> None:
    try:
        ids, week_message = WeekMessage.read(value)
    except ValueError:
        return
    assert all(0 <= number < 2**31 for number in ids)
    assert isinstance(week_message.on, date)
