"""Diagnosis: why somebody has no group, and what would help."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people_table import Bools
from bot.domain.pairing.plan import Help, HelpKind, LeftOut
from bot.domain.pairing.scoring import Scoring
from bot.domain.states import WaitingWhy

_HELP = {
    WaitingWhy.NOBODY_ELSE: HelpKind.MORE_PEOPLE,
    WaitingWhy.KEPT_APART: HelpKind.REVIEW_KEPT_APART,
    WaitingWhy.NO_MENTEE: HelpKind.MORE_MENTEES,
    WaitingWhy.PARTNERS_TAKEN: HelpKind.NEXT_ROUND,
    WaitingWhy.SITS_OUT: HelpKind.NEXT_ROUND,
}


def diagnose(scoring: Scoring, row: int, *, sits_out: bool = False) -> LeftOut:
    """Why the person in this row has no group, and what would help: the most telling first."""
    why = WaitingWhy.SITS_OUT if sits_out else _why(scoring, row)
    return LeftOut(int(scoring.people.ids[row]), why, _help(scoring, row, why))


def _why(scoring: Scoring, row: int) -> WaitingWhy:
    size = len(scoring.people)
    if size == 1:
        return WaitingWhy.NOBODY_ELSE
    others = np.arange(size) != row
    hours, apart, reach = _hours(scoring, row), _not_apart(scoring, row), scoring.in_reach(row)
    if not (others & reach).any():
        return WaitingWhy.OUT_OF_CIRCLE
    if (others & reach & hours & apart).any():
        return WaitingWhy.PARTNERS_TAKEN
    return WaitingWhy.KEPT_APART if (others & reach & hours).any() else WaitingWhy.NO_COMMON_HOURS


def _help(scoring: Scoring, row: int, why: WaitingWhy) -> tuple[Help, ...]:
    if why is WaitingWhy.NO_COMMON_HOURS:
        others = (np.arange(len(scoring.people)) != row) & _not_apart(scoring, row)
        others &= scoring.in_reach(row)
        most = int(_common(scoring, row)[others].max(initial=0))
        widen = Help(HelpKind.WIDEN_HOURS, scoring.rules.min_common_half_hours - most)
        return (widen, Help(HelpKind.LOWER_MINIMUM_HOURS, most)) if most else (widen,)
    if why is WaitingWhy.OUT_OF_CIRCLE:
        return (_help_with_circle(scoring, row),)
    return (Help(_HELP[why]),)


def _help_with_circle(scoring: Scoring, row: int) -> Help:
    """More people: of another circle across, of their own within; or that they tell theirs, as far as that is new."""
    kind, within = scoring.rules.circle, scoring.rules.within
    is_told = scoring.circle is not None and int(scoring.circle[row]) >= 0
    if not within:
        return Help(HelpKind.MORE_OF_OTHER_CIRCLES, circle=kind)
    return Help(HelpKind.MORE_OF_THEIR_CIRCLE if is_told else HelpKind.TELL_CIRCLE, circle=kind)


def _common(scoring: Scoring, row: int) -> NDArray[np.uint8]:
    hours = scoring.people.hours
    common: NDArray[np.uint8] = np.bitwise_count(hours & hours[row])
    return common


def _hours(scoring: Scoring, row: int) -> Bools:
    near: Bools = _common(scoring, row) >= scoring.enough(row)
    return near


def _not_apart(scoring: Scoring, row: int) -> Bools:
    allowed = np.ones(len(scoring.people), dtype=bool)
    allowed[scoring.apart.get(row, [])] = False
    return allowed
