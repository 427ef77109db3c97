"""From written words to stems: case, accents, punctuation, endings and slips of the pen aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from snowballstemmer.english_stemmer import EnglishStemmer  # its `stemmer()` would take another library where one is

_WORD = re.compile(r"[^\W_]+[+#]*")
_NOT = re.compile(r"n['’]t\b")
_POSSESSIVE = re.compile(r"['’](?:s|m|re|ve|d|ll)?\b")
_INFLECTION = re.compile(r"(?:ings?|ed|es|e|s)$")
KEPT = 65_536  # words remembered with their stems
WHOLE = 4  # words of so few letters are left as they are: endings cut from them leave other words
SHORT, LONG = 6, 10  # from so many letters on a word may have one slip, and two


def written_words(text: str) -> list[str]:
    """The words as they are compared, in order."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    return _WORD.findall(_POSSESSIVE.sub(" ", _NOT.sub(" not", text)))


@lru_cache(KEPT)
def stem(word: str) -> str:
    """The word without its ending, by the Snowball rules for English; other words stay as they are or nearly so."""
    if not word.isascii() or len(word) <= WHOLE:
        return word
    return str(EnglishStemmer().stemWord(word))  # one each: it keeps what it works on, and threads share this


def inflection_base(word: str) -> str:
    """What is left of a word without the endings of number and time: of hire, hires, hired, hiring the same."""
    return _INFLECTION.sub("", word) if len(word) > WHOLE else word.removesuffix("e")


def spelled(word: str, known: Mapping[str, Sequence[str]]) -> str:
    """The known word that this was meant to be, if there is one within a slip or two; else the word."""
    if len(word) < SHORT or not word.isascii() or not word.isalpha():
        return word
    slips = 1 if len(word) < LONG else 2
    found = process.extractOne(word, known.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else word


def by_first_letter(words: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Known words long enough to be meant, by their first letter, sorted."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORT:
            found.setdefault(word[0], []).append(word)
    return found
