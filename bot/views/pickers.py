"""Form elements beyond text and drop-downs, each within Slack's limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from bot.views.blocks import Element, plain_text


def date_picker(*, action_id: str, initial: date | None = None) -> Element:
    """A calendar."""
    element: Element = {"type": "datepicker", "action_id": action_id}
    return {**element, "initial_date": initial.isoformat()} if initial else element


def time_picker(*, action_id: str, initial: time | None = None) -> Element:
    """A wall time."""
    element: Element = {"type": "timepicker", "action_id": action_id}
    return {**element, "initial_time": initial.strftime("%H:%M")} if initial else element


def checkboxes(options: Sequence[Element], *, action_id: str, initial: Sequence[Element] = ()) -> Element:
    """Up to 10 boxes to tick."""
    element: Element = {"type": "checkboxes", "action_id": action_id, "options": list(options[:10])}
    return {**element, "initial_options": list(initial)} if initial else element


def person_select(*, action_id: str, initial: str = "") -> Element:
    """One person of the workspace."""
    element: Element = {"type": "users_select", "action_id": action_id}
    return {**element, "initial_user": initial} if initial else element


def grouped_select(
    groups: Mapping[str, Sequence[Element]], *, action_id: str, initial: Element | None = None
) -> Element:
    """A drop-down; the options stand under headings where there is more than one group."""
    element: Element = {"type": "static_select", "action_id": action_id}
    if len(groups) == 1:
        element["options"] = list(next(iter(groups.values())))[:100]
    else:
        element["option_groups"] = [
            {"label": plain_text(label, 75), "options": list(options)[:100]} for label, options in groups.items()
        ][:100]
    return {**element, "initial_option": initial} if initial else element


def many_select(options: Sequence[Element], *, action_id: str, initial: Sequence[Element] = ()) -> Element:
    """A drop-down of which several can be chosen."""
    element: Element = {"type": "multi_static_select", "action_id": action_id, "options": list(options[:100])}
    return {**element, "initial_options": list(initial)} if initial else element


def radio_buttons(options: Sequence[Element], *, action_id: str, initial: Element | None = None) -> Element:
    """One of up to 10 choices, all in sight."""
    element: Element = {"type": "radio_buttons", "action_id": action_id, "options": list(options[:10])}
    return {**element, "initial_option": initial} if initial else element


def people_select(*, action_id: str, initial: Sequence[str] = ()) -> Element:
    """Several people of the workspace."""
    element: Element = {"type": "multi_users_select", "action_id": action_id}
    return {**element, "initial_users": list(initial)} if initial else element


def channel_select(*, action_id: str, include: Sequence[str], initial: str | None = None) -> Element:
    """A channel; `include` of "public" and "private"."""
    element: Element = {
        "type": "conversations_select",
        "action_id": action_id,
        "filter": {"include": list(include), "exclude_bot_users": True},
    }
    return {**element, "initial_conversation": initial} if initial else element


def confirmed(element: Element, *, title: str, text: str, yes: str) -> Element:
    """The same button, which asks once more before it acts."""
    confirm = {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text("Not now", 30),
    }
    return {**element, "confirm": confirm}
