"""Who has no council for now is told once, in their daytime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import CouncilPlan, CouncilWaiting, Member, Participant, Program, Workspace
from bot.domain.kinds import MessageKind
from bot.services import programs
from bot.services.conditions import is_active, is_reachable, is_running, may_speak
from bot.services.rounds.send_times import later_for_member

TELLINGS = DueQuery(
    select(CouncilWaiting.workspace_id, CouncilWaiting.id)
    .join(Participant, Participant.id == CouncilWaiting.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .join(CouncilPlan, CouncilPlan.program_id == CouncilWaiting.program_id)
    .join(Program, Program.id == CouncilWaiting.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        CouncilWaiting.tell_at <= now_plus(),
        CouncilWaiting.told_at.is_(None),
        CouncilPlan.launched_at.is_not(None),
        Participant.paused_until_on.is_(None),  # "welcome back" comes before anything else
        is_active(),
        is_reachable(),
        is_running(),
        may_speak(),
    )
    .order_by(CouncilWaiting.tell_at, CouncilWaiting.id)
)


@dataclass(frozen=True)
class Waits:
    """Somebody who has no council for now."""

    program_id: int
    program_name: str
    slack_user_id: str


def tell(session: Session, waiting_id: int, *, now: datetime) -> Waits | None:
    """Claim the message to somebody without a council, once. None if they are told later."""
    row = session.execute(
        select(CouncilWaiting, Program, Member)
        .join(Program, Program.id == CouncilWaiting.program_id)
        .join(Participant, Participant.id == CouncilWaiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(CouncilWaiting.id == waiting_id, CouncilWaiting.told_at.is_(None))
        .with_for_update(of=CouncilWaiting)
    ).first()
    if row is None:
        return None
    waiting, program, member = row
    breaks = programs.breaks_of(session, program.id)
    later = later_for_member(session, member, MessageKind.UNPAIRED, breaks=breaks, now=now)
    if later is not None:
        waiting.tell_at = later
        return None
    waiting.told_at = now
    return Waits(program.id, program.name, member.slack_user_id)
