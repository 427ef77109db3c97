"""Mentor rounds: each mentor with up to as many mentees as they take, an even load before a fuller one."""

from __future__ import annotations

import numpy as np

from bot.domain.pairing.joining import may_be_a_group
from bot.domain.pairing.rules import LARGEST_GROUP
from bot.domain.pairing.solving import SOFT_BITS, Ints, match_edges
from bot.domain.pairing.suiting import Suiting

Groups = list[tuple[int, ...]]


def seats(suiting: Suiting, row: int) -> int:
    """How many mentees this mentor can have in a round."""
    return min(int(suiting.cohort.capacity[row]), LARGEST_GROUP - 1)


def mentor_groups(suiting: Suiting, rows: Ints) -> Groups:
    """The most mentees with a mentor; then the fewest repeats; then the evenest load; then the wishes.

    Nobody takes a second mentee before everyone who can has a first. Mentors who had fewer mentees before come first.
    """
    mentor = suiting.cohort.mentor[rows]
    mentors, mentees = np.flatnonzero(mentor), np.flatnonzero(~mentor)
    places = [(int(one), seat) for one in mentors for seat in range(seats(suiting, int(rows[one])))]
    levels, soft = suiting.levels(rows), suiting.soft(rows)
    load = _past_load(suiting, rows)
    edges = []
    for node, (one, seat) in enumerate(places):
        for spot, other in enumerate(mentees):
            level = int(levels[one, other])
            if level >= 0:
                evenness = (LARGEST_GROUP - seat) * 64 - min(int(load[one]), 63)
                worth = ((level * len(rows) << 10) + evenness * len(rows)) << SOFT_BITS
                edges.append((node, len(places) + spot, worth + int(soft[one, other])))
    found: dict[int, list[int]] = {}
    for node, spot in match_edges(len(places) + len(mentees), edges):
        place = places[node][0]
        found.setdefault(int(rows[place]), []).append(int(rows[mentees[spot - len(places)]]))
    return [_that_may_be(suiting, one, sorted(taken)) for one, taken in sorted(found.items())]


def _past_load(suiting: Suiting, rows: Ints) -> Ints:
    past = suiting.past
    return (past.start[rows + 1] - past.start[rows]).astype(np.int64)


def _that_may_be(suiting: Suiting, mentor: int, mentees: list[int]) -> tuple[int, ...]:
    """The mentor with those of the mentees who may be in one group with each other too."""
    group = [mentor]
    for mentee in mentees:
        if may_be_a_group(suiting, [*group, mentee]):
            group.append(mentee)
    return tuple(sorted(group))
