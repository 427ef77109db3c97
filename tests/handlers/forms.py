"""What can be entered in each form, and pressed, by the golden files of the views: a new one comes with its own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.views import (
    announcements,
    contact_forms,
    contacts,
    event_forms,
    introduction_forms,
    ladder,
    my_log,
    own_update,
    profiles,
    programs,
    sharing,
)
from bot.views.councils import forms as council_forms
from bot.views.rounds import changes, concerns
from handlers.rows import Who
from tests.handlers.cases import CASES, who_may

# What is written to be read by others, or is not kept at all
ELSE = {
    programs.SETUP_FORM,
    announcements.START_FORM,
    profiles.FORM,
    contacts.FIND_FORM,
    contact_forms.PASTE_FORM,
    contact_forms.SAME_FORM,
    event_forms.FORM,
    ladder.WROTE,
    my_log.LIST,
    sharing.FORM,
    own_update.SENT,
    introduction_forms.COPIED,
}
MEMBERS = (Who.ANYONE, Who.MEMBER, Who.GROUP_MEMBER)
LAST = (concerns.FORM, concerns.MENTOR_FORM, council_forms.CHANGE_FORM, changes.CHANGE_FORM)
GOLDEN = Path(__file__).parents[1] / "views" / "golden"


@cache
def inputs() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Form -> block id -> its element."""
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for path in sorted(GOLDEN.rglob("*.json")):
        for view in _views(json.loads(path.read_text())):
            fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
            found[view["callback_id"]] |= fields
    return found


def private_forms() -> list[str]:
    """The forms in which members write what is not for everybody; those that end a pairing come last."""
    named = (name for kind, name in CASES if kind == "view" and name not in ELSE and lines(name))
    return sorted((name for name in named if who_may(("view", name)) in MEMBERS), key=lambda one: (one in LAST, one))


def lines(form: str) -> list[str]:
    """The block ids of the form in which people write words of their own."""
    return [name for name, element in inputs()[form].items() if element["type"] == "plain_text_input"]


@cache
def kinds() -> Mapping[str, frozenset[str]]:
    """Action id -> the kinds of elements that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in GOLDEN.rglob("*.json"):
        for element in _elements(json.loads(path.read_text())):
            found[element["action_id"]].add(element["type"])
    return {name: frozenset(of) for name, of in found.items()}


def filled(form: str) -> dict[str, dict[str, Any]]:
    """Each field of the form with something in it that such a field can hold."""
    return {name: entered(element["type"], _first(element)) for name, element in inputs()[form].items()}


def entered(kind: str, value: str) -> dict[str, Any]:
    """An element of this kind as it comes back, with this value."""
    option = {"text": {"type": "plain_text", "text": value}, "value": value}
    held: dict[str, dict[str, Any]] = {
        "datepicker": {"selected_date": "2026-03-04"},
        "timepicker": {"selected_time": "15:00"},
        "users_select": {"selected_user": "U777"},
        "multi_users_select": {"selected_users": ["U777"]},
        "conversations_select": {"selected_conversation": "C8"},
        "checkboxes": {"selected_options": [option]},
        "static_select": {"selected_option": option},
        "radio_buttons": {"selected_option": option},
    }
    return {"type": kind, **held.get(kind, {"value": value})}


def _first(element: Mapping[str, Any]) -> str:
    groups = element.get("option_groups") or [element]
    return str((groups[0].get("options") or [{"value": "a word"}])[0]["value"])


def _elements(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, dict):
        if "action_id" in part and part.get("type"):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _elements(one)


def _views(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "modal" and part.get("callback_id"):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _views(one)
