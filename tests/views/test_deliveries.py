"""What organizers read of messages that may be missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.programs import ProgramNews
from bot.domain.states import Joining
from bot.views import deliveries


def test_a_doubtful_post_says_where_to_look_and_what_to_press(golden: Any) -> None:
    program = ProgramNews(
        program_id=3,
        name="Spring <cohort>",
        slack_channel_id="C3",
        round_weeks=2,
        group_size=2,
        next_round_on=date(2026, 3, 2),
        joining=Joining.BY_CHOICE,
    )
    golden("deliveries/in_doubt", deliveries.in_doubt(program, delivery_id=12))


def test_a_pressed_button_says_what_became_of_it(golden: Any) -> None:
    golden("deliveries/posted_again", deliveries.posted_again())
    golden("deliveries/was_posted", deliveries.was_posted())
