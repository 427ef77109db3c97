"""`/kith …`: one Slack command, a table of subcommands. A noun's handlers export theirs; they are listed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message
from bot.edge import Edge
from bot.services import organizers
from bot.services import participants as participants_service
from bot.views import help as help_view
from handlers import (
    checkins,
    digests,
    goals,
    home,
    joining,
    mentoring,
    participants,
    privacy,
    profiles,
    program_settings,
    programs,
    rounds,
)
from handlers.acting import acting
from handlers.answers import tell
from handlers.subcommand import Subcommand

COMMAND = "/kith"


# Each noun's own, merged in the order in which help lists them
SUBCOMMANDS: Mapping[str, Subcommand] = {
    **joining.SUBCOMMANDS,
    **goals.SUBCOMMANDS,
    **checkins.SUBCOMMANDS,
    **rounds.SUBCOMMANDS,
    **home.SUBCOMMANDS,
    **digests.SUBCOMMANDS,
    **participants.SUBCOMMANDS,
    **mentoring.SUBCOMMANDS,
    **profiles.SUBCOMMANDS,
    **privacy.SUBCOMMANDS,
    **programs.SUBCOMMANDS,
    **program_settings.SUBCOMMANDS,
}


def register(app: App, edge: Edge) -> None:
    """Listen to /kith."""

    @app.command(COMMAND)
    def handle_command(ack: Ack, body: dict[str, Any]) -> None:
        name, _, rest = str(body.get("text", "")).strip().partition(" ")
        subcommand = SUBCOMMANDS.get(name.lower())
        if subcommand is None:
            message = _help(edge, body)
            ack()
            tell(edge, body, message)
            return
        subcommand.run(edge, body, rest.strip())
        ack()


def _help(edge: Edge, body: Mapping[str, Any]) -> Message:
    """Every subcommand, and who organizes the programs that the person is in."""
    with acting(edge, body) as (session, actor):
        people = {
            one.name: [member.slack_user_id for member in organizers.of_program(session, one.program_id)]
            for one in participants_service.my_programs(session, actor)
        }
    return help_view.commands({key: value.help for key, value in SUBCOMMANDS.items()}, organizers=people)
