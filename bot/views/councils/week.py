"""A council's time in the messages about one person's week, by their own clock."""

from __future__ import annotations

from datetime import date

from bot.domain.councils import CouncilTime
from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage
from bot.views import blocks
from bot.views.rounds.times import PLACE_SHOWN
from bot.views.text import listed, mention, plain
from bot.views.times import clock, day, zone_name

WEEK_MET, WEEK_OPEN_TIME = "councils.week_met", "councils.week_open_time"
WEEK_CALL_OFF = "councils.week_call_off"


def today_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """The council that meets on the day that the message speaks of; in a hard week what one can do about it."""
    return [block for mine in week.councils_today for block in _today(mine, week, week_message)]


def friday_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """The council's time of this week: whether it met, or that it is still to come. A hard week is asked nothing."""
    if week.is_hard:
        return today_blocks(week, week_message)
    told = (mine for mine in week.councils if week.week_on <= mine.on <= week.last_on)
    return [block for mine in told for block in _friday(mine, week, week_message)]


def meets(week: Week) -> list[str]:
    """For the line that a notification shows."""
    return ["you meet your council"] if week.councils_ahead else []


def _today(mine: CouncilTime, week: Week, week_message: WeekMessage) -> list[Block]:
    if mine.met:
        return _after(mine, week_message)
    words = _words(mine, on=week.on)
    if week.is_hard:
        easy = "If it is too much, a line to your council is enough: they meet without you this once."
        return [blocks.section(f"{words} {easy}")]
    value = week_message.value(mine.meeting_id)
    return [
        blocks.section(f"{words}{_facilitates(mine)}"),
        blocks.actions(
            blocks.button("We met", action_id=WEEK_MET, value=value, style="primary"),
            blocks.button("Another time", action_id=WEEK_OPEN_TIME, value=value),
            blocks.button("Not this time", action_id=WEEK_CALL_OFF, value=value),
        ),
    ]


def _after(mine: CouncilTime, week_message: WeekMessage) -> list[Block]:
    value = week_message.value(mine.meeting_id)
    there = None if mine.was_there else blocks.button("I was there too", action_id=WEEK_MET, value=value)
    return [blocks.section("Your council has met. Good to hear.", accessory=there)]


def _friday(mine: CouncilTime, week: Week, week_message: WeekMessage) -> list[Block]:
    if mine.met or mine.on == week.on:
        return _today(mine, week, week_message)
    if mine.on > week.on:
        return [blocks.section(_words(mine, on=week.on))]
    met = blocks.button("We met", action_id=WEEK_MET, value=week_message.value(mine.meeting_id), style="primary")
    return [blocks.section(_words(mine, on=week.on), accessory=met)]


def _words(mine: CouncilTime, *, on: date) -> str:
    at = f"{clock(mine.starts_at, mine.zone)} ({zone_name(mine.zone)})"
    place = f", {plain(mine.place, PLACE_SHOWN)}" if mine.place else ""
    whom = listed([mention(one) for one in mine.others])
    if mine.on < on:
        return f"Your council had a time: {day(mine.on)}, {at}{place}. Did you meet?"
    return f"Your council meets {'today' if mine.on == on else f'on {day(mine.on)}'}, {at}{place}, with {whom}."


def _facilitates(mine: CouncilTime) -> str:
    if not mine.facilitates:
        return ""
    return " You facilitate: begin on time, the same minutes for each, and let those speak who have not spoken."
