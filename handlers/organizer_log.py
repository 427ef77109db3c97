"""Who did what: the log of organizers' acts, for them."""

from __future__ import annotations

from bot.domain.messages import Message, View
from bot.services import organizer_entries, organizers
from bot.views import organizer_log as view
from bot.views.program_settings import LOG
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Button, Row, Show, Where, Who

SHOWN = 15


def _open(request: Request) -> View:
    return view.screen(organizer_entries.entries(request.session, request.actor, request.id, most=SHOWN))


def _table(request: Request) -> Show:
    organizers.require(request.session, request.actor, request.id)

    def written() -> Message:
        most = organizer_entries.MOST
        return view.table(organizer_entries.entries(request.session, request.actor, request.id, most=most))

    send_file(request, f"organizer_log:{request.id}", written, program_id=request.id)
    return Show(view.table_is_coming(), Where.ALONE)


ROWS: tuple[Row, ...] = (
    Button(LOG, Who.ORGANIZER, _open, ids=1),
    Button(view.TABLE, Who.ORGANIZER, _table, ids=1),
)
