"""Sharing: a link to an article, a posting or an event, for somebody whom it helps. Pure rules and values."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting

A_DAY = timedelta(days=1)
MOST_A_DAY = 6  # people and channels
MOST_IN_CHANNELS = 1  # a day
LONGEST = 400
LATELY = timedelta(weeks=8)  # for so long somebody counts as helped, or as helping
MOST = 60  # people to choose from
CHANNEL = 0  # in the place of a member's id

_LINK = re.compile(r"https?://[^\s<>|\"“”]+", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")


class Way(StrEnum):
    """Why somebody is among those to share with."""

    BUDDY = "buddy"
    MENTOR = "mentor"
    MENTEE = "mentee"
    ASKER = "asker"  # has an open ask
    HELPER = "helper"  # helped the reader, or said that they can
    HELPED = "helped"  # the reader helps them
    CHANNEL = "channel"


@dataclass(frozen=True)
class Recipient:
    """Somebody to share with, in a program of the reader; or that program's channel (`member_id` is CHANNEL then)."""

    program_id: int
    program: str
    way: Way
    member_id: int = CHANNEL
    name: str = ""
    slack_user_id: str = ""
    ask: str = ""  # of an asker
    slack_channel_id: str = ""
    channel_people: int | None = None  # who would read it there

    @property
    def value(self) -> str:
        """As a form carries it."""
        return f"{self.program_id}:{self.member_id}"


@dataclass(frozen=True)
class Draft:
    """What somebody shares. `to`: the values of recipients."""

    link: str
    words: str
    to: Collection[str]


@dataclass(frozen=True)
class Shared:
    """A link on its way, as whoever gets it reads it."""

    program: str
    author: str  # Slack id
    link: str
    words: str


def first_link(text: str) -> str:
    """The first web address of a plain text; empty where there is none."""
    found = _LINK.search(text)
    return found.group().rstrip(".,;:!?)'") if found else ""


def host(link: str) -> str:
    """The host that a web address leads to; empty for what is none, or might lead elsewhere."""
    try:
        parts = urlsplit(link)
        found = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in ("https", "http") and _HOST.fullmatch(found)
    is_odd = any(one.isspace() or not one.isprintable() or one in "<>|\\`" for one in link)
    return found if is_web and not is_odd else ""


def checked(link: str, words: str) -> tuple[str, str]:
    """What is passed on: the link and a line. Raises InvalidInputError (`link`, `words`)."""
    link = fitting("link", link, LONGEST)
    if not link:
        raise InvalidInputError("link", "Put the link here.")
    link = link if "://" in link else f"https://{link}"
    if not host(link) or "@" in urlsplit(link).netloc:
        raise InvalidInputError("link", "This is no web address. Copy it from your browser: it begins with https://")
    return link, " ".join(fitting("words", words, LINE).split())
