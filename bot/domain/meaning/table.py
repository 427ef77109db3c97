"""The table of the field's words: what means the same, what belongs to what, and how much a word tells."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.domain.meaning.words import by_first_letter, stem, written_words

UNKNOWN = 6  # what a word tells that is in no table: names, and other languages
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`phrases`: by first stem the phrases with what they mean, the longest first. `weight`: how much a concept tells,
    0 to 9. `broader`: what it belongs to. `known`: all words by first letter, for slips of the pen.
    """

    phrases: Mapping[str, Sequence[tuple[Phrase, Sequence[str]]]]
    weight: Mapping[str, int]
    broader: Mapping[str, Sequence[str]]
    known: Mapping[str, Sequence[str]]
    common: Mapping[str, int]


@cache
def table() -> Table:
    """The packed tables, read once."""
    meanings: dict[Phrase, list[str]] = {}
    weight: dict[str, int] = {}
    broader: dict[str, list[str]] = {}
    words: set[str] = set()
    for concept, told, phrases, belongs in _concepts():
        weight[concept], broader[concept] = told, belongs
        for phrase in phrases:
            written = written_words(phrase)
            words.update(written)
            means = meanings.setdefault(tuple(map(stem, written)), [])
            if concept not in means:
                means.append(concept)
    common = {word: int(told) for told, line in _read("common.toml").items() for word in written_words(line)}
    by_stem: dict[str, list[tuple[Phrase, Sequence[str]]]] = {}
    for stems in sorted(meanings, key=lambda stems: (-len(stems), stems)):
        by_stem.setdefault(stems[0], []).append((stems, meanings[stems]))
    told_by_stem: dict[str, int] = {}
    for word, told in common.items():
        told_by_stem[stem(word)] = min(told, told_by_stem.get(stem(word), told))
    known = by_first_letter(frozenset(words | common.keys()))
    return Table(by_stem, weight, broader, known, told_by_stem)


def _concepts() -> Iterator[tuple[str, int, list[str], list[str]]]:
    """(concept, what it tells, its phrases, what it belongs to); the line is `7: phrase, phrase > broader, broader`."""
    for section in _read("field.toml").values():
        usual = section["tells"]
        for concept, line in section.items():
            if concept == "tells":
                continue
            told, colon, rest = line.partition(":")
            phrases, _, belongs = (rest if colon else line).partition(">")
            yield concept, int(told) if colon else usual, _parts(phrases), _parts(belongs)


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(",") if part.strip()]


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("bot.domain.meaning").joinpath(name).read_text(encoding="utf-8"))
