"""A member's own work-search record, read from their log. Nobody else's is reached."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Member, Participant
from bot.domain.work_search import Details, Entry, Record, whole_weeks
from bot.services.members import Actor


def record(session: Session, actor: Actor, *, first: date | None, last: date | None) -> Record:
    """What the actor logged from the first day's week to the last day's. Raises InvalidInputError (`first`, `last`)."""
    from_on, until_on = whole_weeks(first, last)
    rows = session.execute(
        select(CheckIn, Activity.name)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .where(
            Participant.member_id == actor.member_id,
            CheckIn.undone_at.is_(None),
            CheckIn.done_on.between(from_on, until_on),
        )
        .order_by(CheckIn.done_on, CheckIn.id)
    )
    entries = [
        Entry(one.done_on, activity, one.with_whom, one.in_person, one.companies, Details.of(one.details))
        for one, activity in rows
    ]
    return Record(session.get_one(Member, actor.member_id).name, from_on, until_on, entries)
