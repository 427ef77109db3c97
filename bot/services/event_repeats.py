"""An event that repeats is put on the list again, by a row of its own, once the last one has begun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Event, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain import events as rules
from bot.services.conditions import is_running, may_speak

_later = aliased(Event)
# Those that repeat and have begun, and are not yet on the list once more
REPEATING = DueQuery(
    select(Event.workspace_id, Event.id)
    .join(Program, Program.id == Event.program_id)
    .join(Workspace, Workspace.id == Event.workspace_id)
    .where(
        Event.repeats.is_not(None),
        Event.title != "",
        Event.starts_at <= now_plus(),
        ~exists().where(_later.follows_id == Event.id),
        is_running(),
        may_speak(),
    )
    .order_by(Event.id)
)


def repeat(session: Session, event_id: int, *, now: datetime) -> None:
    """Put an event that repeats, and has begun, on the list once more: the next time it takes place."""
    event = session.get_one(Event, event_id)
    if event.repeats is None:
        return
    starts_at = rules.next_start(event.starts_at, event.zone, event.repeats, after=now)
    insert_once(
        session,
        Event,
        program_id=event.program_id,
        member_id=event.member_id,
        follows_id=event.id,
        title=event.title,
        place=event.place,
        starts_at=starts_at,
        ends_at=event.ends_at and starts_at + (event.ends_at - event.starts_at),
        zone=event.zone,
        in_person=event.in_person,
        repeats=event.repeats,
        company_at=rules.company_at(starts_at, event.zone),
        created_at=now,
    )
