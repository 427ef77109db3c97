"""What Slack says of people it has told us of before: a new name or zone, a guest, an account that was closed."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.edge import Edge
from bot.services import members
from bot.services.members import SlackPerson
from bot.slack import directory
from handlers.acting import observing


def register(app: App, edge: Edge) -> None:
    """Listen to user_change and team_join. Somebody who has nothing to do with Kith is not stored."""

    def handle_person(ack: Ack, body: dict[str, Any]) -> None:
        person = SlackPerson(**directory.person_values(body["event"]["user"]))
        with observing(edge, body) as (session, _):
            if members.is_known(session, slack_user_id=person.slack_user_id):
                members.apply_slack_person(session, person, now=edge.clock.now())
        ack()

    for event in ("user_change", "team_join"):
        app.event(event)(handle_person)
