"""Events: what can be written down, when one repeats, and who goes with whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidInputError
from bot.domain.events import Draft, Repeat, checked, companies, company_at, next_start

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN = "Europe/Berlin"
TALK = Draft("Product talk", date(2026, 3, 10), time(18), BERLIN, "Café Nero")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 201}),
        ("day", {"day": None}),
        ("at", {"at": None}),
        ("day", {"day": date(2026, 3, 1)}),
        ("day", {"day": date(2027, 4, 1)}),
        ("place", {"place": "x" * 201}),
        ("until", {"until": time(17, 30)}),
        ("until", {"until": time(18)}),
    ],
)
def test_what_cannot_be_an_event_is_said_beside_its_field(field: str, change: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(replace(TALK, **change), now=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_an_end_may_be_of_the_next_day() -> None:
    assert checked(TALK, now=NOW).ends_at is None
    assert checked(replace(TALK, until=time(20)), now=NOW).ends_at == datetime(2026, 3, 10, 19, tzinfo=UTC)
    assert checked(replace(TALK, until=time(1)), now=NOW).ends_at == datetime(2026, 3, 11, 0, tzinfo=UTC)


def test_it_repeats_at_the_same_wall_time_summer_and_winter() -> None:
    start = datetime(2026, 3, 24, 17, tzinfo=UTC)  # 18:00 in Berlin, before the clocks change
    assert next_start(start, BERLIN, Repeat.WEEKLY, after=start) == datetime(2026, 3, 31, 16, tzinfo=UTC)


def test_monthly_is_the_same_weekday_of_the_month() -> None:
    start = datetime(2026, 3, 10, 17, tzinfo=UTC)  # the second Tuesday
    assert next_start(start, BERLIN, Repeat.MONTHLY, after=start) == datetime(2026, 4, 14, 16, tzinfo=UTC)


def test_a_fifth_weekday_repeats_on_the_last_one_and_stays_so() -> None:
    draft = checked(replace(TALK, day=date(2026, 3, 31), repeats=Repeat.MONTHLY), now=NOW)
    assert draft.repeats is Repeat.MONTHLY_LAST
    starts, start = [], draft.starts_at
    for _ in range(2):
        start = next_start(start, BERLIN, draft.repeats, after=start)
        starts.append(start.date())
    assert starts == [date(2026, 4, 28), date(2026, 5, 26)]


def test_after_an_outage_the_next_time_lies_ahead() -> None:
    start = datetime(2026, 3, 3, 17, tzinfo=UTC)
    found = next_start(start, BERLIN, Repeat.WEEKLY, after=start + timedelta(weeks=5))
    assert start + timedelta(weeks=5) < found <= start + timedelta(weeks=6)


@pytest.mark.parametrize(
    ("day", "from_on"),
    [(12, 10), (10, 6), (9, 6), (14, 12), (15, 13)],  # Thursday, Tuesday, Monday, Saturday, Sunday
)
def test_people_are_put_in_touch_two_days_before_and_on_no_weekend(day: int, from_on: int) -> None:
    found = company_at(datetime(2026, 3, day, 17, tzinfo=UTC), BERLIN)
    assert found == datetime(2026, 3, from_on, 8, tzinfo=UTC)


def test_two_go_together_and_three_where_somebody_would_be_left() -> None:
    assert companies([1], set()) == []
    assert companies([1, 2, 3, 4], set()) == [(1, 2), (3, 4)]
    assert companies([1, 2, 3], set()) == [(1, 2, 3)]


def test_whoever_suits_few_comes_first() -> None:
    apart = {frozenset((3, 1)), frozenset((3, 4))}
    assert sorted(companies([1, 2, 3, 4], apart)) == [(1, 4), (2, 3)]


@given(
    st.lists(st.integers(1, 12), unique=True, max_size=12),
    st.sets(st.frozensets(st.integers(1, 12), min_size=2, max_size=2), max_size=30),
)
def test_nobody_goes_twice_or_with_somebody_they_are_kept_from(people: list[int], apart: set[frozenset[int]]) -> None:
    found = companies(people, apart)
    together = [one for group in found for one in group]
    assert len(together) == len(set(together))
    assert all(len(group) in (2, 3) for group in found)
    assert not any({one, other} in apart for group in found for one in group for other in group if one != other)
