"""A member's say in whom they are matched with: comfort rules, and wishes for one round. Nobody else ever reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain import companies
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import NOTE, fitting
from bot.domain.profiles import LONGEST_WORD
from bot.domain.states import Frequency

MOST_WISHES = 3
KINDS = ("field", "school", "city")  # what somebody may be wished for by, beside their name


@dataclass(frozen=True)
class Comfort:
    """What holds in every round of every program. `employer`: the member's own, as far as their profile says."""

    online_first: bool = False
    not_my_employer: bool = False
    employer: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a member wishes of one round, all of it optional: "somebody who …", or a person (a Slack user id).

    `note` is for themselves. `two_buddies`: a second buddy in that round, where numbers allow.
    """

    field: str = ""
    school: str = ""
    city: str = ""
    people: tuple[str, ...] = ()
    note: str = ""
    two_buddies: bool = False

    def checked(self, *, by: str) -> Wishes:
        """The same without white space around. Raises InvalidInputError for too much, or for the author `by`."""
        if by in self.people:
            raise InvalidInputError("people", "This is you. Choose other people.")
        words = {kind: fitting(kind, getattr(self, kind), LONGEST_WORD) for kind in KINDS}
        people = tuple(dict.fromkeys(self.people))
        if len(people) + sum(map(bool, words.values())) > MOST_WISHES:
            raise InvalidInputError("people", "Three wishes at most: people and the rest together.")
        note = fitting("note", self.note, NOTE)
        return Wishes(**words, people=people, note=note, two_buddies=self.two_buddies)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wished or noted."""
        return self == Wishes()


@dataclass(frozen=True)
class Say:
    """All of it for one program, as its form shows it."""

    program_id: int
    program_name: str
    comfort: Comfort = Comfort()
    frequency: Frequency = Frequency.EVERY_ROUND
    wishes: Wishes = Wishes()
    own_round_on: date | None = None  # the first day of their next round, where they will have a buddy in it


def meets(wish: str, value: str) -> bool:
    """Whether somebody of whom the profile says `value` is who was wished for: all words of the wish are in it."""
    wanted = _words(wish)
    return bool(wanted) and wanted <= _words(value)


def avoided(own: str, employers: Iterable[str]) -> frozenset[str]:
    """Of these employers (`companies.key`) those that may be one's own: the same name, its owner, branch or spelling.

    Rather one too many: whom the rule keeps away by mistake costs a buddy, whom it lets through costs the trust in it.
    """
    mine = companies.key(own)
    return frozenset(one for one in employers if mine and companies.alike_keys(mine, one)) | ({mine} - {""})


def wished_for(wishes: Wishes, values: Mapping[str, Mapping[str, Iterable[int]]]) -> frozenset[int]:
    """Who meets a wish of these for a field, school or city. `values`: by kind, who told which value."""
    return frozenset(
        one
        for kind in KINDS
        if (wish := getattr(wishes, kind))
        for value, people in values.get(kind, {}).items()
        if meets(wish, value)
        for one in people
    )


def _words(written: str) -> frozenset[str]:
    spread = unicodedata.normalize("NFKD", written.casefold())
    bare = "".join(one if one.isalnum() else " " for one in spread if not unicodedata.combining(one))
    return frozenset(bare.split())
