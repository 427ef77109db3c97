"""Why somebody has no group, and what would help, as data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.cohort import Bools
from bot.domain.pairing.plan import Help, HelpKind, LeftOut
from bot.domain.pairing.suiting import Suiting
from bot.domain.states import WaitingWhy

_HELP = {
    WaitingWhy.NOBODY_ELSE: HelpKind.MORE_PEOPLE,
    WaitingWhy.KEPT_APART: HelpKind.REVIEW_KEPT_APART,
    WaitingWhy.NO_MENTEE: HelpKind.MORE_MENTEES,
    WaitingWhy.PARTNERS_TAKEN: HelpKind.NEXT_ROUND,
    WaitingWhy.SITS_OUT: HelpKind.NEXT_ROUND,
}


def left_out(suiting: Suiting, row: int, *, sits_out: bool = False) -> LeftOut:
    """Why the person in this row has no group, and what would help: the most telling first."""
    why = WaitingWhy.SITS_OUT if sits_out else _why(suiting, row)
    return LeftOut(int(suiting.cohort.ids[row]), why, _help(suiting, row, why))


def _why(suiting: Suiting, row: int) -> WaitingWhy:
    size = len(suiting.cohort)
    if size == 1:
        return WaitingWhy.NOBODY_ELSE
    others = np.arange(size) != row
    roles, hours, apart = _roles(suiting, row), _hours(suiting, row), _not_apart(suiting, row)
    is_mentor = bool(suiting.cohort.mentor[row])
    if suiting.rules.mentor_rounds and (not (others & roles).any() or (is_mentor and not suiting.cohort.capacity[row])):
        return WaitingWhy.NO_MENTEE if is_mentor else WaitingWhy.NO_MENTOR
    if (others & roles & hours & apart).any():
        if not suiting.rules.mentor_rounds:
            return WaitingWhy.PARTNERS_TAKEN
        return WaitingWhy.NO_MENTEE if is_mentor else WaitingWhy.NO_MENTOR
    return WaitingWhy.KEPT_APART if (others & roles & hours).any() else WaitingWhy.NO_COMMON_HOURS


def _help(suiting: Suiting, row: int, why: WaitingWhy) -> tuple[Help, ...]:
    if why is WaitingWhy.NO_COMMON_HOURS:
        others = (np.arange(len(suiting.cohort)) != row) & _roles(suiting, row) & _not_apart(suiting, row)
        most = int(_common(suiting, row)[others].max(initial=0))
        widen = Help(HelpKind.WIDEN_HOURS, suiting.rules.min_common_half_hours - most)
        return (widen, Help(HelpKind.LOWER_MINIMUM_HOURS, most)) if most else (widen,)
    if why is WaitingWhy.NO_MENTOR:
        return (Help(HelpKind.MORE_MENTORS, _seats_missing(suiting)),)
    return (Help(_HELP[why]),)


def _seats_missing(suiting: Suiting) -> int:
    mentor = suiting.cohort.mentor
    return max(1, int((~mentor).sum() - suiting.cohort.capacity[mentor].sum()))


def _common(suiting: Suiting, row: int) -> NDArray[np.uint8]:
    hours = suiting.cohort.hours
    common: NDArray[np.uint8] = np.bitwise_count(hours & hours[row])
    return common


def _hours(suiting: Suiting, row: int) -> Bools:
    return _common(suiting, row) >= suiting.rules.min_common_half_hours


def _not_apart(suiting: Suiting, row: int) -> Bools:
    allowed = np.ones(len(suiting.cohort), dtype=bool)
    allowed[suiting.apart.get(row, [])] = False
    return allowed


def _roles(suiting: Suiting, row: int) -> Bools:
    mentor = suiting.cohort.mentor
    return mentor != mentor[row] if suiting.rules.mentor_rounds else np.ones(len(mentor), dtype=bool)
