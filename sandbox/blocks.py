"""Block Kit: the ids Slack gives to what has none."""

import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.model import Json

# Elements that send nothing and so get no action_id.
_PASSIVE = {"image", "plain_text", "mrkdwn"}
_GROUPS = ("actions", "context_actions")


def elements_of(block: Json) -> Iterator[Json]:
    """The elements of a block that a person can act on, in order."""
    candidates: list[Any] = [block.get("accessory"), block.get("element")]
    if block.get("type") in _GROUPS:
        candidates += block.get("elements", [])
    for element in candidates:
        if isinstance(element, dict) and element.get("type") not in _PASSIVE:
            yield element


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """`blocks` with a `block_id` for every block and an `action_id` for every element; the given stay as is."""
    return [_with_action_ids(block) | {"block_id": block.get("block_id") or _new_id()} for block in blocks]


def _new_id() -> str:
    return secrets.token_urlsafe(4)[:5]


def _with_action_ids(block: Json) -> Json:
    completed = dict(block)
    for place in ("accessory", "element"):
        if isinstance(block.get(place), dict):
            completed[place] = _with_action_id(block[place])
    if block.get("type") in _GROUPS:
        completed["elements"] = [_with_action_id(element) for element in block["elements"]]
    return completed


def _with_action_id(element: Json) -> Json:
    if element.get("type") in _PASSIVE or element.get("action_id"):
        return element
    return element | {"action_id": _new_id()}
