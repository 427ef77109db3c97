"""Words typed to Kith in one's own conversation with it: entries become a proposal, words of commands are answered."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping

from slack_sdk.errors import SlackApiError

from bot.clock import real_now
from bot.domain import mentions
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Reader
from bot.domain.sharing import first_link
from bot.limits import Kind
from bot.sending import send
from bot.services import interactions, members, participants, recipients, typed
from bot.views import sharing, typed_proposals
from bot.views import typed as view
from handlers.goals import my_goals
from handlers.help import help_message
from handlers.request import Request
from handlers.rounds import my_buddy
from handlers.rows import Button, Event, Row, Show, Who

log = logging.getLogger(__name__)

FROM_PEOPLE = (None, "file_share")  # other subtypes tell of edits and deletions


def _pause(request: Request) -> Message:
    mine = participants.my_programs(request.session, request.actor)
    return view.pause([one for one in mine if one.takes_part])


def _help(request: Request) -> Message:
    from handlers.table import COMMANDS  # noqa: PLC0415  # the table imports this module

    return help_message(request, COMMANDS)


WORDS: Mapping[str, Callable[[Request], Message]] = {
    "help": _help,
    "goals": my_goals,
    "buddy": my_buddy,
    "log": lambda _request: view.log(),
    "pause": _pause,
}


def _typed(request: Request) -> Show | None:
    """Answer once, however often Slack sends it. What was written is kept only as the proposal that it becomes."""
    event = request.event
    is_from_person = event.get("user") and not event.get("bot_id") and event.get("subtype") in FROM_PEOPLE
    if event.get("channel_type") != "im" or not is_from_person or not request.has_room(Kind.COMMAND):
        return None
    with request.as_member() as within:
        session, actor = within.session, within.actor
        if within.actor.slack_user_id == members.workspace_of(session, slack_team_id=within.team_id).bot_user_id:
            return None
        key = f"typed:{request.body.get('event_id') or event.get('ts')}"
        if not interactions.is_new(session, key, arrived_at=real_now()):
            return None
        text = str(event.get("text") or "")
        answer = _command(within, text)
        shown = None if answer else _proposed(within, text)
        if shown is None:
            _send(within, answer or view.four_buttons(), key=key)
            return None
    return Show(then=lambda: _reply(request, actor.workspace_id, shown, key=key))


def _proposed(request: Request, text: str) -> Message | None:
    """What is proposed of it: entries to log, and of a link what to do with it."""
    session, actor, now = request.session, request.actor, request.now
    said = mentions.readable(text, members.names_of(session, mentions.mentioned(text)))
    link = first_link(said)
    words = " ".join(said.replace(link, " ").split()) if link else said
    around = words if link else ""
    proposed = typed.propose(session, actor, text, link=link, words=around, now=now) if words else None
    may_share = bool(link) and any(one.takes_part for one in participants.my_programs(session, actor))
    if proposed is None:
        kept = typed.keep_link(session, actor, link, words, now=now) if link else 0
        return sharing.typed_link(link, kept, may_share=may_share) if link else None
    shown = typed_proposals.proposal(proposed, today=recipients.today(session, actor, now=now))
    return sharing.beside(shown, link, proposed.proposal_id, may_share=may_share) if link else shown


def _reply(request: Request, workspace_id: int, shown: Message, *, key: str) -> None:
    """Directly, as the words are private. Where Slack refuses it the ledger at least offers the form: never silence."""
    channel = str(request.event.get("channel") or "")
    try:
        request.context.replies.post(workspace_id, channel=channel, text=shown.text, blocks=list(shown.blocks))
    except SlackApiError as error:
        log.warning("reply refused", extra={"action": "reply_refused", "error": error.response.get("error")})
        with request.as_member() as within:
            _send(within, view.log(), key=key)


def _command(request: Request, text: str) -> Message | None:
    """The answer to a command as a word: `goals`, `my buddy`, `hard week`."""
    from handlers.table import COMMANDS  # noqa: PLC0415  # the table imports this module

    words = re.sub(r"^(?:/?kith\s+|/)|[.!?\s]+$", "", text.strip().lower())
    words = words.removeprefix("my ").strip()
    if words in WORDS:
        return WORDS[words](request)
    row = COMMANDS.get("-".join(words.split()))
    return view.command(row.name, row.help) if row else None


def _send(request: Request, answer: Message, *, key: str) -> None:
    session, actor, now = request.session, request.actor, request.now
    zone = members.zone_of(session, actor.member_id)
    to = Reader(actor.member_id, actor.slack_user_id, zone, recipients.today(session, actor, now=now))
    send(request.context, session, MessageKind.NOTE, to, key=key, message=answer, now=now)


ROWS: tuple[Row, ...] = (
    Event("message", _typed),
    Button(view.GOALS, Who.ANYONE, my_goals),
    Button(view.BUDDY, Who.ANYONE, my_buddy),
    Button(view.HELP, Who.ANYONE, _help),
)
