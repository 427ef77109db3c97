"""Who was silent in the last round comes as the third in a group: nobody is alone with them twice in a row."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.domain.pairing.joining import joined
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
    if rules.group_size > 2 or rules.mentor_rounds or not rules.quiet:
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
        found += joined(scoring, order[part::parts], quiet[part::parts].tolist(), lambda _place: 3)
    return found


def less(scoring: Scoring, quiet: Ints, over: Iterable[int]) -> Ints:
    """The quiet people, without those who could be a buddy of somebody in `over`, who has none."""
    over = np.array(list(over), dtype=np.int64)
    rows = np.append(over, without(quiet, over))
    near = scoring.feasible(rows)[: len(over)].any(axis=0)
    return without(quiet, np.append(over, rows[near]))
