"""What an act is given: who acts, on what, in which transaction. Read from Slack's authenticated body, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.errors import NotFoundError, TooOftenError
from bot.domain.week_messages import WeekMessage
from bot.limits import Kind
from bot.services import members
from bot.services.members import Actor, Installed
from handlers.forms import Entered, is_number

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """One thing that somebody did. A button or form carries `ids` and a week message; `text` follows a command.

    `session` and `actor` are there in acts whose row is acked once committed; others open `as_member`.
    """

    context: AppContext
    body: Body
    now: datetime
    ids: tuple[int, ...] = ()
    week_message_or_none: WeekMessage | None = None
    address: str = ""  # where the first message of a chain of forms can be replaced
    text: str = ""
    acked: threading.Event = field(default_factory=threading.Event, repr=False)  # set once the answer is sent
    within: tuple[Session, Actor] | None = field(default=None, repr=False)

    @property
    def id(self) -> int:
        """The one id that it carries."""
        return self.ids[0]

    @property
    def week_message(self) -> WeekMessage:
        """The message of a week that it was done on. Raises NotFoundError if there is none."""
        if self.week_message_or_none is None:
            raise NotFoundError("no message of a week")
        return self.week_message_or_none

    @property
    def session(self) -> Session:
        """The transaction of the act, bound to the actor's workspace."""
        return self._in_transaction()[0]

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self._in_transaction()[1]

    @property
    def form(self) -> Entered:
        """What was entered."""
        return Entered.of(self.body)

    @property
    def team_id(self) -> str:
        """Slack's id of the workspace that it comes from."""
        team, user = self.body.get("team") or {}, self.body.get("user") or {}
        return str(team.get("id") or self.body.get("team_id") or user.get("team_id") or "")

    @property
    def user_id(self) -> str:
        """Slack's id of whoever acts, or whom an event is about."""
        user = self.body.get("user") or (self.body.get("event") or {}).get("user") or self.body.get("user_id") or ""
        return str(user["id"] if isinstance(user, Mapping) else user)

    @property
    def event(self) -> Mapping[str, Any]:
        """The event of an event's body."""
        return self.body["event"]  # type: ignore[no-any-return]

    @property
    def channel_id(self) -> str:
        """The channel in which a button was pressed or a command typed; empty in App Home and forms."""
        channel, container = self.body.get("channel") or {}, self.body.get("container") or {}
        return str(channel.get("id") or container.get("channel_id") or self.body.get("channel_id") or "")

    @property
    def is_in_modal(self) -> bool:
        """Whether it was done in an open form."""
        return bool((self.body.get("view") or {}).get("type") == "modal")

    @property
    def is_in_home(self) -> bool:
        """Whether it was done in App Home."""
        return bool((self.body.get("view") or {}).get("type") == "home")

    @property
    def origin(self) -> str:
        """The response_url of the message in which it began: of this message, or the last word of what a form keeps."""
        kept = str((self.body.get("view") or {}).get("private_metadata") or "")
        return str(self.body.get("response_url") or kept.rpartition(" ")[2])

    def metadata(self, week_message: WeekMessage, *ids: int) -> str:
        """What a form remembers: what it is about, and which message is replaced once it is sent."""
        return f"{week_message.value(*ids)} {self.origin}"

    @contextmanager
    def as_member(self, *, read_only: bool = False) -> Iterator[Request]:
        """The request in one transaction, bound to the actor's workspace. Commits at the end of the block.

        Raises NotFoundError for a workspace without Kith; with `read_only`, which changes nothing and waits for nobody,
        NoProgramError for a person that Kith does not know.
        """
        with self.context.database.unit_of_work(read_only=read_only) as session:
            if read_only:
                actor = members.known(session, slack_team_id=self.team_id, slack_user_id=self.user_id)
            else:
                actor = members.enter(
                    session,
                    slack_team_id=self.team_id,
                    slack_user_id=self.user_id,
                    slack_enterprise_id=self._enterprise_id,
                    now=self.now,
                )
            yield replace(self, within=(session, actor))

    @contextmanager
    def workspace_event(self) -> Iterator[tuple[Session, Installed]]:
        """One transaction, bound to the workspace of an event; nobody acts."""
        with self.context.database.unit_of_work() as session:
            yield session, members.workspace_of(session, slack_team_id=self.team_id)

    def has_room(self, kind: Kind) -> bool:
        """Whether the person did this seldom enough lately; it then counts."""
        return self.context.limits.admits(kind, team_id=self.team_id, user_id=self.user_id)

    def require_room(self, kind: Kind) -> None:
        """As `has_room`. Raises TooOftenError where there is none."""
        if not self.has_room(kind):
            raise TooOftenError(kind.name)

    def workspace_id(self) -> int:
        """Our id of the workspace that it comes from. Raises NotFoundError where Kith is not installed."""
        with self.context.database.unit_of_work(read_only=True) as session:
            return members.workspace_of(session, slack_team_id=self.team_id).id

    def _in_transaction(self) -> tuple[Session, Actor]:
        if self.within is None:
            raise RuntimeError("this act opens its own transactions: `with request.as_member()`")
        return self.within

    @property
    def _enterprise_id(self) -> str:
        return str((self.body.get("enterprise") or {}).get("id") or self.body.get("enterprise_id") or "")


def carried(value: str, *, ids: int, on_week_message: bool) -> tuple[tuple[int, ...], WeekMessage | None]:
    """What a button or form carries: "12", "12:3", or with its message of a week "12:3:prompt:2026-03-02".

    What the ids name is for services to check. Raises NotFoundError for what Kith never wrote on one.
    """
    numbers: list[str] = value.split(":") if value else []
    week_message = None
    if on_week_message:
        try:
            _, week_message = WeekMessage.read(value)
        except ValueError as error:
            raise NotFoundError(f"no such button: {value[:80]!r}") from error
        numbers = numbers[:-2]
    if len(numbers) != ids or not all(map(is_number, numbers)):
        raise NotFoundError(f"no such button: {value[:80]!r}")
    return tuple(map(int, numbers)), week_message
