"""A form that was sent off and not taken, as it is shown again: what was entered stays, and the reason stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from bot.domain.messages import Block, View
from bot.views.blocks import VIEW_BLOCKS, modal, section
from bot.views.text import listed, mention, plain

REASON = "not_taken"  # the block of the reason
_MEANWHILE = (
    "Another organizer saved this while you had it open, so nothing was saved now. What you entered is still here: "
    "look it over and save again. What is there now:"
)
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


def as_opened(blocks: Sequence[Block]) -> str:
    """How each field of a form began, as short marks: a form remembers it and finds out what changed meanwhile."""
    return ",".join(f"{name}={mark}" for name, mark in _marks(blocks).items())


def changed_meanwhile(sent: Mapping[str, Any], fresh: View, *, opened: str) -> View | None:
    """The form as it is now, if somebody else saved it since this one was opened; None if nobody did.

    What was entered stays. A field that was left alone shows what is there now: its element gets another id, as Slack
    goes on showing the old value under the old one.
    """
    before = {name: mark for name, _, mark in (pair.partition("=") for pair in opened.split(",")) if mark}
    now = _marks(fresh["blocks"])
    changed = [name for name, mark in now.items() if before.get(name) != mark]
    if not before or not (changed or before.keys() - now.keys()):
        return None
    values, fields = (sent.get("state") or {}).get("values") or {}, _inputs(fresh["blocks"])
    entered = {block["block_id"]: _filled(block, values.get(block["block_id"], {})) for block in fields}
    touched = {name for name, mark in _marks(entered.values()).items() if before.get(name) != mark}
    news = "\n".join(f"• {_stands(block)}" for block in fields if block["block_id"] in changed)
    reason = {**section(f":warning: {_MEANWHILE}\n{news}".strip()), "block_id": REASON}
    shown = [
        entered[name] if (name := block.get("block_id")) in touched else _anew(block) if name in changed else block
        for block in fresh["blocks"]
    ]
    return {**fresh, "blocks": [reason, *shown][:VIEW_BLOCKS]}


def _anew(block: Block) -> Block:
    return {**block, "element": {**block["element"], "action_id": f"value_{_mark(block)}"}}


def _inputs(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.get("type") == "input"]


def _marks(blocks: Iterable[Block]) -> dict[str, str]:
    return {block["block_id"]: _mark(block) for block in _inputs(blocks)}


def _mark(block: Block) -> str:
    """A mark of the first value of a block's element, which is the same for the same value."""
    first = {name: _value(value) for name, value in block["element"].items() if name.startswith("initial_")}
    return f"{crc32(json.dumps(first, sort_keys=True).encode()):x}"


def _value(first: Any) -> Any:
    """What is chosen, without the words about it: a description may say what it costs at this moment."""
    if isinstance(first, list):
        return [_value(one) for one in first]
    return first["value"] if isinstance(first, dict) else first


def _stands(block: Block) -> str:
    """`Length of a round, in weeks: 3`."""
    element = block["element"]
    chosen = element.get("initial_options") or [element.get("initial_option")]
    words = [plain(option["text"]["text"]) for option in chosen if option]
    words += [mention(one) for one in element.get("initial_users", ())]
    words += [
        plain(str(element[name])) for name in ("initial_value", "initial_date", "initial_time") if name in element
    ]
    words += [f"<#{element['initial_conversation']}>"] if "initial_conversation" in element else []
    return f"{plain(block['label']['text'])}: {listed(words) or 'nothing'}"


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
