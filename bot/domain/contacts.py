"""People in a member's own book: what is noted of one, how a line becomes one, when two are the same. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, NOTE, fitting

MOST = 2_000  # in one book
LINES = 30  # pasted at once
SHOWN = 10  # in a list, before "more"
QUIET_AFTER = timedelta(days=60)

_PARTS = re.compile(r"\s*[\t;,]\s*")
_AT = re.compile(r"\s+(?:from|at|@)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*[,;&+]\s*|\s+and\s+", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_LIMITS = {"name": LINE, "organisation": LINE, "works_on": LINE, "through": LINE, "notes": NOTE}


class Closeness(StrEnum):
    """How close somebody is."""

    CLOSE = "close"
    KNOWN = "known"
    NEW = "new"


class Only(StrEnum):
    """Which of them a list shows."""

    ALL = "all"
    TO_FOLLOW_UP = "to_follow_up"  # with a next step
    QUIET = "quiet"  # not in touch for long
    NEW = "new"  # of this month


@dataclass(frozen=True)
class Details:
    """What a member notes of somebody, in words. It is encrypted as one."""

    name: str
    organisation: str = ""
    works_on: str = ""
    through: str = ""  # by whom they know them
    notes: str = ""
    category: str = ""  # of "who I already know", see `bot.domain.known`


@dataclass(frozen=True)
class Contact:
    """Somebody in a member's book. `slack_user_id`: a buddy, present or past, whose name comes from Slack."""

    contact_id: int
    details: Details
    closeness: Closeness = Closeness.NEW
    last_in_touch_on: date | None = None
    added_on: date | None = None
    slack_user_id: str = ""
    next_on: date | None = None  # of the soonest follow-up
    next_note: str = ""


@dataclass(frozen=True)
class Double:
    """Somebody who was noted once more: `known` may be the same person. The member says so, or not."""

    contact_id: int
    details: Details
    known: Details


@dataclass(frozen=True)
class Book:
    """What the room shows: how many there are, and the ten most lately in touch."""

    total: int
    latest: tuple[Contact, ...]


@dataclass(frozen=True)
class Search:
    """What somebody looks for: a part of a name, organisation or note. `page` counts from 0."""

    words: str = ""
    only: Only = Only.ALL
    page: int = 0

    def value(self) -> str:
        """As a form remembers it."""
        return f"{self.only}:{self.page}:{self.words[:LINE]}"

    @staticmethod
    def read(value: str) -> Search:
        """What `value` wrote; for anything else, everybody."""
        only, _, rest = value.partition(":")
        page, _, words = rest.partition(":")
        is_ours = only in list(Only) and page.isascii() and page.isdigit() and len(page) < 4
        return Search(words, Only(only), int(page)) if is_ours else Search()


@dataclass(frozen=True)
class Found:
    """A page of what was found, of `total`."""

    search: Search
    total: int
    contacts: tuple[Contact, ...]

    @property
    def has_more(self) -> bool:
        """Whether a page follows."""
        return (self.search.page + 1) * SHOWN < self.total


@dataclass(frozen=True)
class Pasted:
    """What became of lines: those that are people, and each that is not with its number and why."""

    people: tuple[Details, ...]
    wrong: tuple[tuple[int, str], ...] = ()
    asked: int = 0  # of the people, those who may be in the book already


def checked(details: Details) -> Details:
    """Without white space around. Raises InvalidInputError (the field's own name) for what is missing or too long."""
    trimmed = {name: " ".join(getattr(details, name).split()) for name in _LIMITS if name != "notes"}
    trimmed["notes"] = details.notes.strip()
    for name, limit in _LIMITS.items():
        fitting(name, trimmed[name], limit)
    if not trimmed["name"]:
        raise InvalidInputError("name", "Write a name.")
    return replace(details, **trimmed)


def read_line(line: str) -> Details:
    """`Ana Ruiz, Stripe, payments` or `Ana Ruiz from Stripe`. Raises InvalidInputError as `checked`."""
    written = _BULLET.sub("", line).strip()
    name, *rest = _PARTS.split(written)
    if not rest and len(parts := _AT.split(written, maxsplit=1)) > 1:
        name, *rest = parts
    if not any(character.isalpha() for character in name):
        raise InvalidInputError("name", "There is no name at its beginning.")
    organisation, works_on = (*rest[:1], ", ".join(rest[1:])) if rest else ("", "")
    return checked(Details(name, organisation, works_on))


def read_lines(written: str) -> Pasted:
    """Each line that is not empty. Raises InvalidInputError (`lines`) for none, or for more than thirty."""
    lines = [(number, line) for number, line in enumerate(written.splitlines(), start=1) if line.strip()]
    if not lines:
        raise InvalidInputError("lines", "Write or paste at least one line.")
    if len(lines) > LINES:
        raise InvalidInputError("lines", f"{len(lines)} lines are too many: up to {LINES} fit at once.")
    people, wrong = [], []
    for number, line in lines:
        try:
            people.append(read_line(line))
        except InvalidInputError as error:
            wrong.append((number, error.message))
    return Pasted(tuple(people), tuple(wrong))


def names(written: str) -> list[str]:
    """The people that somebody wrote of: `Ana Ruiz and Bo`."""
    return [name for name in (part.strip() for part in _AND.split(written)) if name]


def name_key(name: str) -> str:
    """By this, names are the same: case, accents of width and white space aside."""
    return " ".join(name.casefold().split())


def may_be_same(one: Details, other: Details) -> bool:
    """Whether they may be one person: the same name, and the same organisation or one that is not known."""
    ours, theirs = name_key(one.organisation), name_key(other.organisation)
    return name_key(one.name) == name_key(other.name) and (ours == theirs or not (ours and theirs))


def merged(kept: Details, more: Details) -> Details:
    """One person of two notes: what the first leaves open comes from the second; what both have, and their notes,
    follow each other in the notes. Raises InvalidInputError (`notes`) for more of them than fit.
    """
    words = ("organisation", "works_on", "through", "category")
    filled = {name: getattr(kept, name) or getattr(more, name) for name in words}
    others = [getattr(more, name) for name in ("name", *words)]
    has = {name_key(value) for value in (kept.name, *filled.values(), "")}
    also = ", ".join(value for value in others if name_key(value) not in has)
    parts = (kept.notes, more.notes, f"Also: {also}" if also else "")
    notes = "\n".join(dict.fromkeys(note for note in parts if note))
    if len(notes) > NOTE:
        raise InvalidInputError("notes", f"Their notes together are over {NOTE:,} characters. Shorten them first.")
    return replace(kept, **filled, notes=notes)


def renamed(written: str, name: str, *, to: str) -> str:
    """`Ana R. and Bo` with another name for `Ana R.`; as it was where nobody is called that."""
    people = names(written)
    is_there = name_key(name) in map(name_key, people)
    return ", ".join(to if name_key(one) == name_key(name) else one for one in people) if is_there else written


def renamed_line(line: str, name: str, *, to: str) -> str:
    """`Ana R. from Stripe` with another name at its beginning, if it is this one."""
    written = read_line(line).name if any(map(str.isalpha, line)) else ""
    return line.replace(written, to, 1) if written and name_key(written) == name_key(name) else line


def is_found(contact: Contact, search: Search, *, today: date) -> bool:
    """Whether the search finds them: every word in what is noted, and of those that `only` leaves."""
    details = contact.details
    noted = name_key(" ".join((details.name, details.organisation, details.works_on, details.category, details.notes)))
    if search.only is Only.TO_FOLLOW_UP and contact.next_on is None:
        return False
    if search.only is Only.QUIET and not is_quiet(contact, today=today):
        return False
    if search.only is Only.NEW and (contact.added_on is None or contact.added_on < today.replace(day=1)):
        return False
    return all(word in noted for word in name_key(search.words).split())


def is_quiet(contact: Contact, *, today: date) -> bool:
    """Whether they were not in touch for two months; of somebody who never was, since they were noted."""
    since = contact.last_in_touch_on or contact.added_on
    return since is not None and since <= today - QUIET_AFTER


def by_name(contacts: Iterable[Contact]) -> Sequence[Contact]:
    """In the order of a book."""
    return sorted(contacts, key=lambda contact: (name_key(contact.details.name), contact.contact_id))
