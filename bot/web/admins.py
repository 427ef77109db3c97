"""What the workspace's admins do on the page: take over what nobody organizes, and set who may start programs."""

from __future__ import annotations

from bot.services import admins
from bot.views import admins as view
from bot.web import block_forms
from bot.web.programs import PROGRAM, show_programs
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from handlers.table import BUTTONS, FORMS

TAKE_OVER, STARTERS = f"{PROGRAM}/take-over", "/starters"


def _take_over(request: Request) -> GoTo:
    """As in Slack, which is asked first whether the person is an admin now; the channel reads of it."""
    with request.as_reader() as within:
        pressed = block_forms.as_pressed(within, request.program_id)
    BUTTONS[view.TAKE_OVER].act(pressed)
    return GoTo(f"/programs/{request.program_id}", "taken_over")


def _starters(request: Request) -> Drawn:
    fresh = view.starters_form(admins.overview(request.session, request.actor))
    return block_forms.drawn(request, block_forms.as_entered(request, fresh), to=STARTERS, back="/programs")


def _save_starters(request: Request) -> GoTo:
    form = view.starters_form(admins.overview(request.session, request.actor))
    FORMS[view.STARTERS_FORM].act(block_forms.as_submitted(request, form))
    return GoTo("/programs", "saved")


ROWS: tuple[Row, ...] = (
    Form(TAKE_OVER, Who.ADMIN, _take_over, show_programs, asks_slack=True),
    Page(STARTERS, Who.ADMIN, _starters),
    Form(STARTERS, Who.ADMIN, _save_starters, _starters),
)
