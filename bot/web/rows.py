"""The kinds of rows: what can be read and done on the page. Each noun's module lists its own in ROWS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.domain.messages import File
from bot.web.request import Request


class Who(Enum):
    """Who may. Services check it; tests read it here."""

    ANYONE = "anybody, signed in or not"
    SIGNED_IN = "whoever is signed in, about themselves"
    READER = "an organizer or a viewer of the program"
    ORGANIZER = "an organizer of the program"
    ADMIN = "an admin or owner of the workspace"


@dataclass(frozen=True)
class Drawn:
    """A template with what it is to show. `trip`: as in GoTo."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    trip: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class GoTo:
    """Another address. `done` is a key of `words.DONE`: what that page says first. `session`: a token to keep.

    `trip`: what the browser keeps until it is back from Slack's sign-in.
    """

    path: str
    done: str = ""
    session: str | None = None  # signs in; empty: signs out
    trip: str | None = field(default=None, repr=False)  # empty: it is over


@dataclass(frozen=True)
class Sent:
    """A file, to be saved (or shown, where it is a picture on the page)."""

    file: File
    media_type: str
    shown: bool = False


Shown = Drawn | GoTo | Sent
PageAct = Callable[[Request], Shown]


@dataclass(frozen=True)
class Page:
    """Something to read: one transaction that changes nothing. A path under /programs/{program_id} is of a program.

    `asks_slack`: as in a Form; the way back from Slack, which signs somebody in.
    """

    path: str
    who: Who
    act: PageAct
    asks_slack: bool = False


@dataclass(frozen=True)
class Form:
    """Something to send off: one transaction, committed before it is answered.

    Refused for what was entered, `page` is drawn again with the words beside the field and all that was entered.
    `asks_slack`: the act opens its own transactions, for no call to Slack is made inside one.
    """

    path: str
    who: Who
    act: PageAct
    page: PageAct
    asks_slack: bool = False


Row = Page | Form
