"""The floor: a bare Bolt app that only acks, served as Kith is. `python -m benchmarks._bare http|socket`, and the
variables that Kith takes: PORT, SLACK_SIGNING_SECRET; SLACK_APP_TOKEN, KITH_SLACK_API_URL.
"""

from __future__ import annotations

import os
import sys

import uvicorn
from prometheus_client import CollectorRegistry

from benchmarks._bare_start import bare_app, connect
from bot.db.session import Database
from bot.views import checkins
from bot.web import build_web


def main(mode: str) -> None:
    """Serve until it is ended."""
    app = bare_app(checkins.ADD, checkins.OPEN_FORM)
    if mode == "socket":
        connect(app)
        return
    web = build_web(bolt=app, flow=None, database=Database("sqlite://"), registry=CollectorRegistry())
    uvicorn.run(web, host="127.0.0.1", port=int(os.environ["PORT"]), log_config=None, access_log=False)


if __name__ == "__main__":
    main(sys.argv[1])
