"""What an act of the page is given: who is signed in, on what, in which transaction, and what was entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session
from starlette.datastructures import ImmutableMultiDict

from bot.context import AppContext
from bot.domain.calendar import is_plausible
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.services import page_access
from bot.services.members import Actor
from bot.services.page_access import Reader, Shelf
from handlers.forms import is_number


@dataclass(frozen=True)
class Refused:
    """Why a form was not taken; `field` names the place."""

    field: str
    message: str


@dataclass(frozen=True)
class Request:
    """One thing that somebody asked of the page. `ids` are those of its path, `entered` what a form held.

    `files` are uploads by their field. `session` and `reader` are there unless the row's act opens its own
    transactions, or is for anybody.
    """

    context: AppContext
    now: datetime  # product time
    real_now: datetime
    url: str  # the page's own, as browsers reach it
    ids: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # other parts of the path
    asked: ImmutableMultiDict[str, str] = field(default_factory=ImmutableMultiDict)  # the address's query
    entered: ImmutableMultiDict[str, str] = field(default_factory=ImmutableMultiDict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    trip: str = field(default="", repr=False)  # of a sign-in with Slack that this browser began
    address: str = ""  # of the browser
    refused: Refused | None = None
    within: tuple[Session, Reader | None] | None = field(default=None, repr=False)

    @property
    def session(self) -> Session:
        """The transaction of the act, bound to the reader's workspace."""
        return self._in_transaction()[0]

    @property
    def reader(self) -> Reader:
        """Who is signed in. Raises NotFoundError where nobody is."""
        if reader := self._in_transaction()[1]:
            return reader
        raise NotFoundError("nobody is signed in")

    @property
    def reader_or_none(self) -> Reader | None:
        """The same, on pages for anybody."""
        return self._in_transaction()[1]

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.reader.actor

    @property
    def program_id(self) -> int:
        """The program of the path."""
        return self.ids["program_id"]

    def shelf(self) -> Shelf:
        """The program of the path, for somebody who may read it. Raises as `page_access.shelf`."""
        return page_access.shelf(self.session, self.actor, self.program_id)

    @contextmanager
    def as_reader(self, *, read_only: bool = False) -> Iterator[Request]:
        """The request in one transaction, bound to the reader's workspace. Commits at the end of the block."""
        with self.context.database.unit_of_work(read_only=read_only) as session:
            reader = page_access.reader_or_none(session, self.token, now=self.real_now) if self.token else None
            yield replace(self, within=(session, reader))

    def text(self, name: str) -> str:
        """A field as it was written; empty where nothing was."""
        return self.entered.get(name, "").replace("\r\n", "\n")

    def number(self, name: str) -> int:
        """A whole number or a row's id. Raises InvalidInputError where there is none."""
        written = self.text(name).strip()
        if not is_number(written):
            raise InvalidInputError(name, "Choose one of the list.")
        return int(written)

    def numbers(self, name: str) -> list[int]:
        """Every ticked id. Raises InvalidInputError for what is none."""
        written = self.entered.getlist(name)
        if not all(map(is_number, written)):
            raise InvalidInputError(name, "Choose from the list.")
        return [int(one) for one in written]

    def date(self, name: str) -> date | None:
        """A day. Raises InvalidInputError for what is none."""
        return read_date(name, self.text(name).strip())

    def _in_transaction(self) -> tuple[Session, Reader | None]:
        if self.within is None:
            raise RuntimeError("this act opens its own transactions: `with request.as_reader()`")
        return self.within


def read_date(name: str, written: str) -> date | None:
    """A day as browsers send it, 2026-03-02; None where nothing was entered. Raises InvalidInputError."""
    if not written:
        return None
    try:
        chosen = date.fromisoformat(written)
    except ValueError:
        raise InvalidInputError(name, "Write the day as 2026-03-02.") from None
    if not is_plausible(chosen):
        raise InvalidInputError(name, "Choose a day of these years.")
    return chosen
