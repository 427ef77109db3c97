"""The hard rules, checked again on the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import combinations

from bot.domain.pairing.apart import breaks_circle, is_barred, is_parted
from bot.domain.pairing.people import Person
from bot.domain.pairing.rules import LARGEST_GROUP, SMALLEST_GROUP, Rules


class Breach(StrEnum):
    """A hard rule that a group breaks."""

    NOT_ACTIVE = "not_active"
    """Somebody does not take part in this round."""
    TWICE = "twice"
    """Somebody is in two groups."""
    SIZE = "size"
    KEPT_APART = "kept_apart"
    """Something personal: a do-not-pair entry, *not my employer*. It is private: views tell neither which nor whose."""
    PARTED = "parted"
    """The program's organizers keep two of them apart."""
    CIRCLE = "circle"
    """The program goes only across, or only within, a circle."""
    TOO_FEW_COMMON_HOURS = "too_few_common_hours"
    ROLES = "roles"
    """More mentors than such a group may have."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A group that breaks a hard rule."""

    members: tuple[int, ...]
    breach: Breach


class BrokenRuleError(ValueError):
    """A change would break a hard rule; `broken` says which."""

    def __init__(self, broken: Sequence[Broken]) -> None:
        self.broken = tuple(broken)
        super().__init__("; ".join(f"{one.breach.value}: {one.members}" for one in broken))


def breaches(
    groups: Iterable[Sequence[int]],
    people: Mapping[int, Person],
    rules: Rules,
    *,
    sizes: tuple[int, int] = (SMALLEST_GROUP, LARGEST_GROUP),
) -> list[Broken]:
    """Every hard rule that these groups of ids break; empty if all hold. `sizes`: the smallest and the largest."""
    found: list[Broken] = []
    seen: set[int] = set()
    for group in groups:
        members = tuple(sorted(group))
        if seen & set(members) or len(set(members)) < len(members):
            found.append(Broken(members, Breach.TWICE))
        seen |= set(members)
        found += [Broken(members, breach) for breach in _of_group(members, people, rules, sizes)]
    return found


def _of_group(
    members: tuple[int, ...], people: Mapping[int, Person], rules: Rules, sizes: tuple[int, int]
) -> list[Breach]:
    if any(member not in people for member in members):
        return [Breach.NOT_ACTIVE]
    found = []
    if not sizes[0] <= len(members) <= sizes[1]:
        found.append(Breach.SIZE)
    pairs = [(people[one], people[other]) for one, other in combinations(members, 2)]
    if any(is_barred(one, other, rules) for one, other in pairs):
        found.append(Breach.KEPT_APART)
    if any(is_parted(one, other, rules) for one, other in pairs):
        found.append(Breach.PARTED)
    if any(breaks_circle(one, other, rules) for one, other in pairs):
        found.append(Breach.CIRCLE)
    if common_half_hours(people[member] for member in members) < rules.enough_for(members):
        found.append(Breach.TOO_FEW_COMMON_HOURS)
    return found


def common_half_hours(people: Iterable[Person]) -> int:
    """So many half-hours of the day suit all of them."""
    return reduce(lambda hours, person: hours & person.hours, people, (1 << 48) - 1).bit_count()
