"""Finding what a person means: an element by its action_id or by what stands on it, a choice by its label."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.blocks import elements_of
from sandbox.control.call import ControlError
from sandbox.elements import options_of
from sandbox.model import Json, Workspace

Found = tuple[Json, Json]


def _text_of(value: Any) -> str:
    return str(value.get("text", "")) if isinstance(value, dict) else ""


def labels_of(block: Json, element: Json) -> set[str]:
    """What a person can call an element: its text, its placeholder, the label of its input block."""
    named = {_text_of(element.get("text")), _text_of(element.get("placeholder"))}
    if block["type"] == "input":
        named.add(_text_of(block.get("label")))
    if block["type"] == "section":
        named.add(_text_of(block.get("text")))
    return named - {""}


def _everything(blocks: list[Json]) -> Iterator[Found]:
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def _says(block: Json, text: str) -> bool:
    """Whether a text stands in a block, outside its elements."""
    return any(text in _text_of(part) for part in (block.get("text"), block.get("label"), *(block.get("fields") or [])))


def find(blocks: list[Json], name: str, block_id: str | None = None, *, beside: str = "") -> Found:
    """The one element with this action_id or, if there is none, this label or block_id; `beside` a text, if given.

    `ControlError`: `element_not_found` with what there is, or `element_ambiguous` if it takes a block_id.
    """
    candidates = [
        found
        for found in _everything(blocks)
        if (block_id is None or found[0].get("block_id") == block_id) and (not beside or _says(found[0], beside))
    ]
    by_id = [found for found in candidates if found[1].get("action_id") == name]
    hits = by_id or [found for found in candidates if name in labels_of(*found) or found[0].get("block_id") == name]
    if len(hits) > 1:
        places = ", ".join(str(block.get("block_id")) for block, _ in hits)
        raise ControlError(
            "element_ambiguous", f"{name!r} is in several blocks; say beside which text, or which block_id: {places}"
        )
    if not hits:
        there = sorted({label for found in candidates for label in (labels_of(*found) or {found[1]["action_id"]})})
        raise ControlError(
            "element_not_found", f"there is no {name!r} here; there is: {', '.join(there) or 'nothing to act on'}"
        )
    return hits[0]


def find_option(blocks: list[Json], label: str) -> tuple[Json, Json, Json] | None:
    """The overflow menu that has an option with this label, and the option."""
    for block, element in _everything(blocks):
        if element["type"] == "overflow":
            for option in options_of(element):
                if _text_of(option.get("text")) == label:
                    return block, element, option
    return None


def meant(element: Json, chosen: Any, workspace: Workspace) -> Any:
    """A choice as the element takes it: labels become option values, names become ids."""
    if isinstance(chosen, list):
        return [meant(element, item, workspace) for item in chosen]
    if not isinstance(chosen, str):
        return chosen
    translate = _MEANINGS.get(element["type"].removeprefix("multi_"))
    return translate(element, chosen, workspace) if translate else chosen


def _option_value(element: Json, chosen: str, _workspace: Workspace) -> str:
    options = options_of(element)
    if any(option.get("value") == chosen for option in options):
        return chosen
    for option in options:
        if _text_of(option.get("text")) == chosen:
            return str(option["value"])
    there = ", ".join(repr(_text_of(option.get("text"))) for option in options)
    raise ControlError("option_not_found", f"there is no option {chosen!r}; there is: {there}")


def _user_id(_element: Json, chosen: str, workspace: Workspace) -> str:
    if chosen in workspace.users:
        return chosen
    hits = [user.id for user in workspace.users.values() if chosen.lstrip("@") in (user.real_name, user.name)]
    if len(hits) != 1:
        raise ControlError("user_not_found", f"{len(hits)} people are called {chosen!r}")
    return hits[0]


def _conversation_id(_element: Json, chosen: str, workspace: Workspace) -> str:
    if chosen in workspace.conversations:
        return chosen
    for conversation in workspace.conversations.values():
        if not conversation.is_direct and conversation.name == chosen.lstrip("#"):
            return conversation.id
    raise ControlError("channel_not_found", f"there is no channel {chosen!r}")


def _rich_text(_element: Json, text: str, _workspace: Workspace) -> Json:
    sections = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": line or " "}]} for line in text.split("\n")
    ]
    return {"type": "rich_text", "elements": sections}


_MEANINGS: dict[str, Callable[[Json, str, Workspace], Any]] = {
    "static_select": _option_value,
    "radio_buttons": _option_value,
    "checkboxes": _option_value,
    "overflow": _option_value,
    "users_select": _user_id,
    "conversations_select": _conversation_id,
    "channels_select": _conversation_id,
    "rich_text_input": _rich_text,
}


def values_meant(blocks: list[Json], values: Json, workspace: Workspace) -> Json:
    """`{block_id: {action_id: value}}` from that form or from `{label, action_id or block_id: value}`."""
    wanted: Json = {}
    ids = {block.get("block_id"): {element["action_id"] for element in elements_of(block)} for block in blocks}
    for name, value in values.items():
        nested = isinstance(value, dict) and name in ids and value.keys() <= ids[name]
        named = [(action_id, name, chosen) for action_id, chosen in value.items()] if nested else [(name, None, value)]
        for wish, block_id, chosen in named:
            block, element = find(blocks, wish, block_id)
            place = wanted.setdefault(block["block_id"], {})
            place[element["action_id"]] = meant(element, chosen, workspace)
    return wanted
