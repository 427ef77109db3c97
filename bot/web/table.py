"""Every row of the page, found in the modules of this package. Two rows of one address fail at start."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import bot.web
from bot.web.rows import Page, Row

ROWS: tuple[Row, ...] = tuple(
    row
    for module in iter_modules(bot.web.__path__)
    if module.name not in ("app", "dispatch", "table")
    for row in getattr(import_module(f"bot.web.{module.name}"), "ROWS", ())
)
_ADDRESSES = [(isinstance(row, Page), row.path) for row in ROWS]
if len(set(_ADDRESSES)) != len(_ADDRESSES):
    raise ValueError(f"two rows of one address: {sorted({one for one in _ADDRESSES if _ADDRESSES.count(one) > 1})}")
