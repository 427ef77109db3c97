"""Sends messages to Slack, one call at a time. Each raises the errors of `bot.slack.errors`, and repeats nothing."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.slack.errors import translate_errors

EVENT_TYPE = "kith_delivery"
PAGE = 15  # what conversations.history gives at most to a new app outside the Marketplace


@dataclass(frozen=True)
class Posted:
    """Where Slack put a message."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Page:
    """One page of a conversation's history: the message that was looked for, if it is there, and where to read on."""

    found: Posted | None
    next_cursor: str


def open_conversation(client: WebClient, users: Sequence[str]) -> str:
    """The id of the DM or group DM with these people. May be repeated: the same people give the same id."""
    with translate_errors():
        return str(client.conversations_open(users=list(users))["channel"]["id"])


def post(client: WebClient, *, channel: str, key: str, message: dict[str, Any]) -> Posted:
    """Post a message that carries its delivery's key. In doubt, `find` tells whether it is there."""
    with translate_errors():
        answer = client.chat_postMessage(
            channel=channel,
            text=message["text"],
            blocks=message["blocks"] or None,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
    return Posted(str(answer["channel"]), str(answer["ts"]))


def update(client: WebClient, *, posted: Posted, key: str, message: dict[str, Any]) -> None:
    """Make a posted message say this. May be repeated."""
    with translate_errors():
        client.chat_update(
            channel=posted.channel,
            ts=posted.ts,
            text=message["text"],
            blocks=message["blocks"],
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        )


def find(client: WebClient, *, channel: str, key: str, oldest: float, cursor: str) -> Page:
    """Look through one page of history since `oldest` (seconds since 1970) for the message with this key."""
    return _look(client, channel=channel, oldest=oldest, cursor=cursor, is_it=lambda message: _key(message) == key)


def find_file(client: WebClient, *, channel: str, file_id: str, oldest: float, cursor: str) -> Page:
    """Look through one page of history since `oldest` for the message that shares this file."""

    def shares(message: dict[str, Any]) -> bool:
        return any(file.get("id") == file_id for file in message.get("files") or ())

    return _look(client, channel=channel, oldest=oldest, cursor=cursor, is_it=shares)


def upload(client: WebClient, *, name: str, content: bytes) -> str:
    """Upload a file's content. Returns its id. Nobody sees it until it is shared; may be repeated."""
    with translate_errors():
        answer = client.files_getUploadURLExternal(filename=name, length=len(content))
        request = urllib.request.Request(str(answer["upload_url"]), data=content, method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=client.timeout, context=client.ssl):  # noqa: S310  # Slack's own
            return str(answer["file_id"])


def share(client: WebClient, *, channel: str, files: Sequence[tuple[str, str]]) -> None:
    """Show uploaded files, (id, title) each, in a conversation. In doubt, `find_file` tells whether they are there."""
    with translate_errors():
        client.files_completeUploadExternal(
            files=[{"id": file_id, "title": title} for file_id, title in files], channel_id=channel
        )


def _look(client: WebClient, *, channel: str, oldest: float, cursor: str, is_it: Any) -> Page:
    with translate_errors():
        answer = client.conversations_history(
            channel=channel,
            oldest=f"{oldest:.6f}",
            limit=PAGE,
            include_all_metadata=True,
            cursor=cursor or None,
        )
    found = next((message for message in answer["messages"] if is_it(message)), None)
    return Page(
        found=Posted(channel, str(found["ts"])) if found else None,
        next_cursor=(answer.get("response_metadata") or {}).get("next_cursor", ""),
    )


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload") or {}
    key = payload.get("key")
    return None if key is None else str(key)
