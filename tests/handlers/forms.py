"""What can be entered in each form, from the golden files of the views: a new field is there with its golden file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

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


def lines(form: str) -> list[str]:
    """The block ids of the form in which people write words of their own."""
    return [name for name, element in inputs()[form].items() if element["type"] == "plain_text_input"]


def _views(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "modal" and part.get("callback_id"):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _views(one)
