"""A time that the reader has with somebody, in a message about their week, by their own clock."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Ways:
    """The buttons beside a time of that kind, by their action ids, and what they ask."""

    met: str
    open_time: str
    call_off: str
    keep: str
    we_met: str
    did_you: str


OF_BUDDIES = Ways(WEEK_MET, WEEK_OPEN_TIME, WEEK_CALL_OFF, WEEK_KEEP_TIME, "We met", "Did you meet?")
OF_PAIR = Ways(
    "mentor_times.week_talked",
    "mentor_times.week_open",
    "mentor_times.week_call_off",
    "mentor_times.week_keep",
    "We've talked",
    "Have you talked?",
)


def meeting_blocks(mine: MyMeeting, week_message: WeekMessage) -> list[Block]:
    """The time, and what may become of it: that they met from its day on."""
    ways, value = _ways(mine), week_message.value(mine.pair_id or mine.group_id)
    met = blocks.button(ways.we_met, action_id=ways.met, value=value, style="primary")
    tried = [blocks.context(quoted(mine.will_try))] if mine.will_try and mine.on >= week_message.on else []
    return [
        blocks.section(meeting_words(mine, on=week_message.on)),
        *tried,
        blocks.actions(
            *([met] if mine.on <= week_message.on else []),
            *([meeting_button(mine.group_id)] if mine.group_id and mine.on >= week_message.on else []),
            blocks.button("Another time", action_id=ways.open_time, value=value),
            blocks.button("Not this time", action_id=ways.call_off, value=value),
        ),
    ]


def hard_week_blocks(mine: MyMeeting, week_message: WeekMessage) -> list[Block]:
    """In a week too hard for more: the time still stands until its owner says what to do, and nobody stands waiting."""
    ways, value = _ways(mine), week_message.value(mine.pair_id or mine.group_id)
    whom = "them" if mine.pair_id or len(mine.buddies) > 1 else "my buddy"
    return [
        blocks.section(f"{meeting_words(mine, on=week_message.on)} Whatever suits you is fine."),
        blocks.actions(
            blocks.button("Keep it", action_id=ways.keep, value=value),
            blocks.button("Move it", action_id=ways.open_time, value=value),
            blocks.button(f"Tell {whom} I can't", action_id=ways.call_off, value=value),
        ),
        blocks.context(f"{_names(mine)} would read only that the time does not suit you, not why."),
    ]


def meeting_words(mine: MyMeeting, *, on: date) -> str:
    """What the reader reads of it on the local day `on`."""
    at = f"{clock(mine.starts_at, mine.zone)} ({zone_name(mine.zone)})"
    place = f", {plain(mine.place, PLACE_SHOWN)}" if mine.place else ""
    if mine.on < on:
        return f"You had a time with {_names(mine)}: {day(mine.on)}, {at}{place}. {_ways(mine).did_you}"
    return f"You have a time with {_names(mine)}: {'today' if mine.on == on else day(mine.on)}, {at}{place}."


def _ways(mine: MyMeeting) -> Ways:
    return OF_PAIR if mine.pair_id else OF_BUDDIES


def _names(mine: MyMeeting) -> str:
    return listed([mention(buddy) for buddy in mine.buddies])
