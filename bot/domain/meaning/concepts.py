"""What a text speaks of, word by word: phrases first, who the author is, and what they do not mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.meaning.table import UNKNOWN, Meanings, Phrase, Table, known_as
from bot.domain.meaning.words import written_words

MOST = 400  # words of a text that are read
CHANGE = "change"  # moving from one thing to another: the things beside it count together with it
REACH = 5  # so many words after such a beginning are of it


def _by_first(*beginnings: str) -> Mapping[str, Sequence[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for beginning in sorted(beginnings, key=len, reverse=True):
        words = tuple(beginning.split())
        found.setdefault(words[0], []).append(words)
    return found


# After these comes who somebody is or was, which is not what they ask for; up to a word that ends it
_SOURCES = _by_first(
    "from", "leaving", "left", "used to", "as a", "as an", "i am a", "i am an", "i a", "i an", "im a", "im an",
    "former", "ex", "formerly", "previously", "currently",
)  # fmt: skip
_ENDS_SOURCE = frozenset([
    "to", "into", "toward", "towards", "now", "looking", "seeking", "want", "who", "and", "trying", "hoping", "for",
    "with", "about", "on", "but", "so",
])  # fmt: skip
# Before these, the same words say what somebody wants: "work as a nurse", "living from music"
_WANTED = frozenset([
    "work", "working", "works", "job", "jobs", "role", "roles", "position", "positions", "career", "careers", "life",
    "employed", "hired", "start", "starting", "living", "live", "company", "business", "qualify", "train", "training",
    "hear", "hearing", "learn", "learning", "advice", "tips", "feedback", "insight", "insights", "somebody", "someone",
    "anybody", "anyone", "people", "person", "self", "freelance", "earn", "earning", "income",
])  # fmt: skip
_FROM_TO = frozenset(["to", "into"])
# After these comes what is not meant. A plain "not" tells nothing: "I do not know how to negotiate" asks for just that
_DENIALS = _by_first(
    "not a", "not an", "not in", "but not", "except", "apart from", "other than", "rather than", "instead of"
)
_MARKS = _SOURCES.keys() | _DENIALS.keys() | _ENDS_SOURCE


def concepts(text: str, known: Table) -> Iterator[tuple[str, int, bool]]:
    """(concept, what it tells, whether it is what the author is or was) in order."""
    words = written_words(text)[:MOST]
    meant = [known_as(word) for word in words]
    place, denied, source, is_from = 0, 0, 0, False
    while place < len(words):
        if (word := words[place]) in _MARKS:
            if starts := _starts(words, place, _DENIALS):
                denied = REACH + starts
            elif (starts := _starts(words, place, _SOURCES)) and not _is_wanted(words, place):
                source, is_from = REACH + starts, word == "from"
            elif word in _ENDS_SOURCE:
                if is_from and source and word in _FROM_TO:
                    yield CHANGE, known.tells[CHANGE], False
                source = 0
        length, found = _phrase(meant, place, known)
        for concept, tells in found:
            if tells and not denied:
                yield concept, tells, source > 0
        place, denied, source = place + length, max(0, denied - length), max(0, source - length)


def _is_wanted(words: list[str], place: int) -> bool:
    """Whether "as a" or "from" stands here after a word for what is wanted."""
    return place > 0 and words[place] in ("as", "from") and words[place - 1] in _WANTED


def _starts(words: list[str], place: int, beginnings: Mapping[str, Sequence[Phrase]]) -> int:
    """How many words the beginning has that stands here; 0 if there is none."""
    found = beginnings.get(words[place], ())
    return next((len(one) for one in found if tuple(words[place : place + len(one)]) == one), 0)


def _phrase(meant: list[str], place: int, known: Table) -> tuple[int, Meanings]:
    """How many words from this place belong together, and what they mean."""
    word = meant[place]
    for phrase, means in known.phrases.get(word, ()):
        if tuple(meant[place : place + len(phrase)]) == phrase:
            return len(phrase), means
    if word in known.words:
        return 1, known.words[word]
    is_short = word.isascii() and (len(word) < 3 or word.isdigit())
    return 1, () if is_short else ((f"={word}", UNKNOWN),)
