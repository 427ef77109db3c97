"""Payloads as Slack sends them (docs.slack.dev/reference/interaction-payloads), for tests of handlers."""

from __future__ import annotations

from itertools import count
from typing import Any

_TRIGGERS = count(1)


def trigger_id() -> str:
    """A new one, as of everything that somebody does."""
    return f"1337.{next(_TRIGGERS)}.abc"


def _envelope(team: str, user: str) -> dict[str, Any]:
    return {
        "team": {"id": team, "domain": "sample"},
        "user": {"id": user, "username": user.lower(), "team_id": team},
        "api_app_id": "A0KITH",
        "token": "unused",
        "trigger_id": trigger_id(),
    }


def command(team: str, user: str, text: str, *, channel: str = "C0", response_url: str = "") -> dict[str, Any]:
    """`/kith text`, typed in a channel."""
    return {
        "command": "/kith",
        "text": text,
        "team_id": team,
        "user_id": user,
        "channel_id": channel,
        "channel_name": "general",
        "response_url": response_url,
        "trigger_id": trigger_id(),
        "api_app_id": "A0KITH",
        "token": "unused",
        "is_enterprise_install": "false",
    }


def action(action_id: str, value: str = "", **more: Any) -> dict[str, Any]:
    """What was pressed: a button unless `more` says otherwise (type, selected_option, selected_date …)."""
    pressed = {"type": "button", "action_id": action_id, "block_id": "b1", "action_ts": "1.1"}
    return {**pressed, **({"value": value} if value else {}), **more}


def message_click(
    team: str, user: str, pressed: dict[str, Any], *, channel: str = "D0", response_url: str = ""
) -> dict[str, Any]:
    """A click in a message."""
    return {
        **_envelope(team, user),
        "type": "block_actions",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "directmessage"},
        "message": {"type": "message", "text": "…", "ts": "1.2", "blocks": []},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [pressed],
    }


def home_click(team: str, user: str, pressed: dict[str, Any]) -> dict[str, Any]:
    """A click in App Home: it has a trigger, but no response_url."""
    return {
        **_envelope(team, user),
        "type": "block_actions",
        "container": {"type": "view", "view_id": "VHOME"},
        "view": {"id": "VHOME", "type": "home", "hash": "1.h", "state": {"values": {}}, "private_metadata": ""},
        "actions": [pressed],
    }


def view_click(
    team: str,
    user: str,
    pressed: dict[str, Any],
    *,
    callback_id: str = "",
    values: dict[str, dict[str, Any]] | None = None,
    private_metadata: str = "",
) -> dict[str, Any]:
    """A click inside a modal."""
    return {
        **_envelope(team, user),
        "type": "block_actions",
        "container": {"type": "view", "view_id": "V1"},
        "view": _modal(callback_id, values or {}, private_metadata),
        "actions": [pressed],
    }


def view_submission(
    team: str,
    user: str,
    callback_id: str,
    values: dict[str, dict[str, Any]] | None = None,
    *,
    private_metadata: str = "",
) -> dict[str, Any]:
    """A modal sent off. `values` is {block_id: {action_id: element}}; see `text`, `choice` and so on below."""
    return {
        **_envelope(team, user),
        "type": "view_submission",
        "view": _modal(callback_id, values or {}, private_metadata),
        "response_urls": [],
    }


def shortcut(team: str, user: str, callback_id: str) -> dict[str, Any]:
    """A global shortcut."""
    return {**_envelope(team, user), "type": "shortcut", "callback_id": callback_id, "action_ts": "1.1"}


def message_action(team: str, user: str, callback_id: str, message: dict[str, Any]) -> dict[str, Any]:
    """A shortcut on a message."""
    written = {"type": "message", "ts": "1.3", **message}
    about = {"channel": {"id": "C9", "name": "general"}, "message_ts": "1.3", "message": written, "action_ts": "1.1"}
    return {**_envelope(team, user), "type": "message_action", "callback_id": callback_id, **about}


def event(team: str, what: dict[str, Any]) -> dict[str, Any]:
    """An event of the Events API; `what` is its inner event."""
    return {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": "A0KITH",
        "event": what,
        "event_id": "Ev1",
        "event_time": 1,
        "token": "unused",
        "authorizations": [{"team_id": team, "user_id": "UKITH", "is_bot": True, "is_enterprise_install": False}],
    }


def text(value: str | None) -> dict[str, Any]:
    """A text field as it was sent."""
    return {"type": "plain_text_input", "value": value}


def choice(value: str | None) -> dict[str, Any]:
    """A drop-down or radio button as it was sent."""
    return {"type": "static_select", "selected_option": _option(value) if value is not None else None}


def choices(*values: str) -> dict[str, Any]:
    """Checkboxes or a multi-select as they were sent."""
    return {"type": "checkboxes", "selected_options": [_option(value) for value in values]}


def on_date(value: str | None) -> dict[str, Any]:
    """A date picker as it was sent, YYYY-MM-DD."""
    return {"type": "datepicker", "selected_date": value}


def at_time(value: str | None) -> dict[str, Any]:
    """A time picker as it was sent, HH:MM."""
    return {"type": "timepicker", "selected_time": value}


def people(*slack_user_ids: str) -> dict[str, Any]:
    """A multi-select of people as it was sent."""
    return {"type": "multi_users_select", "selected_users": list(slack_user_ids)}


def channel(slack_channel_id: str | None) -> dict[str, Any]:
    """A drop-down of conversations as it was sent."""
    return {"type": "conversations_select", "selected_conversation": slack_channel_id}


def _modal(callback_id: str, values: dict[str, dict[str, Any]], private_metadata: str) -> dict[str, Any]:
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "hash": "1.h",
        "private_metadata": private_metadata,
        "state": {"values": values},
        "blocks": [],
        "title": {"type": "plain_text", "text": "…"},
    }


def _option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}
