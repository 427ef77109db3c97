"""The rules that hold for every group, and the weights that make one group better than another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.states import OddOne

SMALLEST_GROUP, LARGEST_GROUP = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The hard rules of a round. They are checked again on every result; see `verifying`.

    `never` holds pairs (sets of two ids) that must not be together, for something personal; `parted` those whom the
    program's organizers keep apart. `locked` groups are taken as they are, if the other rules allow them. `sat_out`
    counts how often somebody sat out already. `quiet` people were not heard from in the last round; they come as the
    third in a group where that leaves nobody out, the first first.
    `lowers`: somebody whom `min_common_half_hours` would leave out is grouped with fewer; `lowered`: for whom
    so many are enough already.
    `circle`: a kind of circle (school, employer, field, city) across which alone people are grouped, or `within` it.
    """

    group_size: int = 2
    odd_one: OddOne = OddOne.TRIO
    min_common_half_hours: int = 4
    never: frozenset[frozenset[int]] = frozenset()
    parted: frozenset[frozenset[int]] = frozenset()
    locked: tuple[tuple[int, ...], ...] = ()
    sat_out: Mapping[int, int] = field(default_factory=dict)
    quiet: tuple[int, ...] = ()
    lowers: bool = False
    lowered: dict[int, int] = field(default_factory=dict)
    circle: str = ""
    within: bool = False

    def __post_init__(self) -> None:
        if not SMALLEST_GROUP <= self.group_size <= LARGEST_GROUP:
            raise ValueError(f"group_size must be from 2 to 4, not {self.group_size}")
        if not 0 <= self.min_common_half_hours <= 48:
            raise ValueError(f"min_common_half_hours must be from 0 to 48, not {self.min_common_half_hours}")
        if any(len(pair) != 2 for pair in self.never | self.parted):
            raise ValueError("never and parted must hold pairs: each entry is a set of exactly two ids")
        if any(not SMALLEST_GROUP <= len(set(group)) == len(group) <= LARGEST_GROUP for group in self.locked):
            raise ValueError("a locked group must hold two to four different people")

    def enough_for(self, members: Iterable[int]) -> int:
        """So many half-hours have to suit all of these people at once."""
        least = (self.lowered.get(member, self.min_common_half_hours) for member in members)
        return min(self.min_common_half_hours, *least)

    @property
    def largest_group(self) -> int:
        """The size up to which a group grows if people are left over."""
        return min(LARGEST_GROUP, self.group_size + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each softer wish counts, from 0 (not at all) to 100. Only their proportions matter.

    None of them ever outweighs a hard rule, leaves somebody out, or causes a repeat.

    - `other_circle`: a different school, employer, field or place; the share of the circles known of
      both in which they differ.
    - `weak_ties`: past buddies in common, best at `tie_peak` and half as good `tie_width` away from it.
    - `asks_offers`: one offers what the other asks for; both ways counted.
    - `common_hours`: hours in common beyond the minimum, up to eight.
    - `same_city`: for programs that want people to meet in person.
    """

    other_circle: int = 40
    weak_ties: int = 15
    asks_offers: int = 30
    common_hours: int = 15
    same_city: int = 0
    tie_peak: int = 2
    tie_width: int = 2

    def __post_init__(self) -> None:
        for name in ("other_circle", "weak_ties", "asks_offers", "common_hours", "same_city"):
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"{name} must be from 0 to 100, not {getattr(self, name)}")
        if self.tie_peak < 0 or self.tie_width < 1:
            raise ValueError("tie_peak must not be negative and tie_width must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixes:
    """The weights of the mixes that organizers choose from; `domain.programs.MIXES` has their names.

    `in_person_city` is the least that one city counts in a program that wants people to meet in person.
    """

    balanced: Weights = Weights()
    new_circles: Weights = Weights(other_circle=65, weak_ties=20, asks_offers=10, common_hours=5)
    mutual_help: Weights = Weights(other_circle=15, weak_ties=10, asks_offers=65, common_hours=10)
    easy_to_meet: Weights = Weights(other_circle=20, weak_ties=5, asks_offers=15, common_hours=20, same_city=40)
    in_person_city: int = 40

    def __post_init__(self) -> None:
        if not 0 <= self.in_person_city <= 100:
            raise ValueError(f"in_person_city must be from 0 to 100, not {self.in_person_city}")

    def of(self, name: str, *, in_person: bool = False) -> Weights:
        """The mix of this name. Raises AttributeError for one that does not exist."""
        mix: Weights = getattr(self, name)
        return replace(mix, same_city=max(mix.same_city, self.in_person_city)) if in_person else mix
