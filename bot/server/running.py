"""Keeps Kith going: all in one process (`kith run`), or as `kith web` and `kith worker`, until told to stop."""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from prometheus_client import CollectorRegistry, start_http_server
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette

from bot.app import Kith, build_install_flow, upgrade_database
from bot.context import AppContext
from bot.db.migrate import check_keys
from bot.errors import UserError
from bot.server.connections import BoundedConnection
from bot.server.metrics import KithCollector
from bot.server.socket_mode import KithSocket
from bot.server.web import build_web
from bot.services import workspaces
from bot.settings import Settings, SettingsError
from bot.web.app import page_routes

log = logging.getLogger(__name__)

DRAIN_SECONDS = 20
# Longer than a proxy in front keeps an idle connection (nginx: 60 s): else it would send a press on one just closed.
KEEP_ALIVE_SECONDS = 75
STOPPING = (signal.SIGTERM, signal.SIGINT)


def run(settings: Settings) -> None:
    """Everything in one process: Socket Mode, clock, deliveries. Returns after SIGTERM or Ctrl-C, drained."""
    stop = on_signal()
    with connected(settings) as kith, page_served(kith.context):
        _keep_what_started()
        log.info("running", extra={"action": "running"})
        wait_until_told(stop)


@contextmanager
def connected(settings: Settings) -> Iterator[Kith]:
    """Kith, started and connected by Socket Mode, with its workspace known; stopped at the end."""
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        raise SettingsError(
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are needed: write the xoxb-… and the xapp-… token of your Slack app"
            " there (README, “Your own workspace”)"
        )
    upgrade_database(settings)
    kith = Kith(settings)
    meet_workspace(kith.context)
    app_token = settings.slack_app_token.get_secret_value()
    socket = KithSocket(kith.bolt, app_token, web_client=WebClient(token=app_token, base_url=settings.slack_api_url))
    kith.start()
    socket.connect()
    try:
        yield kith
    finally:
        socket.hang_up()
        kith.stop()


@contextmanager
def page_served(context: AppContext) -> Iterator[None]:
    """The organizers' page on the settings' web port, in a thread, until the end of the block; nothing without one."""
    settings = context.settings
    if settings.web_port is None:
        yield
        return
    if not settings.page_url:
        raise SettingsError("KITH_PUBLIC_URL: write https://… as browsers reach the page through your proxy")
    server = uvicorn.Server(
        http_config(Starlette(routes=page_routes(context)), host=settings.host, port=settings.web_port)
    )
    thread = threading.Thread(target=server.run, name="page")
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    if not server.started:
        raise SettingsError(f"KITH_WEB_PORT: port {settings.web_port} is taken; choose another one")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def meet_workspace(context: AppContext) -> None:
    """Ask Slack whose token the settings hold, and know that workspace from then on.

    Refuses a database that moved, and keys that do not decrypt what it holds.
    """
    check_keys(context.database.engine)
    with context.database.unit_of_work(read_only=True) as session:
        if workspaces.is_moved(session):
            raise UserError(
                "This database was moved by `kith migrate-from`, and Kith lives on in the other one:"
                " KITH_DATABASE_URL still names the old one."
            )
    token = context.settings.slack_bot_token
    if token is None:
        return
    client = WebClient(token=token.get_secret_value(), base_url=context.settings.slack_api_url)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise UserError(f"Slack says {error.response['error']}: `kith doctor` tells what to do") from None
    except OSError as error:
        raise UserError(f"Slack does not answer at {context.settings.slack_api_url}: {error}") from None
    with context.database.unit_of_work() as session:
        workspaces.meet(
            session,
            slack_team_id=str(answer["team_id"]),
            slack_enterprise_id=answer.get("enterprise_id"),
            name=str(answer["team"]),
            bot_user_id=str(answer["user_id"]),
            now=context.clock.now(),
        )


def serve_web(settings: Settings) -> None:
    """HTTP alone: what people do is committed and acked; workers send what follows from it."""
    if settings.slack_signing_secret is None:
        raise SettingsError(
            "SLACK_SIGNING_SECRET is missing: write the signing secret of your Slack app's “Basic Information” page"
            " there; without it anyone could speak as Slack"
        )
    kith = Kith(settings)
    meet_workspace(kith.context)
    registry = CollectorRegistry()
    registry.register(KithCollector(kith.context, kith.bolt.refusals))
    web = build_web(
        answer=kith.bolt.answer,
        secret=settings.slack_signing_secret.get_secret_value(),
        flow=build_install_flow(kith.context),
        database=kith.context.database,
        registry=registry,
        refusals=kith.bolt.refusals,
        page=page_routes(kith.context) if settings.page_url else (),
    )
    server = uvicorn.Server(http_config(web, host=settings.host, port=settings.port))
    if settings.ops_port is not None:
        start_http_server(settings.ops_port, addr="127.0.0.1", registry=registry)
    # Once drained, uvicorn raises its signal again: without a handler of ours that would end what follows acks.
    for number in STOPPING:
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    _keep_what_started()
    try:
        server.run()
    finally:
        kith.close()


def http_config(web: Starlette, *, host: str, port: int) -> uvicorn.Config:
    """How uvicorn serves Kith: bounded connections, no WebSockets, no log line a request."""
    return uvicorn.Config(
        web,
        host=host,
        port=port,
        http=BoundedConnection,
        ws="none",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def work(settings: Settings) -> None:
    """Clock and deliveries alone; any number of workers on one database. Returns after SIGTERM, drained."""
    stop = on_signal()
    kith = Kith(settings)
    meet_workspace(kith.context)
    kith.start()
    _keep_what_started()
    log.info("working", extra={"action": "working"})
    wait_until_told(stop)
    kith.stop()


def on_signal() -> threading.Event:
    """What SIGTERM and Ctrl-C set from here on. Asked for first, so that one that comes during the start drains too."""
    told = threading.Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        told.set()
        signal.signal(number, signal.SIG_DFL)  # told twice: at once

    for number in STOPPING:
        signal.signal(number, stop)
    return told


def _keep_what_started() -> None:
    """What the start made lives as long as the process: else a full collection goes through it, and all wait 0.1 s."""
    gc.collect()
    gc.freeze()


def wait_for_signal() -> None:
    """Until SIGTERM or Ctrl-C."""
    wait_until_told(on_signal())


def wait_until_told(stop: threading.Event) -> None:
    """Until the event is set by a signal."""
    stop.wait()
    log.info("draining", extra={"action": "draining"})
