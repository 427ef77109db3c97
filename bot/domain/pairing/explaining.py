"""For any two people: why they are together, or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bot.domain.pairing.hours import as_planned
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Reason, RoundPlan
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.score_table import FULL
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.verifying import Breach, breaches


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two people of a round.

    `together`: they are in one group of the plan. `breaches`: the hard rules that keep them apart; if there are any,
    nothing else matters. `reasons`: what speaks for them or, as an earlier meeting, against. `wishes`: how well the
    program's wishes are met, from 0 to 100. `better`: for each of the two, how many people suit them better (by being
    new first, then by wishes): if both numbers are small and they are still apart, the round as a whole is better so.
    """

    people: tuple[int, int]
    together: bool
    breaches: tuple[Breach, ...]
    reasons: tuple[Reason, ...]
    wishes: int
    better: tuple[int, int]


def explain(
    one: int,
    other: int,
    *,
    people: Iterable[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules,
    weights: Weights,
    plan: RoundPlan,
) -> Explanation:
    """Why these two are matched in `plan` or not. Raises ValueError if either does not take part in the round.

    What people wish for themselves is in no number of it.
    """
    table, rules = {person.id: person for person in people}, as_planned(rules, plan)
    if one == other or not {one, other} <= table.keys():
        raise ValueError("an explanation is about two different people who take part in the round")
    scoring = Scoring.of([one.without_say for one in table.values()], history, rules, weights, seed=plan.seed)
    rows = [scoring.people.row[one], scoring.people.row[other]]
    group = plan.group_of(one)
    found = breaches([(one, other)], {one: table[one], other: table[other]}, rules)
    return Explanation(
        people=(one, other),
        together=group is not None and other in group.members,
        breaches=tuple(broken.breach for broken in found),
        reasons=reasons(scoring, [rows])[0],
        wishes=100 * int(scoring.wishes(np.array(rows))[0, 1]) // FULL,
        better=(_better(scoring, rows[0], rows[1]), _better(scoring, rows[1], rows[0])),
    )


def _better(scoring: Scoring, row: int, other: int) -> int:
    """How many people suit the person in `row` better than `other` does."""
    count = 0
    for chunk in np.array_split(np.arange(len(scoring.people)), max(1, len(scoring.people) // 500)):
        rows = np.unique(np.append(chunk, [row, other]))
        levels, wishes = scoring.levels(rows), scoring.wishes(rows)
        mine, theirs = np.searchsorted(rows, row), np.searchsorted(rows, other)
        first = levels[mine] > levels[mine, theirs]
        same = (levels[mine] == levels[mine, theirs]) & (wishes[mine] > wishes[mine, theirs])
        count += int(((first | same) & (levels[mine] >= 0) & np.isin(rows, chunk)).sum())
    return count
