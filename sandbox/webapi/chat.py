"""chat.*: posting, ephemeral messages, changing and deleting the bot's own."""

from typing import Any

from sandbox import conversations, messages, serializers
from sandbox.blockrules import check_message
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, Message
from sandbox.webapi.call import Call, Method

MAX_TEXT = 40_000
MAX_METADATA = 8_000


def target(call: Call) -> Conversation:
    """Where to post: a channel id, `#name` or a person's id, which means the DM with them."""
    wanted = call.needed_channel("channel")
    workspace = call.workspace
    if wanted in workspace.users:
        if workspace.users[wanted].is_bot:
            raise SlackError("cannot_dm_bot")
        return conversations.open_direct(call.store, workspace, [call.bot.id, wanted])[0]
    for conversation in workspace.conversations.values() if wanted not in workspace.conversations else ():
        if conversation.name == wanted.removeprefix("#") and not conversation.is_direct:
            call.args["channel"] = conversation.id
    return call.conversation()


def check_may_post(call: Call, conversation: Conversation) -> None:
    """Refuse where the bot cannot post."""
    if conversation.is_archived:
        raise SlackError("is_archived")
    if call.token.user_id not in conversation.members and "chat:write.public" not in call.token.scopes:
        raise SlackError("not_in_channel")
    tab = call.store.app.manifest.get("features", {}).get("app_home", {}).get("messages_tab_enabled", True)
    if conversation.kind == "im" and not tab:
        raise SlackError("messages_tab_disabled")


def content(call: Call, *, default_text: str = "") -> Json:
    """What the message says: text, blocks, attachments and metadata, checked."""
    text = call.text("text", default_text)
    if len(text) > MAX_TEXT:
        raise SlackError("msg_too_long")
    blocks = blocks_of(call)
    attachments = call.structured("attachments", error="invalid_attachments")
    if attachments is not None and not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    return {"text": text, "blocks": blocks, "attachments": attachments, "metadata": _metadata(call)}


def blocks_of(call: Call) -> list[Json] | None:
    """The blocks of a message, checked."""
    blocks = call.structured("blocks", error="invalid_blocks_format")
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    check_message(blocks or [])
    return blocks


def _metadata(call: Call) -> Json | None:
    metadata: Any = call.structured("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(str(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def post_message(call: Call) -> Json:
    """Post as the bot."""
    conversation = target(call)
    check_may_post(call, conversation)
    fields = content(call)
    call.sandbox.limiter.post(call.workspace.id, conversation.id)
    message = post(call, conversation, fields)
    shape = serializers.message_object(message, call.workspace)
    return {"channel": conversation.id, "ts": message.ts, "message": shape}


def post(call: Call, conversation: Conversation, fields: Json) -> Message:
    """Post checked content in the thread the call names, if any."""
    thread = call.text("thread_ts") or None
    parent = conversation.messages.get(thread or "")
    if thread and parent and parent.thread_ts is None:
        parent.thread_ts = parent.ts
    subtype = "thread_broadcast" if thread and call.flag("reply_broadcast") else None
    fields = fields | {"attachments": fields["attachments"] or []}
    return messages.post(call.store, conversation, call.bot, thread_ts=thread, subtype=subtype, **fields)


def post_ephemeral(call: Call) -> Json:
    """A message only one member of the conversation sees."""
    conversation = target(call)
    check_may_post(call, conversation)
    person = call.workspace.users.get(call.text("user"))
    if person is None or person.id not in conversation.members:
        raise SlackError("user_not_in_channel")
    fields = content(call)
    del fields["metadata"]
    fields["attachments"] = fields["attachments"] or []
    thread = call.text("thread_ts") or None
    message = messages.post(call.store, conversation, call.bot, only_for=person.id, thread_ts=thread, **fields)
    return {"message_ts": message.ts}


def _own_message(call: Call, conversation: Conversation, error: str) -> Message:
    message = conversation.messages.get(call.needed("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != call.token.user_id:
        raise SlackError(error)
    return message


def update(call: Call) -> Json:
    """Change a message of the bot's own."""
    conversation = call.conversation()
    message = _own_message(call, conversation, "cant_update_message")
    if conversation.is_archived:
        raise SlackError("is_archived")
    fields = content(call, default_text=message.text if "blocks" in call.args else "")
    if "blocks" not in call.args and "attachments" not in call.args:
        fields["blocks"] = []
    messages.change(call.store, conversation, message, **fields)
    shape = serializers.message_object(message, call.workspace)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shape}


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    conversation = call.conversation()
    message = _own_message(call, conversation, "cant_delete_message")
    messages.delete(call.store, conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """An address that leads to a message."""
    conversation = call.conversation()
    message = conversation.messages.get(call.needed("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"{call.sandbox.url}/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), tier=0),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), tier=4),
    "chat.update": Method(update, ("chat:write",), tier=3),
    "chat.delete": Method(delete, ("chat:write",), tier=3),
    "chat.getPermalink": Method(get_permalink, tier=5),
}
