"""What a program's rule about circles costs: how many would have no buddy if it went only across, or within, one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.pairing.diagnosis import diagnose
from bot.domain.pairing.joining import joined
from bot.domain.pairing.pairs import DENSE, solve
from bot.domain.pairing.people import CIRCLES, Person
from bot.domain.pairing.plan import LeftOut
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring


@dataclass(frozen=True)
class CircleCost:
    """Of `people`, so many would be `left_out` of a round by the rule, and so many have not `told` their circle."""

    people: int
    left_out: int
    untold: int


def circle_cost(people: Sequence[Person], rules: Rules) -> CircleCost:
    """What `rules.circle` costs these people, by their circles and hours alone: nothing personal counts in it.

    More than DENSE people are counted by their circles alone.
    """
    untold = sum(not one.circles.get(rules.circle) for one in people)
    number = len(left_out_by_circle(people, rules)) if len(people) <= DENSE else _counted(people, rules)
    return CircleCost(len(people), number, untold)


def circle_costs(people: Sequence[Person], rules: Rules) -> dict[tuple[str, bool], CircleCost]:
    """The cost of each rule that there can be: (circle, within)."""
    choices = [(kind, within) for within in (False, True) for kind in CIRCLES]
    return {(kind, within): circle_cost(people, replace(rules, circle=kind, within=within)) for kind, within in choices}


def left_out_by_circle(people: Iterable[Person], rules: Rules) -> list[LeftOut]:
    """Who would have no buddy by this rule, why, and what would help; nothing personal counts in it."""
    plain = [Person(id=one.id, hours=one.hours, circles=one.circles) for one in people]
    bare = replace(rules, never=frozenset(), locked=(), quiet=(), min_common_half_hours=_least(rules))
    scoring = Scoring.of(plain, (), bare, Weights(), seed=0)
    pairs: list[tuple[int, ...]] = [*solve(scoring, np.arange(len(plain)), len(plain))]
    inside = {row for pair in pairs for row in pair}
    over = [row for row in range(len(plain)) if row not in inside]
    groups = joined(scoring, pairs, over, lambda _place: max(3, bare.largest_group))
    placed = {row for group in groups for row in group}
    return [diagnose(scoring, row) for row in over if row not in placed]


def _least(rules: Rules) -> int:
    """Hours count only where they leave somebody out."""
    return 0 if rules.lowers else rules.min_common_half_hours


def _counted(people: Sequence[Person], rules: Rules) -> int:
    number = Counter(told for one in people if (told := one.circles.get(rules.circle)))
    if rules.within:
        return len(people) - sum(count for count in number.values() if count > 1)
    largest = max(number.values(), default=0)
    return max(0, 2 * largest - len(people))
