"""Who goes where once councils go on: a latecomer to the smallest, and a council that became small into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.pairing.council_search import LARGEST, SMALLEST
from bot.domain.pairing.councils import council_breaches
from bot.domain.pairing.people import Person
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.verifying import Breach, common_half_hours


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What becomes of a council that has too few people: who goes on in which other, who waits for a place, and whether
    it ends. Whoever is neither stays.
    """

    moves: Mapping[int, int]
    waits: tuple[int, ...] = ()
    ends: bool = False


def may_join(newcomer: Person, council: Sequence[Person], rules: Rules) -> bool:
    """Whether every hard rule lets the newcomer be one more; a pair of `never` or `parted` that is together already may
    stay, and so may a council that has become small.
    """
    theirs = replace(
        rules,
        never=frozenset(pair for pair in rules.never if newcomer.id in pair),
        parted=frozenset(pair for pair in rules.parted if newcomer.id in pair),
    )
    table = {person.id: person for person in (*council, newcomer)}
    found = council_breaches([list(table)], table, theirs)
    return not [one for one in found if one.breach is not Breach.SIZE] and len(table) <= LARGEST


def smallest_council(newcomer: Person, councils: Sequence[Sequence[Person]], rules: Rules) -> Sequence[Person] | None:
    """The council that the newcomer joins: the smallest that the hard rules allow; among equals the one with the most
    common hours, then with the smallest id. None if a rule keeps them out of each.
    """
    open_ = [council for council in councils if council and may_join(newcomer, council, rules)]
    return min(
        open_,
        key=lambda one: (len(one), -common_half_hours([newcomer, *one]), min(person.id for person in one)),
        default=None,
    )


def going_on(small: Sequence[Person], others: Mapping[int, Sequence[Person]], rules: Rules) -> GoingOn:
    """How the people of a council go on; nothing changes where they are enough.

    All of them together where one council can take them, else each where they may. Two of whom only one could go stay
    two rather than one alone; somebody alone whom no council can take waits.
    """
    if len(small) >= SMALLEST:
        return GoingOn({})
    keys = [key for key, there in others.items() if there]
    places = _merged(small, [others[key] for key in keys], rules)
    moves = {person.id: keys[place] for person, place in zip(small, places, strict=True) if place is not None}
    staying = tuple(person.id for person in small if person.id not in moves)
    if len(small) == 2 and len(staying) == 1:
        return GoingOn({})
    return GoingOn(moves, waits=staying if len(staying) == 1 else (), ends=len(staying) < 2)


def _merged(small: Sequence[Person], others: Sequence[Sequence[Person]], rules: Rules) -> list[int | None]:
    """For each person of a council that has become too small, the place in `others` where they go on, if there is one.

    All of them together where one council can take them, else each for themselves.
    """
    table = {person.id: person for person in small}
    never = [pair for pair in rules.never if pair <= table.keys()]
    theirs = replace(rules, never=rules.never.difference(never))
    now = [list(council) for council in others]
    order = sorted(range(len(now)), key=lambda place: (len(now[place]), min(one.id for one in now[place])))
    for place in order:
        grown = list(now[place])
        for person in small:
            if not may_join(person, grown, theirs):
                break
            grown.append(person)
        else:
            return [place] * len(small)
    found: list[int | None] = []
    for person in small:
        chosen = smallest_council(person, now, theirs)
        there = next((number for number, council in enumerate(now) if council is chosen), None)
        if there is not None:
            now[there] = [*now[there], person]
        found.append(there)
    return found
