"""The rules of a person's week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm, week_of
from bot.domain.checkins import act_day
from bot.domain.goals import (
    Choice,
    Offer,
    Plan,
    carried,
    closes_at,
    days_left,
    offers,
    reminder_at,
    small_step,
)

MONDAY = date(2026, 3, 2)
COFFEE = Choice(1, "Coffee chat")
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


@pytest.mark.parametrize(
    ("defaults", "meets", "offered"),
    [
        ([Offer(1, "Coffee chat", 2)], True, (Offer(1, "Coffee chat", 2, with_buddy=True),)),
        ([Offer(1, "Coffee chat", 2)], False, (Offer(1, "Coffee chat", 2),)),
        ([Offer(2, "Event", 1)], True, (Offer(1, "Coffee chat", 1, with_buddy=True), Offer(2, "Event", 1))),
        ([], True, (Offer(1, "Coffee chat", 1, with_buddy=True),)),
        ([], False, ()),
    ],
)
def test_meeting_the_buddy_is_one_of_the_coffee_chats(
    defaults: list[Offer], *, meets: bool, offered: tuple[Offer, ...]
) -> None:
    assert offers(defaults, coffee_chat=COFFEE, meets_buddy=meets) == offered


def test_without_coffee_chats_in_the_catalogue_the_defaults_stay_as_they_are() -> None:
    assert offers([Offer(2, "Event", 1)], coffee_chat=None, meets_buddy=True) == (Offer(2, "Event", 1),)


@given(st.lists(st.builds(Offer, st.integers(1, 9), st.just("x"), st.integers(1, 20)), max_size=6))
def test_a_small_step_is_one_of_what_takes_least(offered: list[Offer]) -> None:
    step = small_step(offered, [Choice(offer.activity_id, offer.activity, "event") for offer in offered])
    assert (step is None) == (not offered)
    if step:
        assert step.target == 1
        chosen = {offer.target for offer in offered if offer.activity_id == step.activity_id}
        assert min(offer.target for offer in offered) in chosen


def test_a_small_step_is_a_line_to_somebody_where_there_is_such_an_activity() -> None:
    catalogue = [Choice(2, "Event", "event"), Choice(3, "Message", "reach_out"), Choice(4, "Thanks", "follow_up")]
    assert small_step([Offer(2, "Event", 1)], catalogue) == Offer(4, "Thanks", 1)
    assert small_step([], catalogue) is None


@given(st.one_of(st.none(), DAYS), DAYS)
def test_a_plan_is_carried_to_the_same_weekday_unless_that_day_is_over(on: date | None, today: date) -> None:
    plan = carried(Plan(on, time(9) if on else None, "Café"), today=today)
    assert plan.place == "Café"
    if plan.on is None:
        assert plan.at is None
    else:
        assert on is not None
        assert plan.on.weekday() == on.weekday()
        assert plan.on >= today


@given(DAYS, st.integers(-10, 10))
def test_the_days_left_are_those_of_the_week_from_today_on(on: date, distance: int) -> None:
    week_on, today = week_of(on), week_of(on) + timedelta(days=distance)
    left = days_left(week_on, today=today)
    assert len(left) == min(7, max(0, 7 - distance))
    assert all(week_of(day) == week_on and day >= today for day in left)


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ([None], time(8)),
        ([time(15)], time(14)),
        ([time(15), time(10, 30)], time(9, 30)),
        ([time(15), None], time(8)),
        ([time(7)], time(8)),
        ([time(0)], time(8)),
        ([time(23, 59)], time(19, 30)),
    ],
)
def test_a_reminder_comes_in_the_morning_or_an_hour_before(times: list[time | None], at: time) -> None:
    assert reminder_at(times) == at


@given(st.lists(st.one_of(st.none(), st.times()), min_size=1, max_size=5))
def test_a_reminder_is_by_day(times: list[time | None]) -> None:
    assert time(8) <= reminder_at(times) <= time(19, 30)


def test_a_week_closes_on_monday_at_eight_of_the_program_through_clock_changes() -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS)
    assert closes_at(MONDAY, rhythm=rhythm, zone="Europe/Berlin") == datetime(2026, 3, 9, 7, tzinfo=UTC)
    assert closes_at(date(2026, 3, 23), rhythm=rhythm, zone="Europe/Berlin") == datetime(2026, 3, 30, 6, tzinfo=UTC)


@given(DAYS, DAYS)
def test_an_act_by_one_click_is_never_dated_later_than_today_nor_after_its_week(today: date, on: date) -> None:
    week_on = week_of(on)
    day = act_day(today, week_on)
    assert day <= today or week_of(today) < week_on
    assert week_of(day) <= week_on
