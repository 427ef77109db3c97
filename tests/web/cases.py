"""For every row of the page: the ids in its path, and what a right form of it holds. Who may is the row's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.handlers.world import Named

Ids = Callable[[Named], Mapping[str, int]]


@dataclass(frozen=True)
class Case:
    """`ids` of the path, besides `program_id`, which `program` names; what is entered, and files."""

    ids: Ids = field(default=lambda _named: {})
    fields: Callable[[Named], Mapping[str, Any]] = field(default=lambda _named: {})
    files: Mapping[str, Any] = field(default_factory=dict)
    program: Callable[[Named], int] = field(default=lambda named: named.program)


# By whether it is a form, and the path of the row
CASES: Mapping[tuple[bool, str], Case] = {
    (False, "/sign-in"): Case(),
    (False, "/link/{token}"): Case(),
    (True, "/link/{token}"): Case(),
    (True, "/sign-out"): Case(),
    (False, "/programs"): Case(),
    (False, "/programs/{program_id:int}"): Case(),
}
