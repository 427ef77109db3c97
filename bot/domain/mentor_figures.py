"""How a program's mentor pairs do, in numbers: each has one definition, wherever it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class PairFigures:
    """A program's mentor pairs. `introduced` are all whose introduction went out, whatever became of them later: they
    are `talked` and `silent`, and of them `ended` are over.
    """

    running: int = 0
    introduced: int = 0
    talked: int = 0  # one of the two said so
    ended: int = 0
    people: int = 0  # in them

    @property
    def silent(self) -> int:
        """Of which nobody said that they talked; silence is never counted as a talk."""
        return self.introduced - self.talked


NO_PAIRS = PairFigures()


def figures(pairs: Iterable[tuple[bool, bool]], *, people: int = 0) -> PairFigures:
    """The figure of all introduced pairs: whether each is over, and whether somebody said that they talked."""
    rows = list(pairs)
    over = sum(is_over for is_over, _ in rows)
    return PairFigures(
        running=len(rows) - over,
        introduced=len(rows),
        talked=sum(talked for _, talked in rows),
        ended=over,
        people=people,
    )
