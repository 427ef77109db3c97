"""Times to meet lie inside everybody's hours; messages wait for an hour that suits all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import local
from bot.domain.slots import (
    DAYS_AHEAD,
    Hours,
    Within,
    common_slots,
    first_moment_for_all,
    suits_now,
)

ZONES = (
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Africa/Nairobi",
    "Europe/Berlin",
    "UTC",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Pacific/Honolulu",
)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN, NEW_YORK, LOS_ANGELES = Hours("Europe/Berlin"), Hours("America/New_York"), Hours("America/Los_Angeles")

people = st.lists(
    st.builds(
        Hours,
        zone=st.sampled_from(ZONES),
        opens=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        closes=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    ),
    min_size=1,
    max_size=4,
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def is_inside(start: datetime, hours: Hours) -> bool:
    """Asked of each minute by itself, unlike the code under test."""
    minutes = [local(start + timedelta(minutes=minute), hours.zone).time() for minute in range(30)]
    if hours.opens < hours.closes:
        return all(hours.opens <= at < hours.closes for at in minutes)
    return all(at >= hours.opens or at < hours.closes for at in minutes)


@given(people, instants)
def test_a_slot_is_always_inside_everybodys_hours(group: list[Hours], after: datetime) -> None:
    found = common_slots(group, after=after)
    widest = {
        Within.WORKING: group,
        Within.DAYTIME: [Hours(person.zone, time(8), time(20)) for person in group],
        Within.WAKING: [Hours(person.zone, time(7), time(22)) for person in group],
        Within.NOWHERE: [],
    }[found.within]
    assert len(set(found.starts)) == len(found.starts) <= 3
    for start in found.starts:
        assert after < start < after + timedelta(days=DAYS_AHEAD, hours=5)
        for hours in widest:
            assert is_inside(start, hours)
            assert local(start, hours.zone).weekday() < 5


@given(people, instants, st.integers(0, 6))
def test_no_slot_falls_on_a_break(group: list[Hours], after: datetime, days: int) -> None:
    first, last = after.date(), after.date() + timedelta(days=days)
    for start in common_slots(group, after=after, breaks=[(first, last)]).starts:
        assert not any(first <= local(start, hours.zone).date() <= last for hours in group)


def test_no_slot_is_after_the_last_day_of_a_round_while_there_are_any_before() -> None:
    wednesday = MONDAY.date() + timedelta(days=2)
    for last_on, days in ((wednesday, {0, 1, 2}), (MONDAY.date() - timedelta(days=1), {0, 1, 2})):
        found = common_slots([BERLIN, BERLIN], after=MONDAY, until_on=last_on)
        assert {local(start, "Europe/Berlin").weekday() for start in found.starts} == days
    thursday = MONDAY + timedelta(days=3)
    found = common_slots([BERLIN, BERLIN], after=thursday, until_on=thursday.date())
    assert {local(start, "Europe/Berlin").date() for start in found.starts} == {thursday.date()}


@pytest.mark.parametrize(
    ("group", "within", "number"),
    [
        ([BERLIN, BERLIN], Within.WORKING, 3),
        ([BERLIN, NEW_YORK], Within.WORKING, 3),
        ([BERLIN, LOS_ANGELES], Within.DAYTIME, 3),
        ([BERLIN, Hours("Pacific/Auckland")], Within.WAKING, 3),
        ([BERLIN, LOS_ANGELES, Hours("Asia/Tokyo")], Within.NOWHERE, 0),
    ],
)
def test_hours_are_widened_only_as_far_as_they_must(group: list[Hours], within: Within, number: int) -> None:
    found = common_slots(group, after=MONDAY)
    assert (found.within, len(found.starts)) == (within, number)


def test_slots_are_on_different_days_and_at_different_times() -> None:
    starts = common_slots([BERLIN, BERLIN], after=MONDAY).starts
    assert len({start.date() for start in starts}) == 3
    assert len({start.time() for start in starts}) == 3


def test_one_common_half_hour_a_week_is_found() -> None:
    early = Hours("Europe/Berlin", time(8), time(9, 30))
    late = Hours("Europe/Berlin", time(9), time(12))
    starts = common_slots([early, late], after=MONDAY).starts
    assert {local(start, "Europe/Berlin").time() for start in starts} == {time(9)}


@pytest.mark.parametrize(
    ("after", "clock_of_berlin"),
    [
        (datetime(2026, 3, 27, 12, tzinfo=UTC), time(9)),  # clocks go forward on Sunday 29 March
        (datetime(2026, 10, 23, 12, tzinfo=UTC), time(9)),  # and back on Sunday 25 October
    ],
)
def test_a_weekend_with_a_clock_change_moves_no_slot_out_of_hours(after: datetime, clock_of_berlin: time) -> None:
    early = Hours("Europe/Berlin", time(9), time(9, 30))
    starts = common_slots([early], after=after).starts
    assert len(starts) == 3
    assert {local(start, "Europe/Berlin").time() for start in starts} == {clock_of_berlin}
    assert len({start.time() for start in starts}) == 1


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ([BERLIN], MONDAY),
        ([BERLIN, NEW_YORK], datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ([BERLIN, LOS_ANGELES], datetime(2026, 3, 2, 16, tzinfo=UTC)),
        ([Hours("Pacific/Auckland")], datetime(2026, 3, 2, 20, tzinfo=UTC)),
        ([Hours("Europe/Berlin", time(14), time(18))], datetime(2026, 3, 2, 13, tzinfo=UTC)),
    ],
)
def test_an_introduction_waits_for_an_hour_that_suits_all(group: list[Hours], expected: datetime) -> None:
    assert first_moment_for_all(group, after=MONDAY) == expected


def test_a_message_that_is_due_in_working_hours_goes_at_once() -> None:
    odd_second = MONDAY + timedelta(seconds=13)
    assert first_moment_for_all([BERLIN], after=odd_second) == odd_second


def test_a_message_skips_weekends_and_breaks() -> None:
    friday_evening = datetime(2026, 3, 6, 22, tzinfo=UTC)
    monday_off = [(date(2026, 3, 9), date(2026, 3, 9))]
    assert first_moment_for_all([BERLIN], after=friday_evening, breaks=monday_off) == datetime(
        2026, 3, 10, 8, tzinfo=UTC
    )


@given(people, instants)
def test_a_message_reaches_nobody_at_night(group: list[Hours], after: datetime) -> None:
    moment = first_moment_for_all(group, after=after)
    assert moment >= after
    if moment != after:
        assert all(is_awake(moment, hours.zone) for hours in group)


def is_awake(moment: datetime, zone: str) -> bool:
    return time(7) <= local(moment, zone).time() < time(22)


@pytest.mark.parametrize(("hour", "suits"), [(6, False), (7, True), (18, True), (19, False)])
def test_whether_now_suits_a_person_in_berlin(hour: int, *, suits: bool) -> None:
    assert suits_now([BERLIN], MONDAY.replace(hour=hour)) is suits
