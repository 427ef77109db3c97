"""The channel's weekly post, read aloud in the golden files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.goals import Thanks
from bot.domain.landings import LandingKind
from bot.domain.messages import Message
from bot.domain.progress import ActivityCount, Summary, WeekTotal
from bot.views import summaries
from tests.views.words import FORBIDDEN, words_of

Golden = Callable[[str, Message], None]
WEEK_ON = date(2026, 3, 2)
FIRST = Summary(
    program_id=1,
    program_name="Spring cohort",
    slack_channel_id="C1",
    week_on=WEEK_ON,
    active=24,
    weeks=(WeekTotal(WEEK_ON, acts=17, people=11, new_contacts=6, goals_set=20, goals_met=12),),
    acts_since_start=17,
    contacts_since_start=6,
    acts=(ActivityCount("Coffee chat", 12), ActivityCount("Event", 4), ActivityCount("Thank-you note", 1)),
    groups_met=6,
    named=(),
    thanks=(),
    landed=(),
    seed=7,
)
QUIET = replace(FIRST, weeks=(WeekTotal(WEEK_ON),), acts=(), groups_met=0, acts_since_start=0, contacts_since_start=0)


def weeks(*acts: int) -> tuple[WeekTotal, ...]:
    """Totals of consecutive weeks; the last is the closed one."""
    first = WEEK_ON - timedelta(weeks=len(acts) - 1)
    return tuple(
        WeekTotal(first + timedelta(weeks=place), acts=number, people=number, new_contacts=number // 3)
        for place, number in enumerate(acts)
    )


def test_the_first_week(golden: Golden) -> None:
    golden("summaries/first_week", summaries.summary(FIRST))


def test_a_week_of_introductions_alone(golden: Golden) -> None:
    golden("summaries/introductions", summaries.summary(replace(QUIET, introductions=2)))


def test_a_big_week_with_names_thanks_and_news(golden: Golden) -> None:
    told = replace(
        FIRST,
        weeks=weeks(9, 12, 0, 30, 1204),
        acts_since_start=1255,
        contacts_since_start=418,
        acts=tuple(ActivityCount(f"Activity {number}", 100 - number) for number in range(15)),
        named=tuple(f"U{number}" for number in range(17)),
        thanks=(
            Thanks("Thank you Ines for reading my CV <!channel> *twice*", "U1"),
            Thanks("to whoever brought the cake", None),
        ),
        landed=(("U2", LandingKind.EMPLOYED), ("U3", LandingKind.EMPLOYED), ("U4", LandingKind.STUDY)),
        seed=8,
    )
    golden("summaries/big_week", summaries.summary(told))


def test_few_people_are_neither_counted_nor_named() -> None:
    told = replace(FIRST, active=20, weeks=(replace(FIRST.week, people=4),), named=("U1", "U2"))
    words = str(summaries.summary(told).blocks)
    assert "people did something" not in words
    assert "<@U1>" not in words
    five = replace(told, weeks=(replace(FIRST.week, people=5),), named=("U1", "U2", "U3"))
    words = str(summaries.summary(five).blocks)
    assert "Five people did something." in words
    assert "Thank you, <@U1>, <@U2> and <@U3>." in words


@pytest.mark.parametrize("seed", range(4))
def test_a_quiet_week_reads_well(golden: Golden, seed: int) -> None:
    told = replace(QUIET, weeks=weeks(9, 12, 0), acts_since_start=21, contacts_since_start=7, seed=seed)
    golden(f"summaries/quiet_week_{seed}", summaries.summary(told))


def test_a_quiet_first_week(golden: Golden) -> None:
    golden("summaries/quiet_first_week", summaries.summary(QUIET))


def test_a_quiet_week_with_good_news(golden: Golden) -> None:
    golden("summaries/quiet_with_news", summaries.summary(replace(QUIET, landed=(("U2", LandingKind.EMPLOYED),))))


def test_a_meeting_is_a_deed_where_nothing_else_was_noted(golden: Golden) -> None:
    golden("summaries/only_met", summaries.summary(replace(QUIET, groups_met=1)))


def test_among_fewer_than_five_nobody_is_counted(golden: Golden) -> None:
    message = summaries.summary(replace(FIRST, active=4))
    golden("summaries/under_five", message)
    assert "11" not in words_of(message)


def test_no_percentage_is_ever_told() -> None:
    for active in (2, 4, 5, 24):
        assert "%" not in words_of(summaries.summary(replace(FIRST, active=active)))


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("told", [FIRST, QUIET])
def test_no_word_that_hurts(told: Summary, seed: int) -> None:
    said = words_of(summaries.summary(replace(told, seed=seed))).lower()
    assert not [word for word in FORBIDDEN if word in said]
    assert said.count("!") == 0


def test_the_same_seed_says_the_same() -> None:
    assert summaries.summary(QUIET) == summaries.summary(QUIET)
