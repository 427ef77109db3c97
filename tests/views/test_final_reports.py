"""The final report. Read the golden file aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.figures import IntroducedGroups, Landings, Outcome
from bot.domain.landings import LandingKind, Source
from bot.domain.messages import Message
from bot.domain.reports import Participation, Period, Report, ReportWeek
from bot.views import final_reports as view

LANDED = Landings(5, {LandingKind.EMPLOYED: 4, LandingKind.STUDY: 1}, {Source.CONTACT: 3, Source.NONE: 2}, 41)
MONDAYS = (date(2026, 3, 2), date(2026, 3, 9))
WEEKS = (
    ReportWeek(MONDAYS[0], people=8, acts=12, new_contacts=3, goals_set=10, goals_met=6),
    ReportWeek(MONDAYS[1], people=5, acts=7, new_contacts=1, goals_set=9, goals_met=4),
)


def test_organizers_read_what_came_of_all_rounds(golden: Callable[[str, Message], None]) -> None:
    groups = IntroducedGroups(
        {Outcome.MET: 4, Outcome.UNDER_WAY: 1, Outcome.DISSOLVED: 2, Outcome.SILENT: 3}, people=20
    )
    told = Report(
        program_id=7,
        program_name="Spring cohort",
        made_on=date(2026, 3, 13),
        period=Period(MONDAYS[0], date(2026, 3, 13), MONDAYS, "UTC", from_start=True),
        weeks=WEEKS,
        participation=Participation(joined=24, exits=4, participants=20),
        rounds=1,
        groups=groups,
        landings=LANDED,
    )
    said = view.final(told)
    assert "10 introduced, 4 met (40 %)" in str(said.blocks)
    golden("final_reports/final", said)
