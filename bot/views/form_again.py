"""A form that was sent off and not taken, as it is shown again: what was entered stays, and the reason stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.messages import Block, View
from bot.views.blocks import VIEW_BLOCKS, modal, section

REASON = "not_taken"  # the block of the reason
# What a person enters in an element, and what the element calls it as its first value
_ENTERED = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
}


def form_again(sent: Mapping[str, Any], said: str, *, field: str = "") -> View:
    """The form `sent` (Slack's view, with its state), with the reason below its field, or on top of it."""
    reason = {**section(f":warning: {said}"), "block_id": REASON}
    shown = [block for block in sent["blocks"] if block.get("block_id") != REASON]
    values = (sent.get("state") or {}).get("values") or {}
    place = next((number for number, block in enumerate(shown, start=1) if block.get("block_id") == field), 0)
    filled = [_filled(block, values.get(block.get("block_id"), {})) for block in shown]
    return modal(
        _text_of(sent, "title") or "Kith",
        [*filled[:place], reason, *filled[place:]][:VIEW_BLOCKS],
        callback_id=sent["callback_id"],
        submit=_text_of(sent, "submit") or "Save",
        private_metadata=sent.get("private_metadata", ""),
    )


def _filled(block: Block, entered: Mapping[str, Any]) -> Block:
    """An input block whose element begins with what was entered."""
    element = block.get("element")
    if block.get("type") != "input" or not isinstance(element, dict) or not entered:
        return block
    emptied = {name: value for name, value in element.items() if not name.startswith("initial_")}
    return {**block, "element": emptied | dict(_initial(element, next(iter(entered.values()))))}


def _initial(element: Mapping[str, Any], entered: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, first in _ENTERED.items():
        if entered.get(name):
            yield first, entered[name]
    chosen = [entered["selected_option"]] if entered.get("selected_option") else entered.get("selected_options") or []
    values = {option["value"] for option in chosen}
    options = [option for option in _options(element) if option.get("value") in values]
    if options and "selected_options" in entered:
        yield "initial_options", options
    elif options:
        yield "initial_option", options[0]


def _options(element: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    groups = element.get("option_groups")
    lists = [element, *groups] if isinstance(groups, list) else [element]
    found = [of.get("options") for of in lists if isinstance(of, dict)]
    return [option for options in found if isinstance(options, list) for option in options if isinstance(option, dict)]


def _text_of(sent: Mapping[str, Any], name: str) -> str:
    return str((sent.get(name) or {}).get("text") or "")
