"""Turns records into the JSON objects that Slack's Web API gives."""

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.model import Conversation, File, Json, Message, Store, User, View, Workspace


def field_id(label: str) -> str:
    """The id of a custom profile field, from its label."""
    return "Xf" + hashlib.sha256(label.encode()).hexdigest()[:9].upper()


def profile(user: User, *, email: bool = True) -> Json:
    """A user's `profile`; the email address is there only with the scope `users:read.email`."""
    first, _, last = user.real_name.partition(" ")
    shape: Json = {
        "title": user.title,
        "phone": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "fields": {field_id(label): {"value": value, "alt": ""} for label, value in user.fields.items()},
        "team": user.team_id,
    }
    if email and user.email:
        shape["email"] = user.email
    if user.bot_id:
        shape["bot_id"] = user.bot_id
    return shape


def user_object(user: User, *, email: bool = True) -> Json:
    """A `user` as users.info gives it. A deactivated user has no zone, as in Slack."""
    shape: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "profile": profile(user, email=email),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return shape
    offset = datetime.now(ZoneInfo(user.tz)).utcoffset()
    return shape | {
        "tz": user.tz,
        "tz_label": user.tz.rsplit("/", maxsplit=1)[-1].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_owner,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_email_confirmed": bool(user.email),
    }


def conversation_object(conversation: Conversation, viewer: str) -> Json:
    """A `channel` as `viewer` (a user id) gets it."""
    shape: Json = {
        "id": conversation.id,
        "created": conversation.created,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_im": conversation.kind == "im",
        "is_mpim": conversation.kind == "mpim",
        "is_private": conversation.kind != "channel",
        "is_archived": conversation.is_archived,
        "is_org_shared": False,
        "is_ext_shared": False,
        "context_team_id": conversation.team_id,
    }
    if conversation.kind == "im":
        other = next((user for user in conversation.members if user != viewer), viewer)
        return shape | {"user": other, "is_user_deleted": False, "is_open": True}
    return shape | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_general": conversation.is_general,
        "is_member": viewer in conversation.members,
        "creator": conversation.creator,
        "topic": {
            "value": conversation.topic,
            "creator": conversation.creator,
            "last_set": conversation.created,
        },
        "purpose": {
            "value": conversation.purpose,
            "creator": conversation.creator,
            "last_set": conversation.created,
        },
        "num_members": len(conversation.members),
        "is_shared": False,
    }


def message_object(message: Message, workspace: Workspace, *, metadata: bool = True) -> Json:
    """A `message` as history gives it; its metadata only when asked for, as in Slack."""
    shape: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.id,
    }
    optional: dict[str, Any] = {
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "blocks": message.blocks,
        "attachments": message.attachments,
    }
    shape.update({name: value for name, value in optional.items() if value})
    if message.only_for:
        shape["is_ephemeral"] = True
    if message.edited_ts:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if metadata and message.metadata:
        shape["metadata"] = message.metadata
    if message.file_ids:
        shape["files"] = [
            file_object(workspace.files[file_id], workspace)
            for file_id in message.file_ids
            if file_id in workspace.files
        ]
    return shape


def view_object(view: View) -> Json:
    """A `view` as views.open gives it, with what was chosen so far in `state`."""
    body = view.body
    return {
        "id": view.id,
        "team_id": view.team_id,
        "type": view.type,
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.inputs},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": view.app_id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": view.team_id,
        "bot_id": view.bot_id,
    }


def file_object(file: File, workspace: Workspace) -> Json:
    """A `file` as files.info gives it."""
    suffix = file.name.rsplit(".", maxsplit=1)[-1].lower() if "." in file.name else "txt"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": suffix,
        "user": file.user,
        "user_team": file.team_id,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": any(
            workspace.conversations[channel].kind == "channel"
            for channel in file.shared
            if channel in workspace.conversations
        ),
        "url_private": file.url,
        "channels": list(file.shared),
    }


def jsonable(store: Store, team_id: str | None, value: Any) -> Any:
    """Any record, list or dict of a `Change` as plain JSON values."""
    workspace = store.workspaces.get(team_id or "")
    match value:
        case Message() if workspace:
            shape: Any = message_object(value, workspace)
        case File() if workspace:
            shape = file_object(value, workspace)
        case Conversation():
            shape = conversation_object(value, "") | {"members": list(value.members)}
        case View():
            shape = view_object(value)
        case User():
            shape = user_object(value)
        case dict():
            shape = {name: jsonable(store, team_id, item) for name, item in value.items()}
        case list() | tuple():
            shape = [jsonable(store, team_id, item) for item in value]
        case _:
            shape = value
    return shape
