"""users.*: the people of a workspace."""

import time

from sandbox import serializers
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, User
from sandbox.webapi.call import Call, Method


def _object(call: Call, user: User) -> Json:
    return serializers.user_object(user, email="users:read.email" in call.token.scopes)


def list_users(call: Call) -> Json:
    """Everyone, bots and the deactivated included, page by page."""
    users = list(call.workspace.users.values())
    page, metadata = call.page(users, default=len(users) or 1)
    return {
        "members": [_object(call, user) for user in page],
        "cache_ts": int(time.time()),
        "response_metadata": metadata,
    }


def info(call: Call) -> Json:
    """One person."""
    return {"user": _object(call, call.user())}


def lookup_by_email(call: Call) -> Json:
    """The active person with this address."""
    address = call.needed("email").lower()
    for user in call.workspace.people:
        if user.email.lower() == address and not user.deleted:
            return {"user": _object(call, user)}
    raise SlackError("users_not_found")


def profile_get(call: Call) -> Json:
    """One person's profile; with `include_labels` the labels of the custom fields too."""
    user = call.user() if call.text("user") else call.bot
    shape = serializers.profile(user, email="users:read.email" in call.token.scopes)
    if call.flag("include_labels"):
        for label in user.fields:
            shape["fields"][serializers.field_id(label)]["label"] = label
    return {"profile": shape}


_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def kinds_asked_for(call: Call) -> list[str]:
    """The kinds in `types` (public channels by default), each checked for its scope."""
    kinds = []
    for word in call.words("types") or ["public_channel"]:
        if word not in _KINDS:
            raise SlackError("invalid_types")
        kinds.append(_KINDS[word])
        call.scope(_SCOPES[_KINDS[word]])
    return kinds


def conversations(call: Call) -> Json:
    """The conversations a user (the bot by default) is in."""
    kinds = kinds_asked_for(call)
    user = call.user() if call.text("user") else call.bot
    found: list[Conversation] = [
        conversation
        for conversation in call.workspace.conversations.values()
        if conversation.kind in kinds
        and user.id in conversation.members
        and (conversation.kind == "channel" or call.token.user_id in conversation.members)
        and not (conversation.is_archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(found, default=100)
    channels = [serializers.conversation_object(conversation, call.token.user_id) for conversation in page]
    return {"channels": channels, "response_metadata": metadata}


METHODS = {
    "users.list": Method(list_users, ("users:read",), tier=2),
    "users.info": Method(info, ("users:read",), tier=4),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",), tier=3),
    "users.profile.get": Method(profile_get, ("users.profile:read",), tier=4),
    "users.conversations": Method(conversations, tuple(_SCOPES.values()), tier=3),
}
