"""What organizers are reminded of: from the program's real state, and nothing where nothing is near."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.calendar import DEFAULT_MOMENTS, ProgramDates, Rhythm
from bot.domain.coming import NOTHING, Coming, ComingBreak, coming
from bot.domain.holidays import Holiday

NOW = datetime(2026, 3, 2, 10, 5, tzinfo=UTC)  # a Monday
TODAY = NOW.date()
ROUND_ON = date(2026, 3, 16)
DATES = ProgramDates(date(2026, 2, 2), "UTC", Rhythm(DEFAULT_MOMENTS), ROUND_ON)
RED, BLUE = Holiday(date(2026, 3, 12), "Red Day"), Holiday(date(2026, 3, 13), "Blue Day")


def near(dates: ProgramDates = DATES, **values: Any) -> Coming:
    given = {"has_rounds": True, "is_running": True, "preview_hours": 0, "holidays": (), "next_round_on": ROUND_ON}
    return coming(dates, now=NOW, **{**given, **values})


def test_the_next_round_is_near_and_when_its_groups_are_shown() -> None:
    assert near() == Coming(round_on=ROUND_ON)
    assert near(preview_hours=4).shown_at == datetime(2026, 3, 13, 9, tzinfo=UTC)  # the Friday before


def test_a_preview_that_is_there_is_not_to_come() -> None:
    assert near(next_round_on=date(2026, 3, 2), preview_hours=4).shown_at is None


def test_where_there_are_no_rounds_or_none_can_begin_any_more_there_is_no_next_one() -> None:
    assert near(has_rounds=False) == NOTHING
    assert near(replace(DATES, last_on=date(2026, 3, 18))).round_on is None


@pytest.mark.parametrize(
    ("days", "length", "found"), [(14, 0, True), (15, 0, False), (-3, 5, True), (-3, 2, False), (0, 0, True)]
)
def test_a_break_is_near_for_two_weeks_before_and_as_long_as_it_lasts(days: int, length: int, *, found: bool) -> None:
    first = TODAY + timedelta(days=days)
    pause = (first, first + timedelta(days=length))
    told = near(replace(DATES, breaks=(pause,))).pause
    assert told == (ComingBreak(*pause) if found else None)


def test_a_holiday_that_is_a_break_has_its_name_and_one_that_is_none_is_told_as_such() -> None:
    told = near(replace(DATES, breaks=((RED.on, RED.on),)), holidays=(RED, BLUE))
    assert told.pause == ComingBreak(RED.on, RED.on, "Red Day")
    assert told.holiday == BLUE
    covered = near(replace(DATES, breaks=((RED.on, BLUE.on),)), holidays=(RED, BLUE))
    assert (covered.pause, covered.holiday) == (ComingBreak(RED.on, BLUE.on), None)
    assert near(holidays=(Holiday(TODAY + timedelta(days=15), "Far Day"),)).holiday is None


@pytest.mark.parametrize(("days", "found"), [(21, True), (22, False), (0, True), (-1, False)])
def test_the_end_is_near_for_three_weeks(days: int, *, found: bool) -> None:
    last_on = TODAY + timedelta(days=days)
    assert near(replace(DATES, last_on=last_on)).ends_on == (last_on if found else None)


def test_nothing_that_comes_after_the_end_is_coming() -> None:
    over = replace(DATES, last_on=date(2026, 3, 11), breaks=((RED.on, RED.on),))
    assert near(over, holidays=(RED, BLUE)) == Coming(ends_on=over.last_on)


def test_of_a_paused_program_only_the_end_is_near() -> None:
    dates = replace(DATES, last_on=date(2026, 3, 18), breaks=((RED.on, RED.on),))
    assert near(dates, is_running=False, holidays=(BLUE,)) == Coming(ends_on=dates.last_on)
