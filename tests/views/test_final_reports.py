"""The final report. Read the golden file aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.figures import IntroducedGroups, Landings, Outcome
from bot.domain.final_reports import FinalReport
from bot.domain.landings import LandingKind, Source
from bot.domain.messages import Message
from bot.domain.progress import WeekTotal
from bot.views import final_reports as view

LANDED = Landings(5, {LandingKind.EMPLOYED: 4, LandingKind.STUDY: 1}, {Source.CONTACT: 3, Source.NONE: 2}, 41)
WEEKS = (WeekTotal(date(2026, 3, 2), 12, 8, 3, 10, 6), WeekTotal(date(2026, 3, 9), 7, 5, 1, 9, 4))


def test_organizers_read_what_came_of_all_rounds(golden: Callable[[str, Message], None]) -> None:
    groups = IntroducedGroups(
        {Outcome.MET: 4, Outcome.UNDER_WAY: 1, Outcome.DISSOLVED: 2, Outcome.SILENT: 3}, people=20
    )
    told = FinalReport(7, "Spring cohort", date(2026, 3, 2), date(2026, 3, 13), 1, 24, 20, LANDED, groups, WEEKS)
    said = view.final(told)
    assert "10 introduced, 4 met (40 %)" in str(said.blocks)
    golden("final_reports/final", said)
