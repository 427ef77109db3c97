"""Dispatches a request: finds its row, runs the row's act in one transaction, acks, and shows the result."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.context import AppContext
from bot.db.session import DATABASE_AWAY, is_full
from bot.domain.errors import KithError, NoProgramError, NoRoomError, NotFoundError
from bot.domain.messages import View
from bot.domain.week_messages import WeekMessageKind
from bot.limits import Kind
from bot.services import home, interactions, participants
from bot.services.members import Actor
from bot.views import errors as error_view
from bot.views import home as home_view
from bot.views import programs as program_view
from handlers import display
from handlers.help import help_message
from handlers.redraw import draw
from handlers.request import Body, Request, carried
from handlers.rows import Button, Command, Form, Show, Shown, When
from handlers.table import BUTTONS, COMMANDS, EVENTS, FORMS, HOME_SECTIONS

log = logging.getLogger(__name__)

ACK_SECONDS = 3.0  # Slack waits no longer
_KINDS = {
    "block_actions": Kind.PRESS,
    "shortcut": Kind.PRESS,
    "message_action": Kind.PRESS,
    "view_submission": Kind.FORM,
}
HELP = Command("help", 0, "", lambda request: help_message(request, COMMANDS))


def answer(context: AppContext, body: Body, *, acked: threading.Event) -> BoltResponse:
    """Do what a payload asks for. Acked means committed. If it cannot be done, the person who asked is told."""
    request = Request(context, body, context.clock.now(), acked=acked)
    try:
        if body.get("type") == "event_callback":
            return _event(request)
        request.require_room(_KINDS.get(body.get("type", ""), Kind.COMMAND))
        return _act(*_found(request))
    except KithError as error:
        return display.refusal(request, error)
    except Exception as error:  # the one error handler: the log has the traceback, the person a sentence
        log.exception("handler failed", extra={"action": "handler_failed"})
        if body.get("type") == "event_callback":
            return BoltResponse(status=500, body="")  # nothing was committed, and Slack sends it again
        refused = display.refusal(request, NoRoomError() if is_full(error) else KithError())
        if is_full(error) and display.is_form(request):
            return refused  # surely nothing was committed: the form says so, and keeps what was written in it
        # An ack would say that it is committed. Without one Slack leaves a form open, with what was written in it.
        return BoltResponse(status=503, body="") if isinstance(error, DATABASE_AWAY) else refused


def drawn_home(session: Session, actor: Actor, *, now: datetime, has_page: bool = False) -> View:
    """App Home as it stands for the actor, in the room they are in. `has_page`: Kith serves its page in a browser."""
    room, rooms = home.present(session, actor)
    shown = [one for one in HOME_SECTIONS if one.room in (None, room) and (has_page or not one.needs_page)]
    return home_view.in_room(room, rooms, [section.view(section.query(session, actor, now)) for section in shown])


def publish_home(request: Request) -> None:
    """Show the person their App Home as it stands now; nothing if Kith is not installed any more."""
    with suppress(NotFoundError):
        seen = str((request.body.get("view") or {}).get("hash") or "") if request.is_in_home else ""
        if not _publish(request, over=seen):
            _publish(request)  # it was drawn meanwhile, from what may have been newer: read once more


def _publish(request: Request, *, over: str = "") -> bool:
    actor, shown = _read_home(request)
    return request.context.replies.publish_home(
        actor.workspace_id, slack_user_id=actor.slack_user_id, view=shown, over=over
    )


def _read_home(request: Request) -> tuple[Actor, View]:
    """Whose Home, and how it stands. It waits for nobody who writes; somebody new to Kith is stored first."""
    has_page = bool(request.context.settings.page_url)
    try:
        with request.as_member(read_only=True) as within:
            return within.actor, drawn_home(within.session, within.actor, now=within.now, has_page=has_page)
    except (NotFoundError, NoProgramError):
        with request.as_member() as within:
            return within.actor, drawn_home(within.session, within.actor, now=within.now, has_page=has_page)


def _found(request: Request) -> tuple[Button | Form | Command, Request]:
    """The row of a request, and the request with what its button carries. Raises NotFoundError for made-up values."""
    body = request.body
    match body:
        case {"type": "block_actions", "actions": [pressed, *_]}:
            row: Button | Form | None = BUTTONS.get(pressed["action_id"])
            value = pressed.get("value") or (pressed.get("selected_option") or {}).get("value") or ""
        case {"type": "shortcut" | "message_action", "callback_id": key}:
            row, value = BUTTONS.get(key), ""
        case {"type": "view_submission", "view": view}:
            row, value = FORMS.get(view["callback_id"]), view["private_metadata"]
        case _:
            return _command(request)
    if row is None:
        raise NotFoundError("no button or form of that name")
    if not (row.ids or row.on_week_message):
        return row, request
    value, _, address = value.partition(" ")
    ids, week_message = carried(value, ids=row.ids, on_week_message=row.on_week_message)
    return row, replace(request, ids=ids, week_message_or_none=week_message, address=address)


def _command(request: Request) -> tuple[Command, Request]:
    name, _, text = request.body.get("text", "").strip().partition(" ")
    return COMMANDS.get(name.lower(), HELP), replace(request, text=text.strip())


def _act(row: Button | Form | Command, request: Request) -> BoltResponse:
    if row.when is When.AT_ONCE:
        request.context.replies.run(request.team_id, lambda: _act_late(row, request))
        return display.ack(view=program_view.working() if isinstance(row, Form) else None)
    with request.as_member(read_only=row.when is When.READ) as within:
        if row.when is When.COMMITTED and not _is_new(within):
            within.session.rollback()  # of somebody who has erased their data it begins nothing anew
            return display.ack()  # it was done, and shown, when it came first
        shown = row.act(within)
        if row.when is When.COMMITTED and within.week_message_or_none:
            # the message speaks of all their programs: whoever answers it was heard from in each
            participants.touch_everywhere(within.session, within.actor, now=within.now)
    _show(row, within, shown)
    return display.ack(view=_in_place(row, shown))


def _is_new(within: Request) -> bool:
    """Whether it was not done before: what was captured and is sent again would bring back an earlier answer."""
    return interactions.is_new(within.session, within.body.get("trigger_id", ""), arrived_at=real_now())


def _in_place(row: Button | Form | Command, shown: Shown) -> View | None:
    """The view that replaces a form."""
    if not isinstance(row, Form):
        return None
    return shown.view if isinstance(shown, Show) else shown if isinstance(shown, dict) else None


def _show(row: Button | Form | Command, request: Request, shown: Shown) -> None:
    display.show(request, shown)
    parts = shown if isinstance(shown, Show) else Show()
    is_button = isinstance(row, Button)
    if parts.redraws or (shown is None and is_button and request.week_message_or_none):
        _redraw(request, also=parts.also)
    elif row.home or parts.draws_home or (is_button and _changes_home(request, shown)):
        _refresh_home(request)


def _changes_home(request: Request, shown: Shown) -> bool:
    """True if something was done in App Home that shows there: anything that did not open a form."""
    return request.is_in_home and not isinstance(shown, dict) and not (isinstance(shown, Show) and shown.view)


def _act_late(row: Button | Form | Command, request: Request) -> None:
    """Do what was acked beforehand. If it is refused, the form, if there is one, comes back with what was entered."""
    request.acked.wait(ACK_SECONDS)  # else the ack's "one moment" could replace what the act shows
    view_id = request.body["view"]["id"] if isinstance(row, Form) else None
    try:
        workspace_id = request.workspace_id()
    except NotFoundError:
        return  # without Kith there is no token to speak with
    try:
        with request.as_member() as within:
            if not _is_new(within):
                return
        shown = row.act(request)
    except Exception as error:
        told = _told_after_the_ack(error)
        if view_id is None:
            display.tell(request, error_view.error(told))
        else:
            again = display.form_again(request, told)
            request.context.replies.update_view(workspace_id, view_id=view_id, view=again)
        return
    if view_id is not None and isinstance(shown, dict):
        request.context.replies.update_view(workspace_id, view_id=view_id, view=shown)
        shown = None
    _show(row, request, shown)


def _told_after_the_ack(error: Exception) -> KithError:
    """What the person is told. An unexpected error goes to the log with its traceback."""
    if isinstance(error, KithError | SlackApiError):
        log.info("refused after the ack", extra={"action": "refused", "error": type(error).__name__})
    else:
        log.error("handler failed", exc_info=error, extra={"action": "handler_failed"})
    return error if isinstance(error, KithError) else NoRoomError() if is_full(error) else KithError()


def _event(request: Request) -> BoltResponse:
    row = EVENTS.get(request.event["type"])
    shown = row.act(request) if row else None  # Slack sends more events than Kith asked for
    if isinstance(shown, Show) and shown.then:
        request.context.replies.run(request.team_id, shown.then)
    if isinstance(shown, Show) and shown.draws_home:
        _refresh_home(request)
    return display.ack()


def _redraw(request: Request, *, also: tuple[int, ...]) -> None:
    """Show the request's week message as it stands now; only the last that waits is drawn."""
    actor, week_message = request.actor, request.week_message
    if week_message.kind is WeekMessageKind.HOME:
        _refresh_home(request)
        return

    def draw_anew() -> None:
        with request.context.database.unit_of_work(actor.workspace_id, read_only=True) as session:
            message = draw(session, actor, week_message, now=request.context.clock.now(), also=also)
        if message is not None:
            display.replace(request, message)

    request.context.replies.redraw((actor.member_id, week_message), request.team_id, draw_anew)


def _refresh_home(request: Request) -> None:
    request.context.replies.redraw((request.team_id, request.user_id), request.team_id, lambda: publish_home(request))
