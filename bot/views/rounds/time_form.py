"""The form that asks when and where people meet, by the clock of whoever opened it: of a buddy group, of a council."""

from __future__ import annotations

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.messages import View
from bot.views import blocks
from bot.views.pickers import date_picker, time_picker
from bot.views.rounds.times import PLACE_SHOWN
from bot.views.times import zone_name

VALUE = "value"  # the one element of each input
DAY, AT, PLACE = "day", "at", "place"
BY_CLOCK = "By your own clock. Everybody reads it by theirs."


def time_form(
    start: datetime | None,
    place: str,
    *,
    zone: str,
    now: datetime,
    callback_id: str,
    metadata: str,
    clock: str = BY_CLOCK,
    whose: str,
) -> View:
    """It begins with `start` where there is one, else with today. `clock` and `whose` are said below time and place."""
    there = local(start, zone) if start else None
    return blocks.modal(
        "When do you meet?",
        [
            blocks.input_block(
                "Which day?",
                date_picker(action_id=VALUE, initial=there.date() if there else local(now, zone).date()),
                block_id=DAY,
                optional=False,
            ),
            blocks.input_block(
                f"At what time ({zone_name(zone)})?",
                time_picker(action_id=VALUE, initial=there.time() if there else None),
                block_id=AT,
                optional=False,
                hint=clock,
            ),
            blocks.input_block(
                "Where?",
                blocks.text_input(action_id=VALUE, initial=place, limit=PLACE_SHOWN),
                block_id=PLACE,
                hint=whose,
            ),
        ],
        callback_id=callback_id,
        submit="Save",
        private_metadata=metadata,
    )
