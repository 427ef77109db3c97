"""The input of pairing: people as the engine sees them, and the groups they were in before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.domain.states import Role

HALF_HOURS_A_DAY = 48
WHOLE_DAY = (1 << HALF_HOURS_A_DAY) - 1
CIRCLES = ("school", "employer", "field", "city")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One active participant.

    `hours` is a mask of 48 bits: bit *i* is set when the person is free for a meeting in the half-hour
    that begins *i* half-hours after midnight UTC (`working_half_hours` makes it). `circles` maps a kind
    (school, employer, field, city) to its value; unknown kinds are left out. `asks` and `offers` are
    keys of `bot.domain.meaning`: an offer that is near an ask shares one with it. `avoids`: employers with whose people
    they are never grouped. `online_first`: they are not brought together with somebody so as to meet in person.
    `wished` are the people who would meet a wish of theirs for the round, `named` those whom they wish for by name;
    both are soft, and no reason tells of them.
    """

    id: int
    hours: int = WHOLE_DAY
    circles: Mapping[str, str] = field(default_factory=dict)
    asks: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    role: Role = Role.MENTEE
    avoids: frozenset[str] = frozenset()
    online_first: bool = False
    wished: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.hours <= WHOLE_DAY:
            raise ValueError(f"hours of person {self.id} must be a mask of 48 half-hours, not {self.hours}")

    @property
    def without_say(self) -> Person:
        """The same without what they wish for themselves: what is told to organizers rests on this."""
        return replace(self, wished=frozenset(), named=frozenset(), online_first=False)


class PastGroup(NamedTuple):
    """Buddies of an earlier round. Rounds are numbered upwards; being introduced counts, silence included.

    `did_not_meet` says that everyone could have met and said they did not: such a pair may come again
    once nobody new is left, before pairs that did meet. `elsewhere`: another program of theirs brought them together.
    """

    round: int
    members: tuple[int, ...]
    did_not_meet: bool = False
    elsewhere: bool = False


def working_half_hours(*, utc_offset_minutes: int, start_minute: int, end_minute: int) -> int:
    """The mask for someone free from `start_minute` to `end_minute` of their own day, in UTC half-hours.

    Minutes count from local midnight; an end at or before the start means the next day. A half-hour
    counts only if the person is free for the whole of it.
    """
    length = (end_minute - start_minute) % 1440 or 1440
    begin = (start_minute - utc_offset_minutes) % 1440
    first, last = -(-begin // 30), (begin + length) // 30
    mask = 0
    for half_hour in range(first, last):
        mask |= 1 << half_hour % HALF_HOURS_A_DAY
    return mask
