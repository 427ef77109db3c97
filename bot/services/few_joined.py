"""Programs whose next round has too few people to match: its organizers are told while there is time to invite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.domain.calendar import dues
from bot.domain.kinds import MessageKind
from bot.domain.programs import ProgramNews
from bot.services import program_life, programs
from bot.services.conditions import is_active

ENOUGH = 3
_AHEAD = timedelta(days=5)  # further than from a Friday to a Tuesday, and less than a week


@dataclass(frozen=True)
class FewJoined:
    """The program before its next round, and who is there: Slack user ids."""

    program: ProgramNews
    people: tuple[str, ...]


def few_joined(session: Session, program_id: int, *, now: datetime) -> FewJoined | None:
    """Who is there for the round of these days; None where there is no such round, or they are enough."""
    dates = programs.dates_of(session, session.get_one(Program, program_id))
    if next(dues(MessageKind.ROUND, dates, zones=(), after=now, until=now + _AHEAD), None) is None:
        return None
    people = session.scalars(
        select(Member.slack_user_id)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.program_id == program_id, is_active())
        .order_by(Participant.id)
    ).all()
    return None if len(people) >= ENOUGH else FewJoined(program_life.news(session, program_id, now=now), tuple(people))
