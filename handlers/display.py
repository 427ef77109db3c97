"""Shows people the result where they acted: in the message, command, form or App Home. All of it after the ack."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress

from slack_bolt import BoltResponse

from bot.db.session import DATABASE_AWAY
from bot.domain.errors import InvalidInputError, KithError, NotFoundError, TooOftenError
from bot.domain.messages import Message, View
from bot.limits import Kind
from bot.services import members
from bot.views import errors as error_view
from bot.views import form_again as form_view
from handlers.request import Request
from handlers.rows import Show, Shown, Where

log = logging.getLogger(__name__)


def ack(*, view: View | None = None, errors: Mapping[str, str] | None = None) -> BoltResponse:
    """The ack. A form's ack may hold the view that replaces it, or the errors beside its fields."""
    if view is not None:
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    if errors:
        return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(errors)})
    return BoltResponse(status=200, body="")


def show(request: Request, shown: Shown) -> None:
    """Show what an act returned, except a view that answers a form: it went out with the ack."""
    if isinstance(shown, Message):
        _message(request, shown, Where.PRESSED)
    elif isinstance(shown, Show):
        _parts(request, shown)
    elif shown is not None and not is_form(request):
        open_view(request, shown)


def is_form(request: Request) -> bool:
    """Whether a form was sent off."""
    return request.body.get("type") == "view_submission"


def open_view(request: Request, view: View) -> None:
    """Open a modal, on top of the one that it was asked for in. The trigger lives three seconds."""
    replies = request.context.replies
    put = replies.push_view if request.is_in_modal else replies.open_view
    put(_workspace_id(request), trigger_id=request.body["trigger_id"], view=view)


def tell(request: Request, message: Message) -> None:
    """Tell the person who acted, and nobody else: beside the message or command, else in a small modal."""
    if request.body.get("response_url"):
        request.context.replies.reply_ephemeral(
            request.body["response_url"], whose=request.team_id, text=message.text, blocks=list(message.blocks)
        )
    elif request.body.get("trigger_id") and not is_form(request):
        # without Kith or its database there is no token to speak with
        with suppress(NotFoundError, *DATABASE_AWAY):
            open_view(request, error_view.notice(message))


def replace(request: Request, message: Message) -> None:
    """Replace the message that it began in. It waits for Slack, so call it in a thread after the ack.

    If Slack does not take it, the ledger changes the message, if the ledger sent it to this person.
    """
    address = request.origin
    if not address or request.context.replies.replace(address, text=message.text, blocks=list(message.blocks)):
        return
    container = request.body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    if channel and ts:
        # without Kith there is no ledger to mend it
        with suppress(NotFoundError), request.context.database.unit_of_work() as session:
            team, user = request.team_id, request.user_id
            actor = members.enter(session, slack_team_id=team, slack_user_id=user, now=request.now)
            request.context.outbox.repair(session, member_id=actor.member_id, channel=channel, ts=ts, message=message)


def refusal(request: Request, error: KithError) -> BoltResponse:
    """Say why an act was refused, where the person looks: in the form, which stays as it is, or beside the message."""
    log.info("refused", extra={"action": "refused", "error": type(error).__name__})
    said = error_view.error(error)
    if not is_form(request):
        if not isinstance(error, TooOftenError) or request.has_room(Kind.REFUSAL):
            tell(request, said)
        return ack()
    fields = [str(block.get("block_id")) for block in request.body["view"]["blocks"] if block["type"] == "input"]
    if isinstance(error, InvalidInputError) and error.field in fields:
        return ack(errors={error.field: error.message})
    return ack(view=form_again(request, error))


def form_again(request: Request, error: KithError) -> View:
    """The form that was sent off, with all that was entered in it and with why it was not taken."""
    field = error.field if isinstance(error, InvalidInputError) else ""
    return form_view.form_again(request.body["view"], error_view.error(error).text, field=field)


def _message(request: Request, message: Message, where: Where) -> None:
    container = request.body.get("container") or {}
    is_own = container.get("is_ephemeral") or str(container.get("channel_id", "")).startswith("D")
    if where is Where.INSTEAD or (where is Where.PRESSED and is_own):
        request.context.replies.run(request.team_id, lambda: replace(request, message))
    elif where is Where.ALONE or request.body.get("response_url"):
        tell(request, message)


def _parts(request: Request, shown: Show) -> None:
    replies, view = request.context.replies, request.body.get("view") or {}
    if shown.message is not None:
        _message(request, shown.message, shown.where)
    if shown.view is not None and not is_form(request):
        open_view(request, shown.view)
    for view_id, drawn in ((view.get("id"), shown.here), (view.get("previous_view_id"), shown.below)):
        if view_id and drawn is not None:
            replies.update_view(_workspace_id(request), view_id=view_id, view=drawn)
    if shown.home is not None:
        actor, home = request.actor, shown.home
        replies.run(
            request.team_id,
            lambda: replies.publish_home(actor.workspace_id, slack_user_id=actor.slack_user_id, view=home),
        )
    if shown.then is not None:
        replies.run(request.team_id, shown.then)


def _workspace_id(request: Request) -> int:
    return request.within[1].workspace_id if request.within else request.workspace_id()
