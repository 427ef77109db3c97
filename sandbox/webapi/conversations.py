"""conversations.*: channels, DMs and group DMs as the bot sees them."""

from sandbox import conversations as state
from sandbox import messages, serializers
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, Message
from sandbox.webapi.call import Call, Method
from sandbox.webapi.users import kinds_asked_for

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def open_conversation(call: Call) -> Json:
    """The DM or group DM with 1 to 8 users: the same set gives the same conversation."""
    if call.text("channel"):
        conversation = call.conversation()
        return {"channel": _opened(call, conversation), "no_op": True, "already_open": True}
    users = list(dict.fromkeys(call.words("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    call.scope("im:write" if len(users) == 1 else "mpim:write")
    _check_users(call, users)
    conversation, new = state.open_direct(call.store, call.workspace, [call.bot.id, *users])
    found = {} if new else {"no_op": True, "already_open": True}
    return {"channel": _opened(call, conversation), **found}


def _check_users(call: Call, users: list[str]) -> None:
    for user in users:
        known = call.workspace.users.get(user)
        if known is None:
            raise SlackError("user_not_found")
        if known.deleted:
            raise SlackError("user_disabled")
        if known.id == call.bot.id:
            raise SlackError("invalid_user_combination")


def _opened(call: Call, conversation: Conversation) -> Json:
    if call.flag("return_im") or conversation.kind == "mpim":
        return serializers.conversation_object(conversation, call.bot.id)
    return {"id": conversation.id}


def info(call: Call) -> Json:
    """One conversation, with `num_members` if asked for."""
    conversation = call.conversation()
    call.scope_for(conversation, "read")
    shape = serializers.conversation_object(conversation, call.token.user_id)
    if not call.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def list_conversations(call: Call) -> Json:
    """The channels of the workspace and the private conversations the bot is in."""
    kinds = kinds_asked_for(call)
    found = [
        conversation
        for conversation in call.workspace.conversations.values()
        if conversation.kind in kinds
        and (conversation.kind == "channel" or call.token.user_id in conversation.members)
        and not (conversation.is_archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(found, default=100)
    channels = [serializers.conversation_object(conversation, call.token.user_id) for conversation in page]
    return {"channels": channels, "response_metadata": metadata}


def members(call: Call) -> Json:
    """The ids of the members, page by page."""
    conversation = call.conversation()
    call.scope_for(conversation, "read")
    page, metadata = call.page(list(conversation.members), default=100)
    return {"members": page, "response_metadata": metadata}


def _readable(call: Call) -> Conversation:
    conversation = call.conversation()
    call.scope_for(conversation, "history")
    if call.token.user_id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def _between(call: Call, found: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest", "0"), call.text("latest") or "9999999999.999999"
    try:
        low, high = float(oldest or 0), float(latest)
    except ValueError as error:
        raise SlackError("invalid_ts_oldest" if oldest != "0" else "invalid_ts_latest") from error
    if call.flag("inclusive"):
        return [message for message in found if low <= float(message.ts) <= high]
    return [message for message in found if low < float(message.ts) < high]


def _message_page(call: Call, found: list[Message]) -> Json:
    page, metadata = call.page(found, default=100)
    shown = [
        serializers.message_object(message, call.workspace, metadata=call.flag("include_all_metadata"))
        for message in page
    ]
    reply: Json = {"messages": shown, "has_more": bool(metadata["next_cursor"]), "pin_count": 0}
    if metadata["next_cursor"]:
        reply["response_metadata"] = metadata
    return reply


def history(call: Call) -> Json:
    """Messages, newest first, without replies in threads."""
    conversation = _readable(call)
    top = [
        message
        for message in messages.visible_to(conversation, "")
        if message.thread_ts in (None, message.ts) or message.subtype == "thread_broadcast"
    ]
    return _message_page(call, _between(call, top)[::-1])


def replies(call: Call) -> Json:
    """A message and its replies, oldest first."""
    conversation = _readable(call)
    parent = conversation.messages.get(call.needed("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    thread = parent.thread_ts or parent.ts
    found = [m for m in messages.visible_to(conversation, "") if thread in (m.ts, m.thread_ts)]
    return _message_page(call, _between(call, found))


def join(call: Call) -> Json:
    """Put the bot into a public channel."""
    conversation = call.conversation()
    if conversation.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise SlackError("is_archived")
    new = state.join(call.store, conversation, call.bot)
    reply: Json = {"channel": serializers.conversation_object(conversation, call.bot.id)}
    if not new:
        reply |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return reply


def leave(call: Call) -> Json:
    """Take the bot out of a channel."""
    conversation = call.conversation()
    if conversation.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.is_general:
        raise SlackError("cant_leave_general")
    if not state.leave(call.store, conversation, call.bot):
        return {"not_in_channel": True}
    return {}


METHODS = {
    "conversations.open": Method(open_conversation, ("im:write", "mpim:write"), tier=3),
    "conversations.info": Method(info, _READ, tier=3),
    "conversations.list": Method(list_conversations, _READ, tier=2),
    "conversations.members": Method(members, _READ, tier=4),
    "conversations.history": Method(history, _HISTORY, tier=3),
    "conversations.replies": Method(replies, _HISTORY, tier=3),
    "conversations.join": Method(join, ("channels:join",), tier=3),
    "conversations.leave": Method(leave, ("channels:manage", "groups:write", "channels:join"), tier=3),
}
