"""The generator of the pairing measurements.

Eight zones from UTC-8 to UTC+2, weighted as in North and South America and Europe; days that begin from 07:00 to 10:00
and last 6 to 8 hours; 30 schools, 60 employers, 12 fields, 20 cities; two asks and two offers of 40 topics each; every
hundredth person keeps one other apart; 20 rounds of pairs drawn at random as history. About 67 % of all pairs may be
paired.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from bot.domain.pairing.people import PastGroup, Person, working_half_hours
from bot.domain.pairing.rules import Rules

ZONES = {-480: 14, -420: 8, -360: 12, -300: 26, -180: 6, 0: 12, 60: 14, 120: 8}
ROUNDS = 20


def people(number: int) -> Iterator[Person]:
    """The cohort of the generator."""
    rng = random.Random(number)
    zones, shares = list(ZONES), list(ZONES.values())
    topics = [f"topic{one}" for one in range(40)]
    for one in range(number):
        begins = rng.choice([7, 8, 9, 10]) * 60
        yield Person(
            id=one,
            hours=working_half_hours(
                utc_offset_minutes=rng.choices(zones, shares)[0],
                start_minute=begins,
                end_minute=begins + rng.choice([6, 7, 8]) * 60,
            ),
            circles={
                "school": str(rng.randrange(30)),
                "employer": str(rng.randrange(60)),
                "field": str(rng.randrange(12)),
                "city": str(rng.randrange(20)),
            },
            asks=frozenset(rng.sample(topics, 2)),
            offers=frozenset(rng.sample(topics, 2)),
        )


def history(number: int) -> Iterator[PastGroup]:
    """Twenty rounds of random pairs."""
    rng = np.random.default_rng(number)
    for round_ in range(1, min(ROUNDS, number // 3) + 1):
        order = iter(rng.permutation(number).tolist())
        for pair in zip(order, order, strict=False):
            yield PastGroup(round_, pair)


def rules(number: int) -> Rules:
    """One in a hundred keeps somebody apart."""
    rng = random.Random(number)
    return Rules(never=frozenset(frozenset(rng.sample(range(number), 2)) for _ in range(number // 100)))
