"""The app manifest: which scopes, events, commands and shortcuts the app under test has."""

import json
from pathlib import Path

from sandbox.ids import Ids
from sandbox.model import App, Json

# What an app without a manifest may do: everything the sandbox knows.
EVERY_SCOPE = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "team:read",
    "users:read",
    "users:read.email",
    "users.profile:read",
]
EVERY_EVENT = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "team_join",
    "tokens_revoked",
    "user_change",
]


class ManifestError(ValueError):
    """The manifest cannot be used; the message says why."""


def permissive() -> Json:
    """The manifest of an app that may do everything, for when none is given."""
    return {
        "display_information": {"name": "Sandbox app"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "sandbox-app"},
            "slash_commands": [],
        },
        "oauth_config": {"scopes": {"bot": EVERY_SCOPE}},
        "settings": {
            "event_subscriptions": {"bot_events": EVERY_EVENT},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": True,
            "socket_mode_enabled": True,
        },
    }


def load(path: Path | None) -> Json:
    """Read a manifest (JSON); without `path` a permissive one. `ManifestError` says what is wrong."""
    if path is None:
        return permissive()
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path}: {error}") from error
    if not isinstance(manifest, dict) or "display_information" not in manifest:
        raise ManifestError(f"{path}: not an app manifest: display_information is missing")
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    if lost := set(scopes.get("bot_optional", ())) - set(scopes.get("bot", ())):
        raise ManifestError(f"{path}: optional scopes stand among the bot's, too: {', '.join(sorted(lost))}")
    return manifest


def app_from(manifest: Json, ids: Ids) -> App:
    """The app a manifest describes, with made-up credentials."""
    return App(
        id=ids.new("A"),
        name=manifest["display_information"].get("name", "App"),
        manifest=manifest,
        client_id=f"{ids.secret('', 12)}.{ids.secret('', 12)}",
        client_secret=ids.secret(""),
        signing_secret=ids.secret(""),
        verification_token=ids.secret("", 24),
        app_token=ids.secret("xapp-1-", 48),
    )
