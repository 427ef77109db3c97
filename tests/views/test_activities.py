"""What people plan and did reads as a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.goals import GoalNow, Offer, Plan
from bot.domain.presets import PRESETS
from bot.views import activities

GOAL = GoalNow(1, 1, "Coffee chat", target=1, done=0, plan=Plan())


@pytest.mark.parametrize("name", sorted({name for preset in PRESETS.values() for name in preset.activities.values()}))
def test_each_activity_of_a_preset_has_words_for_one_and_for_several(name: str) -> None:
    one, several = activities.deeds(name, 1), activities.deeds(name, 2)
    assert one.startswith("one ")
    assert several.startswith("two ")
    assert "“" not in one + several


def test_a_message_to_somebody_is_about_whoever_plans_it() -> None:
    assert activities.deeds("Message to someone I know", 2) == "two messages to people you know"
    assert activities.deeds("Message to someone I know", 1, of_others=True) == "one message to someone they know"


def test_an_organizers_own_activity_keeps_its_name() -> None:
    assert [activities.deeds("Gym <talk>", number) for number in (1, 2, 3)] == [
        "“Gym &lt;talk&gt;”",
        "“Gym &lt;talk&gt;” twice",
        "“Gym &lt;talk&gt;” three times",
    ]


def test_several_are_joined() -> None:
    offers = [Offer(1, "Coffee chat", 2), Offer(2, "Event", 1), Offer(3, "Tour", 1)]
    assert activities.all_deeds(offers) == "two coffee chats, one event and “Tour”"


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (0, "*Coffee chat*  0 of 1"),
        (1, "*Coffee chat*  1 of 1  :white_check_mark:"),
        (2, "*Coffee chat*  2, one more than planned  :white_check_mark:"),
        (4, "*Coffee chat*  4, three more than planned  :white_check_mark:"),
    ],
)
def test_more_than_planned_is_said_as_such(done: int, said: str) -> None:
    assert activities.progress(replace(GOAL, done=done)) == said
