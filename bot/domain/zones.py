"""Which zone a program may have: one that is named after a city, as its clocks go with the seasons; or UTC."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from bot.domain.calendar import known_zones
from bot.domain.errors import InvalidInputError

_REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
# What people mean by short names. Several are zones whose clocks never change, which is not what New York has.
_MEANT = {
    **dict.fromkeys(("EST", "EDT", "ET", "EST5EDT"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT", "CT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT", "MT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT", "PT"), "America/Los_Angeles"),
    **dict.fromkeys(("GMT", "BST", "WET"), "Europe/London"),
    **dict.fromkeys(("CET", "CEST", "MET"), "Europe/Berlin"),
    "EET": "Europe/Athens",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "HST": "Pacific/Honolulu",
}


def check_zone(zone: str) -> None:
    """Raises InvalidInputError for anything but a city's zone or UTC, with the one that was probably meant."""
    if zone != "UTC" and zone not in _city_zones():
        meant = _meant(zone)
        such = f"Did you mean {meant}?" if meant else "Write a city's zone, such as Europe/Berlin, or UTC."
        raise InvalidInputError("zone", f"“{zone[:40]}” is no city's zone. {such}")


@cache
def _city_zones() -> frozenset[str]:
    return frozenset(zone for zone in known_zones() if zone.partition("/")[0] in _REGIONS)


def _meant(written: str) -> str:
    """The zone that was probably meant; empty where that cannot be told."""
    from babel.core import get_global  # noqa: PLC0415  # commands that need no zone do not load it

    alias = _MEANT.get(written.upper()) or get_global("zone_aliases").get(written, "")
    if alias in _city_zones():
        return alias
    zones = {_folded(zone): zone for zone in sorted(_city_zones())}
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    name = _folded(written)
    if close := get_close_matches(name, zones, n=1, cutoff=0.8) or get_close_matches(name, cities, n=1, cutoff=0.8):
        return zones[cities.get(close[0], close[0])]
    return ""


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_")
