"""A time that the reader has with their buddies, in a message about their week, by their own clock."""

from __future__ import annotations

from datetime import date

from bot.domain.messages import Block
from bot.domain.rounds import MyMeeting
from bot.domain.week_messages import WeekMessage
from bot.views import blocks
from bot.views.preparations import meeting_button
from bot.views.rounds.times import PLACE_SHOWN
from bot.views.rounds.worksheets import quoted
from bot.views.text import listed, mention, plain
from bot.views.times import clock, day, zone_name

WEEK_MET = "rounds.friday_met"
WEEK_OPEN_TIME, WEEK_CALL_OFF = "meetings.week_open_time", "meetings.week_call_off"
WEEK_KEEP_TIME = "meetings.week_keep_time"


def meeting_blocks(mine: MyMeeting, week_message: WeekMessage) -> list[Block]:
    """The time, and what may become of it: that they met from its day on."""
    value = week_message.value(mine.group_id)
    met = blocks.button("We met", action_id=WEEK_MET, value=value, style="primary")
    tried = [blocks.context(quoted(mine.will_try))] if mine.will_try and mine.on >= week_message.on else []
    return [
        blocks.section(meeting_words(mine, on=week_message.on)),
        *tried,
        blocks.actions(
            *([met] if mine.on <= week_message.on else []),
            *([meeting_button(mine.group_id)] if mine.on >= week_message.on else []),
            blocks.button("Another time", action_id=WEEK_OPEN_TIME, value=value),
            blocks.button("Not this time", action_id=WEEK_CALL_OFF, value=value),
        ),
    ]


def hard_week_blocks(mine: MyMeeting, week_message: WeekMessage) -> list[Block]:
    """In a week too hard for more: the time still stands until its owner says what to do, and nobody stands waiting."""
    value = week_message.value(mine.group_id)
    whom = "them" if len(mine.buddies) > 1 else "my buddy"
    return [
        blocks.section(f"{meeting_words(mine, on=week_message.on)} Whatever suits you is fine."),
        blocks.actions(
            blocks.button("Keep it", action_id=WEEK_KEEP_TIME, value=value),
            blocks.button("Move it", action_id=WEEK_OPEN_TIME, value=value),
            blocks.button(f"Tell {whom} I can't", action_id=WEEK_CALL_OFF, value=value),
        ),
        blocks.context(f"{_names(mine)} would read only that the time does not suit you, not why."),
    ]


def meeting_words(mine: MyMeeting, *, on: date) -> str:
    """What the reader reads of it on the local day `on`."""
    at = f"{clock(mine.starts_at, mine.zone)} ({zone_name(mine.zone)})"
    place = f", {plain(mine.place, PLACE_SHOWN)}" if mine.place else ""
    if mine.on < on:
        return f"You had a time with {_names(mine)}: {day(mine.on)}, {at}{place}. Did you meet?"
    return f"You have a time with {_names(mine)}: {'today' if mine.on == on else day(mine.on)}, {at}{place}."


def _names(mine: MyMeeting) -> str:
    return listed([mention(buddy) for buddy in mine.buddies])
