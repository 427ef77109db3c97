"""Take my data, erase my data."""

from __future__ import annotations

import logging

from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import export, privacy, summaries
from bot.views import home as home_view
from bot.views import privacy as view
from bot.views import summaries as summary_view
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Button, Command, Form, HomeSection, Row, Show, Where, Who

log = logging.getLogger(__name__)


def _take(request: Request) -> Show:
    send_file(request, "data", lambda: view.data(export.my_data(request.session, request.actor)))
    return Show(view.data_is_coming(), Where.ALONE)


def _open_erase(request: Request) -> View:
    privacy.check_erasable(request.session, request.actor)
    return view.erase_form()


def _erase(request: Request) -> Show:
    if view.SURE not in request.form.ticked("sure"):
        raise InvalidInputError("sure", "Tick the box if you are sure.")
    privacy.erase(request.session, request.actor, now=request.now)
    _tell_without_them(request)
    log.info("member erased", extra={"action": "member_erased", "member": request.actor.member_id})
    return Show(view=view.erased(), home=home_view.home([view.erased_home()]))


def _tell_without_them(request: Request) -> None:
    """A summary that is decided and not posted yet may quote them: it goes out as it would be told now."""
    for key, program_id, week_on in summaries.on_their_way(request.session, request.actor):
        told = summaries.summary(request.session, program_id, week_on=week_on, now=request.now)
        request.context.outbox.update(request.session, key=key, message=summary_view.summary(told), now=request.now)


ROWS: tuple[Row, ...] = (
    Button(view.TAKE, Who.ANYONE, _take),
    Button(view.ERASE, Who.ANYONE, _open_erase),
    Form(view.ERASE_FORM, Who.ANYONE, _erase),
    Command("data", 100, "everything Kith keeps about you, as a file", _take),
    HomeSection(Room.ME, 70, lambda _session, _actor, _now: None, lambda _nothing: view.home_blocks()),
)
