"""Block Kit: the ids Slack gives to what has none."""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.model import Json

# Elements that send nothing and so get no action_id.
_PASSIVE = {"image", "plain_text", "mrkdwn"}


def elements_of(block: Json) -> Iterator[Json]:
    """The elements of a block that a person can act on, in order."""
    candidates: list[Any] = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        candidates += block.get("elements", [])
    for element in candidates:
        if isinstance(element, dict) and element.get("type") not in _PASSIVE:
            yield element


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """A copy of ``blocks`` in which every block has a ``block_id`` and every element an ``action_id``."""
    completed = copy.deepcopy(blocks)
    for block in completed:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return completed
