"""Messages in a conversation: posted, changed, deleted, read. Every change is emitted."""

import copy
from typing import Any

from sandbox.blocks import with_block_ids
from sandbox.model import Conversation, Json, Message, Store, User


def post(
    store: Store,
    conversation: Conversation,
    author: User,
    text: str,
    *,
    blocks: list[Json] | None = None,
    only_for: str | None = None,
    **fields: Any,
) -> Message:
    """A new message; `only_for` (a user id) makes it ephemeral; `fields` as in `Message`."""
    message = Message(
        ts=store.new_ts(),
        user=author.id,
        text=text,
        blocks=with_block_ids(blocks or []),
        bot_id=author.bot_id,
        app_id=store.app.id if author.bot_id else None,
        only_for=only_for,
        **fields,
    )
    conversation.messages[message.ts] = message
    store.emit("message_posted", conversation.team_id, conversation=conversation, message=message)
    return message


def change(
    store: Store,
    conversation: Conversation,
    message: Message,
    *,
    text: str | None = None,
    blocks: list[Json] | None = None,
    attachments: list[Json] | None = None,
    metadata: Json | None = None,
) -> None:
    """Replace what is given; what is None stays."""
    before = copy.copy(message)
    if text is not None:
        message.text = text
    if blocks is not None:
        message.blocks = with_block_ids(blocks)
        message.inputs.clear()
    if attachments is not None:
        message.attachments = attachments
    if metadata is not None:
        message.metadata = metadata
    message.edited_ts = store.new_ts()
    store.emit("message_changed", conversation.team_id, conversation=conversation, message=message, before=before)


def delete(store: Store, conversation: Conversation, message: Message) -> None:
    """Remove a message."""
    conversation.messages.pop(message.ts, None)
    store.emit("message_deleted", conversation.team_id, conversation=conversation, message=message)


def visible_to(conversation: Conversation, user: str) -> list[Message]:
    """What `user` (an id) sees in the conversation, oldest first, ephemeral messages to others left out."""
    return [
        message for message in conversation.messages.values() if message.only_for is None or message.only_for == user
    ]
