"""The presets: complete, and their default goals offered in the weeks that they promise."""

from __future__ import annotations

import pytest

from bot.domain.presets import (
    ALUMNI_GROUP,
    CAREER_PROGRAM,
    COFFEE_CHAT,
    COUNCILS,
    JOB_SEEKERS,
    PRESETS,
    OfferWeeks,
    Preset,
)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=str)
def test_goals_are_of_the_catalogue_and_a_chat_with_the_buddy_counts(preset: Preset) -> None:
    assert COFFEE_CHAT in preset.activities
    assert {goal.activity for goal in preset.goals} <= set(preset.activities)
    assert 1 <= preset.round_weeks <= 12


def offered(preset: Preset, rounds: int) -> list[list[tuple[str, int]]]:
    """What each week offers, round after round."""
    return [
        [
            (goal.activity, goal.target)
            for goal in preset.goals
            if goal.offer.falls_in(round_number=number, week=week, round_weeks=preset.round_weeks)
        ]
        for number in range(1, rounds + 1)
        for week in range(1, preset.round_weeks + 1)
    ]


def test_job_seekers_begin_with_one_small_act_a_week() -> None:
    assert offered(JOB_SEEKERS, 1) == [
        [(COFFEE_CHAT, 1)],
        [("reach_out", 1)],
        [("prepared_chat", 1)],
        [("follow_up", 1)],
    ]


def test_alumni_have_a_chat_a_round_and_an_event_a_month() -> None:
    assert offered(ALUMNI_GROUP, 2) == [[(COFFEE_CHAT, 1)], [("event", 1)], [(COFFEE_CHAT, 1)], []]


def test_a_career_program_has_one_event_and_two_chats_a_week() -> None:
    assert offered(CAREER_PROGRAM, 1) == [[("event", 1), (COFFEE_CHAT, 2)]] * 2


def test_what_a_program_without_rounds_offers_it_offers_each_week() -> None:
    assert COUNCILS.has_councils
    assert {goal.offer for goal in COUNCILS.goals} == {OfferWeeks()}


def test_where_rounds_are_shorter_the_goal_of_a_later_week_comes_in_the_last() -> None:
    offer = OfferWeeks(round_week=4)
    assert [offer.falls_in(round_number=1, week=week, round_weeks=2) for week in (1, 2)] == [False, True]
