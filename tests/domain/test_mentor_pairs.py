"""Rules of mentor pairs: how long they last, and when both are asked to go on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.mentor_pairs import asks_to_go_on, last_day

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(("weeks", "last_days"), [(2, 7), (4, 7), (6, 10), (8, 14), (26, 14)])
def test_both_are_asked_whether_they_go_on_in_the_last_quarter_a_week_or_two_before_the_end(
    weeks: int, last_days: int
) -> None:
    ends_on = last_day(MONDAY, weeks)
    days = [MONDAY + timedelta(days=day) for day in range(7 * weeks)]
    asked = [day for day in days if asks_to_go_on(ends_on, weeks=weeks, today=day)]
    assert asked == days[-last_days:]


def test_eight_weeks_from_a_monday_end_on_a_sunday() -> None:
    assert last_day(MONDAY, 8) == date(2026, 4, 26)
