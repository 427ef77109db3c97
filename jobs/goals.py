"""Monday: ask everybody what they will do this week. Where a buddy comes later that day, it waits for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import held_prompts, introductions, pauses, recipients
from bot.views import goals as views
from jobs.work import Work, claimed, for_each


def _prompt(context: AppContext, session: Session, work: Work) -> None:
    """Ask the program's active members in the zone that is due."""
    found = recipients.due_weeks(session, work.due, program_id=work.program_id, now=work.now)
    zones = {week.member_id: week.zone for week in found}
    held = held_prompts.hold(session, zones, work.program_id, on=work.due.local_on, now=work.now)
    for week in found:
        if week.member_id not in held:
            _ask(context, session, week, work.program_id, now=work.now)


def _release(context: AppContext, session: Session, now: datetime, held_id: int) -> None:
    """Ask somebody whose buddy was introduced, or is after all not introduced today."""
    found = held_prompts.release(session, held_id, now=now)
    if found is not None:
        program_id, week = found
        _ask(context, session, week, program_id, now=now)


def _ask(context: AppContext, session: Session, week: Week, program_id: int, *, now: datetime) -> None:
    to = Reader(week.member_id, week.slack_user_id, week.zone, week.on)
    key, message = f"{MessageKind.PROMPT}:{week.on}:{week.member_id}", views.prompt(week, _message_of(week))
    if send(context, session, MessageKind.PROMPT, to, key=key, message=message, now=now, program_id=program_id):
        pauses.welcomed(session, [part.participant_id for part in week.sections if part.comes_back])
        if not week.is_hard:
            introductions.told(session, [one.introduction_id for one in week.introductions.news], on=week.on)


def _message_of(week: Week) -> WeekMessage:
    return WeekMessage(WeekMessageKind.PROMPT, week.on)


JOBS = (claimed(MessageKind.PROMPT, _prompt),)
SWEEPS = (for_each("held_prompts", 55, held_prompts.RELEASED, _release),)
