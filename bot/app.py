"""Composition root: settings -> database, Slack, ledger, handlers, jobs. The only file that imports everything."""

from __future__ import annotations

import json
import logging
import os

from slack_bolt.oauth.oauth_flow import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient

from bot.clock import CLOCK_ADVICE, Clock, ClockError, RemoteClock, SystemClock
from bot.context import AppContext
from bot.db.migrate import check_keys, upgrade
from bot.db.session import Database
from bot.db.transfer import Transferred, transfer
from bot.delivery.engine import Engine
from bot.delivery.outbox import Outbox
from bot.oauth.pages import InstallFlow
from bot.oauth.provider import Provider
from bot.oauth.sign_in import SignIn
from bot.oauth.store import KithInstallationStore, KithStateStore
from bot.oauth.tokens import Tokens, make_rotator
from bot.settings import MANIFEST, Settings, SettingsError
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from handlers.bolt import KithApp
from jobs.ticker import Ticker

log = logging.getLogger(__name__)


def build_context(settings: Settings, *, clock: Clock | None = None) -> AppContext:
    """Everything that handlers and jobs are handed."""
    database = Database(settings.database_url, keys=settings.keys, connections=settings.database_connections)
    tokens = _tokens(settings, database)
    clients = Clients(api_url=settings.slack_api_url, token_of=tokens.of, team_of=tokens.team_of)
    return AppContext(
        settings=settings,
        database=database,
        clock=clock or _clock(settings),
        outbox=Outbox(),
        clients=clients,
        replies=Replies(clients),
        sign_in=_sign_in(settings),
    )


def upgrade_database(settings: Settings) -> None:
    """Bring the tables to their newest schema. Safe to repeat."""
    database = Database(settings.database_url, keys=settings.keys)
    try:
        upgrade(database.engine)
        check_keys(database.engine)
    finally:
        database.dispose()


def move_from(source_url: str, settings: Settings) -> Transferred:
    """Move the installation at `source_url` into the settings' empty database."""
    upgrade_database(settings)
    source = Database(source_url, keys=settings.keys)
    destination = Database(settings.database_url, keys=settings.keys)
    try:
        return transfer(source.engine, destination.engine)
    finally:
        source.dispose()
        destination.dispose()


class Kith:
    """One process that knows the time and sends: handlers' Bolt app, ticker, engine. One at a time in a process."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self.context = build_context(settings, clock=clock)
        self.engine = Engine(
            database=self.context.database,
            clients=self.context.clients,
            outbox=self.context.outbox,
            pace_scale=1.0 if settings.pacing else None,
            keep_days=settings.keep_days,
        )
        self.ticker = Ticker(self.context, deliveries=self.engine)
        self.bolt = KithApp(self.context)

    def start(self) -> None:
        """Send, and look for due work. The database is at its newest schema."""
        self.engine.start()
        self.ticker.start()

    def stop(self) -> None:
        """Finish what runs, begin nothing new, close every connection."""
        self.ticker.stop()
        self.engine.stop()
        self.close()

    def close(self) -> None:
        """Close every connection of a process that never started to send."""
        self.context.replies.close()
        self.context.database.dispose()


def _tokens(settings: Settings, database: Database) -> Tokens:
    from_settings, secret = settings.slack_bot_token, settings.slack_client_secret
    return Tokens(
        database,
        rotator=make_rotator(
            client_id=settings.slack_client_id, client_secret=secret.get_secret_value(), api_url=settings.slack_api_url
        )
        if settings.slack_client_id and secret
        else None,
        from_settings=from_settings.get_secret_value() if from_settings else None,
    )


def _sign_in(settings: Settings) -> SignIn | None:
    if not (settings.sign_in_back and settings.slack_client_id and settings.slack_client_secret):
        return None
    return SignIn(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        back_url=settings.sign_in_back,
        api_url=settings.slack_api_url,
        authorize_url=settings.slack_sign_in_url,
        provider=Provider(settings.slack_api_url),
    )


def build_install_flow(context: AppContext) -> OAuthFlow | None:
    """Slack's install page and its way back, where several workspaces may install Kith."""
    settings = context.settings
    if not (settings.slack_client_id and settings.slack_client_secret):
        return None
    return InstallFlow(
        client=WebClient(base_url=settings.slack_api_url),
        settings=OAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=json.loads(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"],
            redirect_uri=f"{settings.public_url.rstrip('/')}/slack/oauth_redirect" if settings.public_url else None,
            authorization_url=settings.slack_authorize_url,
            installation_store=KithInstallationStore(context.database),
            state_store=KithStateStore(context.database),
        ),
    )


def _clock(settings: Settings) -> Clock:
    if not settings.clock_url:
        return SystemClock()
    try:
        return RemoteClock(settings.clock_url, app=f"kith-{os.getpid()}")
    except ClockError as error:
        raise SettingsError(f"KITH_CLOCK_URL: {error}; {CLOCK_ADVICE}") from None
