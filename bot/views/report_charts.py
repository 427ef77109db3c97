"""The pictures of a report as PNG files, 1600 by 700 pixels. The table beside says the same."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Callable, Mapping, Sequence

from matplotlib.axes import Axes

from bot.domain.messages import File
from bot.domain.reports import Report, ReportWeek
from bot.views.charts import BEFORE, FAINT, FONT, INK, PRESENT, bare, canvas, png
from bot.views.report_layouts import OUTCOMES, LaidOut
from bot.views.report_pictures import Chart, Picture
from bot.views.text import cut

MOST_LABELS = 16  # weeks; of more, some are named


def file(told: LaidOut, picture: Picture) -> File:
    """The picture as a file."""
    figure, period = canvas(), told.report.period
    _DRAWN[picture.chart](figure.subplots(), told.report, picture.title)
    return File(
        name=f"kith-report-{picture.chart}-{period.from_on}-{period.until_on}.png",
        title=cut(f"{told.title}: {picture.title}", 150),
        content=png(figure),
    )


def _participation(axes: Axes, report: Report, title: str) -> None:
    weeks, places = report.weeks, range(len(report.weeks))
    bare(axes, title, highest=max(max(week.in_search, week.people) for week in weeks))
    _bars(axes, weeks, [week.people for week in weeks], "People who did something")
    there = [week.in_search for week in weeks]
    axes.plot(places, there, color=INK, marker="o", linewidth=1.5, markersize=5, label="In the search at the end of it")
    for place, number in zip(places, there, strict=True):
        if place % _step(weeks) == 0:
            axes.annotate(f"{number:,}", (place, number), (0, 7), textcoords="offset points", ha="center", color=INK)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, -0.32), ncols=2, frameon=False, labelcolor=INK)


def _acts(axes: Axes, report: Report, title: str) -> None:
    acts = [week.acts for week in report.weeks]
    bare(axes, title, highest=max(acts))
    _bars(axes, report.weeks, acts, "Things done")


def _groups(axes: Axes, report: Report, title: str) -> None:
    rows = [(words, report.groups.outcomes.get(outcome, 0)) for outcome, words in OUTCOMES.items()]
    bare(axes, f"{title}: {report.groups.number:,} introduced")
    bars = axes.barh(range(len(rows)), [number for _, number in rows], color=[PRESENT] + [BEFORE] * (len(rows) - 1))
    axes.bar_label(bars, fmt="{:,.0f}", padding=4, color=INK, fontsize=11, fontweight="bold", fontfamily=FONT)
    axes.set_yticks(range(len(rows)), [words for words, _ in rows], fontsize=11, color=INK)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, max(number for _, number in rows) * 1.1)
    axes.set_xticks([])


def _bars(axes: Axes, weeks: Sequence[ReportWeek], numbers: Sequence[int], label: str) -> None:
    """A bar a week. Where there are many weeks, some are named, and their numbers stand in the table alone."""
    axes.bar(range(len(weeks)), numbers, color=PRESENT, width=0.62, label=label)
    for place, number in enumerate(numbers):
        if number and _step(weeks) == 1:
            _numbered(axes, place, number)
    named = range(0, len(weeks), _step(weeks))
    labels = [f"{weeks[one].week_on.day} {month_abbr[weeks[one].week_on.month]}" for one in named]
    axes.set_xticks(list(named), labels, fontsize=9, color=INK)
    axes.set_xlim(-0.6, max(len(weeks), 4) - 0.4)
    axes.set_xlabel("Monday of the week", fontsize=9, color=FAINT, labelpad=8)


def _numbered(axes: Axes, place: int, number: int) -> None:
    """In the bar, or above one that is too low for it."""
    inside = number * 8 > axes.get_ylim()[1]
    axes.text(
        place,
        number / 2 if inside else number,
        f"{number:,}",
        ha="center",
        va="center" if inside else "bottom",
        color="white" if inside else INK,
        fontsize=11,
        fontweight="bold",
        fontfamily=FONT,
    )


def _step(weeks: Sequence[ReportWeek]) -> int:
    return -(-len(weeks) // MOST_LABELS)


_DRAWN: Mapping[Chart, Callable[[Axes, Report, str], None]] = {
    Chart.PARTICIPATION: _participation,
    Chart.ACTS: _acts,
    Chart.GROUPS: _groups,
}
