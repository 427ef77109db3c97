"""Days and times as people read them: in the reader's zone, with the zone named."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, get_timezone, get_timezone_name

from bot.domain.calendar import LAST_DAY, find_zone, local

LOCALE = "en"


def day(on: date) -> str:
    """`Tuesday 10 March`."""
    return format_date(on, "EEEE d MMMM", locale=LOCALE)


def short_day(on: date) -> str:
    """`Tue 10 Mar`."""
    return format_date(on, "EEE d MMM", locale=LOCALE)


def short_dated(on: date) -> str:
    """`Tue 10 Mar 2026`."""
    return format_date(on, "EEE d MMM y", locale=LOCALE)


def dated(on: date) -> str:
    """`Tuesday 10 March 2026`, where another year could be meant."""
    return format_date(on, "EEEE d MMMM y", locale=LOCALE)


def span(first: date, last: date) -> str:
    """`24 Dec 2026 – 2 Jan 2027`, or the one day."""
    days = dict.fromkeys((first, last))
    return " – ".join(format_date(on, "d MMM y", locale=LOCALE) for on in days)


def week(week_on: date) -> str:
    """`2–8 March`, or `30 March – 5 April`."""
    last = week_on + LAST_DAY
    first = str(week_on.day) if last.month == week_on.month else format_date(week_on, "d MMMM", locale=LOCALE)
    dash = "–" if last.month == week_on.month else " – "
    return f"{first}{dash}{format_date(last, 'd MMMM', locale=LOCALE)}"


def clock(moment: datetime, zone: str) -> str:
    """`15:00` by the wall clock of the zone."""
    return local(moment, zone).strftime("%H:%M")


def zone_name(zone: str) -> str:
    """`Central European Time`; the zone's own name where there are no words for it (`UTC`)."""
    zone = zone if find_zone(zone) else "UTC"
    words = get_timezone_name(get_timezone(zone), width="long", locale=LOCALE)
    return zone.replace("Etc/", "") if words.startswith("Unknown Region") else words
