"""Days of follow-ups: which are offered, and which can be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.errors import InvalidInputError
from bot.domain.follow_ups import checked_day, other_days

TODAY = date(2026, 12, 30)


def test_three_days_to_come_are_offered() -> None:
    assert other_days(TODAY) == [date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 6)]


@pytest.mark.parametrize("days", [1, 365])
def test_a_day_lies_ahead_within_a_year(days: int) -> None:
    assert checked_day(TODAY + timedelta(days=days), today=TODAY, field="x") == TODAY + timedelta(days=days)


@pytest.mark.parametrize("on", [None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=366)])
def test_any_other_is_refused(on: date | None) -> None:
    with pytest.raises(InvalidInputError) as raised:
        checked_day(on, today=TODAY, field="x")
    assert raised.value.field == "x"
