"""Events that the reader goes to, in a message about their week: those of today, and whether they went to the last."""

from __future__ import annotations

from bot.domain.events import Event
from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import actions, button, section
from bot.views.events import hours, title, where
from bot.views.text import listed, mention
from bot.views.times import day

WENT, WENT_AND_MET, DID_NOT_GO = "events.went", "events.went_and_met", "events.did_not_go"
STAY_AWAY = "events.week_stay_away"
MOST = 3  # that a message asks about; the others wait in the room


def week_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """Today's, and the question about those that are over; nothing in a hard week."""
    if week.is_hard:
        return []
    today = [block for event in week.events_today for block in _today(event, week_message)]
    return [*today, *asked([event for event in week.events if event.is_over], week_message)]


def asked(over: list[Event], week_message: WeekMessage) -> list[Block]:
    """Did you go? One press answers; the third says it without a word more."""
    return [block for event in over[:MOST] for block in _asked(event, week_message)]


def _today(event: Event, week_message: WeekMessage) -> list[Block]:
    company = f" with {listed([mention(one) for one in event.company])}" if event.company else ""
    place = f", {where(event)}" if event.place else ""
    value = week_message.value(event.event_id)
    return [
        section(f"You go to {title(event)} today{company}: {hours(event)}{place}."),
        actions(button("I can't after all", action_id=STAY_AWAY, value=value)),
    ]


def _asked(event: Event, week_message: WeekMessage) -> list[Block]:
    value = week_message.value(event.event_id)
    on = "today" if event.on == week_message.on else day(event.on)
    return [
        section(f"Did you go to {title(event)} ({on})?"),
        actions(
            button("Yes", action_id=WENT, value=value, style="primary"),
            button("Yes, and I met somebody new", action_id=WENT_AND_MET, value=value),
            button("Not this time", action_id=DID_NOT_GO, value=value),
        ),
    ]
