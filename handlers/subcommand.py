"""What a noun's handlers offer under `/kith`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.edge import Edge


@dataclass(frozen=True)
class Subcommand:
    """`run(edge, body, rest)` opens its transaction, acks by returning, and answers only the one who asked."""

    run: Callable[[Edge, Mapping[str, Any], str], None]
    help: str
