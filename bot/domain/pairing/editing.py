"""An organizer's change to a proposed round: which groups it ends and makes, what forbids it, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from bot.domain.pairing.fitting import fits
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import PairedBefore, Reason, SecondTry
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.verifying import BrokenRuleError, breaches

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Groups, by their people, that end, and those that come instead; `without`: who has no group then, and had one."""

    ended: tuple[Members, ...]
    formed: tuple[Members, ...]
    without: Members = ()

    @property
    def people(self) -> set[int]:
        """Everybody whom it touches."""
        return {member for group in (*self.ended, *self.formed, self.without) for member in group}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a change costs: pairs that were introduced before, groups of an unusual size, who has no group then. `fits`
    and `reasons` are of the groups that come; `fit_before` and `fit_after` are the means of all that it touches.
    """

    change: Change
    repeats: tuple[PairedBefore | SecondTry, ...]
    sizes: tuple[int, ...]
    reasons: tuple[tuple[Reason, ...], ...]
    fits: tuple[int, ...]
    fit_before: int | None = None
    fit_after: int | None = None

    @property
    def asks_why(self) -> bool:
        """Whether it goes against a softer rule of pairing: no repeats, and groups of the size that was chosen."""
        return bool(self.sizes) or any(isinstance(one, PairedBefore) for one in self.repeats)


def move(person: int, here: Members, to: Members) -> Change:
    """`person` leaves the group `here` for the group `to`, or one person who has none; without `to` they have none.

    Where that takes a pair apart, both are without a group. Raises ValueError for a move that changes nothing.
    """
    if person in to or not (here or to) or (here and person not in here):
        raise ValueError("this move changes nothing")
    rest = tuple(one for one in here if one != person)
    old = tuple(group for group in (here, to) if len(group) > 1)
    if not to:
        alone = rest if len(rest) == 1 else ()
        return Change(old, (rest,) if len(rest) > 1 else (), (person, *alone))
    return Change(old, tuple(group for group in (_sorted(*to, person), rest) if group))


def trade(one: int, here: Members, other: int, there: Members) -> Change:
    """These two trade places; one of them may have had no group. Raises ValueError for two of one group, or of none."""
    if one == other or here == there:
        raise ValueError("these two are in one group already, or both have none")
    replaced = {one: other, other: one}
    old = tuple(group for group in (here, there) if group)
    new = tuple(_sorted(*(replaced.get(person, person) for person in group)) for group in old)
    return Change(old, new, () if here and there else (one if here else other,))


@dataclass(frozen=True, slots=True)
class Scales:
    """What changes among these people are weighed with. What people wish for themselves is in no number of it."""

    people: Mapping[int, Person]
    scoring: Scoring

    @classmethod
    def of(
        cls,
        people: Iterable[Person],
        history: Iterable[PastGroup] = (),
        *,
        rules: Rules,
        weights: Weights,
        seed: int,
        others: Iterable[Person] = (),
    ) -> Scales:
        """Read people and history once. `others` take part in no change: they count as buddies in common."""
        table = {person.id: person for person in people}
        without_say = [person.without_say for person in (*table.values(), *others)]
        return cls(table, Scoring.of(without_say, history, rules, weights, seed=seed))

    def weigh(self, change: Change) -> Weighed:
        """What the change costs. Raises BrokenRuleError if it breaks a hard rule.

        Locks hold against matching anew; a change is an organizer's own word.
        """
        rules = self.scoring.rules
        broken = breaches(change.formed, self.people, rules)
        if broken:
            raise BrokenRuleError(broken)
        known = [group for group in change.ended if self.people.keys() >= set(group)]
        told = reasons(self.scoring, self._rows(change.formed))
        after, before = (fits(self.scoring, self._rows(groups)) for groups in (change.formed, known))
        usual = range(rules.group_size, rules.largest_group + 1)
        were = {len(group) for group in change.ended}
        return Weighed(
            change=change,
            repeats=tuple(one for group in told for one in group if _is_past(one) and _is_repeat(one, change)),
            sizes=tuple(size for group in change.formed if (size := len(group)) not in usual and size not in were),
            reasons=tuple(told),
            fits=tuple(after),
            fit_before=_mean(before),
            fit_after=_mean(after),
        )

    def _rows(self, groups: Iterable[Members]) -> list[list[int]]:
        return [[self.scoring.people.row[member] for member in group] for group in groups]


def _is_past(reason: Reason) -> TypeGuard[PairedBefore | SecondTry]:
    return isinstance(reason, PairedBefore | SecondTry)


def _is_repeat(reason: PairedBefore | SecondTry, change: Change) -> bool:
    """Whether these two, introduced before, were not together in this proposal."""
    return not any(set(reason.people) <= set(group) for group in change.ended)


def _sorted(*members: int) -> Members:
    return tuple(sorted(members))


def _mean(values: Sequence[int]) -> int | None:
    return round(sum(values) / len(values)) if values else None
