"""Private messages to one person: Thursday's nudge, and a friendly question after a long silence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.sending import send
from bot.services import members, plans, rounds
from bot.services.rounds import inactivity
from bot.views import rounds as views
from jobs.work import Work, claimed, for_each


def _nudge(context: AppContext, session: Session, work: Work) -> None:
    """Write to people we have not heard from, or who wait for a buddy: one message a person for all programs."""
    on, zone, now = work.due.local_on, work.due.zone, work.now
    due = rounds.due_nudges(session, program_id=work.program_id, zone=zone, on=on)
    # Their own plan of the day goes first: there is one message a day.
    planned = plans.expected(session, [nudge.member_id for nudge in due], on=on, now=now)
    for nudge in (found for found in due if found.member_id not in planned):
        to, key = Reader(nudge.member_id, nudge.slack_user_id, zone, on), f"nudge:{on}:{nudge.member_id}"
        message = views.nudge(nudge)
        send(context, session, MessageKind.NUDGE, to, key=key, message=message, now=now, program_id=work.program_id)


def _ask(context: AppContext, session: Session, now: datetime, participant_id: int) -> None:
    """Ask people we have not heard from for three rounds or six weeks: stay, pause or leave?"""
    asked = rounds.question(session, participant_id, now=now)
    if asked is None:
        return
    to, key = members.reader(session, asked.member_id, now=now), f"question:{participant_id}:{now.date()}"
    message, program_id = views.question(asked), asked.program_id
    if send(context, session, MessageKind.QUESTION, to, key=key, message=message, now=now, program_id=program_id):
        rounds.mark_asked(session, participant_id, now=now)


JOBS = (claimed(MessageKind.NUDGE, _nudge),)
SWEEPS = (for_each("questions", 90, inactivity.QUESTIONS, _ask),)
