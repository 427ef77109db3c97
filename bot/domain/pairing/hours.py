"""The least hours that buddies share: what they cost, a default for the people there are, and whom they are lowered
for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import RoundPlan
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.scoring import Scoring

USUAL = 4  # half-hours, if the people's days allow it
MOST = 16  # half-hours that can be asked for
FEW = 4  # partners: so many rounds without a repeat


@dataclass(frozen=True)
class HoursCost:
    """What the least hours cost: at `half_hours`, so many of the `people` share enough with nobody; at `free_up_to`,
    nobody is such.
    """

    half_hours: int
    people: int
    without_partner: int
    free_up_to: int


def cost(people: Sequence[Person], half_hours: int) -> HoursCost:
    """What so many half-hours cost these people."""
    without = [_with_fewer(people, least, 1) for least in range(MOST + 1)]
    free = max((least for least, number in enumerate(without) if not number), default=0)
    return HoursCost(half_hours, len(people), without[half_hours], free)


def usual_minimum(people: Sequence[Person]) -> int:
    """The default: up to two hours, and less where that gives more people a few possible partners."""
    few = min(FEW, len(people) - 1)
    return min(range(USUAL, 0, -1), key=lambda least: _with_fewer(people, least, few))


def _with_fewer(people: Sequence[Person], half_hours: int, partners: int) -> int:
    """How many have fewer possible partners than that. People of the same hours are counted at once."""
    number = Counter(one.hours for one in people)
    near = {
        mine: sum(times for theirs, times in number.items() if (mine & theirs).bit_count() >= half_hours)
        - (mine.bit_count() >= half_hours)
        for mine in number
    }
    return sum(times for mine, times in number.items() if near[mine] < partners)


def as_planned(rules: Rules, plan: RoundPlan) -> Rules:
    """The rules with the hours lowered for the people for whom the plan lowered them."""
    return lowered_for(rules, plan.with_few_hours())


def lowered_for(rules: Rules, people: Iterable[int]) -> Rules:
    """The rules with the hours lowered for these people, in a program that lowers them."""
    return replace(rules, lowered=rules.lowered | dict.fromkeys(people, 0)) if rules.lowers else rules


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
