"""The floor: a bare Bolt app that only acks, served as Kith is. `python -m benchmarks._bare PORT SECRET`."""

from __future__ import annotations

import sys

import uvicorn
from prometheus_client import CollectorRegistry
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from bot.db.session import Database
from bot.web import build_web


def main(port: int, secret: str) -> None:
    """Serve until it is ended."""
    app = App(
        signing_secret=secret,
        process_before_response=True,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=""
        ),
    )

    @app.action("checkins.add")
    def handle(ack: Ack) -> None:
        ack()

    web = build_web(bolt=app, flow=None, database=Database("sqlite://"), registry=CollectorRegistry())
    uvicorn.run(web, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
