"""What is written about an event: to its channel, to those who go, and to two or three who would like company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.events import PAIR, Event
from bot.domain.messages import Message
from bot.views.blocks import actions, button, context, message, section
from bot.views.calendars import event_file
from bot.views.events import STAY_AWAY, add_to_calendar, title, when, when_and_where, where, yes_buttons
from bot.views.text import listed, mention, plain


def announcement(event: Event) -> Message:
    """To the program's channel, with the buttons to go."""
    brought = f" It was brought by {mention(event.brought_by)}." if event.brought_by else ""
    said = f":calendar: {title(event)} in *{plain(event.program, 100)}*.{brought}"
    return message(
        f"An event: {plain(event.name, 150)}",
        [section(f"{said}\n{when_and_where(event, for_all=True)}"), actions(*yes_buttons(event))],
    )


def company(event: Event, slack_user_ids: Sequence[str], *, now: datetime) -> Message:
    """To two or three who would like to go with somebody."""
    names = listed([mention(one) for one in slack_user_ids])
    you = "you both" if len(slack_user_ids) == PAIR else "all of you"
    said = f"{names}: {you} go to {title(event)}, and would rather not go alone."
    shown = message(
        f"Going together to {plain(event.name, 150)}",
        [
            section(f"{said}\n{when_and_where(event, for_all=True)}\n{add_to_calendar(event)}"),
            section("Say hello, and say where you meet: at the door a little earlier works well."),
            actions(_no(event)),
        ],
    )
    return Message(shown.text, shown.blocks, (event_file(event, now=now),))


def not_coming(event: Event, slack_user_id: str) -> Message:
    """To those who would have gone with them."""
    said = f"{mention(slack_user_id)} can't come to {title(event)} after all."
    return message(said, [section(said)])


def cancelled(event: Event, by: str) -> Message:
    """To each who goes."""
    said = f"{title(event)} on {when(event)} is off: {mention(by)} called it off."
    return message(said, [section(said), context("You need not do anything. Kith's Home tab shows what else is on.")])


def moved(event: Event, by: str, *, now: datetime) -> Message:
    """To each who goes, with the file that moves it in their calendar."""
    said = f"{mention(by)} changed {title(event)}. It is now: {when(event)}"
    place = f", {where(event)}" if event.place else ""
    shown = message(
        said, [section(f"{said}{place}.\n{add_to_calendar(event)}"), actions(_no(event, "I can't come then"))]
    )
    return Message(shown.text, shown.blocks, (event_file(event, now=now),))


def calendar(event: Event, *, now: datetime) -> Message:
    """The calendar file that somebody asked for."""
    said = f"{title(event)}, {when(event)}: here is the file for your calendar."
    shown = message(said, [section(said)])
    return Message(shown.text, shown.blocks, (event_file(event, now=now),))


def _no(event: Event, label: str = "I can't after all") -> dict[str, object]:
    return button(label, action_id=STAY_AWAY, value=str(event.event_id))
