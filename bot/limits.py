"""How much one person may do, so that somebody who floods Kith slows nobody else and fills no table."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

MOST_REMEMBERED = 10_000  # people and kinds; of more, those are forgotten who did something longest ago


class Kind(Enum):
    """What is limited. Each kind has room of its own: who floods one may still do the others."""

    HOME = auto()
    PRESS = auto()
    FORM = auto()
    COMMAND = auto()
    EXPORT = auto()
    PAGE = auto()  # of the page in a browser
    SIGN_IN = auto()  # to it, by a browser's address
    REFUSAL = auto()  # being told that it was too much


@dataclass(frozen=True)
class Rate:
    """So many at once, and as many again within so many seconds, evenly."""

    most: int
    seconds: float


# Far above what anybody does by hand, far below what others would notice
RATES: Mapping[Kind, tuple[Rate, ...]] = {
    Kind.HOME: (Rate(20, 20),),
    Kind.PRESS: (Rate(60, 30), Rate(600, 3600)),
    Kind.FORM: (Rate(30, 30), Rate(240, 3600)),
    Kind.COMMAND: (Rate(20, 40), Rate(240, 3600)),
    Kind.EXPORT: (Rate(3, 180), Rate(20, 24 * 3600)),
    Kind.PAGE: (Rate(120, 30), Rate(3000, 3600)),
    Kind.SIGN_IN: (Rate(20, 60), Rate(200, 3600)),
    Kind.REFUSAL: (Rate(1, 10),),
}


class Limits:
    """What each person did lately, in this process alone; several processes admit as many times more."""

    def __init__(
        self,
        rates: Mapping[Kind, tuple[Rate, ...]] = RATES,
        *,
        remembered: int = MOST_REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates, self._remembered, self._clock = rates, remembered, clock
        self._lock = threading.Lock()
        # by person and kind, for each rate: when all of its room is free again
        self._free_at: OrderedDict[tuple[str, str, Kind], tuple[float, ...]] = OrderedDict()

    def admits(self, kind: Kind, *, team_id: str, user_id: str) -> bool:
        """Whether the person may do this now; it then counts."""
        rates, key = self._rates.get(kind, ()), (team_id, user_id, kind)
        with self._lock:
            now = self._clock()
            before = self._free_at.get(key, (now,) * len(rates))
            after = tuple(max(now, at) + rate.seconds / rate.most for at, rate in zip(before, rates, strict=True))
            if any(at > now + rate.seconds for at, rate in zip(after, rates, strict=True)):
                return False
            self._free_at[key] = after
            self._free_at.move_to_end(key)
            if len(self._free_at) > self._remembered:
                self._free_at.popitem(last=False)
            return True
