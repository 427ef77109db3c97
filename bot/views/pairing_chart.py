"""Who meets whom in a simulated programme, as a picture."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.domain.pairing import Simulation
from bot.views.charts import BEFORE, INK, PRESENT

NOBODY = "#EDF1F5"


def first_meetings(played: Simulation) -> bytes:
    """PNG: a matrix of people against people, the darker the later they first meet, and the repeats of each round."""
    figure = Figure(figsize=(9, 5.2), dpi=150, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    met = np.full((played.members, played.members), np.nan)
    for (one, other), number in played.first_met.items():
        met[one - 1, other - 1] = met[other - 1, one - 1] = number
    left.set_facecolor(NOBODY)
    ends = (0.5, played.members + 0.5, played.members + 0.5, 0.5)
    shown = left.imshow(met, cmap="viridis_r", vmin=1, vmax=max(2, len(played.rounds)), extent=ends)
    figure.colorbar(shown, ax=left, label="round of the first meeting", shrink=0.8, ticks=MaxNLocator(integer=True))
    left.set_title("Who meets whom when", color=INK, loc="left")
    left.set_xlabel("person")
    left.set_ylabel("person")
    numbers = range(1, len(played.rounds) + 1)
    right.bar(
        numbers,
        [sum(len(group) * (len(group) - 1) // 2 for group in groups) for groups in played.rounds],
        color=BEFORE,
        label="meetings",
    )
    right.bar(numbers, played.repeats, color=PRESENT, label="of them with somebody met before")
    right.set_title("Meetings in each round", color=INK, loc="left")
    right.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.1), ncols=1, fontsize=8)
    right.xaxis.set_major_locator(MaxNLocator(integer=True))
    right.yaxis.set_major_locator(MaxNLocator(integer=True))
    right.spines[["top", "right"]].set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
