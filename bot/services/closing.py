"""The end of a week, and what a participant's weeks add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Participant, ParticipantWeek
from bot.db.once import insert_once
from bot.domain.calendar import WEEK, week_of
from bot.domain.checkins import History, PastWeek, history
from bot.domain.states import ParticipantState

WEEKS = 8


def close_week(session: Session, program_id: int, *, week_on: date, now: datetime) -> int:
    """Note for each active participant that they took part in this week; how many. Done again, it changes nothing."""
    participant_ids = session.scalars(
        select(Participant.id).where(Participant.program_id == program_id, Participant.state == ParticipantState.ACTIVE)
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


def histories(session: Session, participant_ids: Collection[int], *, week_on: date) -> dict[int, History]:
    """How each participant's last closed weeks before `week_on` went, eight at most; late entries are in it."""
    first = week_on - WEEKS * WEEK
    acts: Counter[tuple[int, date]] = Counter()
    for participant_id, done_on in session.execute(
        select(CheckIn.participant_id, CheckIn.done_on).where(
            CheckIn.participant_id.in_(participant_ids),
            CheckIn.undone_at.is_(None),
            CheckIn.done_on >= first,
            CheckIn.done_on < week_on,
        )
    ):
        acts[participant_id, week_of(done_on)] += 1
    past: dict[int, list[PastWeek]] = defaultdict(list)
    for week in session.scalars(
        select(ParticipantWeek).where(
            ParticipantWeek.participant_id.in_(participant_ids),
            ParticipantWeek.closed_at.is_not(None),
            ParticipantWeek.week_on >= first,
            ParticipantWeek.week_on < week_on,
        )
    ):
        done = acts[week.participant_id, week.week_on]
        past[week.participant_id].append(PastWeek(week.week_on, done, week.excused_at is not None))
    return {participant_id: history(past[participant_id]) for participant_id in participant_ids}
