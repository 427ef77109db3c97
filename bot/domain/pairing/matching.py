"""One round: pairs by exact weighted matching, larger groups by search, the one over by the program's choice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from bot.domain.pairing.explaining import explain, why_left_out
from bot.domain.pairing.people import PastGroup, Person, Role
from bot.domain.pairing.plan import Group, RoundPlan, Why
from bot.domain.pairing.rules import LARGEST_GROUP, OddOne, Rules, Weights
from bot.domain.pairing.scores import NEW, SECOND_TRY, Scores, score

TURN = 10**10  # each time that somebody was the one over before; less than any repeat avoided
COHORT, PEELS = 60, 25  # up to this size the rounds to come are looked at, this often
NEAREST = 40  # in larger programs each person's best so many partners are looked at
PASSES = 20
Groups = list[tuple[int, ...]]  # indices into the people in order of their ids


def plan_round(
    people: Iterable[Person], history: Iterable[PastGroup], rules: Rules, weights: Weights, *, seed: int
) -> RoundPlan:
    """Groups of these people with reasons, and who has none and why; together exactly `people`.

    Hard rules hold in every group; a repeat comes only when the people of the round leave no other way, the oldest
    first. The same input in any order and the same seed give the same groups.
    """
    ordered = sorted(people, key=lambda person: person.id)
    past = list(history)
    scores = score(ordered, past, rules, weights)
    locked = _locked(scores, rules)
    free = [number for number in range(len(ordered)) if number not in {one for group in locked for one in group}]
    rng, turns = random.Random(seed), _turns(ordered, past, rules)
    rng.shuffle(free)
    if rules.mentor_rounds:
        formed = _mentor_groups(scores, free)
    elif rules.group_size == 2:
        formed = _pairs(scores, free, turns=turns, rng=rng)
    else:
        formed = _larger(scores, free, rules)
    over = set(free) - {one for group in formed for one in group}
    sits_out = _sits_out(scores, over, rules)
    if rules.odd_one is OddOne.TRIO and not rules.mentor_rounds:
        over -= _join(scores, formed, sorted(over), turns)
    groups = [
        Group(tuple(sorted(ordered[one].id for one in group)), explain(scores, group, rules, is_locked=group in locked))
        for group in [*locked, *formed]
    ]
    left_out = [why_left_out(scores, one, rules, why=Why.SITS_OUT if one == sits_out else None) for one in sorted(over)]
    return RoundPlan(tuple(sorted(groups, key=lambda group: group.members)), tuple(left_out), seed)


def _locked(scores: Scores, rules: Rules) -> Groups:
    """The locked groups that the other rules allow, each person in one at most."""
    index = {person.id: number for number, person in enumerate(scores.people)}
    taken: set[int] = set()
    found: Groups = []
    for group in rules.locked:
        here = tuple(sorted(index[member] for member in group if member in index))
        if len(here) == len(group) and not taken & set(here) and _is_feasible(scores, here):
            found.append(here)
            taken |= set(here)
    return found


def _is_feasible(scores: Scores, group: Sequence[int]) -> bool:
    return all(scores.feasible[one, other] for one, other in combinations(group, 2)) and (_common(scores, group) >= 0)


def _common(scores: Scores, group: Sequence[int]) -> int:
    hours = (1 << 48) - 1
    for one in group:
        hours &= scores.people[one].hours
    return hours.bit_count()


def _turns(people: Sequence[Person], history: Sequence[PastGroup], rules: Rules) -> Counter[int]:
    """How often each was the one over before, by index."""
    index = {person.id: number for number, person in enumerate(people)}
    if rules.odd_one is OddOne.SITS_OUT:
        return Counter({index[member]: times for member, times in rules.sat_out.items() if member in index})
    larger = (group for group in history if len(group.members) > rules.group_size)
    return Counter(index[member] for group in larger for member in group.members if member in index)


def _pairs(scores: Scores, free: Sequence[int], *, turns: Mapping[int, int], rng: random.Random) -> Groups:
    best = _match(free, scores.total, scores.feasible, turns)
    fresh = scores.feasible & (scores.last_paired == 0)
    if len(free) % 2 or not 4 <= len(free) <= COHORT or not all(fresh[one, other] for one, other in best):
        return best
    here = np.ix_(free, free)
    left = int(fresh[here].sum(axis=1).min()) - 1
    if left > 0.7 * len(free) or len(best) * 2 < len(free):
        return best  # while everyone has enough new people left, there is a way on whatever is chosen
    return _with_a_way_on(scores, free, best, fresh, rng=rng)


def _with_a_way_on(
    scores: Scores, free: Sequence[int], best: Groups, fresh: NDArray[np.bool_], *, rng: random.Random
) -> Groups:
    """The round that leaves the most repeat-free rounds to come: the best one if it does, else one of a whole plan."""
    left = int(fresh[np.ix_(free, free)].sum(axis=1).min())
    after = fresh.copy()
    for one, other in best:
        after[one, other] = after[other, one] = False
    longest = [best, *_peel(free, after, left - 1, rng)]
    for _ in range(PEELS):
        if len(longest) >= left:
            break
        peeled = _peel(free, fresh, left, rng)
        longest = max(longest, peeled, key=len)
    if longest[0] == best:
        return best
    return max(longest, key=lambda pairs: sum(int(scores.total[pair]) for pair in pairs))


def _peel(free: Sequence[int], fresh: NDArray[np.bool_], rounds: int, rng: random.Random) -> list[Groups]:
    """Perfect matchings of new pairs, one after the other, in random order; as many as are found, at most `rounds`."""
    rest = fresh.copy()
    found: list[Groups] = []
    for _ in range(rounds):
        noise = np.array([rng.randrange(1, 1000) for _ in range(rest.size)]).reshape(rest.shape)
        pairs = _match(free, noise + noise.T, rest, {})
        if len(pairs) * 2 < len(free):
            break
        found.append(pairs)
        for one, other in pairs:
            rest[one, other] = rest[other, one] = False
    return found


def _match(
    free: Sequence[int], total: NDArray[np.int64], feasible: NDArray[np.bool_], turns: Mapping[int, int]
) -> Groups:
    """A matching of the most people, and of those the best. An odd number includes nobody, by turns."""
    graph = rustworkx.PyGraph(multigraph=False)
    nodes = graph.add_nodes_from(list(free))
    worth = np.where(feasible, total, 0)[np.ix_(free, free)]
    if len(free) > COHORT:
        worth = _nearest(worth)
    lefts, rights = np.nonzero(np.triu(worth))
    pairs = list(zip(lefts.tolist(), rights.tolist(), strict=True))
    edges = [(nodes[left], nodes[right], int(worth[left, right])) for left, right in pairs]
    if len(free) % 2:
        nobody = graph.add_node(-1)
        edges += [(node, nobody, NEW - TURN * turns.get(one, 0)) for node, one in zip(nodes, free, strict=True)]
    graph.add_edges_from(edges)
    matched = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    found = ((graph[one], graph[other]) for one, other in matched)
    return sorted((min(pair), max(pair)) for pair in found if -1 not in pair)


def _nearest(worth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each one's `NEAREST` best alone: enough for a matching close to the best, in a fraction of the time."""
    kept = min(NEAREST, len(worth))
    least = np.partition(worth, -kept, axis=1)[:, -kept]
    mask = worth >= least[:, None]
    return np.where(mask | mask.T, worth, 0)


def _mentor_groups(scores: Scores, free: Sequence[int]) -> Groups:
    """Each mentor with up to as many mentees as they take; the load is spread before anyone takes a second."""
    graph = rustworkx.PyGraph(multigraph=False)
    mentors = [one for one in free if scores.people[one].role is Role.MENTOR]
    mentees = [one for one in free if scores.people[one].role is not Role.MENTOR]
    seats = [
        (mentor, seat) for mentor in mentors for seat in range(min(scores.people[mentor].capacity, LARGEST_GROUP - 1))
    ]
    seat_nodes = graph.add_nodes_from(seats)
    mentee_nodes = graph.add_nodes_from(mentees)
    graph.add_edges_from(
        [
            (seat_node, mentee_node, int(scores.total[mentor, mentee]) - SECOND_TRY // 4 * seat)
            for seat_node, (mentor, seat) in zip(seat_nodes, seats, strict=True)
            for mentee_node, mentee in zip(mentee_nodes, mentees, strict=True)
            if scores.feasible[mentor, mentee]
        ]
    )
    groups: dict[int, list[int]] = {}
    for one, other in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        seat_node, mentee_node = (one, other) if isinstance(graph[one], tuple) else (other, one)
        groups.setdefault(graph[seat_node][0], []).append(graph[mentee_node])
    return sorted(tuple(sorted([mentor, *taken])) for mentor, taken in groups.items())


def _sizes(number: int, wanted: int) -> list[int]:
    """Group sizes that differ by one at most: the wanted size and one more, or one less where four is the most."""
    count = max(1, number // wanted)
    if number > count * min(wanted + 1, LARGEST_GROUP):
        count = -(-number // wanted)
    return [number // count + (place < number % count) for place in range(count)]


def _larger(scores: Scores, free: Sequence[int], rules: Rules) -> Groups:
    """Groups of three and four: dealt out in the seed's order, then improved by swaps as long as one helps."""
    rest = list(free)
    out: list[int] = []
    if rules.odd_one is OddOne.SITS_OUT:
        by_turn = sorted(rest, key=lambda one: rules.sat_out.get(scores.people[one].id, 0))
        out = by_turn[: len(rest) % rules.group_size]
        rest = [one for one in rest if one not in out]
    if len(rest) < 2:
        return []
    value = np.where(scores.feasible, scores.total, -(10**15))
    groups: list[list[int]] = []
    for size in _sizes(len(rest), rules.group_size):
        groups.append(rest[:size])
        del rest[:size]
    for _ in range(PASSES):
        swaps = [_swap_best(groups, value, one, other) for one, other in combinations(range(len(groups)), 2)]
        if True not in swaps:
            break
    possible = [_feasible_part(scores, group) for group in groups]
    return [tuple(sorted(group)) for group in possible if len(group) > 1]


def _swap_best(groups: list[list[int]], value: NDArray[np.int64], one: int, other: int) -> bool:
    """Swap the two people of these groups that gains most; False if none gains."""
    left, right = groups[one], groups[other]
    gains = (
        (_gain(value, left, right, here, there), here, there)
        for here in range(len(left))
        for there in range(len(right))
    )
    gain, here, there = max(gains)
    if gain <= 0:
        return False
    left[here], right[there] = right[there], left[here]
    return True


def _gain(value: NDArray[np.int64], left: list[int], right: list[int], here: int, there: int) -> int:
    leaves, comes = left[here], right[there]
    gain = sum(int(value[comes, one] - value[leaves, one]) for one in left if one != leaves)
    return gain + sum(int(value[leaves, one] - value[comes, one]) for one in right if one != comes)


def _feasible_part(scores: Scores, group: Sequence[int]) -> list[int]:
    """The group without those who cannot be in it."""
    kept: list[int] = []
    for one in sorted(group, key=lambda one: -int(scores.feasible[one, list(group)].sum())):
        if all(scores.feasible[one, other] for other in kept):
            kept.append(one)
    return kept


def _sits_out(scores: Scores, over: set[int], rules: Rules) -> int | None:
    """Who of those over could have been paired with somebody: it is their turn to sit out."""
    if rules.odd_one is not OddOne.SITS_OUT or rules.mentor_rounds:
        return None
    return next((one for one in sorted(over) if scores.feasible[one].any()), None)


def _join(scores: Scores, groups: Groups, over: Sequence[int], turns: Mapping[int, int]) -> set[int]:
    """Put each of those over into a group: new people first, then by turns, then what suits best. Who joined."""
    joined: set[int] = set()
    enlarged: set[int] = set()
    for one in over:
        fits = [
            number
            for number, group in enumerate(groups)
            if number not in enlarged and len(group) < LARGEST_GROUP and _is_feasible(scores, (one, *group))
        ]
        if fits:
            best = max(fits, key=lambda number: _worth_joining(scores, one, groups[number], turns))
            groups[best] = tuple(sorted((one, *groups[best])))
            enlarged.add(best)
            joined.add(one)
    return joined


def _worth_joining(scores: Scores, one: int, group: Sequence[int], turns: Mapping[int, int]) -> tuple[int, int, int]:
    repeats = sum(bool(scores.last_paired[one, other]) for other in group)
    return -repeats, -sum(turns.get(other, 0) for other in group), sum(int(scores.total[one, other]) for other in group)
