"""People in what somebody typed: "Ana Ruiz from Stripe", "my old boss". What is not surely a name is doubted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.lengths import LINE
from bot.domain.typed_words import DESCRIBES, FILLER, NO_ORGANISATION, PRONOUNS, SYNONYMS

DAY = "\ue000"  # stands where a day was
LONGEST_NAME, LONGEST_DESCRIPTION = 6, 4  # words

_PARTICLES = re.compile(r"van|von|de[rnl]?|da|del?la|di|du|l[ae]|bin|ben|[ae]l|ter|[dt]os|das|y")
_POSSESSIVE = re.compile(r"['’]s?$")
_STOPS = re.compile(
    rf"from|at|@|about|re|regarding|because|for|on|in|to|via|over|by|who|whom|which|that|after|during|near|as|with"
    rf"|before|next|through|while|since|concerning|{DAY}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Person:
    """Somebody who was named. `is_new`: for the book. `is_beside`: they were met there, it was not with them."""

    name: str
    organisation: str = ""
    is_new: bool = False
    is_beside: bool = False

    @property
    def is_described(self) -> bool:
        """Whether it is no name, but a description: it goes into no book."""
        return DESCRIBES.match(self.name) is not None

    def line(self) -> str:
        """As a form has it, one a line."""
        return (f"{self.name} from {self.organisation}" if self.organisation else self.name)[:LINE]


@dataclass(frozen=True)
class Named:
    """Who stands at the beginning of some words; `rest` follows. `is_sure` is about the person."""

    person: Person | None
    rest: str
    is_sure: bool = True
    is_sure_of_organisation: bool = True


def named(words: str) -> Named:
    """Who stands at the beginning: a name, or a description."""
    words = words.strip()
    tokens = words.split()
    if not tokens or _STOPS.fullmatch(tokens[0]) or (PRONOUNS.fullmatch(tokens[0]) and _ends(tokens[1:])):
        return Named(None, words)
    if DESCRIBES.match(words):
        taken = _until_stop(tokens)
        is_sure = len(taken) <= LONGEST_DESCRIPTION and len(taken) > (taken[0].lower() in ("a", "an", "the", "my"))
        return _with_organisation(taken, tokens[len(taken) :], is_sure=is_sure)
    if not any(map(str.isalpha, _POSSESSIVE.sub("", tokens[0]))):
        return Named(None, words)
    if is_capital(tokens[0]):
        taken = _capitals(tokens)
        rest = tokens[len(taken) :]
        return _with_organisation(taken, rest, is_sure=_ends(rest) and not _is_possessive(taken))
    taken = _until_stop(tokens)[:LONGEST_NAME]
    if not taken or FILLER.fullmatch(taken[0]) or any(one.pattern.fullmatch(taken[0]) for one in SYNONYMS):
        return Named(None, words)
    return _with_organisation(taken, tokens[len(taken) :], is_sure=len(taken) == 1 and not _is_possessive(taken))


def is_capital(word: str) -> bool:
    """Whether it begins as names do."""
    return word[:1].isupper() or (word[:1].isalpha() and word[:1].lower() == word[:1].upper())


def _with_organisation(taken: list[str], rest: list[str], *, is_sure: bool) -> Named:
    name = _POSSESSIVE.sub("", " ".join(taken))[:LINE]
    is_from = bool(rest) and rest[0].lower() == "from"
    if not rest[1:] or not (is_from or rest[0].lower() in ("at", "@")) or NO_ORGANISATION.fullmatch(rest[1]):
        return Named(Person(name), " ".join(rest), is_sure=is_sure)
    of = _capitals(rest[1:]) if is_capital(rest[1]) else rest[1:2]
    after = rest[1 + len(of) :]
    is_read = DAY not in of and any(map(str.isalpha, of[0]))
    if not is_read:
        return Named(Person(name), " ".join(rest), is_sure=is_sure)
    organisation, is_clear = " ".join(of)[:LINE], is_from and _ends(after)
    return Named(Person(name, organisation), " ".join(after), is_sure=is_sure, is_sure_of_organisation=is_clear)


def _ends(rest: list[str]) -> bool:
    """Whether a name surely ends where these words follow."""
    return not rest or _STOPS.fullmatch(rest[0]) is not None or FILLER.fullmatch(rest[0]) is not None


def _capitals(tokens: list[str]) -> list[str]:
    """As far as a name goes: words that begin with capitals, and particles between them."""
    taken: list[str] = []
    for token in tokens[:LONGEST_NAME]:
        if not (is_capital(token) or (taken and _PARTICLES.fullmatch(token.lower()))):
            break
        taken.append(token)
    while taken and not is_capital(taken[-1]):
        taken.pop()
    return taken


def _until_stop(tokens: list[str]) -> list[str]:
    for position, token in enumerate(tokens):
        if _STOPS.fullmatch(token):
            return tokens[:position]
    return tokens


def _is_possessive(taken: list[str]) -> bool:
    return bool(taken) and _POSSESSIVE.search(taken[-1]) is not None
