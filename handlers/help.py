"""`/kith help`, and whatever else nobody listens to."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.messages import Message
from bot.services import organizers, participants
from bot.views import help as view
from handlers.request import Request
from handlers.rows import Command


def help_message(request: Request, commands: Mapping[str, Command]) -> Message:
    """Every command, and who organizes the programs that the person is in."""
    session, actor = request.session, request.actor
    people = {
        one.name: [member.slack_user_id for member in organizers.of_program(session, one.program_id)]
        for one in participants.my_programs(session, actor)
    }
    return view.commands({name: row.help for name, row in commands.items()}, organizers=people)
