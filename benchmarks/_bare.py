"""The floor: a bare Bolt app that only acks, served as Kith is. `python -m benchmarks._bare http|socket`, and the
variables that Kith takes: PORT, SLACK_SIGNING_SECRET; SLACK_APP_TOKEN, KITH_SLACK_API_URL.
"""

from __future__ import annotations

import os
import sys

import uvicorn
from prometheus_client import CollectorRegistry
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.db.session import Database
from bot.running import wait_for_signal
from bot.views import checkins
from bot.web import build_web


def main(mode: str) -> None:
    """Serve until it is ended."""
    app = App(
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET", ""),
        process_before_response=True,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=""
        ),
    )
    for action_id in (checkins.ADD, checkins.OPEN_FORM):

        @app.action(action_id)
        def handle(ack: Ack) -> None:
            ack()

    if mode == "http":
        web = build_web(bolt=app, flow=None, database=Database("sqlite://"), registry=CollectorRegistry())
        uvicorn.run(web, host="127.0.0.1", port=int(os.environ["PORT"]), log_config=None, access_log=False)
        return
    token = os.environ["SLACK_APP_TOKEN"]
    client = WebClient(token=token, base_url=os.environ["KITH_SLACK_API_URL"])
    SocketModeHandler(app, token, web_client=client).connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    wait_for_signal()


if __name__ == "__main__":
    main(sys.argv[1])
