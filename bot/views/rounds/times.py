"""Times of a buddy group: those it has in common, each one tap away, and the one that it agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.calendar import local
from bot.domain.messages import Block
from bot.domain.rounds import Agreed, Buddy, Introduction
from bot.views import blocks
from bot.views.calendars import links
from bot.views.preparations import meeting_button
from bot.views.text import listed, mention, plain
from bot.views.times import clock, short_day, zone_name

TAKE_TIME, OPEN_TIME, CALL_OFF = "meetings.take_time", "meetings.open_time", "meetings.call_off"
PLACE_SHOWN = 200
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chat_title(said: Introduction) -> str:
    """The name of the meeting in a calendar: plain text."""
    return f"Buddy chat ({said.program_name})"[:80]


def common_times(said: Introduction) -> str:
    """The words above the times that the group has in common."""
    return f"Times that suit {you_all(said)}"


def you_all(said: Introduction) -> str:
    """The people of the group, spoken to."""
    return "you both" if len(said.buddies) == 2 else "all of you"


def slot_lines(said: Introduction) -> list[Block]:
    """One line a time: in each one's zone, with the links that put it into a calendar; one tap agrees on it."""
    return [
        blocks.section(
            f"{in_zones(start, said.buddies)}\n{add_to_calendar(said, start)}",
            accessory=blocks.button(
                "Take this time", action_id=TAKE_TIME, value=f"{said.group_id}:{since_epoch(start)}"
            ),
        )
        for start in said.slots.starts
    ]


def since_epoch(start: datetime) -> int:
    """A time as such a button carries it: in minutes."""
    return (start - _EPOCH) // _MINUTE


def taken_time(minutes: int) -> datetime:
    """The time (UTC) that such a button means."""
    return _EPOCH + minutes * _MINUTE


def agreed_line(said: Introduction, agreed: Agreed) -> str:
    """When and where the group meets, in each one's zone, with the links that put it into a calendar."""
    place = f", {plain(agreed.place, PLACE_SHOWN)}" if agreed.place else ""
    return f"{in_zones(agreed.starts_at, said.buddies)}{place}\n{add_to_calendar(said, agreed.starts_at, agreed.place)}"


def agreed_buttons(group_id: int) -> list[blocks.Element]:
    """What may become of a time, beside that they met."""
    value = str(group_id)
    return [
        meeting_button(group_id),
        blocks.button("Another time", action_id=OPEN_TIME, value=value),
        blocks.button("Not this time", action_id=CALL_OFF, value=value),
    ]


def add_to_calendar(said: Introduction, start: datetime, place: str = "") -> str:
    """Links that fill in the forms of two calendars."""
    return links(start, title=chat_title(said), place=place)


def in_zones(start: datetime, people: Sequence[Buddy]) -> str:
    """A time by each one's clock: `Tue 10 Mar, 15:00 Central European Time (A) / 09:00 Eastern Time (B)`."""
    clocks: dict[tuple[str, str, str], list[str]] = {}
    for buddy in people:
        zone = buddy.hours.zone
        key = (short_day(local(start, zone).date()), clock(start, zone), zone_name(zone))
        clocks.setdefault(key, []).append(mention(buddy.slack_user_id))
    if len(clocks) == 1:
        ((on, at, name),) = clocks
        return f"*{on}, {at}* {name}"
    return " / ".join(f"*{on}, {at}* {name} ({listed(names)})" for (on, at, name), names in clocks.items())
