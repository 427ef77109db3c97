"""Charts as PNG bytes. Text says the same first; the chart is for people who read shapes faster."""

from __future__ import annotations

import io
from calendar import month_abbr
from collections.abc import Sequence
from functools import cache

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.layout_engine import ConstrainedLayoutEngine

from bot.domain.digests import Digest
from bot.domain.messages import File
from bot.domain.progress import WeekTotal
from bot.views.text import cut, one_line

# Two of the colours that everybody tells apart (Okabe & Ito, jfly.uni-koeln.de/color), and greys.
PRESENT, BEFORE, INK, FAINT = "#0072B2", "#9CC9E3", "#1F2933", "#5F6B7A"
ROOM = 0.2  # inches around each half
MOST_ACTIVITIES = 6
FONT = "DejaVu Sans"  # comes with matplotlib


def weeks_chart(told: Digest) -> File:
    """What was done week by week, and the closed week by activity. PNG, 1600 by 700 pixels."""
    figure = canvas()
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _weeks(left, told.weeks)
    _activities(right, told)
    title = f"{one_line(told.program_name)}: what was done, week by week"
    return File(name=f"kith-digest-{told.week_on}.png", title=cut(title, 150), content=png(figure))


def canvas() -> Figure:
    """An empty picture of 1600 by 700 pixels."""
    figure = Figure(
        figsize=(10, 4.375),
        dpi=160,
        facecolor="white",
        layout=ConstrainedLayoutEngine(w_pad=ROOM, h_pad=ROOM, wspace=0.05),
    )
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The picture as a file."""
    content = io.BytesIO()
    figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def _weeks(axes: Axes, weeks: Sequence[WeekTotal]) -> None:
    places = range(len(weeks))
    colours = [BEFORE] * (len(weeks) - 1) + [PRESENT]
    bars = axes.bar(places, [total.acts for total in weeks], color=colours, width=0.62)
    axes.bar_label(bars, fmt="{:,.0f}", padding=3, color=INK, fontsize=11, fontweight="bold", fontfamily=FONT)
    labels = [f"{total.week_on.day} {month_abbr[total.week_on.month]}\n{total.people:,}" for total in weeks]
    axes.set_xticks(list(places), labels, fontsize=9, color=INK)
    axes.set_xlim(-0.6, max(len(weeks), 4) - 0.4)
    axes.set_xlabel("Monday of the week, and how many people did something", fontsize=9, color=FAINT, labelpad=8)
    bare(axes, "Things done, week by week", highest=max(total.acts for total in weeks))


def _activities(axes: Axes, told: Digest) -> None:
    acts = told.acts[:MOST_ACTIVITIES]
    others = sum(act.count for act in told.acts[MOST_ACTIVITIES:])
    rows = [(label(act.name, number), act.count) for number, act in enumerate(acts, start=1)]
    rows += [("all others", others)] if others else []
    title = "Last week, by activity"
    if not rows:
        axes.text(0.5, 0.5, "Nothing noted yet", ha="center", va="center", color=FAINT, fontsize=11)
        axes.set_xticks([])
        axes.set_yticks([])
        bare(axes, title)
        return
    bars = axes.barh(range(len(rows)), [count for _, count in rows], color=PRESENT, height=0.55)
    axes.bar_label(bars, fmt="{:,.0f}", padding=4, color=INK, fontsize=11, fontweight="bold", fontfamily=FONT)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows], fontsize=10, color=INK)
    axes.set_ylim(max(len(rows), 4) - 0.5, -0.5)
    bare(axes, title)
    axes.set_xlim(0, max(count for _, count in rows) * 1.15)
    axes.set_xticks([])


def bare(axes: Axes, title: str, *, highest: int | None = None) -> None:
    """No frame, no grid: the bars carry their numbers."""
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK, pad=12)
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    if highest is not None:
        axes.set_yticks([])
        axes.set_ylim(0, max(highest, 1) * 1.15)
    else:
        axes.spines["bottom"].set_visible(False)


def label(name: str, number: int) -> str:
    """The name as far as the chart's font has it (`$` would begin a formula); its place in the list otherwise."""
    known = "".join(character for character in one_line(name) if _has_glyph(character) and character != "$")
    return cut(known.strip(), 24) or f"Activity {number}"


def _has_glyph(character: str) -> bool:
    return _font().get_char_index(ord(character)) != 0


@cache
def _font() -> FT2Font:
    return FT2Font(font_manager.findfont(FONT))
