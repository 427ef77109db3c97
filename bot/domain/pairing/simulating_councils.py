"""Plays councils through before a programme starts: who is with whom from week to week, as people come and leave."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.pairing.council_changes import going_on, smallest_council
from bot.domain.pairing.council_search import SMALLEST
from bot.domain.pairing.councils import compose
from bot.domain.pairing.hashed_noise import mix
from bot.domain.pairing.people import Person
from bot.domain.pairing.rules import Rules, Weights

_RULES = Rules(min_common_half_hours=0)


@dataclass(frozen=True, slots=True)
class CouncilWeek:
    """The councils after a week's changes: their people, who came, left and waits, and how many councils ended."""

    councils: tuple[tuple[int, ...], ...]
    came: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    waits: tuple[int, ...] = ()
    merged: int = 0


@dataclass(frozen=True, slots=True)
class CouncilSimulation:
    """`weeks`: the first is that of the introduction. `across`: of 100 pairs within the first councils, so many come
    from different circles. `kept`: of those who stayed to the end, how many were always in one council.
    """

    weeks: tuple[CouncilWeek, ...]
    across: int
    stayed: int
    kept: int


def simulate_councils(
    *,
    members: int,
    weeks: int,
    wanted: int,
    circles: int = 1,
    joins: int = 0,
    leaves: int = 0,
    weights: Weights | None = None,
    seed: int = 1,
) -> CouncilSimulation:
    """Compose councils of `members`, then live `weeks` weeks in which `joins` people come and `leaves` leave in all.

    Raises ValueError for fewer than three members or one week.
    """
    if members < SMALLEST or weeks < 1 or circles < 1:
        raise ValueError("a simulation of councils needs at least three members, one week and one circle")
    play = _Play(weights or Weights(), wanted, circles, seed)
    plan = compose(play.people(1, members), (), _RULES, play.weights, wanted=wanted, seed=seed)
    play.councils = {number: list(group.members) for number, group in enumerate(plan.groups)}
    told = [play.as_week()]
    were: dict[int, set[int]] = {}
    play.note(were)
    for week in range(1, weeks):
        came, left = _share(joins, week, weeks), _share(leaves, week, weeks)
        told.append(play.live(came, left, week))
        play.note(were)
    there = {one for group in play.councils.values() for one in group}
    stayed = [one for one in range(1, members + 1) if one in there]
    return CouncilSimulation(
        tuple(told), _across(told[0], circles), len(stayed), sum(len(were[one]) == 1 for one in stayed)
    )


class _Play:
    """The programme as it stands."""

    def __init__(self, weights: Weights, wanted: int, circles: int, seed: int) -> None:
        self.weights, self.wanted, self.circles, self.seed = weights, wanted, circles, seed
        self.councils: dict[int, list[int]] = {}
        self.waits: list[int] = []
        self.newest = 0

    def people(self, first: int, last: int) -> list[Person]:
        """So many new people, spread evenly over the circles."""
        self.newest = last
        return [self.person(one) for one in range(first, last + 1)]

    def person(self, one: int) -> Person:
        return Person(id=one, circles={"school": str(one % self.circles)})

    def live(self, came: int, left: int, week: int) -> CouncilWeek:
        gone = self._leave(left, week)
        merged = self._merge()
        new = [person.id for person in self.people(self.newest + 1, self.newest + came)]
        self._place(new)
        return self.as_week(tuple(new), tuple(gone), merged)

    def as_week(self, came: tuple[int, ...] = (), left: tuple[int, ...] = (), merged: int = 0) -> CouncilWeek:
        councils = tuple(tuple(sorted(group)) for _, group in sorted(self.councils.items()))
        return CouncilWeek(councils, came, left, tuple(self.waits), merged)

    def note(self, were: dict[int, set[int]]) -> None:
        """Who has been in which council."""
        for number, group in self.councils.items():
            for one in group:
                were.setdefault(one, set()).add(number)

    def _leave(self, number: int, week: int) -> list[int]:
        there = sorted(one for group in self.councils.values() for one in group)
        gone = sorted(there, key=lambda one: mix(self.seed, week, one))[:number]
        for group in self.councils.values():
            group[:] = [one for one in group if one not in gone]
        return sorted(gone)

    def _merge(self) -> int:
        merged = 0
        for number in sorted(self.councils, key=lambda one: (len(self.councils[one]), one)):
            others = {key: list(map(self.person, group)) for key, group in self.councils.items() if key != number}
            said = going_on(list(map(self.person, self.councils[number])), others, _RULES)
            for one, to in said.moves.items():
                self.councils[number].remove(one)
                self.councils[to].append(one)
            self.waits += said.waits
            if said.ends:
                merged += 1
                del self.councils[number]
        return merged

    def _place(self, new: list[int]) -> None:
        for one in [*self.waits, *new]:
            groups = {key: list(map(self.person, group)) for key, group in self.councils.items()}
            chosen = smallest_council(self.person(one), list(groups.values()), _RULES)
            to = next((key for key, group in groups.items() if group is chosen), None)
            if to is not None:
                self.councils[to].append(one)
        seated = {one for group in self.councils.values() for one in group}
        self.waits = [one for one in [*self.waits, *new] if one not in seated]
        plan = compose(map(self.person, self.waits), (), _RULES, self.weights, wanted=self.wanted, seed=self.seed)
        for group in plan.groups:
            self.councils[max(self.councils, default=-1) + 1] = list(group.members)
        self.waits = [left.person for left in plan.left_out]


def _share(number: int, week: int, weeks: int) -> int:
    """How many of `number` fall into this week, spread evenly over those after the first."""
    return number * week // (weeks - 1) - number * (week - 1) // (weeks - 1)


def _across(first: CouncilWeek, circles: int) -> int:
    pairs = [(one, other) for group in first.councils for one in group for other in group if one < other]
    return 100 * sum(one % circles != other % circles for one, other in pairs) // max(1, len(pairs))
