"""The message about a person's week that a button is on. A click draws the same message again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar import is_plausible, week_of

MOST = 2**31  # ids are 32 bits wide


class WeekMessageKind(StrEnum):
    """The messages and views that show a person's week."""

    PROMPT = "prompt"
    TODAY = "today"
    CHECKIN = "checkin"
    GOALS = "goals"  # the answer to a command: all programs
    HARD_WEEK = "hard_week"  # the answer to a command
    HOME = "home"
    ALONE = "alone"  # a form or list that no message led to


@dataclass(frozen=True)
class WeekMessage:
    """A message about one person's week. `on` is its day, in that person's zone."""

    kind: WeekMessageKind
    on: date

    @property
    def week_on(self) -> date:
        """The Monday of its week."""
        return week_of(self.on)

    def value(self, *ids: int) -> str:
        """What a button carries: `12:3:prompt:2026-03-02`."""
        return ":".join([*map(str, ids), self.kind.value, self.on.isoformat()])

    @staticmethod
    def read(value: str) -> tuple[list[int], WeekMessage]:
        """Read what `value` wrote: the ids and the message. Raises ValueError for anything else."""
        *parts, kind, on = value.split(":")
        ids = [int(part) for part in parts]
        if any(not 0 <= number < MOST for number in ids):
            raise ValueError(f"no id: {value}")
        day = date.fromisoformat(on)
        if not is_plausible(day):
            raise ValueError(f"no day: {value}")
        return ids, WeekMessage(WeekMessageKind(kind), day)
