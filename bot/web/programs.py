"""The programs that somebody may read, and the overview of one."""

from __future__ import annotations

from bot.services import admins, members, moments, overviews, page_access
from bot.views import admins as admin_view
from bot.views.digest_items import TAKE
from bot.views.digests import MEASURES, compared_words
from bot.views.organizer_log import ITEMS
from bot.web import block_forms
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from bot.web.words import AHEAD
from handlers.rows import Show
from handlers.table import BUTTONS

NEXT = 5  # moments to come that are shown at a glance
PROGRAM = "/programs/{program_id:int}"


def show_programs(request: Request) -> Drawn:
    """The programs that somebody may read; for an admin those of the workspace, too, by name and organizers."""
    found = page_access.shelves(request.session, request.actor)
    seen = admins.overview_or_none(request.session, request.actor)
    people = members.names(request.session) if seen else {}
    return Drawn("programs.html", {"programs": found, "seen": seen, "people": people, "words": admin_view})


def _overview(request: Request) -> Drawn:
    program = request.shelf()
    seen = overviews.overview(request.session, request.actor, program.program_id, now=request.now)
    coming = moments.ahead(request.session, request.actor, program.program_id, now=request.now)[:NEXT]
    told = [compared_words(one) for one in seen.changes if one.this_week or round(one.before)]
    shown = {"seen": seen, "moments": coming, "kinds": AHEAD, "items": ITEMS, "measures": MEASURES, "compared": told}
    return Drawn("overview.html", {"program": program, "tab": "overview", **shown})


def _take(request: Request) -> GoTo:
    """“I've got this”, as in Slack; the digests there say so, too."""
    pressed = block_forms.as_pressed(request, request.ids["item_id"])
    shown = BUTTONS[TAKE].act(pressed)
    if isinstance(shown, Show) and shown.then:
        request.context.replies.run(pressed.team_id, shown.then)
    return GoTo(f"/programs/{request.program_id}", "taken")


ROWS: tuple[Row, ...] = (
    Page("/programs", Who.SIGNED_IN, show_programs),
    Page(PROGRAM, Who.READER, _overview),
    Form(f"{PROGRAM}/items/{{item_id:int}}/take", Who.ORGANIZER, _take, _overview),
)
