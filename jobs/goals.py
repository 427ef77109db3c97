"""Monday: ask everybody what they will do this week. One message a person, however many programs they are in."""

from __future__ import annotations

from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, notices
from bot.views import goals as views
from jobs.work import Work


def run(edge: Edge, work: Work) -> None:
    """Prompt the program's active members in the zone that is due, where the week has room for it."""
    on, now = work.due.local_on, work.now
    with edge.database.unit_of_work(work.workspace_id) as session:
        if not work.claim(session):
            return
        for week in agenda.due(
            session, MessageKind.PROMPT, program_id=work.program_id, zone=work.due.zone, on=on, now=now
        ):
            if notices.admit(session, member_id=week.member_id, kind=MessageKind.PROMPT, local_on=on, now=now):
                edge.outbox.plan(
                    session,
                    key=f"prompt:{on}:{week.member_id}",
                    kind=MessageKind.PROMPT,
                    target=Target(users=(week.slack_user_id,)),
                    message=views.prompt(week, Spot(Surface.PROMPT, on)),
                    now=now,
                    program_id=work.program_id,
                    member_id=week.member_id,
                )
