"""What came of a program over all its rounds, in the digest's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.figures import NO_COUNCILS, CouncilFigures, IntroducedGroups, Landings
from bot.domain.mentor_pairs import NO_PAIRS, PairFigures
from bot.domain.progress import WeekTotal


@dataclass(frozen=True)
class FinalReport:
    """`joined`: everybody who ever took part; `stayed`: those of them whom the program still counts."""

    program_id: int
    program_name: str
    from_on: date
    until_on: date
    rounds: int
    joined: int
    stayed: int
    landings: Landings
    groups: IntroducedGroups
    weeks: tuple[WeekTotal, ...]  # oldest first
    councils: CouncilFigures = NO_COUNCILS
    mentor_pairs: PairFigures = NO_PAIRS

    def total(self, figure: str) -> int:
        """The sum of a figure of `WeekTotal` over all weeks."""
        return sum(getattr(week, figure) for week in self.weeks)
