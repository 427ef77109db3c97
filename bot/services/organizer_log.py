"""The log of organizers' acts: each use case of theirs notes itself here. Organizers read it, nobody writes in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, OrganizerAct, Participant
from bot.domain.organizer_acts import Act
from bot.services.members import Actor

KEPT = timedelta(days=400)

# Workspaces with entries that were kept for long enough
OLD = DueQuery(
    select(OrganizerAct.workspace_id)
    .where(OrganizerAct.at < now_plus(-KEPT))
    .group_by(OrganizerAct.workspace_id)
    .order_by(OrganizerAct.workspace_id)
)


def note(
    session: Session,
    actor: Actor,
    program_id: int | None,
    act: Act,
    detail: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """The actor did this. The detail is ids of members and values of settings; never what somebody wrote."""
    session.add(
        OrganizerAct(program_id=program_id, member_id=actor.member_id, act=act, detail=dict(detail or {}), at=now)
    )
    session.flush()


def note_change(
    session: Session, actor: Actor, program_id: int | None, act: Act, detail: Mapping[str, Any], *, now: datetime
) -> None:
    """As `note`, unless nothing was changed: the detail says what was."""
    if any(detail.values()):
        note(session, actor, program_id, act, detail, now=now)


def members_of(session: Session, participant_ids: Sequence[int]) -> list[int]:
    """The members who are these participants, for a detail."""
    found = select(Member.id).join(Participant, Participant.member_id == Member.id)
    return list(session.scalars(found.where(Participant.id.in_(participant_ids)).order_by(Member.id)))


def forget(session: Session, *, now: datetime) -> None:
    """Erase what was kept for long enough."""
    session.execute(delete(OrganizerAct).where(OrganizerAct.at < now - KEPT))
