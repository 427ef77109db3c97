"""Asks Slack who the admins of a workspace are: one of them hears what is not for the organizers of a program."""

from __future__ import annotations

from datetime import datetime

from bot.context import AppContext
from bot.services import members, organizers
from bot.services.members import SlackPerson
from bot.slack import directory


def look_up(context: AppContext, workspace_id: int, *, now: datetime) -> None:
    """Know them from now on, as many as are told of something. It waits for Slack: no transaction may be open."""
    found = directory.admins(context.clients.reading(workspace_id), most=organizers.MOST_ADMINS)
    with context.database.unit_of_work(workspace_id) as session:
        for person in found:
            members.apply_slack_person(session, SlackPerson(**person), now=now)
