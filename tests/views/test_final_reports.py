"""The final report. Read the golden file aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.final_reports import FinalReport
from bot.domain.messages import Message
from bot.domain.progress import WeekTotal
from bot.views import final_reports as view

WEEKS = (WeekTotal(date(2026, 3, 2), 12, 8, 3, 10, 6), WeekTotal(date(2026, 3, 9), 7, 5, 1, 9, 4))


def test_organizers_read_what_came_of_all_rounds(golden: Callable[[str, Message], None]) -> None:
    told = FinalReport(7, "Spring cohort", date(2026, 3, 2), date(2026, 3, 13), 1, 24, 20, 3, 10, 4, WEEKS)
    said = view.final(told)
    assert "4 of 10" in str(said.blocks)
    golden("final_reports/final", said)
