"""`kith manifest`: what Slack is to be told of the app, for Socket Mode as it stands, or for HTTP at an address."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from bot.errors import UserError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def manifest(
    http: Annotated[str | None, typer.Option(metavar="URL", help="Where Slack and browsers reach `kith web`.")] = None,
) -> None:
    """Print the app's manifest, to be pasted at Slack: for Socket Mode, or for HTTP and installs by OAuth."""
    from bot.settings import MANIFEST

    written = json.loads(MANIFEST.read_text())
    typer.echo(json.dumps(for_http(written, http) if http else written, indent=2, ensure_ascii=False))


def for_http(written: dict[str, Any], url: str) -> dict[str, Any]:
    """This manifest by HTTP, with every address at `url`. Raises UserError for one that Slack cannot use."""
    from bot.settings import SIGN_IN_BACK

    given = urlsplit(url)
    is_safe = given.scheme == "https" or (given.scheme == "http" and given.hostname in LOOPBACK)
    if not (is_safe and given.hostname) or given.path.strip("/") or given.query or given.fragment or given.username:
        raise UserError(f"{url}: write it as https://kith.example.org, without a path; Slack speaks to nothing else.")
    root = f"{given.scheme}://{given.netloc}"
    back = [f"{root}/slack/oauth_redirect", f"{root}{SIGN_IN_BACK}"]
    events = f"{root}/slack/events"
    features, settings = written["features"], written["settings"]
    commands = [{**command, "url": events} for command in features["slash_commands"]]
    return written | {
        "features": features | {"slash_commands": commands},
        "oauth_config": written["oauth_config"] | {"redirect_urls": back},
        "settings": settings
        | {
            "event_subscriptions": settings["event_subscriptions"] | {"request_url": events},
            "interactivity": settings["interactivity"] | {"request_url": events},
            "socket_mode_enabled": False,
        },
    }
