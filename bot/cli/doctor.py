"""`kith doctor`: looks at settings, database, tokens, scopes and keys, and says for each fault what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.opening import opened
from bot.clock import CLOCK_ADVICE, ClockError, RemoteClock, real_now
from bot.db.cipher import CipherError, KeyFile, cipher_for
from bot.db.migrate import is_current, stored_secret
from bot.db.session import Database
from bot.delivery.admin import DeliveryAdmin
from bot.delivery.outbox import Outbox
from bot.services import programs
from bot.settings import MANIFEST, Settings

_COPY = "copy it from your app's “Basic Information” page"
_MAKE = "what members write is stored encrypted; `kith keys new` makes a key"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `to_do` is empty where it is well, or was not tried."""

    what: str
    found: str
    to_do: str = ""
    is_tried: bool = True

    @property
    def is_well(self) -> bool:
        return not self.to_do

    @property
    def mark(self) -> str:
        """How it stands in the table."""
        return ("✓" if self.is_well else "✗") if self.is_tried else "–"


def examine(settings: Settings, *, manifest: Path = MANIFEST) -> list[Finding]:
    """Every check, in the order in which faults are best mended.

    Looks at the ways of running that the settings begin to describe: Socket Mode, HTTP, installs by OAuth. Where they
    describe none, at Socket Mode.
    """
    by_install = any((settings.slack_client_id, settings.slack_client_secret))
    # `kith run` with the page: client and address are for signing in to it, nothing comes from Slack by HTTP
    runs_page = bool(settings.slack_app_token and settings.web_port)
    by_http = bool(settings.slack_signing_secret) or (not runs_page and bool(by_install or settings.public_url))
    by_socket = bool(settings.slack_app_token) or not by_http
    findings = [*_database(settings), *_keys(settings), *_clock(settings)]
    if settings.slack_bot_token or by_socket or not by_install:
        findings += _bot_token(settings, manifest)
    if by_install:
        findings += _installs(settings)
    if by_http:
        findings += _signing_secret(settings)
    if by_http or settings.public_url:
        findings += [*_public_url(settings), _sign_in(settings)]
    if by_socket:
        findings += _app_token(settings)
    return findings


def _database(settings: Settings) -> Iterator[Finding]:
    shown = settings.database_url.split("@")[-1]  # never the password
    if is_still_to_be_made(settings.database_url):
        yield Finding("database", f"{shown}: the first start makes it")
        return
    try:
        with opened(settings) as database:
            current = is_current(database.engine)
            damaged = [*_other_keys(database), *_unreadable(database), *_damaged(database)] if current else []
    except (SQLAlchemyError, ImportError) as error:
        yield Finding(
            "database",
            f"{shown}: {type(error).__name__}",
            "KITH_DATABASE_URL: write sqlite:///a/file.sqlite, or postgresql+psycopg://user:password@host/name of a"
            " server that runs and lets this user in",
        )
        return
    yield Finding("database", shown)
    yield from _readable(*_files(settings.database_url), Path(".env"))
    yield Finding("tables", "newest" if current else "older", "" if current else "Run `kith db upgrade`")
    yield from damaged


def _other_keys(database: Database) -> Iterator[Finding]:
    """Whether the keys decrypt what is stored."""
    try:
        stored_secret(database.engine)
    except CipherError as error:
        yield Finding("keys", "are not those of this database", str(error))


def _unreadable(database: Database) -> list[Finding]:
    """Programs of which something stored cannot be read: they go on by UTC and the usual days and times."""
    with database.unit_of_work(read_only=True) as session:
        return [
            Finding(f"program {name}", f"cannot be read: {', '.join(what)}", "Set it anew: `/kith programs`")
            for name, what in programs.all_unreadable(session)
        ]


def _damaged(database: Database) -> Iterator[Finding]:
    """Messages of the last month that were set aside, as what is stored of them cannot be read."""
    number = DeliveryAdmin(database, Outbox()).damaged(since=real_now() - timedelta(days=30))
    if number:
        yield Finding("messages", f"{number} damaged", "They were not sent: `kith deliveries list --state failed`")


def _files(database_url: str) -> list[Path]:
    """The files of an SQLite database: what members write is in them."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return []
    return [Path(f"{url.database}{ending}") for ending in ("", "-wal", "-shm")]


def is_still_to_be_made(database_url: str) -> bool:
    """Whether it is an SQLite file that is not there yet, in a folder that is: to look into it would make it."""
    place, _, file = database_url.partition(":///")
    return place == "sqlite" and bool(file) and not Path(file).exists() and Path(file).parent.is_dir()


def _bot_token(settings: Settings, manifest: Path) -> Iterator[Finding]:
    if not settings.slack_bot_token:
        place = "write the xoxb-… token from your app's “OAuth & Permissions” page"
        yield _missing("bot token", "SLACK_BOT_TOKEN", place)
        return
    token = settings.slack_bot_token.get_secret_value()
    if not token.startswith(("xoxb-", "xoxe.xoxb-")):
        yield Finding("bot token", "is of another kind", _token_advice("SLACK_BOT_TOKEN", "xoxb-…"))
        return
    client = WebClient(token=token, base_url=settings.slack_api_url)
    try:
        answer = client.auth_test()
    except (SlackApiError, OSError) as error:
        yield _refused("bot token", error, settings, to_do=_token_advice("SLACK_BOT_TOKEN", "xoxb-…"))
        return
    yield Finding("bot token", f"{answer['user']} in {answer['team']}")
    yield scopes(answer, manifest)
    yield _unseen(json.loads(manifest.read_text()))


def scopes(answer: SlackResponse, manifest: Path = MANIFEST) -> Finding:
    """Whether the token that auth.test answered for has every scope of the manifest."""
    if "x-oauth-scopes" not in answer.headers:
        return Finding("scopes", "this server does not say which were granted")
    asked = json.loads(manifest.read_text())["oauth_config"]["scopes"]
    optional = set(asked.get("bot_optional", ()))
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    wanted, left_out = set(asked["bot"]) - optional, sorted(optional - granted)
    missing = sorted(wanted - granted)
    without = f", without {', '.join(left_out)}, which is optional" if left_out else ""
    return Finding(
        "scopes",
        f"missing: {', '.join(missing)}" if missing else f"all {len(wanted)} that are needed{without}",
        "Paste bot/manifest.json as your app's manifest, save, then “Reinstall to workspace”" if missing else "",
    )


def _unseen(described: dict[str, Any]) -> Finding:
    """What an app that was made earlier may lack, and Slack tells nobody."""
    names = " and ".join(f"“{one['name']}”" for one in described["features"]["shortcuts"])
    return Finding(
        "app",
        f"Slack does not say whether it has the shortcuts {names} and the event message.im (words typed to Kith)."
        " Kith works without them; where they are missing, paste bot/manifest.json as your app's manifest",
    )


def _clock(settings: Settings) -> Iterator[Finding]:
    """A sandbox's clock, if one is set."""
    if settings.clock_url:
        try:
            RemoteClock(settings.clock_url, app="doctor")
        except ClockError as error:
            yield Finding("clock", str(error), f"KITH_CLOCK_URL: {CLOCK_ADVICE}")
        else:
            yield Finding("clock", "a sandbox's, which it moves")


def _signing_secret(settings: Settings) -> Iterator[Finding]:
    if not settings.slack_signing_secret:
        yield _missing("signing secret", "SLACK_SIGNING_SECRET", _COPY)
    elif settings.slack_signing_secret.get_secret_value().startswith("x"):  # a token: a secret is hexadecimal
        yield Finding("signing secret", "is a token", f"SLACK_SIGNING_SECRET: {_COPY}")
    else:
        yield Finding("signing secret", "is set")


def _public_url(settings: Settings) -> Iterator[Finding]:
    """Where Slack reaches `kith web`. Without one the app's own pages at Slack say it, also after an install."""
    if settings.public_url is None:
        yield Finding("public address", "not set: the address on your app's pages at Slack holds")
        return
    try:
        given = urlsplit(settings.public_url)
        is_right = given.scheme == "https" and bool(given.hostname)
    except ValueError:
        is_right = False
    advice = "KITH_PUBLIC_URL: write it as https://kith.example.org, as browsers and Slack reach it"
    yield Finding("public address", settings.public_url, "" if is_right else advice)


def _sign_in(settings: Settings) -> Finding:
    """Whether people can sign in to the page with Slack; without it they come by App Home's link."""
    if back := settings.sign_in_back:
        return Finding("sign in with Slack", f"possible, if {back} is among your app's redirect URLs at Slack")
    needed = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and KITH_PUBLIC_URL"
    return Finding("sign in with Slack", f"not offered: it takes {needed}. App Home's link leads to the page, too")


def _installs(settings: Settings) -> Iterator[Finding]:
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    if not client_id:
        yield _missing("client id", "SLACK_CLIENT_ID", _COPY)
    if not secret:
        yield _missing("client secret", "SLACK_CLIENT_SECRET", _COPY)
    if client_id and secret:
        yield _client(settings, client_id, secret.get_secret_value())


def _client(settings: Settings, client_id: str, secret: str) -> Finding:
    """Of a client that it knows Slack refuses the made-up code alone."""
    try:
        WebClient(base_url=settings.slack_api_url).oauth_v2_access(client_id=client_id, client_secret=secret, code="0")
    except (SlackApiError, OSError) as error:
        if not (isinstance(error, SlackApiError) and error.response["error"] == "invalid_code"):
            return _refused("OAuth client", error, settings, to_do=f"SLACK_CLIENT_ID, SLACK_CLIENT_SECRET: {_COPY}")
    return Finding("OAuth client", "known to Slack")


def _keys(settings: Settings) -> Iterator[Finding]:
    """The keys to what members write: whether there are any, and where backups find them."""
    try:
        cipher = cipher_for(make_url(settings.database_url), settings.keys)
    except CipherError as error:
        yield Finding("keys", "cannot be used", str(error))
        return
    if cipher is None:
        yield _missing("keys", "KITH_TOKEN_KEYS", _MAKE)
    elif not isinstance(cipher, KeyFile):
        yield Finding("keys", "in KITH_TOKEN_KEYS; a backup of the database is worth nothing without them")
    elif not cipher.path.exists():
        yield Finding("keys", f"{cipher.path}: the first start makes it")
    else:
        yield Finding("keys", f"{cipher.path}; a backup of the database is worth nothing without it")
        yield from _readable(cipher.path)


def _readable(*paths: Path) -> Iterator[Finding]:
    """Files that other users of this machine can read."""
    for path in paths:
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(path.name, "can be read by other users of this machine", f"Run `chmod 600 {path}`")


def _app_token(settings: Settings) -> Iterator[Finding]:
    if not settings.slack_app_token:
        make = "make an app-level token (xapp-…) with connections:write under “Basic Information”"
        web = "where Slack reaches you by HTTP (`kith web`), SLACK_SIGNING_SECRET is needed instead"
        yield _missing("app token", "SLACK_APP_TOKEN", f"{make}; {web}")
        return
    token = settings.slack_app_token.get_secret_value()
    if not token.startswith("xapp-"):
        yield Finding("app token", "is of another kind", _token_advice("SLACK_APP_TOKEN", "xapp-…"))
        return
    client = WebClient(token=token, base_url=settings.slack_api_url)
    try:
        client.apps_connections_open(app_token=token)
    except (SlackApiError, OSError) as error:
        yield _refused("app token", error, settings, to_do=_token_advice("SLACK_APP_TOKEN", "xapp-…"))
    else:
        yield Finding("app token", "opens a connection")


def _token_advice(variable: str, shape: str) -> str:
    return f"{variable}: copy the token ({shape}) anew from your app's page; reinstall the app if it was revoked"


def _missing(what: str, variable: str, to_do: str) -> Finding:
    return Finding(what, "missing", f"{variable}: {to_do}")


def _refused(what: str, error: SlackApiError | OSError, settings: Settings, *, to_do: str) -> Finding:
    """What Slack said no to, or that it did not answer."""
    if isinstance(error, SlackApiError):
        return Finding(what, f"Slack says {error.response['error']}", to_do)
    return Finding(
        "Slack",
        f"no answer from {settings.slack_api_url}: {error}",
        f"Check the network, or KITH_SLACK_API_URL (now {settings.slack_api_url}; Slack's own is the default)",
    )
