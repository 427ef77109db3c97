"""Composition root: settings -> database, Slack, ledger, handlers, jobs. The only file that imports everything."""

from __future__ import annotations

import json
import logging
import os

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt.oauth.oauth_flow import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient

from bot.bolt import KithApp
from bot.clock import Clock, RemoteClock, SystemClock, real_now
from bot.db.gathering import Gathered
from bot.db.migrate import upgrade
from bot.db.moving import Moved, move
from bot.db.session import Database
from bot.delivery.engine import Engine
from bot.delivery.outbox import Outbox
from bot.edge import Edge, do_it_here
from bot.hands import Hands
from bot.oauth.seal import Seal
from bot.oauth.store import KithInstallationStore, KithStateStore
from bot.oauth.tokens import Tokens, make_rotator
from bot.services import clicks
from bot.settings import MANIFEST, Settings, SettingsError
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from handlers import (
    channels,
    checkins,
    commands,
    deliveries,
    digests,
    goals,
    home,
    joining,
    meetings,
    mentoring,
    participants,
    people,
    previews,
    privacy,
    profiles,
    program_settings,
    programs,
    rounds,
    workspaces,
)
from handlers.clicks import do_what_is_left
from jobs.ticker import Ticker

# Bolt asks each listener in turn whether it is meant, 20 µs each: what is pressed most comes first.
HANDLERS = (
    checkins,
    rounds,
    meetings,
    home,
    goals,
    commands,
    joining,
    participants,
    profiles,
    privacy,
    programs,
    program_settings,
    digests,
    mentoring,
    deliveries,
    channels,
    people,
    previews,
    workspaces,
)

log = logging.getLogger(__name__)

LEFT_EVERY_SECONDS = 5.0


def build_edge(settings: Settings, *, clock: Clock | None = None, hands: Hands | None = None) -> Edge:
    """Everything that handlers and jobs are handed."""
    database = Database(settings.database_url, connections=settings.database_connections)
    tokens = _tokens(settings, database)
    clients = Clients(api_url=settings.slack_api_url, token_of=tokens.of, team_of=tokens.team_of)
    kept_clicks = Gathered(database, clicks.keep)
    return Edge(
        settings=settings,
        database=database,
        clock=clock or _clock(settings),
        outbox=Outbox(),
        clients=clients,
        replies=Replies(clients, first=kept_clicks.writing),
        clicks=kept_clicks,
        hand_over=hands.take if hands else do_it_here,
    )


def upgrade_database(settings: Settings) -> None:
    """Bring the tables to their newest schema. Safe to repeat."""
    database = Database(settings.database_url)
    upgrade(database.engine)
    database.dispose()


def move_from(source_url: str, settings: Settings) -> Moved:
    """Move the installation at `source_url` into the settings' empty database."""
    upgrade_database(settings)
    source, destination = Database(source_url), Database(settings.database_url)
    try:
        return move(source.engine, destination.engine)
    finally:
        source.dispose()
        destination.dispose()


class Kith:
    """One process that knows the time and sends: handlers' Bolt app, ticker, engine. One at a time in a process."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, hands: Hands | None = None) -> None:
        self._hands = hands
        self.edge = build_edge(settings, clock=clock, hands=hands)
        self.engine = Engine(
            database=self.edge.database,
            clients=self.edge.clients,
            outbox=self.edge.outbox,
            pace_scale=1.0 if settings.pacing else None,
            keep_days=settings.keep_days,
        )
        self.ticker = Ticker(self.edge, deliveries=self.engine)
        self.bolt = build_bolt(self.edge)
        self._left = BackgroundScheduler(timezone="UTC")

    def listen(self) -> None:
        """Have hands, where wanted; do what was acked and not done, now and every few seconds."""
        if self._hands:
            self._hands.start()
        self._left.add_job(
            self._do_what_is_left,
            "interval",
            seconds=LEFT_EVERY_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=real_now(),
        )
        self._left.start()

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
        if self._left.running:
            self._left.shutdown(wait=True)
        if self._hands:
            self._hands.close()
        self.edge.clicks.close()
        self.edge.replies.close()
        self.edge.database.dispose()

    def _do_what_is_left(self) -> None:
        if self._hands is None or self._hands.process_id is None:
            do_what_is_left(self.edge)


def build_bolt(edge: Edge) -> KithApp:
    """The Bolt app with every handler."""
    app = KithApp(edge)
    for handler in HANDLERS:
        handler.register(app, edge)
    return app


def _tokens(settings: Settings, database: Database) -> Tokens:
    from_settings, secret = settings.slack_bot_token, settings.slack_client_secret
    return Tokens(
        database,
        seal=_seal(settings),
        rotator=make_rotator(
            client_id=settings.slack_client_id, client_secret=secret.get_secret_value(), api_url=settings.slack_api_url
        )
        if settings.slack_client_id and secret
        else None,
        from_settings=from_settings.get_secret_value() if from_settings else None,
    )


def _seal(settings: Settings) -> Seal | None:
    return Seal(settings.token_keys.get_secret_value()) if settings.token_keys else None


def build_install_flow(edge: Edge) -> OAuthFlow | None:
    """Slack's install page and its way back, where several workspaces may install Kith."""
    settings = edge.settings
    if not (settings.slack_client_id and settings.slack_client_secret):
        return None
    seal = _seal(settings)
    if seal is None:
        raise SettingsError("KITH_TOKEN_KEYS is missing: installs are stored encrypted; `kith keys new` makes a key")
    return OAuthFlow(
        client=WebClient(base_url=settings.slack_api_url),
        settings=OAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=json.loads(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"],
            redirect_uri=f"{settings.public_url.rstrip('/')}/slack/oauth_redirect" if settings.public_url else None,
            authorization_url=settings.slack_authorize_url,
            installation_store=KithInstallationStore(edge.database, seal),
            state_store=KithStateStore(edge.database),
        ),
    )


def _clock(settings: Settings) -> Clock:
    return RemoteClock(settings.clock_url, app=f"kith-{os.getpid()}") if settings.clock_url else SystemClock()
