"""Who did what in a program: organizers read it, nobody writes in it."""

from __future__ import annotations

from bot.domain.calendar import local
from bot.domain.organizer_acts import ActsPage
from bot.services import members, organizer_entries
from bot.views import organizer_log as view
from bot.views.times import dated
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Page, Row, Sent, Who
from handlers.forms import is_number

LOG = f"{PROGRAM}/log"
A_PAGE = 100


def _log(request: Request) -> Drawn:
    program = request.shelf()
    before = request.asked.get("before", "")
    before_id = int(before) if is_number(before) else None
    found = organizer_entries.entries(
        request.session, request.actor, program.program_id, before_id=before_id, most=A_PAGE
    )
    older = found.entries[-1].id if found.has_more else None
    return Drawn("log.html", {"program": program, "tab": "log", "days": _days(request, found), "older": older})


def _days(request: Request, found: ActsPage) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By day: at what time, who and what."""
    names = members.names(request.session)
    days: dict[str, list[tuple[str, str, str]]] = {}
    for entry in found.entries:
        at = local(entry.at, found.zone)
        what = view.line(entry, person=lambda one: names.get(one, one), channel=lambda _one: "a channel", text=str)
        who = view.who(entry, person=lambda one: names.get(one, one))
        days.setdefault(dated(at.date()), []).append((f"{at:%H:%M}", who, what))
    return list(days.items())


def _table(request: Request) -> Sent:
    asked = (request.session, request.actor, request.program_id)
    return Sent(view.file(organizer_entries.entries(*asked, most=organizer_entries.MOST)), "text/csv")


ROWS: tuple[Row, ...] = (
    Page(LOG, Who.ORGANIZER, _log),
    Page(f"{LOG}.csv", Who.ORGANIZER, _table),
)
