"""The floor of a start: a Bolt app that only acks, and nothing of Kith. `python -m benchmarks._bare_start http|socket`,
and the variables that Kith takes: PORT, SLACK_SIGNING_SECRET; SLACK_APP_TOKEN, KITH_SLACK_API_URL.
"""

from __future__ import annotations

import os
import signal
import sys

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult


def bare_app(*action_ids: str) -> App:
    """Bolt, which acks these presses and does nothing else."""
    app = App(
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET", ""),
        process_before_response=True,
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=""
        ),
    )

    for action_id in action_ids:

        @app.action(action_id)
        def handle(ack: Ack) -> None:
            ack()

    return app


def _serve(app: App) -> None:
    import uvicorn
    from slack_bolt.adapter.starlette import SlackRequestHandler
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    handler = SlackRequestHandler(app)
    web = Starlette(
        routes=[
            Route("/slack/events", handler.handle, methods=["POST"]),
            Route("/healthz", lambda _request: PlainTextResponse("ok")),
        ]
    )
    uvicorn.run(web, host="127.0.0.1", port=int(os.environ["PORT"]), log_config=None, access_log=False)


def connect(app: App) -> None:
    """Answer by Socket Mode until it is ended. Each mode imports what it needs, as who writes such an app would."""
    from slack_bolt.adapter.socket_mode import SocketModeHandler
    from slack_sdk import WebClient

    token = os.environ["SLACK_APP_TOKEN"]
    client = WebClient(token=token, base_url=os.environ["KITH_SLACK_API_URL"])
    SocketModeHandler(app, token, web_client=client).connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    signal.pause()


if __name__ == "__main__":
    (_serve if sys.argv[1] == "http" else connect)(bare_app("press"))
