"""Every row of handlers/, found in the modules of this package. Two rows of one id fail at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

import handlers
from handlers.rows import Button, Command, Event, Form, HomeSection, Row

R = TypeVar("R")

ROWS: tuple[Row, ...] = tuple(
    row
    for module in iter_modules(handlers.__path__)
    if module.name not in ("bolt", "dispatch", "table")
    for row in getattr(import_module(f"handlers.{module.name}"), "ROWS", ())
)


def by_id(rows: Iterable[Any], kind: type[R], id_of: Callable[[R], str]) -> Mapping[str, R]:
    """The rows of one kind by id. Raises ValueError if two have the same id: the second would never be reached."""
    found: dict[str, R] = {}
    for row in rows:
        if isinstance(row, kind):
            key = id_of(row)
            if key in found:
                raise ValueError(f"two rows of handlers/ are {kind.__name__} {key!r}")
            found[key] = row
    return found


def in_order(kind: type[Any]) -> list[Any]:
    """The rows of one kind by their `order`."""
    return sorted((row for row in ROWS if isinstance(row, kind)), key=lambda row: row.order)


BUTTONS = by_id(ROWS, Button, lambda row: row.action_id)
FORMS = by_id(ROWS, Form, lambda row: row.callback_id)
EVENTS = by_id(ROWS, Event, lambda row: row.type)
COMMANDS = by_id(in_order(Command), Command, lambda row: row.name)
HOME_SECTIONS: list[HomeSection[Any]] = in_order(HomeSection)
