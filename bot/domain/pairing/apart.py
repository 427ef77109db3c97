"""Who must not be together, hours and roles aside: said once for two people, and once for the rows of a table."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people import Person
from bot.domain.pairing.people_table import Codes, Ints, PeopleTable, distinct
from bot.domain.pairing.rules import Rules


def is_barred(one: Person, other: Person, rules: Rules) -> bool:
    """Whether something personal keeps these two apart: a do-not-pair entry, or *not my employer* of either."""
    mine, theirs = (person.circles.get("employer", "") for person in (one, other))
    return frozenset({one.id, other.id}) in rules.never or mine in other.avoids or theirs in one.avoids


def is_parted(one: Person, other: Person, rules: Rules) -> bool:
    """Whether the program's organizers keep these two apart."""
    return frozenset({one.id, other.id}) in rules.parted


def breaks_circle(one: Person, other: Person, rules: Rules) -> bool:
    """Whether the program's *only across* or *only within* a circle keeps these two apart.

    Nobody is taken to be of somebody's circle who has not told theirs: across they may meet anybody, within nobody.
    """
    mine, theirs = (person.circles.get(rules.circle, "") for person in (one, other))
    return bool(rules.circle) and (bool(mine) and mine == theirs) is not rules.within


def barred_rows(table: PeopleTable, rules: Rules) -> dict[int, Ints]:
    """For each row the rows that something personal, or an organizer, keeps from it, ascending; rows without any are
    not in it.
    """
    found: dict[int, list[NDArray[np.int64]]] = defaultdict(list)
    for pair in rules.never | rules.parted:
        one, other = (table.row.get(person, -1) for person in pair)
        if one >= 0 and other >= 0:
            found[one].append(np.array([other]))
            found[other].append(np.array([one]))
    employers = table.circles.get("employer", np.array([], dtype=np.int32))
    for row, codes in table.avoids.items():
        theirs = np.flatnonzero(np.isin(employers, codes))
        theirs = theirs[theirs != row]
        found[row].append(theirs)
        for other in theirs.tolist():
            found[other].append(np.array([row]))
    return {row: distinct(np.concatenate(some)) for row, some in found.items() if sum(map(len, some))}


def circle_codes(table: PeopleTable, rules: Rules) -> Codes | None:
    """The code of each row in the circle that the program goes by; of those who did not tell it, one of their own."""
    if not rules.circle:
        return None
    own = -1 - np.arange(len(table), dtype=np.int32)
    told = table.circles.get(rules.circle)
    return own if told is None else np.where(told < 0, own, told).astype(np.int32)
