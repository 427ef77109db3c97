"""A second buddy in one round for whoever wished for two: a group of its own, of two people who share no other.

Formed when the round begins, so that a proposal has each person once. Who would have no buddy at all comes first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import combinations

from sqlalchemy.orm import Session

from bot.db.models import Program, Round
from bot.domain.pairing import plan_round
from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import Group
from bot.domain.pairing.rules import SMALLEST_GROUP, Mixes
from bot.domain.states import OddOne
from bot.services import say
from bot.services.rounds import past, people
from bot.services.rounds.groups import add_groups, groups_of
from bot.services.rounds.people import Pairable

Pairs = frozenset[frozenset[int]]


def add_second_groups(
    session: Session,
    program: Program,
    new: Round,
    places: Mapping[int, Pairable],
    *,
    on: date,
    mixes: Mixes,
    now: datetime,
) -> None:
    """Form them. Every hard rule holds, and nobody has the same buddy twice."""

    first = [tuple(members) for _, members in groups_of(session, new.id)]
    placed = {member for members in first for member in members}
    wishes = say.of_round(session, sorted(placed), new.number)
    wishing = {one for one, wish in wishes.items() if wish.two_buddies}
    if not wishing:
        return
    without = places.keys() - placed
    able = [places[one] for one in sorted(wishing | without)]
    pool = people.persons(session, able, on=on, round_number=new.number)
    together = frozenset(frozenset(pair) for members in first for pair in combinations(members, 2))
    rules = people.rules(session, program, able, pool)
    rules = dataclasses.replace(rules, group_size=SMALLEST_GROUP, odd_one=OddOne.SITS_OUT, lowers=False, sat_out={})
    history, weights = past.history(session, program.id), people.weights(program, mixes)

    def planned(some: Sequence[Person], apart: Pairs) -> list[Group]:
        own = dataclasses.replace(rules, never=rules.never | together | apart)
        return list(plan_round(some, history, own, weights, seed=new.seed).groups)

    formed = planned(pool, _among(wishing)) if without else []
    taken = {member for group in formed for member in group.members}
    formed += planned([one for one in pool if one.id in wishing - taken], frozenset())
    add_groups(session, new, [(group.members, group.reasons) for group in formed], now=now)


def _among(some: Collection[int]) -> Pairs:
    return frozenset(frozenset(pair) for pair in combinations(sorted(some), 2))
