"""What a person has done so far: their own long view. It can only grow, and no week of it is held against them."""

from __future__ import annotations

from dataclasses import dataclass

WEEKS_SHOWN = 8


@dataclass(frozen=True)
class History:
    """Across a person's programs. `active_weeks` of `weeks`: of the last eight that closed, hard weeks not counted."""

    acts: int = 0
    new_contacts: int = 0
    people_met: int = 0  # buddies of groups that met
    active_weeks: int = 0
    weeks: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell yet."""
        return not (self.acts or self.people_met or self.active_weeks)
