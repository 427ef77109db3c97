"""The sandbox's state, all of it in memory: workspaces, people, conversations, messages, views, tokens.

The records are plain; what changes them is in `people`, `conversations`, `messages` and `surfaces`,
and every change is told to the subscribers of the `Store` as a `Change`.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.ids import Ids

Json = dict[str, Any]
ConversationKind = Literal["channel", "group", "im", "mpim"]
TokenKind = Literal["bot", "user", "app", "none"]


@dataclass(slots=True)
class User:
    """A person or a bot user. `fields` are the workspace's custom profile fields by label."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str = ""
    tz: str = "Etc/UTC"
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    is_bot: bool = False
    bot_id: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass(slots=True)
class Message:
    """One message. `only_for` names the one person who sees an ephemeral message.

    `inputs` holds what each person has chosen in the message's own pickers and fields:
    user id -> block id -> action id -> state value.
    """

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    subtype: str | None = None
    only_for: str | None = None
    file_ids: list[str] = field(default_factory=list)
    inputs: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """A channel, private channel (`group`), DM (`im`) or group DM (`mpim`); messages by `ts`."""

    id: str
    team_id: str
    kind: ConversationKind
    name: str
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    topic: str = ""
    purpose: str = ""
    is_general: bool = False
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """Whether this is a DM or a group DM, which have no name and cannot be joined."""
        return self.kind in ("im", "mpim")


@dataclass(slots=True)
class View:
    """A modal or a Home tab of one person. `inputs`: block id -> action id -> state value so far."""

    id: str
    team_id: str
    user_id: str
    type: Literal["modal", "home"]
    body: Json
    hash: str
    app_id: str
    bot_id: str
    root_view_id: str
    previous_view_id: str | None = None
    inputs: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks, each with a `block_id`."""
        blocks: list[Json] = self.body["blocks"]
        return blocks


@dataclass(slots=True)
class File:
    """An uploaded file; `shared` maps a conversation id to the `ts` of the message it was shared with."""

    id: str
    team_id: str
    user: str
    name: str
    title: str
    mimetype: str
    content: bytes
    created: int
    url: str
    shared: dict[str, str] = field(default_factory=dict)
    completed: bool = False


@dataclass(slots=True)
class Token:
    """A credential. `team_id` is None for an app token and for an org-wide installation."""

    value: str
    kind: TokenKind
    scopes: tuple[str, ...]
    team_id: str | None = None
    enterprise_id: str | None = None
    user_id: str = ""
    bot_id: str = ""
    expires_at: float | None = None
    refresh: str | None = None
    revoked: bool = False


@dataclass(slots=True)
class ScheduledMessage:
    """A message for later; `post_at` is in real time, seconds since 1970."""

    id: str
    channel: str
    post_at: int
    created: int
    user: str
    fields: Json


@dataclass(slots=True)
class Workspace:
    """One Slack team. `modals` holds each person's open modals, the undermost first; `directs` finds the
    DM or group DM of a set of user ids. `org_wide`: the app is here by an installation of the whole organisation."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    scheduled: dict[str, ScheduledMessage] = field(default_factory=dict)
    bot_user_id: str | None = None
    org_wide: bool = False
    directs: dict[frozenset[str], str] = field(default_factory=dict)

    @property
    def people(self) -> list[User]:
        """Everyone who is not a bot, deactivated people included."""
        return [user for user in self.users.values() if not user.is_bot]

    @property
    def bot(self) -> User | None:
        """The installed app's bot user, or None where the app is not installed."""
        return self.users.get(self.bot_user_id) if self.bot_user_id else None


@dataclass(slots=True)
class App:
    """The one app under test, as its manifest describes it, and its credentials."""

    id: str
    name: str
    manifest: Json
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    app_token: str

    @property
    def bot_scopes(self) -> tuple[str, ...]:
        """The bot scopes of the manifest."""
        return tuple(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    @property
    def optional_scopes(self) -> tuple[str, ...]:
        """Those of them that whoever installs the app may leave out."""
        return tuple(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot_optional", []))

    @property
    def socket_mode(self) -> bool:
        """Whether the manifest lets the app use Socket Mode."""
        return bool(self.manifest.get("settings", {}).get("socket_mode_enabled", False))

    @property
    def bot_events(self) -> frozenset[str]:
        """The event types the app is subscribed to."""
        events = self.manifest.get("settings", {}).get("event_subscriptions", {})
        return frozenset(events.get("bot_events", []))


@dataclass(slots=True, frozen=True)
class Change:
    """Something happened. `data` holds records of this module and plain values; `at` is real time."""

    kind: str
    team_id: str | None
    data: Json
    at: float


Subscriber = Callable[[Change], None]


class Store:
    """Every workspace and token of one sandbox, and the feed of changes."""

    def __init__(self, app: App, *, ids: Ids | None = None) -> None:
        self.app = app
        self.ids = ids or Ids()
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {}
        self._subscribers: list[Subscriber] = []
        self._last_microsecond = 0

    def new_ts(self) -> str:
        """A message `ts`: real time to the microsecond, never twice, never going back."""
        self._last_microsecond = max(time.time_ns() // 1000, self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call `callback` with each change from now on, in the order they happen, until the returned
        function is called. Callbacks run at once and on the event loop: they must be quick."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def emit(self, kind: str, team_id: str | None, **data: Any) -> None:
        """Tell the subscribers."""
        change = Change(kind, team_id, data, time.time())
        for callback in tuple(self._subscribers):
            callback(change)

    def conversations(self) -> Iterator[Conversation]:
        """Every conversation of every workspace."""
        for workspace in self.workspaces.values():
            yield from workspace.conversations.values()
