"""How a person is told something outside the usual answer: errors, and what comes of Slack calls after the ack."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.domain.errors import InvalidInputError, KithError, NotFoundError
from bot.domain.messages import Message
from bot.edge import Edge
from bot.services import members
from bot.slack.presses import Listener
from bot.views import errors as error_view
from handlers.acting import identity
from handlers.replacing import replace

log = logging.getLogger(__name__)


def refusal(edge: Edge, body: Mapping[str, Any], error: KithError) -> BoltResponse:
    """The words for a refused action, where the person looks: in the form, in its place, or beside the message."""
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body=_in_form(body["view"], error))
    tell(edge, body, error_view.error(error))
    return BoltResponse(status=200, body="")


def tell(edge: Edge, body: Mapping[str, Any], message: Message) -> None:
    """Tell whoever sent this body, so that only they see it: by response_url, else in a small modal."""
    response_url = body.get("response_url")
    if response_url:
        edge.replies.whisper(response_url, whose=identity(body)[0], text=message.text, blocks=list(message.blocks))
    elif body.get("trigger_id"):
        _show(edge, body, message)


def answer(edge: Edge, body: Mapping[str, Any], message: Message) -> None:
    """Answer a click where it was made: a message of one's own gives way, one that others read too stays as it is.

    A click in App Home is answered by drawing it anew, which is the caller's.
    """
    container = body.get("container") or {}
    own = container.get("is_ephemeral") or str(container.get("channel_id", "")).startswith("D")
    response_url = body.get("response_url")
    if response_url and own:
        replace(edge, body, message)
    elif response_url:
        tell(edge, body, message)


def after_ack(edge: Edge, body: Mapping[str, Any], call: Callable[[], None], *, view_id: str | None = None) -> None:
    """Do `call`, which opens its own transaction and may ask Slack before. What it refuses is told to the person.

    With `view_id` the words replace that open modal.
    """
    edge.replies.run(identity(body)[0], lambda: _told(edge, body, call, view_id=view_id))


def register_opener(edge: Edge, key: str, opens: Callable[[Edge, Mapping[str, Any]], None]) -> None:
    """What opens a form and changes nothing before: acked at once, and first of what follows acks."""

    def receive(body: Mapping[str, Any]) -> Future[None]:
        edge.follow(body)
        return _nothing_to_wait_for()

    def do(body: Mapping[str, Any]) -> None:
        edge.replies.form(lambda: _told(edge, body, lambda: opens(edge, body)))

    edge.presses[key] = Listener(receive=receive, do=do)


def _told(edge: Edge, body: Mapping[str, Any], call: Callable[[], None], *, view_id: str | None = None) -> None:
    try:
        call()
    except (KithError, SlackApiError) as error:
        log.info("refused after the ack", extra={"action": "refused", "error": type(error).__name__})
        said = error_view.error(error if isinstance(error, KithError) else KithError())
        if view_id is None:
            tell(edge, body, said)
            return
        with suppress(NotFoundError):  # without Kith there is no token to speak with
            edge.replies.update_view(workspace_id(edge, body), view_id=view_id, view=error_view.notice(said))


def _nothing_to_wait_for() -> Future[None]:
    done: Future[None] = Future()
    done.set_result(None)
    return done


def in_modal(body: Mapping[str, Any]) -> bool:
    """Whether the click came from an open modal."""
    return bool((body.get("view") or {}).get("type") == "modal")


def workspace_id(edge: Edge, body: Mapping[str, Any]) -> int:
    """Our id of the workspace that the body comes from. Raises NotFoundError where Kith is not installed."""
    with edge.database.unit_of_work(read_only=True) as session:
        return members.workspace_of(session, slack_team_id=identity(body)[0]).id


def _show(edge: Edge, body: Mapping[str, Any], message: Message) -> None:
    show = edge.replies.push_view if in_modal(body) else edge.replies.open_view
    with suppress(NotFoundError):
        show(workspace_id(edge, body), trigger_id=body["trigger_id"], view=error_view.notice(message))


def _in_form(view: Mapping[str, Any], error: KithError) -> dict[str, Any]:
    """Beside the field where there is one of that name; else the form gives way to the words."""
    fields = {block.get("block_id") for block in view["blocks"] if block["type"] == "input"}
    if isinstance(error, InvalidInputError) and error.field in fields:
        return {"response_action": "errors", "errors": {error.field: error.message}}
    return {"response_action": "update", "view": error_view.notice(error_view.error(error))}
