"""A member's own log: what they look for in it, and a page of what was found. Pure rules."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from urllib.parse import quote, unquote

from bot.domain.calendar import is_plausible, week_of
from bot.domain.checkins import LogEntry
from bot.domain.lengths import LINE

SHOWN = 10  # on a page


@dataclass(frozen=True)
class LogSearch:
    """A part of any word that was noted, and the week (by its Monday). `page` counts from 0."""

    words: str = ""
    week_on: date | None = None
    page: int = 0

    def value(self) -> str:
        """As a list remembers it: without white space."""
        return f"{self.page}:{self.week_on or ''}:{quote(self.words[:LINE])}"

    @staticmethod
    def read(value: str) -> LogSearch:
        """What `value` wrote; for anything else, everything."""
        page, _, rest = value.partition(":")
        on, _, words = rest.partition(":")
        try:
            week_on = date.fromisoformat(on) if on else None
        except ValueError:
            return LogSearch()
        is_ours = page.isascii() and page.isdigit() and len(page) < 4 and (week_on is None or is_plausible(week_on))
        return LogSearch(unquote(words), week_of(week_on) if week_on else None, int(page)) if is_ours else LogSearch()


@dataclass(frozen=True)
class LogPage:
    """The entries of a page, the latest first, and whether another follows."""

    search: LogSearch
    entries: tuple[LogEntry, ...]
    has_more: bool = False


def is_found(entry: LogEntry, words: str) -> bool:
    """Whether every word is part of what was noted with it."""
    act = entry.act
    noted = (
        entry.activity,
        act.with_whom,
        *act.new_contacts,
        act.companies,
        act.advice,
        act.thanks,
        act.follow_up_note,
        *astuple(act.details),
    )
    written = " ".join(noted).casefold()
    return all(word in written for word in words.casefold().split())
