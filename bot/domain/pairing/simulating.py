"""Simulates the rounds of a program before it starts: who would meet whom, and how fair it would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.planning import plan_round
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import OddOne

Groups = tuple[tuple[int, ...], ...]
ACROSS, WITHIN = "across", "within"
_CIRCLE = "school"


@dataclass(frozen=True, slots=True)
class Simulation:
    """What `simulate` found. People and rounds are numbered from 1.

    `rounds`: the groups of each round. `first_met`: for each pair that met, the round in which they met first.
    `repeats`: for each round, how many of its pairs had met before. `larger`: how often each person was in a group
    above the usual size. `sat_out`: how often each person had no group. `meetings`: how many pairs met, counted in
    each round. `across`: how many of these meetings were between people of different circles.
    """

    members: int
    rounds: tuple[Groups, ...]
    first_met: dict[tuple[int, int], int]
    repeats: tuple[int, ...]
    larger: Counter[int]
    sat_out: Counter[int]
    meetings: int
    across: int


def simulate(
    *,
    members: int,
    rounds: int,
    size: int = 2,
    circles: int = 1,
    odd_one: OddOne = OddOne.TRIO,
    weights: Weights | None = None,
    only: str = "",
    seed: int = 1,
) -> Simulation:
    """Plan `rounds` rounds in a row for `members` people, who are spread evenly over `circles` circles.

    `only`: they meet ACROSS circles alone, or WITHIN one. Raises ValueError for fewer than two members, or fewer than
    one round or circle.
    """
    if members < 2 or rounds < 1 or circles < 1:
        raise ValueError("a simulation needs at least two members, one round and one circle")
    people = [Person(id=one, circles={_CIRCLE: str(one % circles)}) for one in range(1, members + 1)]
    history: list[PastGroup] = []
    planned: list[Groups] = []
    sat_out: Counter[int] = Counter()
    for number in range(1, rounds + 1):
        rules = Rules(
            group_size=size,
            odd_one=odd_one,
            sat_out=dict(sat_out),
            circle=_CIRCLE if only else "",
            within=only == WITHIN,
        )
        plan = plan_round(people, history, rules, weights or Weights(), seed=seed)
        planned.append(tuple(group.members for group in plan.groups))
        history += [PastGroup(number, group) for group in planned[-1]]
        sat_out.update(left.person for left in plan.left_out)
    return _summarize(members, planned, sat_out, size=size, circles=circles)


def _summarize(
    members: int, planned: Sequence[Groups], sat_out: Counter[int], *, size: int, circles: int
) -> Simulation:
    first_met: dict[tuple[int, int], int] = {}
    repeats, meetings, across = [], 0, 0
    for number, groups in enumerate(planned, start=1):
        pairs = [(one, other) for group in groups for one, other in combinations(group, 2)]
        repeats.append(sum(pair in first_met for pair in pairs))
        meetings += len(pairs)
        across += sum(one % circles != other % circles for one, other in pairs)
        for pair in pairs:
            first_met.setdefault(pair, number)
    larger = Counter(one for groups in planned for group in groups if len(group) > size for one in group)
    return Simulation(members, tuple(planned), first_met, tuple(repeats), larger, sat_out, meetings, across)
