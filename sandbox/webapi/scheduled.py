"""chat.scheduleMessage and its companions: messages that are posted later, in real time."""

import asyncio
import time

from sandbox import messages
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, ScheduledMessage, User
from sandbox.webapi.call import Call, Method
from sandbox.webapi.chat import check_may_post, content, target

MOST_DAYS = 120


def _post_at(call: Call) -> int:
    try:
        post_at = int(call.text("post_at"))
    except ValueError as error:
        raise SlackError("invalid_time") from error
    if post_at <= time.time():
        raise SlackError("time_in_past")
    if post_at > time.time() + MOST_DAYS * 86_400:
        raise SlackError("time_too_far")
    return post_at


def schedule(call: Call) -> Json:
    """Post at a later moment, unless it is deleted before."""
    conversation = target(call)
    check_may_post(call, conversation)
    post_at = _post_at(call)
    fields = content(call) | {"thread_ts": call.text("thread_ts") or None}
    fields["attachments"] = fields["attachments"] or []
    entry = ScheduledMessage(
        call.store.ids.new("Q"), conversation.id, post_at, int(time.time()), call.token.user_id, fields
    )
    call.workspace.scheduled[entry.id] = entry
    call.sandbox.spawn(_deliver(call, conversation, call.bot, entry))
    return {
        "channel": conversation.id,
        "scheduled_message_id": entry.id,
        "post_at": post_at,
        "message": {
            "text": fields["text"],
            "bot_id": call.bot.bot_id,
            "type": "delayed_message",
            "subtype": "bot_message",
        },
    }


async def _deliver(call: Call, conversation: Conversation, bot: User, entry: ScheduledMessage) -> None:
    await asyncio.sleep(entry.post_at - time.time())
    if call.workspace.scheduled.pop(entry.id, None) and not conversation.is_archived:
        messages.post(call.store, conversation, bot, **entry.fields)


def listed(call: Call) -> Json:
    """What is still to be posted, in one channel or in all."""
    wanted = call.conversation().id if call.text("channel") else None
    found = [entry for entry in call.workspace.scheduled.values() if wanted in (None, entry.channel)]
    page, metadata = call.page(sorted(found, key=lambda entry: entry.post_at), default=100)
    shown = [
        {
            "id": entry.id,
            "channel_id": entry.channel,
            "post_at": entry.post_at,
            "date_created": entry.created,
            "text": entry.fields["text"],
        }
        for entry in page
    ]
    return {"scheduled_messages": shown, "response_metadata": metadata}


def delete(call: Call) -> Json:
    """Do not post it after all."""
    entry = call.workspace.scheduled.get(call.needed("scheduled_message_id"))
    if entry is None or entry.channel != call.conversation().id:
        raise SlackError("invalid_scheduled_message_id")
    del call.workspace.scheduled[entry.id]
    return {}


METHODS = {
    "chat.scheduleMessage": Method(schedule, ("chat:write",), tier=3),
    "chat.scheduledMessages.list": Method(listed, tier=3),
    "chat.deleteScheduledMessage": Method(delete, ("chat:write",), tier=3),
}
