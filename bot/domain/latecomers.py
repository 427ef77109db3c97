"""Where somebody without a buddy fits in, when groups are formed already: one more in the group that suits best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import combinations

from bot.domain.pairing.people import PastGroup, Person, Role
from bot.domain.pairing.rules import LARGEST_GROUP, Rules

Pairs = Mapping[frozenset[int], int]


def times_paired(history: Iterable[PastGroup]) -> Counter[frozenset[int]]:
    """How often each two people were introduced to each other."""
    return Counter(frozenset(pair) for group in history for pair in combinations(sorted(group.members), 2))


def best_group(
    newcomer: Person, groups: Sequence[Sequence[Person]], *, rules: Rules, paired: Pairs
) -> Sequence[Person] | None:
    """The group in which the newcomer is one more, or None where no hard rule lets them into any.

    Groups at most one above the program's size. New people first, then the smallest group, then the most common hours;
    among equals the group with the smallest id, so that the same people give the same group.
    """
    open_ = [group for group in groups if _may_join(newcomer, group, rules)]
    return min(open_, key=lambda group: _rank(newcomer, group, paired), default=None)


def common_half_hours(people: Iterable[Person]) -> int:
    """So many half hours of the day suit all of them."""
    return reduce(lambda hours, person: hours & person.hours, people, (1 << 48) - 1).bit_count()


def _may_join(newcomer: Person, group: Sequence[Person], rules: Rules) -> bool:
    if not 1 < len(group) <= min(rules.group_size, LARGEST_GROUP - 1):
        return False
    if any(frozenset({newcomer.id, person.id}) in rules.never for person in group):
        return False
    if common_half_hours([newcomer, *group]) < rules.min_common_half_hours:
        return False
    return not rules.mentor_rounds or _has_room_for(newcomer, group)


def _has_room_for(newcomer: Person, group: Sequence[Person]) -> bool:
    """In a mentor round only a mentee joins, where the mentor takes one more."""
    mentors = [person for person in group if person.role is Role.MENTOR]
    return newcomer.role is Role.MENTEE and any(len(group) - 1 < mentor.capacity for mentor in mentors)


def _rank(newcomer: Person, group: Sequence[Person], paired: Pairs) -> tuple[int, int, int, int]:
    repeats = sum(paired.get(frozenset({newcomer.id, person.id}), 0) for person in group)
    return repeats, len(group), -common_half_hours([newcomer, *group]), min(person.id for person in group)
