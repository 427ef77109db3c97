"""The answer to `/kith help`, and to every command that Kith does not know."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.messages import Message
from bot.services import organizers, participants
from bot.views import help as view
from handlers.request import Request
from handlers.rows import Command


def help_message(request: Request, commands: Mapping[str, Command]) -> Message:
    """List every command, and who organizes each program of the actor."""
    session, actor = request.session, request.actor
    people = {
        program.name: [member.slack_user_id for member in organizers.of_program(session, program.program_id)]
        for program in participants.my_programs(session, actor)
    }
    return view.commands({name: row.help for name, row in commands.items()}, organizers=people)
