"""The organizers' digest: "I've got this", and the digest on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message
from bot.edge import Edge
from bot.services import digests, organizers
from bot.services.digests import SentDigest
from bot.views import digests as view
from handlers import answers
from handlers.acting import acting, pressed_ids
from handlers.replacing import replace
from handlers.subcommand import Subcommand

MOST_ANSWERS = 5


def register(app: App, edge: Edge) -> None:
    """Listen to the digest's buttons."""

    @app.action(view.TAKE)
    def handle_take(ack: Ack, body: dict[str, Any]) -> None:
        (item_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            item = digests.take_item(session, actor, item_id, now=edge.clock.now())
            takers = digests.takers(session, item.program_id)
            sent = digests.sent_digests(session, item.program_id, since=item.listed_at)
        ack()
        _show_clicked(edge, body, actor.workspace_id, takers)
        for delivery in sent:
            if delivery.slack_ts != body["container"].get("message_ts"):
                _show_sent(edge, delivery, takers)

    @app.action(view.SHOW)
    def handle_show(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            organizers.require(session, actor, program_id)
        ack()
        now = edge.clock.now()
        answers.after_ack(edge, body, lambda: _show_screen(edge, body, actor.workspace_id, program_id, now=now))


def _show_screen(edge: Edge, body: Mapping[str, Any], workspace_id: int, program_id: int, *, now: datetime) -> None:
    shown = view.screen(_digest_now(edge, workspace_id, program_id, now=now))
    edge.replies.open_view(workspace_id, trigger_id=body["trigger_id"], view=shown)


def run_digest(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith digest`: the digest of the last closed week as things stand now: of this channel's program, or of all."""
    with acting(edge, body) as (session, actor):
        organized = organizers.programs_of(session, actor)
    here = [program for program in organized if program.slack_channel_id == body.get("channel_id")]
    now, program_ids = edge.clock.now(), [program.id for program in here or organized]
    answers.after_ack(edge, body, lambda: _tell(edge, body, actor.workspace_id, program_ids, now=now))


SUBCOMMANDS: Mapping[str, Subcommand] = {"digest": Subcommand(run_digest, "organizers: last week's digest, now")}


def _tell(edge: Edge, body: Mapping[str, Any], workspace_id: int, program_ids: Sequence[int], *, now: datetime) -> None:
    """One answer a program; a response_url takes five of them."""
    messages = [_digest_now(edge, workspace_id, one, now=now) for one in program_ids[:MOST_ANSWERS]]
    for message in messages or [view.nothing_organized()]:
        answers.tell(edge, body, message)


def _digest_now(edge: Edge, workspace_id: int, program_id: int, *, now: datetime) -> Message:
    """Read first, on a transaction that blocks nobody; then give its items their rows."""
    with edge.database.unit_of_work(workspace_id, read_only=True) as session:
        told = digests.of_last_week(session, program_id, now=now)
    if isinstance(told, digests.NotYet):
        return view.not_yet(told.program_name, first_on=told.first_on)
    with edge.database.unit_of_work(workspace_id) as session:
        rows = digests.list_items(session, program_id, told.items, now=now)
    return view.digest(told.with_rows(rows))


def _show_clicked(edge: Edge, body: Mapping[str, Any], workspace_id: int, takers: Mapping[int, str]) -> None:
    """The message that was clicked, or the screen that App Home opened, says who took it."""
    if "view" in body:
        screen = view.screen(Message("", tuple(view.with_takers(body["view"]["blocks"], takers))))
        edge.replies.update_view(workspace_id, view_id=body["view"]["id"], view=screen)
        return
    message = body.get("message") or {}
    blocks = view.with_takers(message.get("blocks") or [], takers)
    replace(edge, body, Message(message.get("text", ""), tuple(blocks)))


def _show_sent(edge: Edge, sent: SentDigest, takers: Mapping[int, str]) -> None:
    """The other organizers' copies say so too."""
    edge.replies.run(
        sent.workspace_id,
        lambda: edge.clients.reading(sent.workspace_id).chat_update(
            channel=sent.slack_channel_id,
            ts=sent.slack_ts,
            text=sent.text,
            blocks=view.with_takers(sent.blocks, takers),
        ),
    )
