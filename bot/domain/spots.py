"""Where a button stands: on which message and for which day. A click there draws the same message anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar import is_plausible, week_of

MOST = 2**31  # ids are 32 bits wide


class Surface(StrEnum):
    """The messages and views that show a person's week."""

    PROMPT = "prompt"
    TODAY = "today"
    CHECKIN = "checkin"
    GOALS = "goals"  # the answer to a command: all programs
    HARD_WEEK = "hard_week"  # the answer to a command
    HOME = "home"
    ALONE = "alone"  # a form or list that stands for itself


@dataclass(frozen=True)
class Spot:
    """A message of one day of one person. `on` is that person's local day."""

    surface: Surface
    on: date

    @property
    def week_on(self) -> date:
        """The Monday of its week."""
        return week_of(self.on)

    def value(self, *ids: int) -> str:
        """What a button carries: `12:3:prompt:2026-03-02`."""
        return ":".join([*map(str, ids), self.surface.value, self.on.isoformat()])

    @staticmethod
    def read(value: str) -> tuple[list[int], Spot]:
        """The reverse of `value`. Raises ValueError for what it never wrote."""
        *parts, surface, on = value.split(":")
        ids = [int(part) for part in parts]
        if any(not 0 <= number < MOST for number in ids):
            raise ValueError(f"no id: {value}")
        day = date.fromisoformat(on)
        if not is_plausible(day):
            raise ValueError(f"no day: {value}")
        return ids, Spot(Surface(surface), day)
