"""Who has no council for now is told once, in their daytime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import CouncilPlan, CouncilWaiting, Member, Participant, Program, Workspace
from bot.domain.calendar import instant, local
from bot.domain.kinds import MessageKind
from bot.domain.slots import first_moment_for_all, suits_now
from bot.services import message_cap, programs, recipients
from bot.services.conditions import is_active, is_reachable, is_running, may_speak
from bot.services.councils import people

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
    hours, breaks = [people.hours_of(member)], programs.breaks_of(session, program.id)
    local_on = local(now, member.zone).date()
    if not suits_now(hours, now, breaks=breaks):
        waiting.tell_at = first_moment_for_all(hours, after=now, breaks=breaks)
        return None
    is_free = not recipients.has_week_message(session, member.id, on=local_on)
    kind = MessageKind.UNPAIRED
    if not is_free or not message_cap.reserve(session, member_id=member.id, kind=kind, local_on=local_on, now=now):
        tomorrow = instant(local_on + timedelta(days=1), member.works_from, member.zone)
        waiting.tell_at = first_moment_for_all(hours, after=max(tomorrow, now), breaks=breaks)
        return None
    waiting.told_at = now
    return Waits(program.id, program.name, member.slack_user_id)
