"""Rules of mentor pairs: how long, when both are asked to go on, figures that add up, who is asked first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mentor_pairs import asks_to_go_on, figures, in_order, last_day

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


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_what_became_of_pairs_adds_up_to_those_that_were_introduced(pairs: list[tuple[bool, bool]]) -> None:
    found = figures(pairs)
    assert found.running + found.ended == found.talked + found.silent == found.introduced == len(pairs)


def test_who_is_near_comes_first_then_who_has_fewer_mentees_then_who_suits_best() -> None:
    assert in_order({3: 9}, {}, [1, 2, 3]) == [3, 1, 2]
    assert in_order({}, {1: 1}, [1, 2, 3]) == [2, 3, 1]
    assert in_order({2: 5, 3: 7}, {3: 2}, [1, 2, 3]) == [3, 2, 1]
