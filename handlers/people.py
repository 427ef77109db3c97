"""What Slack says of people it has told us of before: a new name or zone, a guest, an account that was closed."""

from __future__ import annotations

from bot.services import members
from bot.services.members import SlackPerson
from bot.slack import directory
from handlers.request import Request
from handlers.rows import Event, Row


def _person(request: Request) -> None:
    """Somebody who has nothing to do with Kith is not stored."""
    person = SlackPerson(**directory.person_values(request.event["user"]))
    with request.workspace_event() as (session, _):
        if members.is_known(session, slack_user_id=person.slack_user_id):
            members.apply_slack_person(session, person, now=request.now)


ROWS: tuple[Row, ...] = tuple(Event(event, _person) for event in ("user_change", "team_join"))
