"""Private words: Thursday's, and the kind question after a long time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.edge import Edge
from bot.sending import send
from bot.services import members, plans, rounds
from bot.services.rounds import inactivity
from bot.views import rounds as views
from jobs.work import Work, claimed, for_each


def _nudge(edge: Edge, session: Session, work: Work) -> None:
    """One private word to each who was not heard of, or who waits for a buddy; one a person for all programs."""
    on, zone, now = work.due.local_on, work.due.zone, work.now
    due = rounds.due_nudges(session, program_id=work.program_id, zone=zone, on=on)
    # Their own plan of the day goes first: there is one message a day.
    planned = plans.expected(session, [nudge.member_id for nudge in due], on=on, now=now)
    for nudge in (found for found in due if found.member_id not in planned):
        to, key = Reader(nudge.member_id, nudge.slack_user_id, zone, on), f"nudge:{on}:{nudge.member_id}"
        message = views.nudge(nudge)
        send(edge, session, MessageKind.NUDGE, to, key=key, message=message, now=now, program_id=work.program_id)


def _ask(edge: Edge, session: Session, now: datetime, participant_id: int) -> None:
    """Ask somebody who has not been heard of for three rounds or six weeks: stay, pause, leave?"""
    asked = rounds.question(session, participant_id, now=now)
    if asked is None:
        return
    to, key = members.reader(session, asked.member_id, now=now), f"question:{participant_id}:{now.date()}"
    message, program_id = views.question(asked), asked.program_id
    if send(edge, session, MessageKind.QUESTION, to, key=key, message=message, now=now, program_id=program_id):
        rounds.mark_asked(session, participant_id, now=now)


JOBS = (claimed(MessageKind.NUDGE, _nudge),)
SWEEPS = (for_each("questions", 90, inactivity.QUESTIONS, _ask),)
