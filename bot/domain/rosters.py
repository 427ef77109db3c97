"""A roster as a table of people: what organizers may bring in, read from whatever their spreadsheet wrote. Pure."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.errors import InvalidInputError
from bot.domain.profiles import Profile

MOST_LINES = 2000
LONGEST_CELL = 2000
UNDO_WITHIN = timedelta(days=1)
FIELDS = ("school", "employer", "field", "city", "targeting", "offers", "asks", "link")  # of the profile
# What columns may be called, besides their own names
_NAMES: Mapping[str, str] = {
    "name": "name",
    "fullname": "name",
    "email": "email",
    "emailaddress": "email",
    "mail": "email",
    "handle": "handle",
    "slack": "handle",
    "slackid": "handle",
    "slackhandle": "handle",
    "slackuserid": "handle",
    "userid": "handle",
    "username": "handle",
    "school": "school",
    "university": "school",
    "employer": "employer",
    "company": "employer",
    "field": "field",
    "city": "city",
    "place": "city",
    "targeting": "targeting",
    "lookingfor": "targeting",
    "offers": "offers",
    "asks": "asks",
    "link": "link",
    "website": "link",
    "linkedin": "link",
    "role": "role",
}
_WHO = ("name", "email", "handle")
_NO_TABLE = "This is no table that Kith can read. Save it as CSV in your spreadsheet, and choose that file."
_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Fault:
    """Something of a line that could not be taken; `line` counts from the header, which is line 1."""

    line: int
    words: str


@dataclass(frozen=True)
class Line:
    """One person of the table. `values` are fields of their profile that somebody filled in."""

    number: int
    name: str = ""
    email: str = ""
    handle: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    is_mentor: bool = False

    @property
    def shown(self) -> str:
        """What the line calls the person."""
        return self.name or self.handle or self.email


@dataclass(frozen=True)
class Table:
    """What was read: people, faults by line, and columns that Kith does not know."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()


def needs_addresses(lines: Iterable[Line]) -> bool:
    """Whether any of them has an address, by which somebody might be found."""
    return any(line.email for line in lines)


@dataclass(frozen=True)
class SlackEntry:
    """Somebody as Slack lists them; `handles` are what they may be called there, without @."""

    slack_user_id: str
    name: str
    handles: tuple[str, ...] = ()
    email: str = ""


class Found(StrEnum):
    """What became of a line."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Match:
    """A line, and who it may be."""

    line: Line
    people: tuple[SlackEntry, ...] = ()

    @property
    def found(self) -> Found:
        """Whether it is clear who that is."""
        return (Found.UNKNOWN, Found.MATCHED, Found.AMBIGUOUS)[min(len(self.people), 2)]


def read(content: bytes) -> Table:
    """Read the file: UTF-8 with or without its mark, UTF-16 with it, else Windows' code page; commas, semicolons or
    tabs. Raises InvalidInputError (field `file`) for what is no table, has no column that says who, or too many lines.
    """
    rows = _rows(_text(content))
    header = next(rows, None)
    if header is None:
        raise InvalidInputError("file", "The file is empty. Its first line names the columns: name, email, school …")
    columns = [_NAMES.get(_key(title), "") for title in header]
    _check_columns(columns, header)
    ignored = tuple(
        title.strip()[:60] for title, name in zip(header, columns, strict=True) if not name and title.strip()
    )
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        if number > MOST_LINES + 1:
            raise InvalidInputError("file", f"At most {MOST_LINES:,} people at once. Split the file.")
        if any(cell.strip() for cell in row):
            line, found = _line(number, columns, row)
            lines += [line] if line else []
            faults += found
    return Table(tuple(lines), tuple(faults), ignored)


def _text(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInputError("file", _NO_TABLE)


def _rows(text: str) -> Iterator[list[str]]:
    first = _ENDS.split(text.lstrip("\r\n"), maxsplit=1)[0]
    separator = max(",;\t", key=first.count)
    csv_rows = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator)
    try:
        yield from csv_rows
    except csv.Error:
        raise InvalidInputError("file", _NO_TABLE) from None


def _check_columns(columns: Sequence[str], header: Sequence[str]) -> None:
    named = [name for name in columns if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise InvalidInputError("file", f"Two columns are the {twice}. Keep one of them.")
    if not set(named) & set(_WHO):
        shown = ", ".join(title.strip()[:30] for title in header[:6])
        said = f"The first line names the columns, one of them name, email or handle. Here it is: {shown}."
        raise InvalidInputError("file", said)


def _line(number: int, columns: Sequence[str], row: Sequence[str]) -> tuple[Line | None, list[Fault]]:
    cells = {name: _clean(cell) for name, cell in zip(columns, row, strict=False) if name}
    faults = [Fault(number, "It has more cells than there are columns.")] if any(row[len(columns) :]) else []
    if not any(cells.get(name) for name in _WHO):
        return None, [*faults, Fault(number, "It says nobody: no name, no email, no handle.")]
    values: dict[str, str] = {}
    for name in FIELDS:
        if written := cells.get(name, ""):
            try:
                one: dict[str, Any] = {name: written}
                replace(Profile(), **one).check()
                values[name] = written
            except InvalidInputError as error:
                faults.append(Fault(number, f"{name}: {error.message} It is left out."))
    role = cells.get("role", "").casefold()
    if role not in ("", "mentor", "peer", "member", "mentee"):
        faults.append(Fault(number, "role: Write mentor, or nothing. It is left out."))
    who = {name: cells.get(name, "")[:LONGEST_CELL] for name in _WHO}
    return Line(number, **who, values=values, is_mentor=role == "mentor"), faults


def _clean(cell: str) -> str:
    visible = "".join(
        " " if one.isspace() else one for one in cell if one.isspace() or unicodedata.category(one)[0] != "C"
    )
    return " ".join(visible.split())


def _key(title: str) -> str:
    return "".join(one for one in title.casefold() if one.isalnum())


def match(lines: Sequence[Line], people: Sequence[SlackEntry]) -> tuple[list[Match], list[Fault]]:
    """Who each line is: by Slack id or handle, by e-mail, else by full name. Where these say different people, or a
    name is that of several, it is to be chosen. A person stands in one line alone.
    """
    by: dict[str, dict[str, list[SlackEntry]]] = {"handle": {}, "email": {}, "name": {}}
    for one in people:
        for handle in {one.slack_user_id.casefold(), *(folded(each) for each in one.handles)}:
            by["handle"].setdefault(handle, []).append(one)
        by["email"].setdefault(one.email.casefold(), []).append(one)
        by["name"].setdefault(folded(one.name), []).append(one)
    taken: dict[str, int] = {}
    matches: list[Match] = []
    faults: list[Fault] = []
    for line in lines:
        found = _found(line, by)
        before = taken.get(found[0].slack_user_id) if len(found) == 1 else None
        if before is not None:
            faults.append(Fault(line.number, f"It is the same person as line {before}, which counts."))
            continue
        if len(found) == 1:
            taken[found[0].slack_user_id] = line.number
        matches.append(Match(line, found))
    return matches, faults


def _found(line: Line, by: Mapping[str, Mapping[str, list[SlackEntry]]]) -> tuple[SlackEntry, ...]:
    sure: dict[str, SlackEntry] = {}
    keys = (("handle", folded(line.handle.lstrip("@"))), ("email", line.email.casefold()))
    for kind, key in keys:
        for one in by[kind].get(key, ()) if key else ():
            sure[one.slack_user_id] = one
    if sure:
        return tuple(sure.values())
    return tuple(by["name"].get(folded(line.name), ())) if line.name else ()


def folded(name: str) -> str:
    """A name for comparing: without accents, case and more than one space."""
    apart = unicodedata.normalize("NFKD", name)
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).casefold().split())


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a line may mean, to be chosen."""

    member_id: int
    name: str
    handle: str = ""


@dataclass(frozen=True)
class Draft:
    """A roster before anybody is invited: what of each line will happen."""

    roster_id: int
    matched: tuple[tuple[Line, Candidate], ...]
    ambiguous: tuple[tuple[Line, tuple[Candidate, ...]], ...]
    unknown: tuple[Line, ...]
    inside: tuple[Line, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    """A roster whose people were invited; it can be undone until then."""

    roster_id: int
    people: int
    undo_until: datetime


@dataclass(frozen=True)
class FilledIn:
    """What an organizer filled in for somebody, which their profile does not say yet. `by`: a Slack id, or empty."""

    line_id: int
    program_name: str
    by: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class RosterPerson:
    """A row of the roster that goes out: participation, and what people show in their profile to others anyhow."""

    name: str
    slack_user_id: str
    state: str
    role: str
    joined_on: date
    school: str
    employer: str
    field: str
    city: str
