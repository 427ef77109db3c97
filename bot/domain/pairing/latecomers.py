"""A place for somebody without a buddy when groups are formed already: one more in the group that suits best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.verifying import breaches, common_half_hours

Pairs = Mapping[frozenset[int], int]


def best_group(
    newcomer: Person, groups: Sequence[Sequence[Person]], history: Iterable[PastGroup], rules: Rules
) -> Sequence[Person] | None:
    """The group that the newcomer joins as one more, or None if a hard rule keeps them out of each.

    New people first, then the smallest group, then the most common hours; among equals the group with the smallest id,
    so that the same people give the same group.
    """
    paired = Counter(frozenset(pair) for group in history for pair in combinations(group.members, 2))
    open_ = [group for group in groups if may_join(newcomer, group, rules)]
    return min(open_, key=lambda group: _rank(newcomer, group, paired), default=None)


def may_join(newcomer: Person, group: Sequence[Person], rules: Rules) -> bool:
    """Whether every hard rule lets the newcomer be one more; a pair of `never` that is together already may stay.

    A group of two whom organizers keep apart since takes nobody in: it would be formed anew.
    """
    if len(group) >= rules.largest_group:
        return False
    theirs = replace(rules, never=frozenset(pair for pair in rules.never if newcomer.id in pair))
    people = {person.id: person for person in (*group, newcomer)}
    return not breaches([list(people)], people, theirs)


def _rank(newcomer: Person, group: Sequence[Person], paired: Pairs) -> tuple[int, int, int, int]:
    repeats = sum(paired.get(frozenset({newcomer.id, person.id}), 0) for person in group)
    return repeats, len(group), -common_half_hours([newcomer, *group]), min(person.id for person in group)
