"""Monday: ask everybody what they will do this week. One message a person, however many programs they are in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.sending import send
from bot.services import agenda
from bot.views import goals as views
from jobs.work import Work, claimed


def _ask(edge: Edge, session: Session, work: Work) -> None:
    """Prompt the program's active members in the zone that is due, where the week has room for it."""
    on, now = work.due.local_on, work.now
    for week in agenda.due(session, work.due, program_id=work.program_id, now=now):
        send(
            edge,
            session,
            MessageKind.PROMPT,
            Reader(week.member_id, week.slack_user_id, week.zone, on),
            key=f"prompt:{on}:{week.member_id}",
            message=views.prompt(week, Spot(Surface.PROMPT, on)),
            now=now,
            program_id=work.program_id,
        )


JOBS = (claimed(MessageKind.PROMPT, _ask),)
