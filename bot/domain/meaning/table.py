"""The table of the field's words: what means the same, what belongs to what, and how much a word tells."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bot.domain.meaning.words import KEPT, by_first_letter, inflection_base, spelled, stem, written_words

UNKNOWN = 6  # what a word tells that is in no table: names, and other languages
NEVER_SOURCE = frozenset({"kinds", "situations"})  # who says "as a parent" or "leaving the army" asks about that
IN_PHRASES = "…"  # the meaning of a word that only phrases have
_PEOPLE = re.compile(r"(?<=\w{4})(?:people|persons?|m[ae]n|wom[ae]n|makers?|keepers?|brokers?|workers?)$")
Phrase = tuple[str, ...]
Meanings = Sequence[tuple[str, int]]  # concepts, each with what it tells


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`phrases`: by first word the phrases with what they mean, the longest first; `words`: what words mean alone.
    `tells`: how much a concept does, 0 to 9. `broader`: all that it belongs to. `same`: each word by its stem, or by
    itself where words of that stem mean different things. `inflected`: the same for what is left of
    a word without the usual endings. `spellings`: all words by first letter.
    """

    phrases: Mapping[str, Sequence[tuple[Phrase, Meanings]]]
    words: Mapping[str, Meanings]
    tells: Mapping[str, int]
    broader: Mapping[str, Sequence[str]]
    situations: frozenset[str]
    companies: frozenset[str]
    same: Mapping[str, str]
    inflected: Mapping[str, str]
    spellings: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Concept:
    name: str
    section: str
    tells: int
    phrases: tuple[Phrase, ...]
    broader: tuple[str, ...]


@cache
def table() -> Table:
    """The packed tables, read once."""
    concepts = list(_concepts())
    everyday = {word: told for told, words in _read("common.toml").items() for word in written_words(words)}
    meanings = _meanings(concepts, everyday)
    same = _by_meaning(meanings)
    belongs = {concept.name: concept.broader for concept in concepts}
    phrases = _phrases(concepts, same)
    common = {same[word]: [(f"={same[word]}", int(told))] if int(told) else [] for word, told in everyday.items()}
    return Table(
        phrases=_by_first(phrases),
        words=common | {phrase[0]: means for phrase, means in phrases.items() if len(phrase) == 1},
        tells={concept.name: concept.tells for concept in concepts},
        broader={concept: _all_broader(concept, belongs) for concept in belongs},
        situations=frozenset(concept.name for concept in concepts if concept.section in NEVER_SOURCE),
        companies=frozenset(concept.name for concept in concepts if concept.section == "companies"),
        same=same,
        inflected={inflection_base(word): same[word] for word in sorted(meanings, key=len, reverse=True)},
        spellings=by_first_letter(meanings),
    )


@lru_cache(KEPT)
def known_as(word: str) -> str:
    """The word by which the table knows this one: by itself, by its stem, or by what it was meant to be."""
    known = table()
    if word in known.same:
        return known.same[word]
    stemmed = stem(word)
    if stemmed in known.words:
        return stemmed
    if inflected := known.inflected.get(inflection_base(word)):
        return inflected
    if (head := _trade_of(word)) and (alone := known.same.get(head)) and _is_field(known.words.get(alone, ())):
        return alone
    meant = spelled(word, known.spellings)
    return known.same.get(meant, stemmed)


def _trade_of(word: str) -> str:
    """What the people of a compound deal in: of salespeople sales, of shoemaker shoe; empty for other words."""
    found = _PEOPLE.search(word)
    return word[: found.start()] if found else ""


def _is_field(means: Meanings) -> bool:
    return any(not concept.startswith("=") for concept, _ in means)


def _meanings(concepts: Sequence[_Concept], everyday: Mapping[str, str]) -> dict[str, set[str]]:
    """What each word means by itself: its concepts, else what it tells as an everyday word."""
    phrases = [(concept.name, phrase) for concept in concepts for phrase in concept.phrases]
    alone: dict[str, set[str]] = {}
    for name, phrase in phrases:
        if len(phrase) == 1:
            alone.setdefault(phrase[0], set()).add(name)
    alone = {word: {told} for word, told in everyday.items()} | alone
    by_base = {inflection_base(word): alone[word] for word in sorted(alone, key=len, reverse=True)}
    words = {word for _, phrase in phrases for word in phrase}
    return {word: by_base.get(inflection_base(word), {IN_PHRASES}) for word in words} | alone


def _phrases(concepts: Sequence[_Concept], same: Mapping[str, str]) -> dict[Phrase, list[tuple[str, int]]]:
    found: dict[Phrase, list[tuple[str, int]]] = {}
    for concept in concepts:
        for phrase in dict.fromkeys(tuple(same[word] for word in phrase) for phrase in concept.phrases):
            found.setdefault(phrase, []).append((concept.name, concept.tells))
    return found


def _by_first(phrases: Mapping[Phrase, Meanings]) -> dict[str, list[tuple[Phrase, Meanings]]]:
    found: dict[str, list[tuple[Phrase, Meanings]]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        if len(phrase) > 1:
            found.setdefault(phrase[0], []).append((phrase, phrases[phrase]))
    return found


def _by_meaning(meanings: Mapping[str, set[str]]) -> dict[str, str]:
    """For each word its stem, but itself where words of that stem mean different things (hospital, hospitality)."""
    found: dict[str, list[str]] = {}
    for word in meanings:
        found.setdefault(stem(word), []).append(word)
    return {
        word: stemmed if all(meanings[one] == meanings[words[0]] for one in words) else word
        for stemmed, words in found.items()
        for word in words
    }


def _all_broader(concept: str, belongs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = list(belongs[concept])
    while waiting:
        one = waiting.pop()
        found[one] = None
        waiting += (broader for broader in belongs[one] if broader not in found)
    return tuple(found)


def _concepts() -> Iterator[_Concept]:
    """The lines of the table: `7: phrase, phrase > broader, broader`."""
    for section, lines in _read("field.toml").items():
        usual = lines.pop("tells")
        for name, line in lines.items():
            told, colon, rest = line.partition(":")
            phrases, _, broader = (rest if colon else line).partition(">")
            written = dict.fromkeys(tuple(written_words(phrase)) for phrase in phrases.split(","))
            belongs = tuple(one.strip() for one in broader.split(",") if one.strip())
            yield _Concept(name, section, int(told) if colon else usual, tuple(one for one in written if one), belongs)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("bot.domain.meaning").joinpath(name).read_text(encoding="utf-8"))
