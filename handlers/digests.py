"""The organizers' digest: "I've got this", and the digest on request."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.digests import Digest
from bot.domain.messages import Message, View
from bot.services import digests, organizers, reports, viewers
from bot.services.digests import SentDigest
from bot.views import digest_csv, digest_items
from bot.views import digests as view
from bot.views import final_reports as final_view
from handlers.display import tell
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Button, Command, Row, Show, When, Where, Who

MOST_ANSWERS = 5


def _take(request: Request) -> Show:
    """The message that was pressed, or the screen that App Home opened, says who took it; so do the others' copies."""
    item = digests.take_item(request.session, request.actor, request.id, now=request.now)
    takers = digests.takers(request.session, item.program_id)
    pressed_ts = (request.body.get("container") or {}).get("message_ts")
    sent = digests.sent_digests(request.session, item.program_id, since=item.listed_at)
    others = [copy for copy in sent if copy.slack_ts != pressed_ts]

    def tell_others() -> None:
        for copy in others:
            _show_sent(request, copy, takers)

    if "view" in request.body:
        blocks = digest_items.with_takers(request.body["view"]["blocks"], takers)
        return Show(here=view.screen(Message("", tuple(blocks))), then=tell_others)
    pressed = request.body.get("message") or {}
    shown = Message(pressed.get("text", ""), tuple(digest_items.with_takers(pressed.get("blocks") or [], takers)))
    return Show(shown, Where.INSTEAD, then=tell_others)


def _show_sent(request: Request, sent: SentDigest, takers: Mapping[int, str]) -> None:
    request.context.clients.reading(sent.workspace_id).chat_update(
        channel=sent.slack_channel_id,
        ts=sent.slack_ts,
        text=sent.text,
        blocks=digest_items.with_takers(sent.blocks, takers),
    )


def _show(request: Request) -> View:
    with request.as_member() as within:
        viewers.require_reader(within.session, within.actor, request.id)
        member_id = within.actor.member_id
        organizes = organizers.is_organizer(within.session, program_id=request.id, member_id=member_id)
    told = _digest_now if organizes else _without_names
    return view.screen(told(request, within.actor.workspace_id, request.id))


def _final(request: Request) -> View:
    viewers.require_reader(request.session, request.actor, request.id)
    return view.screen(final_view.final(reports.whole(request.session, request.id, now=request.now)))


def _table(request: Request) -> Show:
    """Send the table of a program."""
    organizers.require(request.session, request.actor, request.id)
    told = digests.of_last_week(request.session, request.id, now=request.now)
    if isinstance(told, digests.NotYet):
        return Show(view.not_yet(told.program_name, first_on=told.first_on), Where.ALONE)
    send_file(request, f"table:{request.id}", lambda: view.table(told, digest_csv.file(told)), program_id=request.id)
    return Show(view.table_is_coming(), Where.ALONE)


def _digest(request: Request) -> None:
    """The digest of the last closed week as things stand now: of this channel's program, or of all.

    One answer a program that the person organizes or views; a response_url takes five of them.
    """
    with request.as_member() as within:
        found = [(one, _digest_now) for one in organizers.programs_of(within.session, within.actor)]
        found += [(one, _without_names) for one in viewers.programs_of(within.session, within.actor)]
        here = [(one, told) for one, told in found if one.slack_channel_id == request.channel_id]
        chosen = [(one.id, told) for one, told in here or found][:MOST_ANSWERS]
    workspace_id = within.actor.workspace_id
    messages = [told(request, workspace_id, program_id) for program_id, told in chosen]
    for message in messages or [view.nothing_organized()]:
        tell(request, message)


def _digest_now(request: Request, workspace_id: int, program_id: int) -> Message:
    """Read first, on a transaction that blocks nobody; then give its items their rows."""
    told = _of_last_week(request, workspace_id, program_id)
    if isinstance(told, digests.NotYet):
        return view.not_yet(told.program_name, first_on=told.first_on)
    with request.context.database.unit_of_work(workspace_id) as session:
        rows = digests.list_items(session, program_id, told.items, now=request.now)
    return view.digest(told.with_rows(rows))


def _without_names(request: Request, workspace_id: int, program_id: int) -> Message:
    """As a viewer reads it: nothing is listed for somebody to take."""
    told = _of_last_week(request, workspace_id, program_id)
    if isinstance(told, digests.NotYet):
        return view.not_yet(told.program_name, first_on=told.first_on)
    return view.digest(told.without_names())


def _of_last_week(request: Request, workspace_id: int, program_id: int) -> Digest | digests.NotYet:
    with request.context.database.unit_of_work(workspace_id, read_only=True) as session:
        return digests.of_last_week(session, program_id, now=request.now)


ROWS: tuple[Row, ...] = (
    Button(digest_items.TAKE, Who.ORGANIZER, _take, ids=1),
    Button(view.SHOW, Who.READER, _show, ids=1, when=When.AT_ONCE),
    Button(view.TABLE, Who.ORGANIZER, _table, ids=1),
    Button(final_view.SHOW, Who.READER, _final, ids=1),
    Command("digest", 60, "last week's digest, now", _digest, when=When.AT_ONCE),
)
