"""The organizers' page of a program with 100 to 10,000 participants: each page as a browser asks for it."""

from __future__ import annotations

import gc
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarks.home import NOW, REPEATS, SIZES, STARTS_ON, WEEK_ON, WEEKS, _sample, _table, _timed
from bot.app import build_context
from bot.clock import real_now
from bot.limits import Limits
from bot.services import page_access
from bot.settings import load_settings
from bot.web.app import page_routes

# What each is asked for: of the report, all weeks
PAGES = {
    "Overview": "",
    "People": "/people",
    "People without a buddy": "/people?show=without",
    "Pairs": "/pairs",
    "The next round": "/pairs/next",
    "Messages": "/messages",
    "Report": f"/report?from_on={STARTS_ON}&until_on={WEEK_ON}&layout=plain",
    "Roster": "/roster",
    "Settings": "/settings",
    "Access": "/settings/organizers",
    "Log": "/log",
}


class _Stopped:
    """A clock that stands at the end of the sample's weeks."""

    def now(self) -> datetime:
        return NOW


def run() -> dict[str, Any]:
    """Median seconds and statements of each page, by number of participants, on SQLite."""
    return {"participants": {str(size): _measured(size) for size in SIZES}}


def tables(result: dict[str, Any]) -> str:
    """One row a page, one column a size."""
    lines = [
        "## The organizers' page",
        "",
        f"Median of {REPEATS}, SQLite, a program after {WEEKS} weeks; in parentheses the statements sent.",
        *_table("participants", result["participants"]),
    ]
    return "\n".join(lines)


def _measured(size: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        made = _sample(Path(folder) / "kith.sqlite", size)
        settings = load_settings(KITH_DATABASE_URL=made.database.url, KITH_WEB_PORT=8500)
        context = replace(build_context(settings, clock=_Stopped()), limits=Limits({}))
        sample = replace(made, database=context.database)
        with sample.database.unit_of_work(sample.workspace_id) as session:
            token = page_access.open_session(session, sample.organizer.member_id, now=real_now())
        client = TestClient(Starlette(routes=page_routes(context)), base_url=settings.page_url)
        client.cookies.set("kith", token)

        def ask(page: str, _session: object) -> None:
            answer = client.get(f"/programs/{sample.program_id}{page}")
            if answer.status_code != HTTPStatus.OK:
                raise RuntimeError(f"{page}: {answer.status_code}")

        gc.collect()
        gc.freeze()  # as the server does once it has started
        measured = {name: _timed(sample, partial(ask, page)) for name, page in PAGES.items()}
        made.database.dispose()
        context.database.dispose()
    return measured
