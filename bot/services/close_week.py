"""Closing a week."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Participant, ParticipantWeek
from bot.db.upsert import insert_once
from bot.services.conditions import is_active


def close_week(session: Session, program_id: int, *, week_on: date, now: datetime) -> int:
    """Note for each active participant that they took part in this week; returns how many. Safe to repeat."""
    participant_ids = session.scalars(
        select(Participant.id).where(Participant.program_id == program_id, is_active())
    ).all()
    for participant_id in participant_ids:
        insert_once(session, ParticipantWeek, participant_id=participant_id, week_on=week_on)
    weeks = session.scalars(
        select(ParticipantWeek).where(
            ParticipantWeek.participant_id.in_(participant_ids), ParticipantWeek.week_on == week_on
        )
    )
    for week in weeks:
        week.closed_at = week.closed_at or now
    return len(participant_ids)
