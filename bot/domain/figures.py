"""What each figure about a program means, once, for digest, App Home, table and reports alike.

Participants are those who joined and have not left; an account closed in Slack counts as left at once. Goals of an
excused week are counted nowhere: neither set nor met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.progress import Share


class Outcome(StrEnum):
    """What became of a buddy group whose introduction went out. Every such group has exactly one outcome."""

    MET = "met"  # somebody of it said so, whatever happened later
    DISSOLVED = "dissolved"  # somebody left or changed buddies before it met
    WONT_HAPPEN = "wont_happen"  # somebody said so
    UNDER_WAY = "under_way"  # somebody said that they have a time, or not yet
    SILENT = "silent"


@dataclass(frozen=True)
class IntroducedGroups:
    """All buddy groups whose introduction went out, by what became of them; `people`: how many there are in them."""

    outcomes: Mapping[Outcome, int]
    people: int = 0

    @property
    def number(self) -> int:
        """How many were introduced: the sum of all outcomes."""
        return sum(self.outcomes.values())

    @property
    def met(self) -> Share:
        """Groups that met, of all introduced."""
        return Share(self.outcomes.get(Outcome.MET, 0), self.number, self.people)
