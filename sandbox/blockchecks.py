"""Small checks of JSON values that name the place of each problem; `blockrules` is made of them.

A check takes a value and its place (a JSON pointer) and yields problems in Slack's words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Problem = tuple[str, str]
Check = Callable[[Any, str], Iterable[Problem]]


def anything(_value: Any, _place: str) -> Iterator[Problem]:
    """No demands."""
    yield from ()


def boolean(value: Any, place: str) -> Iterator[Problem]:
    """True or false."""
    if not isinstance(value, bool):
        yield place, "must be a boolean"


def number(value: Any, place: str) -> Iterator[Problem]:
    """A number written as text, as number inputs want it."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield place, "must be a number as a string"


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield place, "must be an integer"
        elif not least <= value <= most:
            yield place, f"must be between {least} and {most}"

    return check


def string(most: int, *, least: int = 1) -> Check:
    """Text of a length within bounds."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield place, "must be a string"
        elif len(value) > most:
            yield place, f"must be less than {most + 1} characters"
        elif len(value) < least:
            yield place, f"must be more than {least - 1} characters"

    return check


def matching(pattern: str, words: str) -> Check:
    """Text of a form."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield place, f"must be in the format {words}"

    return check


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if value not in allowed:
            yield place, f"must be one of: {', '.join(allowed)}"

    return check


def _text(kinds: tuple[str, ...], most: int) -> Check:
    length = string(most)
    allowed = {"type", "text", "emoji", "verbatim"}

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield place, "must provide an object"
            return
        if value.get("type") not in kinds:
            yield f"{place}/type", f"must be one of: {', '.join(kinds)}"
        if "text" not in value:
            yield place, "missing required field: text"
        else:
            yield from length(value["text"], f"{place}/text")
        for name in value.keys() - allowed:
            yield place, f"invalid additional property: {name}"

    return check


def plain(most: int) -> Check:
    """A plain_text object of at most so many characters."""
    return _text(("plain_text",), most)


def mrkdwn_or_plain(most: int) -> Check:
    """A text object of either kind."""
    return _text(("mrkdwn", "plain_text"), most)


def items(check_item: Check, *, most: int, least: int = 1) -> Check:
    """A list of a length within bounds, each item checked."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield place, "must provide an array"
            return
        if len(value) > most:
            yield place, f"no more than {most} items allowed"
        if len(value) < least:
            yield place, f"no fewer than {least} items allowed"
        for position, item in enumerate(value):
            yield from check_item(item, f"{place}/{position}")

    return check


def obj(*, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None) -> Check:
    """An object with these fields and no others; a null counts as absent. `type` is checked elsewhere."""
    needed = required or {}
    fields = needed | (optional or {}) | {"type": anything}

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield place, "must provide an object"
            return
        for name in needed:
            if value.get(name) is None:
                yield place, f"missing required field: {name}"
        for name, item in value.items():
            if name not in fields:
                yield place, f"invalid additional property: {name}"
            elif item is not None:
                yield from fields[name](item, f"{place}/{name}")

    return check


def any_of(*names: str, typed_as: Check) -> Check:
    """An object that has at least one of these fields."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if isinstance(value, dict) and not any(value.get(name) for name in names):
            yield place, f"missing required field: {names[0]}"
        yield from typed_as(value, place)

    return check


def typed(kinds: dict[str, Check]) -> Check:
    """An object checked by its `type`."""

    def check(value: Any, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield place, "must provide an object"
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            yield place, "missing required field: type"
        elif kind not in kinds:
            yield f"{place}/type", f"unsupported type: {kind}"
        else:
            yield from kinds[kind](value, place)

    return check
