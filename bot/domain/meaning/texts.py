"""An ask or an offer, read once: what it speaks of, and the keys by which the near ones find each other.

Two texts are near if they share a key. A key is one thing that tells enough by itself (résumés, a company, nursing),
or two that do together (a city and moving there). So whoever compares many looks keys up, and need not compare each
with each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.domain.meaning.concepts import CHANGE, concepts
from bot.domain.meaning.table import table

NEAR = 500
ENOUGH, HALF = 6, 3  # what tells so much is near by itself; what tells half of it, together with another
INTRODUCTION = "introduction"  # to a company, if one is named
AS_BROADER = 2  # so much less an ask tells of what its words only belong to
BROAD = "^"  # marks what the ask's words only belong to
DIRECT, BELONGS, BOTH_BELONG = 6, 4, 1  # how much a common concept counts, by whether both name it


@dataclass(frozen=True, slots=True)
class Text:
    """One ask or offer. `told`: what each concept tells; `named`: those named, not only belonged to."""

    told: dict[str, int]
    named: frozenset[str]
    as_ask: frozenset[str]
    as_offer: frozenset[str]

    @classmethod
    def of(cls, text: str, *facts: str) -> Text:
        """Read a text; `facts` (kind, company, field, title) are about what is asked or offered, whole as they are."""
        known = table()
        told: dict[str, int] = {}
        asked: dict[str, int] = {}
        for part in (text, *facts):
            for concept, tells, is_source in concepts(part, known):
                is_background = is_source and part is text and concept not in known.situations
                told[concept] = max(told.get(concept, 0), tells)
                asked[concept] = max(asked.get(concept, 0), min(tells, HALF) if is_background else tells)
        named = frozenset(told)
        if INTRODUCTION in asked and (wanted := asked.keys() & known.companies):
            asked = {company: asked[company] for company in wanted}  # nobody else's field is what was asked for
        offered = told | {concept + BROAD: tells for concept, tells in told.items()}
        for concept in sorted(named):
            for broader in known.broader.get(concept, ()):
                if broader not in named:
                    offered[broader] = told[broader] = known.tells[broader]
                    half = min(known.tells[broader], HALF)
                    lower = min(max(known.tells[broader] - AS_BROADER, half), asked.get(concept, 0))
                    asked[broader + BROAD] = max(asked.get(broader + BROAD, 0), lower)
        return cls(told, named, _keys(asked, known.broader), _keys(offered, known.broader))


def _keys(tells: dict[str, int], broader: Mapping[str, Sequence[str]]) -> frozenset[str]:
    alone = {concept for concept, weight in tells.items() if weight >= ENOUGH}
    half = sorted(concept for concept, weight in tells.items() if HALF <= weight < ENOUGH)
    pairs = {f"{one} {other}" for one, other in combinations(half, 2) if _tell_two_things(one, other, broader)}
    changes = {f"{CHANGE} {concept}" for concept in tells if CHANGE in tells and concept.rstrip(BROAD) != CHANGE}
    return frozenset(alone | pairs | changes)


def _tell_two_things(one: str, other: str, broader: Mapping[str, Sequence[str]]) -> bool:
    """Whether they are no twins, and neither is only what the other belongs to: San Francisco, so California."""
    first, second = one.rstrip(BROAD), other.rstrip(BROAD)
    above_first, above_second = broader.get(first, ()), broader.get(second, ())
    belongs = (second != other and second in above_first) or (first != one and first in above_second)
    return first != second and not belongs


def nearness_of(ask: Text, offer: Text) -> int:
    """How near: 0 (nothing in common) to 1000; from NEAR on they share a key."""
    common = ask.told.keys() & offer.told.keys()
    shared = 0
    for concept in common:
        names = (concept in ask.named) + (concept in offer.named)
        shared += min(ask.told[concept], offer.told[concept]) * (BOTH_BELONG, BELONGS, DIRECT)[names]
    if not shared:
        return 0
    asked = DIRECT * sum(ask.told[concept] for concept in ask.named)
    offered = DIRECT * sum(offer.told[concept] for concept in offer.named)
    share = min(1000, (750 * shared) // max(asked, 1) + (250 * shared) // max(offered, 1))
    if ask.as_ask.isdisjoint(offer.as_offer):
        return share * (NEAR - 1) // 1000
    return NEAR + share * (1000 - NEAR) // 1000


def nearness(ask: str, offer: str) -> int:
    """How near these two are: 0 (nothing in common) to 1000; from NEAR on something may be said of it."""
    return nearness_of(Text.of(ask), Text.of(offer))


def asked(text: str) -> frozenset[str]:
    """The keys of what somebody asks for, one ask a line."""
    return frozenset().union(*(Text.of(line).as_ask for line in text.splitlines()))


def offered(text: str) -> frozenset[str]:
    """The keys of what somebody offers, one offer a line: it is near what shares one with `asked`."""
    return frozenset().union(*(Text.of(line).as_offer for line in text.splitlines()))


def nearest_line(asks: str, offers: str) -> str:
    """The line of the offers that is nearest to a line of the asks; empty if none is near."""
    sought = [Text.of(line) for line in asks.splitlines()]
    near = {line: max((nearness_of(ask, Text.of(line)) for ask in sought), default=0) for line in offers.splitlines()}
    best = max(near, key=lambda line: near[line], default="")
    return best if best and near[best] >= NEAR else ""
