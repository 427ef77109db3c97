"""Which mentors suit somebody who asks for one: the hard rules and wishes of buddies hold for them, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.verifying import breaches

LEAST = 1  # half-hours in common, in a program that lowers them: somewhere in the day they have to meet


def suited_mentors(
    mentee: Person,
    mentors: Sequence[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules | None = None,
    weights: Weights | None = None,
    *,
    seed: int,
) -> list[int]:
    """The ids of those mentors whom no hard rule keeps apart from the mentee, the best by the weights first.

    The same people in any order, and the same seed, give the same order. Having been buddies before is no harm.
    """
    rules, people = rules or Rules(), {one.id: one for one in (mentee, *mentors)}
    if rules.lowers:
        rules = replace(rules, lowered={**rules.lowered, mentee.id: min(LEAST, rules.min_common_half_hours)})
    able = [one for one in mentors if not breaches([(mentee.id, one.id)], people, rules)]
    if not able:
        return []
    scoring = Scoring.of([mentee, *able], history, rules, weights or Weights(), seed=seed)
    rows = np.array([scoring.people.row[one.id] for one in (mentee, *able)])
    worth = scoring.soft(rows)[0, 1:].tolist()
    return [one.id for _, one in sorted(zip(worth, able, strict=True), key=lambda each: (-each[0], each[1].id))]


def in_order(near: Mapping[int, int], mentees: Mapping[int, int], suited: Iterable[int]) -> list[int]:
    """These mentors (ids, the best suited first) as they are asked: first those near what is asked for, the nearest
    before others; then those with fewer mentees.
    """
    return sorted(suited, key=lambda one: (-near.get(one, 0), mentees.get(one, 0)))
