"""Which Slack event a change is, if the app is subscribed to it and may see it, and the envelope it comes in."""

import time
from collections.abc import Callable, Iterator

from sandbox import installs, serializers
from sandbox.model import Change, Conversation, Json, Message, Store, Workspace

# (event, the subscription it takes: the event's own type where None)
Found = tuple[Json, str | None]

_CHANNEL_TYPE = {"channel": "channel", "group": "group", "im": "im", "mpim": "mpim"}
_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}


def _prefix(conversation: Conversation) -> str:
    return "group" if conversation.kind == "group" else "channel"


def _visible(workspace: Workspace, conversation: Conversation) -> bool:
    return conversation.kind == "channel" or installs.bot_in(workspace, conversation)


def _message_posted(change: Change, workspace: Workspace) -> Iterator[Found]:
    conversation, message = change.data["conversation"], change.data["message"]
    if message.only_for or not installs.bot_in(workspace, conversation):
        return
    shape = serializers.message_object(message, workspace) | {
        "channel": conversation.id,
        "channel_type": _CHANNEL_TYPE[conversation.kind],
        "event_ts": message.ts,
    }
    yield shape, _MESSAGES[conversation.kind]
    if f"<@{workspace.bot_user_id}>" in message.text and message.user != workspace.bot_user_id:
        yield shape | {"type": "app_mention"}, None


def _message_changed(change: Change, workspace: Workspace) -> Iterator[Found]:
    yield from _message_edit(change, workspace, "message_changed")


def _message_deleted(change: Change, workspace: Workspace) -> Iterator[Found]:
    yield from _message_edit(change, workspace, "message_deleted")


def _message_edit(change: Change, workspace: Workspace, subtype: str) -> Iterator[Found]:
    conversation, message = change.data["conversation"], change.data["message"]
    if message.only_for or not installs.bot_in(workspace, conversation):
        return
    before: Message = change.data.get("before") or message
    event: Json = {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": conversation.id,
        "channel_type": _CHANNEL_TYPE[conversation.kind],
        "previous_message": serializers.message_object(before, workspace),
    }
    if subtype == "message_changed":
        event["message"] = serializers.message_object(message, workspace)
    else:
        event["deleted_ts"] = message.ts
    yield event, _MESSAGES[conversation.kind]


def _member_joined(change: Change, workspace: Workspace) -> Iterator[Found]:
    conversation, user = change.data["conversation"], change.data["user"]
    if conversation.is_direct or not installs.bot_in(workspace, conversation):
        return
    event: Json = {
        "type": "member_joined_channel",
        "user": user.id,
        "channel": conversation.id,
        "channel_type": "G" if conversation.kind == "group" else "C",
        "team": workspace.id,
    }
    if change.data["inviter"]:
        event["inviter"] = change.data["inviter"]
    yield event, None


def _member_left(change: Change, workspace: Workspace) -> Iterator[Found]:
    conversation, user = change.data["conversation"], change.data["user"]
    if conversation.is_direct:
        return
    if user.id == workspace.bot_user_id:
        event = {"type": f"{_prefix(conversation)}_left", "channel": conversation.id, "actor_id": change.data["actor"]}
        yield event, None
    elif installs.bot_in(workspace, conversation):
        yield (
            {
                "type": "member_left_channel",
                "user": user.id,
                "channel": conversation.id,
                "channel_type": "G" if conversation.kind == "group" else "C",
                "team": workspace.id,
            },
            None,
        )


def _channel_event(what: str) -> Callable[[Change, Workspace], Iterator[Found]]:
    def found(change: Change, workspace: Workspace) -> Iterator[Found]:
        conversation = change.data["conversation"]
        if not conversation.is_direct and _visible(workspace, conversation):
            yield (
                {
                    "type": f"{_prefix(conversation)}_{what}",
                    "channel": conversation.id,
                    "user": change.data["actor"],
                },
                None,
            )

    return found


def _renamed(change: Change, workspace: Workspace) -> Iterator[Found]:
    conversation = change.data["conversation"]
    if _visible(workspace, conversation):
        channel = {"id": conversation.id, "name": conversation.name, "created": conversation.created}
        yield {"type": f"{_prefix(conversation)}_rename", "channel": channel}, None


def _created(change: Change, _workspace: Workspace) -> Iterator[Found]:
    conversation = change.data["conversation"]
    if conversation.kind == "channel":
        yield (
            {
                "type": "channel_created",
                "channel": {
                    "id": conversation.id,
                    "name": conversation.name,
                    "created": conversation.created,
                    "creator": conversation.creator,
                },
            },
            None,
        )


def _user_changed(change: Change, _workspace: Workspace) -> Iterator[Found]:
    yield (
        {"type": "user_change", "user": serializers.user_object(change.data["user"]), "cache_ts": int(change.at)},
        None,
    )


def _user_joined(change: Change, _workspace: Workspace) -> Iterator[Found]:
    yield {"type": "team_join", "user": serializers.user_object(change.data["user"]), "cache_ts": int(change.at)}, None


def _home_opened(change: Change, workspace: Workspace) -> Iterator[Found]:
    user = change.data["user"]
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": change.data["conversation"].id,
        "tab": change.data["tab"],
    }
    if user.id in workspace.homes:
        event["view"] = serializers.view_object(workspace.homes[user.id])
    yield event, None


def _uninstalled(_change: Change, _workspace: Workspace) -> Iterator[Found]:
    yield {"type": "app_uninstalled"}, None


def _revoked(change: Change, _workspace: Workspace) -> Iterator[Found]:
    yield {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [change.data["user"]]}}, None


_EVENTS: dict[str, Callable[[Change, Workspace], Iterator[Found]]] = {
    "message_posted": _message_posted,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    "member_joined": _member_joined,
    "member_left": _member_left,
    "conversation_archived": _channel_event("archive"),
    "conversation_unarchived": _channel_event("unarchive"),
    "conversation_deleted": _channel_event("deleted"),
    "conversation_renamed": _renamed,
    "conversation_created": _created,
    "user_changed": _user_changed,
    "user_joined": _user_joined,
    "home_opened": _home_opened,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}


def envelopes(store: Store, change: Change) -> Iterator[Json]:
    """The `event_callback` payloads a change means for the app: only what it is subscribed to."""
    mapper, workspace = _EVENTS.get(change.kind), store.workspaces.get(change.team_id or "")
    if mapper is None or workspace is None or workspace.bot_user_id is None:
        return
    for event, subscription in mapper(change, workspace):
        if (subscription or event["type"]) in store.app.bot_events:
            yield _envelope(store, workspace, event)


def _envelope(store: Store, workspace: Workspace, event: Json) -> Json:
    event.setdefault("event_ts", store.new_ts())
    return {
        "token": store.app.verification_token,
        "team_id": workspace.id,
        "enterprise_id": workspace.enterprise_id,
        "context_team_id": workspace.id,
        "context_enterprise_id": workspace.enterprise_id,
        "api_app_id": store.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": store.ids.new("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": workspace.enterprise_id,
                "team_id": None if workspace.org_wide else workspace.id,
                "user_id": workspace.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": workspace.org_wide,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": store.ids.new("4-"),
    }
