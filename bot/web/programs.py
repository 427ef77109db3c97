"""The programs that somebody may read, and the overview of one."""

from __future__ import annotations

from bot.services import moments, overviews, page_access
from bot.web.request import Request
from bot.web.rows import Drawn, GoTo, Page, Row, Who
from bot.web.words import AHEAD

NEXT = 5  # moments to come that are shown at a glance
PROGRAM = "/programs/{program_id:int}"


def _programs(request: Request) -> Drawn | GoTo:
    found = page_access.shelves(request.session, request.actor)
    return Drawn("programs.html", {"programs": found})


def _overview(request: Request) -> Drawn:
    program = request.shelf()
    seen = overviews.overview(request.session, request.actor, program.program_id, now=request.now)
    coming = moments.ahead(request.session, request.actor, program.program_id, now=request.now)[:NEXT]
    return Drawn(
        "overview.html", {"program": program, "seen": seen, "tab": "overview", "moments": coming, "kinds": AHEAD}
    )


ROWS: tuple[Row, ...] = (
    Page("/programs", Who.SIGNED_IN, _programs),
    Page(PROGRAM, Who.READER, _overview),
)
