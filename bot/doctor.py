"""`kith doctor`: looks at settings, database, tokens and scopes, and says for each fault what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import real_now
from bot.db.migrate import is_current
from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.stored import DAMAGED
from bot.settings import MANIFEST, Settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `to_do` is empty where it is well."""

    what: str
    found: str
    to_do: str = ""

    @property
    def is_well(self) -> bool:
        return not self.to_do


def examine(settings: Settings, *, manifest: Path = MANIFEST) -> list[Finding]:
    """Every check, in the order in which faults are best mended."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _database(settings),
        lambda: _bot_token(settings, manifest),
        lambda: _app_token(settings),
    )
    return [finding for check in checks for finding in check()]


def _database(settings: Settings) -> Iterator[Finding]:
    shown = settings.database_url.split("@")[-1]  # never the password
    if _is_still_to_be_made(settings.database_url):
        yield Finding("database", f"{shown}: the first start makes it")
        return
    try:
        database = Database(settings.database_url)
        current = is_current(database.engine)
        damaged = _damaged(database) if current else 0
        database.dispose()
    except (SQLAlchemyError, ImportError) as error:
        yield Finding(
            "database",
            f"{shown}: {type(error).__name__}",
            "KITH_DATABASE_URL: write sqlite:///a/file.sqlite, or postgresql+psycopg://user:password@host/name of a"
            " server that runs and lets this user in",
        )
        return
    yield Finding("database", shown)
    yield Finding("tables", "newest" if current else "older", "" if current else "Run `kith db upgrade`")
    if damaged:
        yield Finding("messages", f"{damaged} damaged", "They were not sent: `kith deliveries list --state failed`")


def _damaged(database: Database) -> int:
    """How many messages of the last month were set aside, as what is stored of them cannot be read."""
    with database.unit_of_work(read_only=True) as session:
        count = select(func.count()).select_from(Delivery)
        since = real_now() - timedelta(days=30)
        return session.scalar(count.where(Delivery.error == DAMAGED, Delivery.finished_at > since)) or 0


def _is_still_to_be_made(database_url: str) -> bool:
    """Whether it is an SQLite file that is not there yet, in a folder that is: to look into it would make it."""
    place, _, file = database_url.partition(":///")
    return place == "sqlite" and bool(file) and not Path(file).exists() and Path(file).parent.is_dir()


def _bot_token(settings: Settings, manifest: Path) -> Iterator[Finding]:
    if settings.slack_bot_token is None:
        yield Finding(
            "bot token", "missing", "SLACK_BOT_TOKEN: write the xoxb-… token from your app's “OAuth & Permissions” page"
        )
        return
    token = settings.slack_bot_token.get_secret_value()
    if not token.startswith(("xoxb-", "xoxe.xoxb-")):
        yield Finding("bot token", "is of another kind", _token_advice("SLACK_BOT_TOKEN", "xoxb-…"))
        return
    client = WebClient(token=token, base_url=settings.slack_api_url)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        yield Finding("bot token", f"Slack says {error.response['error']}", _token_advice("SLACK_BOT_TOKEN", "xoxb-…"))
        return
    except OSError as error:
        yield Finding("Slack", f"no answer from {settings.slack_api_url}: {error}", _unreachable(settings))
        return
    yield Finding("bot token", f"{answer['user']} in {answer['team']}")
    wanted = set(json.loads(manifest.read_text())["oauth_config"]["scopes"]["bot"])
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    missing = sorted(wanted - granted)
    yield Finding(
        "scopes",
        f"missing: {', '.join(missing)}" if missing else f"all {len(wanted)}",
        "Compare your app's manifest with manifest.json, save, then “Reinstall to workspace”" if missing else "",
    )


def _app_token(settings: Settings) -> Iterator[Finding]:
    if settings.slack_app_token is None:
        yield Finding(
            "app token",
            "missing",
            "SLACK_APP_TOKEN: make an app-level token (xapp-…) with connections:write under “Basic Information”."
            " Not needed where Slack reaches you by HTTP (`kith web`)",
        )
        return
    token = settings.slack_app_token.get_secret_value()
    if not token.startswith("xapp-"):
        yield Finding("app token", "is of another kind", _token_advice("SLACK_APP_TOKEN", "xapp-…"))
        return
    client = WebClient(token=token, base_url=settings.slack_api_url)
    try:
        client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        yield Finding("app token", f"Slack says {error.response['error']}", _token_advice("SLACK_APP_TOKEN", "xapp-…"))
    except OSError as error:
        yield Finding("Slack", f"no answer from {settings.slack_api_url}: {error}", _unreachable(settings))
    else:
        yield Finding("app token", "opens a connection")


def _token_advice(variable: str, shape: str) -> str:
    return f"{variable}: copy the token ({shape}) anew from your app's page; reinstall the app if it was revoked"


def _unreachable(settings: Settings) -> str:
    return f"Check the network, or KITH_SLACK_API_URL (now {settings.slack_api_url}; Slack's own is the default)"
