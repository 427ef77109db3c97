"""Which pictures a report has, and what each says in words: its title, and its numbers, for whoever does not see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.reports import Report
from bot.views.report_layouts import OUTCOMES, LaidOut, Layout
from bot.views.text import listed
from bot.views.times import short_day


class Chart(StrEnum):
    """What a picture shows."""

    PARTICIPATION = "participation"
    ACTS = "acts"
    GROUPS = "groups"


@dataclass(frozen=True)
class Picture:
    """A picture of a report. `alt`: all its numbers."""

    chart: Chart
    title: str
    alt: str


def pictures(told: LaidOut) -> list[Picture]:
    """Those that have something to show, of what the layout tells."""
    return list(_pictures(told.report, told.layout))


def _pictures(report: Report, layout: Layout) -> Iterator[Picture]:
    if report.participation.served:
        weeks = [f"{short_day(week.week_on)} {week.people:,} and {week.in_search:,}" for week in report.weeks]
        said = f"People who did something, and people in the search at the end of it: {'; '.join(weeks)}."
        yield Picture(Chart.PARTICIPATION, "Participation, week by week", said)
    if layout not in (Layout.PLAIN, Layout.GRANT):
        return
    if report.total("acts"):
        weeks = [f"{short_day(week.week_on)} {week.acts:,}" for week in report.weeks]
        yield Picture(Chart.ACTS, "Things done, week by week", f"Things done: {'; '.join(weeks)}.")
    if report.groups.number and report.groups.is_split:
        outcomes = [f"{words.lower()} {report.groups.outcomes.get(one, 0):,}" for one, words in OUTCOMES.items()]
        said = f"Of {report.groups.number:,} buddy groups introduced: {listed(outcomes)}."
        yield Picture(Chart.GROUPS, "Buddy groups, by what became of them", said)
