"""Simulates who would have which mentor if everybody asked for whoever suits, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.domain.pairing.hashed_noise import draws
from bot.domain.pairing.mentor_choice import in_order, suited_mentors
from bot.domain.pairing.people import Person
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import Role


@dataclass(frozen=True, slots=True)
class MentorSimulation:
    """What `simulate_mentors` found. People are numbered from 1, the mentors first.

    `mentor_of`: by mentee, whom they have; who is not in it found no mentor with room. `mentees`: how many each mentor
    has. `across`: how many pairs are of different circles.
    """

    members: int
    mentors: int
    mentor_of: Mapping[int, int]
    mentees: Mapping[int, int]
    across: int

    @property
    def without(self) -> int:
        """How many have no mentor."""
        return self.members - self.mentors - len(self.mentor_of)


def simulate_mentors(
    *, members: int, mentors: int, room: int = 1, circles: int = 1, weights: Weights | None = None, seed: int = 1
) -> MentorSimulation:
    """Let all `members` who are no mentors ask, by the order of the seed; each mentor says yes to `room` of them.

    People are spread evenly over `circles` circles. Raises ValueError for fewer than one mentor, mentee, place or
    circle.
    """
    if not 0 < mentors < members or room < 1 or circles < 1:
        raise ValueError("a simulation needs at least one mentor, one other, room for one and one circle")
    people = [
        Person(id=one, circles={"school": str(one % circles)}, role=Role.MENTOR if one <= mentors else Role.MENTEE)
        for one in range(1, members + 1)
    ]
    there, asking = people[:mentors], people[mentors:]
    chances = draws(np.array([one.id for one in asking]), seed).tolist()
    mentees: Counter[int] = Counter({one.id: 0 for one in there})
    mentor_of: dict[int, int] = {}
    for _, one in sorted(zip(chances, asking, strict=True), key=lambda each: (each[0], each[1].id)):
        free = [mentor for mentor in there if mentees[mentor.id] < room]
        suited = suited_mentors(one, free, rules=Rules(), weights=weights, seed=seed)
        if suited:
            mentor_of[one.id] = in_order({}, mentees, suited)[0]
            mentees[mentor_of[one.id]] += 1
    across = sum(mentee % circles != mentor % circles for mentee, mentor in mentor_of.items())
    return MentorSimulation(members, mentors, mentor_of, dict(mentees), across)
