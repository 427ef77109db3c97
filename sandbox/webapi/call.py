"""One Web API call: its arguments, who makes it, and the errors it can end in."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.guard import LARGEST_INTEGER, UnclearError, parsed
from sandbox.model import Conversation, Json, Store, Token, User, Workspace

T = TypeVar("T")
_FALSE = {"", "0", "false", "null", "none"}


@dataclass(slots=True)
class Call:
    """A call being answered. `workspace` is where it acts; for an app token it is None."""

    sandbox: Sandbox
    args: Json
    token: Token
    workspace_or_none: Workspace | None

    @property
    def store(self) -> Store:
        """The state of the sandbox."""
        return self.sandbox.store

    @property
    def workspace(self) -> Workspace:
        """Where the call acts; an org-wide token must say so with `team_id`."""
        if self.workspace_or_none is None:
            raise SlackError("missing_argument", messages=["[ERROR] missing required field: team_id"])
        return self.workspace_or_none

    @property
    def bot(self) -> User:
        """The bot user that calls."""
        return self.workspace.users[self.token.user_id]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; numbers and booleans become it, lists and objects are refused."""
        value = self.args.get(name)
        if isinstance(value, dict | list):
            raise _wrong(name, "must be a string")
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """An argument that must be there."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument, however it was written."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() not in _FALSE

    def number(self, name: str, default: int) -> int:
        """A whole number argument."""
        try:
            value = int(self.args.get(name) or default)
        except (TypeError, ValueError) as error:
            raise _wrong(name, "must be an integer") from error
        if abs(value) > LARGEST_INTEGER:
            raise _wrong(name, "must be an integer")
        return value

    def structured(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """An argument that is JSON, itself or as text; None if absent."""
        value = self.args.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return parsed(value)
            except UnclearError as failure:
                raise SlackError(error, messages=[f"[ERROR] invalid JSON [json-pointer:/{name}]"]) from failure
        return value

    def words(self, name: str) -> list[str]:
        """A list argument: JSON or comma-separated."""
        value = self.args.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, str) and not value.startswith("["):
            return [word.strip() for word in value.split(",") if word.strip()]
        items = self.structured(name)
        return [str(item) for item in items] if isinstance(items, list) else [str(items)]

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation named by an argument; one the bot may not see is not found."""
        found = self.workspace.conversations.get(self.needed_channel(name))
        if found is None or (found.kind != "channel" and self.token.user_id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def needed_channel(self, name: str) -> str:
        """The channel argument; without it Slack says channel_not_found."""
        value = self.text(name)
        if not value:
            raise SlackError("channel_not_found")
        return value

    def user(self, name: str = "user") -> User:
        """The person named by an argument."""
        found = self.workspace.users.get(self.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def scope(self, *any_of: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if any_of and not any(scope in self.token.scopes for scope in any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(self.token.scopes))

    def scope_for(self, conversation: Conversation, what: str) -> None:
        """Refuse unless the token may do `what` (read, history, write) in this kind of conversation."""
        prefix = {"channel": "channels", "group": "groups"}.get(conversation.kind, conversation.kind)
        self.scope(f"{prefix}:{what}")

    def page(self, items: Sequence[T], *, default: int, most: int = 1000) -> tuple[list[T], Json]:
        """One page of `items` by `cursor` and `limit`, and the `response_metadata` with the next."""
        limit = self.number("limit", default)
        if not 1 <= limit <= most:
            raise SlackError("invalid_limit")
        start = self._cursor()
        end = start + limit
        following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": following}

    def _cursor(self) -> int:
        cursor = self.text("cursor")
        if not cursor:
            return 0
        try:
            word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
            if word != "next":
                raise ValueError(cursor)
            return max(int(number), 0)
        except ValueError as error:
            raise SlackError("invalid_cursor") from error


def _wrong(name: str, what: str) -> SlackError:
    return SlackError("invalid_arguments", messages=[f"[ERROR] {what} [json-pointer:/{name}]"])


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: what answers it, the scopes of which one is needed, its rate tier, and
    `by` which kind of token (bot, app, any).

    `by="none"` takes no token: oauth.v2.access proves itself by the client secret.
    """

    handler: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tier: int = 3
    by: str = "bot"
