"""Mentor rounds: each mentor gets at most as many mentees as they take, and loads are even."""

from __future__ import annotations

import numpy as np

from bot.domain.pairing.joining import may_be_a_group
from bot.domain.pairing.rules import LARGEST_GROUP
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import SOFT_BITS, Ints, match_edges

Groups = list[tuple[int, ...]]


def seats(scoring: Scoring, row: int) -> int:
    """The most mentees that this mentor can have in a round."""
    return min(int(scoring.people.capacity[row]), LARGEST_GROUP - 1)


def mentor_groups(scoring: Scoring, rows: Ints) -> Groups:
    """Groups with the most mentees; then the fewest repeats; then the evenest load; then the best wishes.

    Nobody takes a second mentee before everyone who can has a first. Mentors who had fewer mentees before come first.
    """
    mentor = scoring.people.mentor[rows]
    mentors, mentees = np.flatnonzero(mentor), np.flatnonzero(~mentor)
    places = [(int(one), seat) for one in mentors for seat in range(seats(scoring, int(rows[one])))]
    levels, soft = scoring.levels(rows), scoring.soft(rows)
    load = _past_load(scoring, rows)
    edges = []
    for node, (one, seat) in enumerate(places):
        for spot, other in enumerate(mentees):
            level = int(levels[one, other])
            if level >= 0:
                evenness = (LARGEST_GROUP - seat) * 64 - min(int(load[one]), 63)
                weight = ((level * len(rows) << 10) + evenness * len(rows)) << SOFT_BITS
                edges.append((node, len(places) + spot, weight + int(soft[one, other])))
    found: dict[int, list[int]] = {}
    for node, spot in match_edges(len(places) + len(mentees), edges):
        place = places[node][0]
        found.setdefault(int(rows[place]), []).append(int(rows[mentees[spot - len(places)]]))
    return [_that_may_be(scoring, one, sorted(taken)) for one, taken in sorted(found.items())]


def _past_load(scoring: Scoring, rows: Ints) -> Ints:
    past = scoring.past
    before = np.append(0, np.cumsum(~past.elsewhere))  # buddies of this program up to each entry
    load: Ints = before[past.start[rows + 1]] - before[past.start[rows]]
    return load


def _that_may_be(scoring: Scoring, mentor: int, mentees: list[int]) -> tuple[int, ...]:
    """The mentor with those of the mentees who may be together in one group."""
    group = [mentor]
    for mentee in mentees:
        if may_be_a_group(scoring, [*group, mentee]):
            group.append(mentee)
    return tuple(sorted(group))
