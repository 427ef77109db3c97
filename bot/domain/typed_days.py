"""Days in what somebody typed: "yesterday", "fri 3pm", "12 March". `dateparser` reads those that have one meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bot.domain.calendar import week_of

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

NEAR = timedelta(days=3)  # a bare weekday as far back is surely the last one
AROUND = 45  # days; further away nobody leaves the month out
WITHOUT_YEAR = timedelta(days=183)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = (
    r"(?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat(?!\s+(?:with|down|next|beside)\b)|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?(?!\d)")
_NUMBER = r"(?:\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten)"
_YEAR = r"(?:,?\s+(?:19|20)\d\d)?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_TIME = (
    r"(?:(?:at\s+|@\s*|around\s+)?(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s*(?:[ap]m\b|[ap]\.m\b(?:\.(?=\s+(?-i:[a-z])))?)"
    r"|(?:at\s+|@\s*|around\s+)?(?:[01]?\d|2[0-3]):[0-5]\d(?:\s*h\b)?|at\s+(?:noon|(?:[01]?\d|2[0-3])(?!\w|[./:]\d)))"
)
_PART = r"(?:(?:in\s+the\s+)?(?:early\s+|late\s+)?(?:morning|afternoon|evening|night|noon|lunchtime))"
_DATED = rf"{_NTH}\s+(?:of\s+)?{_MONTH}\b{_YEAR}|{_MONTH}\.?\s+(?:the\s+)?{_NTH}\b{_YEAR}|(?:19|20)\d\d-\d\d-\d\d"
_RELATIVE = (
    r"(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|yesterday|today|tomorrow"
    rf"|{_NUMBER}\s+(?:days?|weeks?)\s+ago|in\s+{_NUMBER}\s+(?:days?|weeks?)"
)
_NOW = r"(?:last\s+night|tonight|this\s+(?:morning|afternoon|evening)|just\s+now|right\s+now)"
_VAGUE = (
    r"(?:last|past|this|next|coming)\s+(?:week(?:end)?|month|year)|(?:earlier|later)\s+(?:this|today)(?:\s+\w+)?"
    rf"|the\s+other\s+day|recently|soon|later|some\s+day|the\s+{_NTH}(?!\w)|{_NUMBER}\s+months?\s+ago"
    rf"|in\s+{_NUMBER}\s+months?|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?"
)
PHRASE = re.compile(
    rf"(?<![\w'’-])(?:on\s+|by\s+|since\s+)?(?:{_TIME},?\s+)?(?:on\s+)?"
    rf"(?:(?:(?P<which>last|past|next|this|coming)\s+)?{_WEEKDAY}\b(?:\.(?=\s+(?-i:[a-z\d])))?"
    rf"(?:,?\s+(?:the\s+)?(?:(?P<named>{_DATED})|(?P<of_month>\d{{1,2}})(?:st|nd|rd|th)))?"
    rf"|(?P<dated>{_DATED})|(?P<relative>{_RELATIVE})|(?P<now>{_NOW})|(?P<vague>{_VAGUE}))"
    rf"(?![\w'’])(?:,?\s+{_PART}\b)?(?:,?\s+{_TIME})?",
    re.IGNORECASE,
)
CLOCK = re.compile(rf"(?<![\w'’-]){_TIME}(?![\w'’])", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """What a phrase says. `on` is None where it says no one day; `is_sure`: it can mean no other."""

    on: date | None
    is_sure: bool


def done_day(phrase: str, *, today: date, is_over: bool = False) -> Day:
    """The day of something done: never one to come. `is_over`: the words around it are in the past tense.

    A bare weekday is sure where it is near, or over for certain; today's own name can mean a week ago.
    """
    found = PHRASE.fullmatch(_written_out(phrase))
    if found is None or found["vague"]:
        return Day(None, is_sure=False)
    if found["now"]:
        return Day(today - timedelta(days="last" in found["now"].lower()), is_sure=True)
    if found["of_month"]:
        return _of_month(found, today=today)
    if found["weekday"] and not found["named"]:
        weekday = _weekday(found["weekday"])
        back = timedelta(days=(today.weekday() - weekday) % 7)
        return _past_weekday((found["which"] or "").lower(), today - back, today=today, is_over=is_over)
    return _agreeing(found, _parsed(found, today=today, prefers="past"), today=today)


def next_day(phrase: str, *, today: date) -> Day:
    """The day of something to be done."""
    found = PHRASE.fullmatch(_written_out(phrase))
    if found is None:
        return Day(None, is_sure=False)
    if found["vague"]:
        is_week = found["vague"].lower().split()[0] in ("next", "coming") and "week" in found["vague"].lower()
        return Day(week_of(today) + timedelta(days=7) if is_week else None, is_sure=False)
    if found["now"]:
        return Day(today, is_sure=True)
    if found["of_month"]:
        return _of_month(found, today=today)
    if found["weekday"] and not found["named"]:
        ahead = timedelta(days=(_weekday(found["weekday"]) - today.weekday()) % 7)
        return _coming_weekday((found["which"] or "").lower(), ahead, today=today)
    return _agreeing(found, _parsed(found, today=today, prefers="future"), today=today)


def _written_out(phrase: str) -> str:
    """16/11 as 16 November, where it can be no other; 3/4 stays as it is."""
    found = _NUMERIC.search(phrase)
    if found is None:
        return phrase
    one, other, year = int(found[1]), int(found[2]), found[3] or ""
    day, month = (one, other) if other <= 12 < one else (other, one) if one <= 12 < other else (0, 0)
    if not day or not month or len(year) == 3:
        return phrase
    written = f"{day} {_MONTHS[month - 1]} {f'20{year}' if len(year) == 2 else year}"
    return f"{phrase[: found.start()]}{written.strip()}{phrase[found.end() :]}"


def _past_weekday(which: str, latest: date, *, today: date, is_over: bool) -> Day:
    if which in ("next", "coming"):
        return Day(None, is_sure=False)
    if latest == today:
        return Day(today if which == "this" else today - timedelta(days=7 if which else 0), is_sure=bool(which))
    in_this_week = week_of(latest) == week_of(today)
    if which == "last":
        return Day(latest, is_sure=not in_this_week)  # on a Saturday, "last Tuesday" can be of either week
    if which == "this":
        return Day(latest if in_this_week else None, is_sure=in_this_week)
    return Day(latest, is_sure=is_over or bool(which) or today - latest <= NEAR)


def _of_month(found: re.Match[str], *, today: date) -> Day:
    """Monday 9th: sure where one such day is near, whether it is over or still to come."""
    around = (today + timedelta(days=days) for days in range(-AROUND, AROUND + 1))
    weekday, number = _weekday(found["weekday"]), int(found["of_month"])
    fitting = [on for on in around if (on.weekday(), on.day) == (weekday, number)]
    return Day(fitting[0] if len(fitting) == 1 else None, is_sure=len(fitting) == 1)


def _coming_weekday(which: str, ahead: timedelta, *, today: date) -> Day:
    if which in ("last", "past"):
        return Day(None, is_sure=False)
    if not ahead:
        return Day(today + timedelta(days=7), is_sure=which == "next")
    is_next_week = week_of(today + ahead) != week_of(today)
    if which == "next" and not is_next_week:
        return Day(today + ahead + timedelta(days=7), is_sure=False)  # this week's or the one after: people differ
    return Day(today + ahead, is_sure=which != "this" or not is_next_week)


def _weekday(name: str) -> int:
    return next(number for number, day in enumerate(_DAYS) if day.startswith(name.lower()[:3]))


def _agreeing(found: re.Match[str], on: date | None, *, today: date) -> Day:
    """A weekday beside a date has to be that date's; a date without a year is sure within half a year."""
    agrees = on is None or not found["weekday"] or on.weekday() == _weekday(found["weekday"])
    is_near = on is None or bool(found["relative"]) or _has_year(found) or abs(on - today) <= WITHOUT_YEAR
    return Day(on, is_sure=on is not None and agrees and is_near)


def _has_year(found: re.Match[str]) -> bool:
    return re.search(r"\b(?:19|20)\d\d\b", found.group()) is not None


def _parsed(found: re.Match[str], *, today: date, prefers: str) -> date | None:
    words = found["named"] or found["dated"] or found["relative"]
    words = re.sub(r"^the\s+|\bthe\s+(?=\d)|,", "", " ".join(words.lower().split()))
    parser = _parser(today, prefers)
    moment = parser.get_date_data(words).date_obj
    return moment.date() if moment else None


@cache
def _made(today: date, prefers: str) -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415  # it takes 140 ms to load, and most never need it

    base = datetime.combine(today, time(12))  # wall time of theirs: no zone is asked for
    settings = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": prefers,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "TIMEZONE": "UTC",
    }
    return DateDataParser(languages=["en"], settings=settings)


def _parser(today: date, prefers: str) -> DateDataParser:
    if _made.cache_info().currsize > 16:
        _made.cache_clear()
    return _made(today, prefers)
