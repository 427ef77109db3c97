"""Who was silent in the last round comes as the third in a group: nobody is alone with them twice in a row."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from bot.domain.pairing.joining import joined, may_be_a_group
from bot.domain.pairing.people_table import without
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import Ints

Groups = list[tuple[int, ...]]
AT_ONCE = 10  # quiet people who are compared with the same pairs


def thirds(scoring: Scoring, free: Ints) -> Ints:
    """Those of `rules.quiet` who may come to pairs of the others, the first of them first: as many as find a pair, and
    no more than there are pairs of people who were heard from. Where all are silent, nobody gains by it.
    """
    rules, row = scoring.rules, scoring.people.row
    if rules.group_size > 2 or not rules.quiet:
        return np.array([], dtype=np.int64)
    quiet = np.array([row[person] for person in rules.quiet if person in row], dtype=np.int64)
    quiet = quiet[np.isin(quiet, free)]
    most = min(len(quiet), (len(free) - len(quiet)) // 2)
    return quiet[: max(number for number in range(most + 1) if _have_places(number, len(free) - number))]


def _have_places(number: int, others: int) -> bool:
    """Whether so many find a pair of the others each; of an odd number of others, three are a group already."""
    return number == 0 or 2 * number <= others - 3 * (others % 2)


def with_thirds(scoring: Scoring, groups: Groups, quiet: Ints) -> Groups:
    """The groups, each of these people in one of the pairs as far as they may be."""
    parts = -(-len(quiet) // AT_ONCE)
    order = sorted(groups, key=lambda group: scoring.chances[group[0]])
    found: Groups = []
    for part in range(parts):
        theirs = quiet[part::parts].tolist()
        found += with_new_people(scoring, joined(scoring, order[part::parts], theirs, lambda _place: 3), theirs)
    return found


def with_new_people(scoring: Scoring, groups: Groups, quiet: Iterable[int]) -> Groups:
    """The groups, in which a quiet person who met one of their two before changes that one for somebody new of a pair,
    where it makes nobody else meet again.
    """
    now = list(groups)
    for one in quiet:
        place = next((number for number, group in enumerate(now) if one in group), None)
        if place is None or len(now[place]) != 3 or not _met(scoring, now[place]):
            continue
        others = [row for row in now[place] if row != one]
        for kept, gives in (others, others[::-1]):
            swap = _swap(scoring, now, one, kept, gives)
            if swap is not None:
                number, comes, stays = swap
                now[place] = tuple(sorted((one, kept, comes)))
                now[number] = tuple(sorted((gives, stays)))
                break
    return now


def _swap(scoring: Scoring, groups: Groups, one: int, kept: int, gives: int) -> tuple[int, int, int] | None:
    """The first pair of which one may come to these two and the other stay with whom they give; none of them met."""
    for number, pair in enumerate(groups):
        for comes, stays in (pair, pair[::-1]) if len(pair) == 2 else ():
            grown, rest = (one, kept, comes), (gives, stays)
            fits = may_be_a_group(scoring, grown) and may_be_a_group(scoring, rest)
            if fits and not _met(scoring, grown) and not _met(scoring, rest):
                return number, comes, stays
    return None


def _met(scoring: Scoring, group: Iterable[int]) -> bool:
    """Whether two of them were together before."""
    return any(scoring.past.between(one, other) is not None for one, other in combinations(group, 2))


def less(scoring: Scoring, quiet: Ints, over: Iterable[int]) -> Ints:
    """The quiet people, without those who could be a buddy of somebody in `over`, who has none."""
    over = np.array(list(over), dtype=np.int64)
    rows = np.append(over, without(quiet, over))
    near = scoring.feasible(rows)[: len(over)].any(axis=0)
    return without(quiet, np.append(over, rows[near]))
