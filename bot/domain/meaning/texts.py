"""An ask or an offer, read once: what it speaks of, and the keys by which the near ones find each other.

Two texts are near if they share a key. A key is one thing that tells enough by itself (résumés, a company, nursing),
or two that do together (a city and moving there). So whoever compares many looks keys up, and need not compare each
with each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from bot.domain.meaning.table import UNKNOWN, Table, table
from bot.domain.meaning.words import KEPT, spelled, stem, written_words

NEAR = 500
ENOUGH, HALF = 6, 3  # what tells so much is near by itself; what tells half of it, together with another
CHANGE = "change"  # moving from one thing to another: the things beside it count together with it
AS_BROADER = 2  # so much less an ask tells of what its words only belong to
BROAD = "^"  # marks what the ask's words only belong to
DIRECT, BELONGS, BOTH_BELONG = 6, 4, 1  # how much a common concept counts, by whether both name it
MOST = 400  # words of a text that are read
# Words after which comes who somebody is or was, which is not what they ask for
_IS_SOURCE = frozenset({"former", "ex", "formerly", "previously", "currently"})
_STARTS_SOURCE = (
    ("i", "am", "a"),
    ("i", "am", "an"),
    ("i", "a"),
    ("i", "an"),
    ("im", "a"),
    ("used", "to"),
    ("from",),
    ("leaving",),
    ("left",),
    ("as", "a"),
)
_ENDS_SOURCE = frozenset(
    {
        "to",
        "into",
        "toward",
        "towards",
        "now",
        "looking",
        "seeking",
        "want",
        "who",
        "and",
        "trying",
        "hoping",
        "for",
        "with",
        "about",
        "on",
    }
)
_NOT = frozenset({"not", "no", "without", "except", "never", "nothing"})
NOT_REACH, SOURCE_REACH = 3, 4


@dataclass(frozen=True, slots=True)
class Text:
    """One ask or offer. `told`: what each concept tells; `named`: those named, not only belonged to."""

    told: dict[str, int]
    named: frozenset[str]
    as_ask: frozenset[str]
    as_offer: frozenset[str]

    @classmethod
    def of(cls, text: str, *facts: str) -> Text:
        """Read a text; `facts` (kind, company, field, title) tell their words wholly."""
        known = table()
        told: dict[str, int] = {}
        asked: dict[str, int] = {}
        for number, part in enumerate((text, *facts)):
            for concept, weight, is_source in _concepts(part, known):
                told[concept] = max(told.get(concept, 0), weight)
                sought = min(weight, HALF) if is_source and not number else weight
                asked[concept] = max(asked.get(concept, 0), sought)
        named = frozenset(told)
        ask, offer = {}, {}
        for concept, weight in asked.items():
            ask[concept] = weight
        for concept, weight in told.items():
            offer[concept] = offer[concept + BROAD] = weight
        for concept in sorted(named):
            for broader in _all_broader(concept, known):
                if broader not in named:
                    weight = known.weight[broader]
                    lower = min(weight - AS_BROADER, asked[concept])
                    ask[broader + BROAD] = max(ask.get(broader + BROAD, 0), lower)
                    offer[broader] = told[broader] = weight
        return cls(told, named, _keys(ask), _keys(offer))


def _concepts(text: str, known: Table) -> Iterator[tuple[str, int, bool]]:
    """(concept, what it tells, whether it is what the author is or was) in order."""
    words = written_words(text)[:MOST]
    stems = [_known_stem(word) for word in words]
    place, negated, source = 0, 0, 0
    while place < len(stems):
        word = words[place]
        if word in _NOT:
            negated = NOT_REACH
        if starts := next(
            (start for start in _STARTS_SOURCE if tuple(words[place : place + len(start)]) == start), None
        ):
            source = SOURCE_REACH + len(starts)
        elif word in _IS_SOURCE:
            source = SOURCE_REACH
        elif word in _ENDS_SOURCE:
            source = 0
        length, found = _phrase(stems, place, known)
        for concept, weight in found:
            if weight and not negated:
                yield concept, weight, source > 0
        place += length
        negated, source = max(0, negated - length), max(0, source - length)


def _phrase(stems: list[str], place: int, known: Table) -> tuple[int, list[tuple[str, int]]]:
    """How many words from this place belong together, and what they mean."""
    for phrase, concepts in known.phrases.get(stems[place], ()):
        if tuple(stems[place : place + len(phrase)]) == phrase:
            return len(phrase), [(concept, known.weight[concept]) for concept in concepts]
    word = stems[place]
    if len(word) < 3 and word.isascii() and word.isalpha():
        return 1, []
    if word.isdigit():
        return 1, []
    return 1, [(f"={word}", known.common.get(word, UNKNOWN))]


@lru_cache(KEPT)
def _known_stem(word: str) -> str:
    known = table()
    stemmed = stem(word)
    if stemmed in known.phrases or stemmed in known.common:
        return stemmed
    return stem(spelled(word, known.known))


@lru_cache(KEPT)
def _all_broader(concept: str, known: Table) -> tuple[str, ...]:
    """What the concept belongs to, and what that belongs to."""
    found: dict[str, None] = {}
    waiting = list(known.broader.get(concept, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += known.broader.get(one, ())
    return tuple(found)


def _keys(tells: dict[str, int]) -> frozenset[str]:
    alone = {concept for concept, weight in tells.items() if weight >= ENOUGH}
    half = sorted(concept for concept, weight in tells.items() if HALF <= weight < ENOUGH)
    pairs = {f"{one} {other}" for one, other in combinations(half, 2) if one.rstrip(BROAD) != other.rstrip(BROAD)}
    changes = {f"{CHANGE} {concept}" for concept in tells if CHANGE in tells and concept.rstrip(BROAD) != CHANGE}
    return frozenset(alone | pairs | changes)


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
