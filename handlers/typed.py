"""Words typed to Kith in one's own conversation with it: a word is understood, all else gets four buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Reader
from bot.limits import Kind
from bot.sending import send
from bot.services import members, participants, recipients
from bot.views import typed as view
from handlers.goals import my_goals
from handlers.help import help_message
from handlers.request import Request
from handlers.rounds import my_buddy
from handlers.rows import Button, Event, Row, Who

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


def _typed(request: Request) -> None:
    """Answer once, however often Slack sends it. What was written is not stored."""
    event = request.event
    is_from_person = event.get("user") and not event.get("bot_id") and event.get("subtype") in FROM_PEOPLE
    if event.get("channel_type") != "im" or not is_from_person or not request.has_room(Kind.COMMAND):
        return
    with request.as_member() as within:
        session, actor, now = within.session, within.actor, within.now
        if within.actor.slack_user_id == members.workspace_of(session, slack_team_id=within.team_id).bot_user_id:
            return
        act = WORDS.get(event.get("text", "").strip().strip("/.!?").lower())
        answer = act(within) if act else view.four_buttons()
        on = recipients.today(session, actor, now=now)
        zone = members.zone_of(session, actor.member_id)
        to = Reader(actor.member_id, actor.slack_user_id, zone, on)
        key = f"typed:{request.body.get('event_id') or event.get('ts')}"
        send(within.context, session, MessageKind.NOTE, to, key=key, message=answer, now=now)


ROWS: tuple[Row, ...] = (
    Event("message", _typed),
    Button(view.GOALS, Who.ANYONE, my_goals),
    Button(view.BUDDY, Who.ANYONE, my_buddy),
    Button(view.HELP, Who.ANYONE, _help),
)
