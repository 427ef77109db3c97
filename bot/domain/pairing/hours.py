"""The least hours that buddies share: what they cost, a default for the people there are, and whom they are lowered
for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from bot.domain.pairing.plan import RoundPlan
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.scoring import Scoring

USUAL = 4  # half-hours, if the people's days allow it
FEW = 4  # partners: so many rounds without a repeat


def without_partner(masks: Sequence[int], half_hours: int) -> int:
    """How many of these people (by their half-hours, as in `Person`) share so many with nobody."""
    return _with_fewer(masks, half_hours, 1)


def usual_minimum(masks: Sequence[int]) -> int:
    """The default: up to two hours, and less where that gives more people a few possible partners."""
    few = min(FEW, len(masks) - 1)
    return min(range(USUAL, 0, -1), key=lambda half_hours: _with_fewer(masks, half_hours, few))


def _with_fewer(masks: Sequence[int], half_hours: int, partners: int) -> int:
    """How many have fewer possible partners than that. People of the same hours are counted at once."""
    number = Counter(masks)
    near = {
        one: sum(times for other, times in number.items() if (one & other).bit_count() >= half_hours)
        - (one.bit_count() >= half_hours)
        for one in number
    }
    return sum(number[one] for one in number if near[one] < partners)


def as_planned(rules: Rules, plan: RoundPlan) -> Rules:
    """The rules with the hours lowered for the people for whom the plan lowered them."""
    return replace(rules, lowered=rules.lowered | dict.fromkeys(plan.with_few_hours(), 0)) if rules.lowers else rules


def lowered(scoring: Scoring, rows: Iterable[int], *, to_none: bool) -> Scoring:
    """The same with the hours lowered for these people: to the most that they share with somebody beyond those with
    whom they share enough, or `to_none`.
    """
    least = dict(scoring.least)
    for row in rows:
        common = np.bitwise_count(scoring.people.hours & scoring.people.hours[row]).astype(np.int64)
        below = common[common < scoring.enough(row)]
        least[row] = 0 if to_none else int(below.max(initial=0))
    return replace(scoring, least=least)
