"""Public holidays by country and region, from the library `holidays`: what organizers are offered as breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.domain.errors import InvalidInputError

AHEAD = timedelta(days=365)
SATURDAY = 5


@dataclass(frozen=True)
class Holiday:
    """A day that is a public holiday, and its name in English where the library has one."""

    on: date
    name: str


@cache
def countries() -> Mapping[str, str]:
    """The name of every country whose holidays are known, by its code, in the order of names."""
    from babel import Locale  # noqa: PLC0415  # most commands never need them
    from holidays import list_supported_countries  # noqa: PLC0415

    names = Locale("en").territories
    found = {code: str(names.get(code, code)) for code in list_supported_countries(include_aliases=False)}
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def regions(country: str) -> Mapping[str, str]:
    """The name of every region of the country with holidays of its own, by its code; the code where it has no name."""
    if not country:
        return {}
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415

    codes = list_supported_countries(include_aliases=False).get(country, [])
    aliases = getattr(country_holidays(country), "subdivisions_aliases", {}) if codes else {}
    names = {code: name for name, code in aliases.items()}
    return dict(sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1]))


def check(country: str, region: str) -> None:
    """Raises InvalidInputError for a country that is not known, or a region that is not of it; empty is none."""
    if country and country not in countries():
        raise InvalidInputError("holiday_country", "Choose one of the list.")
    if region and region not in regions(country):
        raise InvalidInputError("holiday_region", "Choose a region of the country.")


def offered(country: str, region: str, *, today: date) -> tuple[Holiday, ...]:
    """The public holidays from today on, for a year; those on weekends left out: no message comes there anyway.

    None for a country or region that the library does not know (any more).
    """
    if not country or country not in countries() or (region and region not in regions(country)):
        return ()
    found = [one for year in (today.year, today.year + 1) for one in _of_year(country, region, year)]
    return tuple(one for one in found if today <= one.on < today + AHEAD and one.on.weekday() < SATURDAY)


@cache
def _of_year(country: str, region: str, year: int) -> tuple[Holiday, ...]:
    from holidays import country_holidays  # noqa: PLC0415

    spoken = type(country_holidays(country)).supported_languages
    language = next((one for one in spoken if one.startswith("en")), None)
    found = country_holidays(country, subdiv=region or None, years=year, language=language)
    return tuple(Holiday(on, name) for on, name in sorted(found.items()) if on.year == year)
