"""Whom to write to next: somebody current first, then somebody trusted whom one has lost touch with. Pure rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.contacts import Closeness, Contact, is_quiet

ANSWER_IN = timedelta(days=7)  # when to look whether they answered


class Rung(StrEnum):
    """How one stands with somebody."""

    CURRENT = "current"
    LOST = "lost"  # trusted, and quiet for long; or nobody noted when it was

    @property
    def counts_as(self) -> tuple[str, ...]:
        """The activities by which writing to them counts, the first that a program has."""
        return _COUNTS_AS[self]


_COUNTS_AS = {
    Rung.CURRENT: ("reach_out", "follow_up", "reconnect"),
    Rung.LOST: ("reconnect", "reach_out", "follow_up"),
}


@dataclass(frozen=True)
class Ladder:
    """Those of a book to choose from, on each rung in the order to write to them."""

    current: tuple[Contact, ...]
    lost: tuple[Contact, ...]


def ladder(people: Sequence[Contact], *, today: date) -> Ladder:
    """Who stands where: close and known people without a next step, the close ones first, the longest ago first."""
    free = [one for one in people if one.closeness is not Closeness.NEW and one.next_on is None]
    ordered = sorted(
        free, key=lambda one: (one.closeness is not Closeness.CLOSE, one.last_in_touch_on or date.min, one.contact_id)
    )
    rungs = {one.contact_id: rung_of(one, today=today) for one in ordered}
    return Ladder(
        current=tuple(one for one in ordered if rungs[one.contact_id] is Rung.CURRENT),
        lost=tuple(one for one in ordered if rungs[one.contact_id] is Rung.LOST),
    )


def rung_of(contact: Contact, *, today: date) -> Rung:
    """How one stands with them."""
    never = contact.last_in_touch_on is None
    return Rung.LOST if never or is_quiet(contact, today=today) else Rung.CURRENT
