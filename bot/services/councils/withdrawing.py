"""Councils that are over: their last message loses its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery
from bot.db.models import Council, Program, Workspace
from bot.domain.councils import Gathering
from bot.domain.states import ProgramState
from bot.services.conditions import may_speak
from bot.services.councils.gatherings import describe, last_meeting, message_key

OVER = DueQuery(
    select(Council.workspace_id, Council.id)
    .join(Program, Program.id == Council.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        Council.introduced_at.is_not(None),
        Council.withdrawn_at.is_(None),
        or_(Program.state == ProgramState.ENDED, Council.dissolved_at.is_not(None)),
        may_speak(),
    )
    .order_by(Council.id)
)


@dataclass(frozen=True)
class Withdrawn:
    """A council that is over, the key of its last message, and whether its whole program has ended."""

    gathering: Gathering
    key: str
    program_ended: bool


def withdraw(session: Session, council_id: int, *, now: datetime) -> Withdrawn | None:
    """Claim the last message of a council that is over, once."""
    council = session.get_one(Council, council_id)
    council.withdrawn_at = now
    meeting = last_meeting(session, council_id)
    if meeting is None:
        return None
    program = session.get_one(Program, council.program_id)
    said = describe(session, council, meeting, now=now)
    return Withdrawn(said, message_key(meeting), program.state is ProgramState.ENDED)
