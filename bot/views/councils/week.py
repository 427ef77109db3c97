"""A council's time in the messages about one person's week, by their own clock."""

from __future__ import annotations

from datetime import date

from bot.domain.councils import CouncilTime
from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.views import blocks
from bot.views.councils.messages import CALL_OFF, MET, OPEN_TIME
from bot.views.rounds.times import PLACE_SHOWN
from bot.views.text import listed, mention, plain
from bot.views.times import clock, day, zone_name


def today_blocks(week: Week) -> list[Block]:
    """The council that meets on the day that the message speaks of; in a hard week what one can do about it."""
    return [block for mine in week.councils_today for block in _today(mine, week)]


def friday_blocks(week: Week) -> list[Block]:
    """The council's time of this week: whether it met, or that it is still to come. A hard week is asked nothing."""
    if week.is_hard:
        return today_blocks(week)
    told = (mine for mine in week.councils if week.week_on <= mine.on <= week.last_on)
    return [block for mine in told for block in _friday(mine, week)]


def meets(week: Week) -> list[str]:
    """For the line that a notification shows."""
    return ["you meet your council"] if week.councils_today else []


def _today(mine: CouncilTime, week: Week) -> list[Block]:
    said = f"{_words(mine, on=week.on)}{_facilitates(mine)}"
    if week.is_hard:
        easy = "If it is too much, a line to your council is enough: they meet without you this once."
        return [blocks.section(f"{_words(mine, on=week.on)} {easy}")]
    value = str(mine.meeting_id)
    return [
        blocks.section(said),
        blocks.actions(
            blocks.button("We met", action_id=MET, value=value, style="primary"),
            blocks.button("Another time", action_id=OPEN_TIME, value=value),
            blocks.button("Not this time", action_id=CALL_OFF, value=value),
        ),
    ]


def _friday(mine: CouncilTime, week: Week) -> list[Block]:
    if mine.on >= week.on:
        return _today(mine, week) if mine.on == week.on else [blocks.section(_words(mine, on=week.on))]
    met = blocks.button("We met", action_id=MET, value=str(mine.meeting_id), style="primary")
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
