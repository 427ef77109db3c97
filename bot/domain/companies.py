"""When two ways to write a company mean the same one: "Google", "google.com", "Google Deutschland GmbH". Pure rules."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import cache

from rapidfuzz import fuzz, process

from bot.domain.company_names import OWNERS

SPELLED = 85  # of 100: how alike two spellings are that could be one name
SHORTEST = 5  # letters; shorter names that differ by one are other companies

_FORMS = "inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh mbh ag kg kgaa ohg ug ev eg"
_MORE_FORMS = "se sa sas sarl srl spa bv nv ab as asa oy oyj aps pty pte sl kk sro doo zrt nyrt ltda"
_ENDS = frozenset(f"{_FORMS} {_MORE_FORMS} pvt private holding holdings group gruppe groupe".split())
_BETWEEN = frozenset(["and", "und", "et", "y", "of", "de", "the"])
_REGIONS = frozenset(
    ("emea", "apac", "international", "global", "worldwide", "europe", "us", "usa", "uk", "gb", "america")
)
# What is left of "Air France SA" without its country would be every other one's name, too
_AIR = "air airlines airways bank banco banque telecom telekom post rail energy insurance media motors steel national"
_GENERAL = frozenset(f"{_AIR} general united american british royal first".split())
_ADDRESS = re.compile(r"^(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})(?:[:/?#]\S*)?$")
_OUTER = frozenset(("www", "careers", "career", "jobs", "work"))  # before a company's own part of an address
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov"))
_LETTERS = re.compile(r"^(?:\w\.)+\w?\.?$")  # S.p.A.
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")


class Alike(IntEnum):
    """How alike two names are. What is only near, a member is asked about."""

    NO = 0
    NEAR = 1
    SAME = 2


def alike(one: str, other: str) -> Alike:
    """Whether they are the same company; NEAR where one owns the other, or the spelling differs a little."""
    return alike_keys(key(one), key(other))


def alike_keys(ours: str, theirs: str) -> Alike:
    """`alike` for two names of which `key` is known."""
    if not ours or not theirs:
        return Alike.NO
    if ours == theirs:
        return Alike.SAME
    owner = _known().get(ours)
    is_of_one = owner is not None and owner == _known().get(theirs)
    return Alike.NEAR if is_of_one or _is_branch(ours, theirs) or _is_spelled_alike(ours, theirs) else Alike.NO


def suggested(written: str) -> str:
    """The well-known company that may be meant by a name that is none; empty where nothing is near."""
    mine = key(written)
    if mine in _known() or len(mine) < SHORTEST:
        return ""
    found = process.extractOne(mine, _names().keys(), scorer=fuzz.ratio, score_cutoff=SPELLED)
    return _names()[found[0]] if found and len(found[0]) >= SHORTEST else ""


def key(written: str) -> str:
    """By this, names are the same: case, accents, legal forms, web addresses and the country of a branch aside."""
    words = [word for part in _plain(written).split() for word in _words(part)]
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    without = _without_end(words, _ENDS)
    named = _without_country(without, had_form=without != words)
    return " ".join(named)


def _plain(written: str) -> str:
    spread = unicodedata.normalize("NFKD", written.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return re.sub(r"[,;()\"“”]", " ", re.sub(r"['’´`]", "", bare).replace("&", " and ").replace("+", " and "))


def _words(part: str) -> list[str]:
    """The words of a part without white space: of an address its own name, of `S.p.A.` one word."""
    if _LETTERS.match(part):
        return [part.replace(".", "")]
    if address := _ADDRESS.match(part):
        labels = address["host"].split(".")[:-1]
        while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
            labels.pop()
        while len(labels) > 1 and labels[0] in _OUTER:
            labels.pop(0)
        part = labels[-1]
    return re.findall(r"\w+", part)


def _without_end(words: list[str], ends: frozenset[str]) -> list[str]:
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in ends or (kept[-1] in _BETWEEN and len(kept) < len(words))):
        kept.pop()
    return kept


def _without_country(words: list[str], *, had_form: bool) -> list[str]:
    """Without the country of a branch, where a legal form follows it or the name before it is a well-known one."""
    *named, last = words or [""]
    if not named or named[-1] in _BETWEEN or last not in _countries():
        return words
    is_name = not _GENERAL.issuperset(named) and (had_form or last in _REGIONS or " ".join(named) in _known())
    return named if is_name else words


def _is_branch(one: str, other: str) -> bool:
    """SAP and SAP Labs: one begins with all of the other."""
    short, long = sorted((one.split(), other.split()), key=len)
    return long[: len(short)] == short and not _GENERAL.issuperset(short) and len(short[0]) > 1


def _is_spelled_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST and fuzz.ratio(one, other) >= SPELLED


@cache
def _countries() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415  # most commands never need it

    names = {_plain(name) for code in _LANGUAGES for name in Locale(code).territories.values()}
    return frozenset(name for name in names if " " not in name) | _REGIONS


@cache
def _known() -> dict[str, str]:
    """The owner of each well-known company, both by their keys."""
    return {_bare(name): _bare(names[0]) for names in OWNERS for name in names}


@cache
def _names() -> dict[str, str]:
    return {_bare(name): name for names in OWNERS for name in names}


def _bare(name: str) -> str:
    words = [word for part in _plain(name).split() for word in _words(part)]
    return " ".join(_without_end(words, _ENDS))
