"""What Slack sends, read once when it comes in: only the fields that Kith uses, each of the type it must have.

What `read` returns is safe to store: no NUL, no lone surrogate, no text longer than Slack itself allows. Blocks are
taken as they are: they are stored as JSON alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError
from pydantic_core import from_json

MOST_BYTES = 1_000_000  # Slack's largest payload, a view with its state, is a quarter of this
_MOST_FORM_FIELDS = 100
_WITHOUT_SPACES = re.compile(r"[!-~]+")
# Letters, digits and hyphens alone: urllib reads escapes in a host ("evil.example%2F.slack.com").
_HOST_OF_SLACK = re.compile(r"([a-z0-9-]+\.)+slack(-gov)?\.com")


class NotUnderstoodError(Exception):
    """What was sent is nothing that Kith reads. `name` is one of few, `where` the first field that was wrong."""

    def __init__(self, name: str, where: str = "") -> None:
        super().__init__(f"{name} {where}".strip())
        self.name, self.where = name, where


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("no NUL bytes")
    return text


Id = Annotated[str, StringConstraints(max_length=64), AfterValidator(_without_nul)]
Name = Annotated[str, StringConstraints(max_length=255), AfterValidator(_without_nul)]
Text = Annotated[str, StringConstraints(max_length=3000), AfterValidator(_without_nul)]
LongText = Annotated[str, StringConstraints(max_length=40_000), AfterValidator(_without_nul)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _WithId(_Part):
    id: Id


class Person(_Part):
    """Who acts, or whom an event tells of: Slack's user object."""

    class Profile(_Part):
        display_name: Name | None = None

    id: Id
    team_id: Id | None = None
    name: Name | None = None
    real_name: Name | None = None
    profile: Profile | None = None
    tz: Name | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_admin: bool | None = None
    is_owner: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None


class Option(_Part):
    """One choice of a drop-down, of radio buttons or of checkboxes."""

    value: Text


class Element(_Part):
    """An element of a form as it was filled in, or the element of a message that was pressed."""

    action_id: Name | None = None
    value: LongText | None = None  # what is too long for a field is said beside the field
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_date: Name | None = None
    selected_time: Name | None = None
    selected_user: Id | None = None
    selected_users: list[Id] | None = None
    selected_conversation: Id | None = None


class Pressed(Element):
    """The element of a message or view that was pressed."""

    action_id: Name


class Block(BaseModel):
    """A block of a message or view, whole: a digest's message is drawn anew from its own blocks."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, JsonValue]

    type: Name
    block_id: Name | None = None


class View(_Part):
    """A modal or App Home."""

    class State(_Part):
        values: dict[Name, dict[Name, Element]] = {}

    id: Annotated[Id, Field(min_length=1)]
    type: Name = ""
    callback_id: Name = ""
    private_metadata: Text = ""
    hash: Name = ""  # of what the person saw when they pressed
    previous_view_id: Id | None = None
    state: State | None = None
    blocks: list[Block] = []


class PlainText(_Part):
    """A text without markup."""

    text: Name


class SubmittedView(View):
    """A form with what was entered in it. If it is not taken, it is shown again, so its texts are read too."""

    callback_id: Name
    state: View.State
    title: PlainText | None = None
    submit: PlainText | None = None


class Container(_Part):
    """Where something was pressed."""

    type: Name | None = None
    channel_id: Id | None = None
    message_ts: Id | None = None
    is_ephemeral: bool | None = None


class Message(_Part):
    """The message that something was pressed in."""

    text: LongText = ""
    ts: Id | None = None
    blocks: list[Block] = []


class _Interaction(_Part):
    team: _WithId | None = None
    user: Person
    enterprise: _WithId | None = None
    trigger_id: Name = ""


class BlockActions(_Interaction):
    """Something was pressed in a message or view."""

    type: Literal["block_actions"]
    actions: Annotated[list[Pressed], Field(min_length=1, max_length=25)]
    container: Container = Container()
    channel: _WithId | None = None
    message: Message | None = None
    view: View | None = None
    response_url: Text = ""


class ViewSubmission(_Interaction):
    """A form was sent off."""

    type: Literal["view_submission"]
    view: SubmittedView


class Shortcut(_Interaction):
    """A global shortcut was chosen."""

    type: Literal["shortcut"]
    callback_id: Name


class MessageAction(_Interaction):
    """A shortcut was chosen on a message, of which Kith reads the words and the author."""

    class Message(_Part):
        text: LongText = ""
        user: Id | None = None

    type: Literal["message_action"]
    callback_id: Name
    message: Message
    channel: _WithId | None = None
    response_url: Text = ""


class Command(_Part):
    """`/kith …` was typed."""

    command: Name
    text: LongText = ""
    team_id: Id
    user_id: Id
    enterprise_id: Id | None = None
    channel_id: Id
    channel_name: Name = ""
    trigger_id: Name = ""
    response_url: Text = ""


class ChannelEvent(_Part):
    """A channel was left, archived, deleted or opened again."""

    type: Name
    channel: Id


class ChannelRenamed(_Part):
    """A channel has another name."""

    type: Name
    channel: _WithId


class MembershipEvent(_Part):
    """Somebody came into a channel, or left it."""

    type: Name
    channel: Id
    user: Id


class PersonEvent(_Part):
    """A person's name, zone or account changed."""

    type: Name
    user: Person


class HomeOpened(_Part):
    """Somebody looks at one of the app's tabs."""

    type: Name
    user: Id
    tab: Name = "home"


class MessageEvent(_Part):
    """Something was written in the conversation of one person with the app."""

    type: Name
    channel: Id
    channel_type: Name = ""
    user: Id | None = None  # absent in what tells of an edit or a deletion
    bot_id: Id | None = None
    subtype: Name | None = None
    ts: Id = ""
    text: LongText = ""


class TokensRevoked(_Part):
    """Slack took tokens back; `bot` lists those of the app itself."""

    class Tokens(_Part):
        bot: list[Id] | None = None

    type: Name
    tokens: Tokens | None = None


class OtherEvent(_Part):
    """An event that says nothing more than that it happened, or that Kith does not listen to."""

    type: Name


class UrlVerification(_Part):
    """Slack asks whether this address is ours."""

    type: Literal["url_verification"]
    challenge: Name


class SslCheck(_Part):
    """Slack asks whether this address has a valid certificate."""

    ssl_check: Name


Event = TypeVar("Event", bound=_Part)


class EventCallback(_Part, Generic[Event]):
    """Slack tells of something that happened."""

    type: Literal["event_callback"]
    team_id: Id | None = None  # absent where a whole organization removed the app
    enterprise_id: Id | None = None
    event_id: Name = ""
    event: Event


_SHAPES: dict[str, type[_Part]] = {
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "shortcut": Shortcut,
    "message_action": MessageAction,
    "url_verification": UrlVerification,
}
_EVENTS: dict[str, type[_Part]] = {
    **dict.fromkeys(("channel_left", "channel_archive", "channel_deleted", "channel_unarchive"), ChannelEvent),
    **dict.fromkeys(("group_left", "group_archive", "group_deleted", "group_unarchive"), ChannelEvent),
    **dict.fromkeys(("channel_rename", "group_rename"), ChannelRenamed),
    **dict.fromkeys(("member_joined_channel", "member_left_channel"), MembershipEvent),
    **dict.fromkeys(("user_change", "team_join"), PersonEvent),
    "app_home_opened": HomeOpened,
    "message": MessageEvent,
    "tokens_revoked": TokensRevoked,
}


def _shape(payload: Mapping[str, Any]) -> type[_Part] | None:
    """The model of a payload, by its type; None for a type that Kith does not know."""
    match payload:
        case {"type": "event_callback", "event": {"type": str(kind)}}:
            return _event_callback(kind)
        case {"type": str(kind)}:
            return _SHAPES.get(kind)
        case {"type": _}:
            return None
        case {"command": _}:
            return Command
        case {"ssl_check": _}:
            return SslCheck
    return None


def _event_callback(kind: str) -> type[_Part]:
    shape: type[_Part] = EventCallback.__class_getitem__(_EVENTS.get(kind, OtherEvent))  # type: ignore[assignment]
    return shape


def read(payload: object) -> dict[str, Any]:
    """What Kith reads of a payload, and nothing else of it. Raises NotUnderstoodError."""
    if not isinstance(payload, dict):
        raise NotUnderstoodError("not_an_object")
    shape = _shape(payload)
    if shape is None:
        raise NotUnderstoodError("unknown_type")
    try:
        return shape.model_validate(payload).model_dump(exclude_none=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))[:200]
        raise NotUnderstoodError("bad_field", f"{where}: {first['msg'][:100]}") from None


def parse(raw: bytes, *, content_type: str) -> object:
    """The payload in a request's body: JSON, a form with JSON in `payload`, or a form. Raises NotUnderstoodError."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return parse_json(raw)
    if kind != "application/x-www-form-urlencoded":
        raise NotUnderstoodError("unknown_content_type")
    try:
        form = dict(
            parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FORM_FIELDS)
        )
    except UnicodeDecodeError:
        raise NotUnderstoodError("not_utf8") from None
    except ValueError:
        raise NotUnderstoodError("not_a_form") from None
    return parse_json(form["payload"].encode()) if "payload" in form else form


def parse_json(raw: bytes | str) -> object:
    """JSON of whatever depth and size: what cannot be read raises NotUnderstoodError."""
    if len(raw) > MOST_BYTES:
        raise NotUnderstoodError("too_large")
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise NotUnderstoodError("not_json") from None


def may_be_answered(response_url: str, *, api_url: str) -> bool:
    """Whether an address to answer at is one of Slack's, or of the server that stands in for Slack."""
    if not _WITHOUT_SPACES.fullmatch(response_url):
        return False  # urllib raises for these
    try:
        given, ours = urlsplit(response_url), urlsplit(api_url)
        given_port, our_port = given.port, ours.port
    except ValueError:
        return False
    if (given.scheme, given.hostname, given_port) == (ours.scheme, ours.hostname, our_port):
        return given.username is None
    return (
        given.scheme == "https"
        and given_port in (None, 443)
        and given.username is None
        and _HOST_OF_SLACK.fullmatch(given.hostname or "") is not None
    )
