"""The answer to `/kith`, to `/kith help`, and to every command that Kith does not know."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from bot.domain.messages import Message
from bot.domain.states import ParticipantState
from bot.services import organizers, participants
from bot.views import help as view
from handlers.request import Request
from handlers.rows import Command

OUTSIDE = ("join", "setup", "help")
ACTIVE = ("goals", "log", "buddy")
AWAY = ("back", "log", "week")
ORGANIZES = ("programs", "digest", "setup")


def help_message(request: Request, commands: Mapping[str, Command]) -> Message:
    """The three things that the actor can do now, every command by group, and who organizes their programs."""
    session, actor = request.session, request.actor
    mine = [one for one in participants.my_programs(session, actor) if one.takes_part]
    people = {
        program.name: [member.slack_user_id for member in organizers.of_program(session, program.program_id)]
        for program in mine
    }
    is_active = any(one.state is ParticipantState.ACTIVE for one in mine)
    organizes = bool(organizers.programs_of(session, actor))
    now = ACTIVE if is_active else AWAY if mine else ORGANIZES if organizes else OUTSIDE
    typed = str(request.body.get("text") or "").strip().partition(" ")[0].lower()
    return view.commands(
        {name: (row.order, row.help) for name, row in commands.items()},
        now=now,
        organizers=people,
        meant=_meant(typed, commands) if typed and typed not in ("help", *commands) else None,
    )


def _meant(typed: str, commands: Mapping[str, Command]) -> str:
    """The command that was probably meant; empty if none is near."""
    return next(iter(get_close_matches(typed, [*commands, "help"], n=1)), "")
