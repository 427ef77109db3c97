"""Mentor pairs in time: the next is asked, the two are introduced, questions lapse, pairs come to their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.mentor_pairs import Closed
from bot.domain.messages import Target
from bot.sending import send
from bot.services import mentor_life, mentor_requests
from bot.views import mentor_messages as messages
from jobs.work import for_each

Act = Callable[[AppContext, Session, datetime, int], None]


def _ask_next(context: AppContext, session: Session, now: datetime, pair_id: int) -> None:
    """Of who asks for whoever suits: somebody else is asked."""
    mentor_requests.ask_next(session, pair_id, now=now, mixes=context.settings.weights)


def _introduce(context: AppContext, session: Session, now: datetime, pair_id: int) -> None:
    """Open a conversation of mentor and mentee, at an hour that suits both."""
    pair = mentor_life.introduce(session, pair_id, now=now)
    if pair is not None:
        to, message = Target(users=(pair.mentee, pair.mentor)), messages.introduction(pair)
        key, program_id = messages.key(pair_id), pair.program_id
        send(context, session, MessageKind.MENTOR_PAIR, to, key=key, message=message, now=now, program_id=program_id)


def _closes(why: Closed) -> Act:
    def act(context: AppContext, session: Session, now: datetime, pair_id: int) -> None:
        if mentor_life.close(session, pair_id, why, now=now):
            context.outbox.update(session, key=messages.key(pair_id), message=messages.over(), now=now)

    return act


SWEEPS = (
    for_each("mentor_questions_left", 48, mentor_life.LEFT_OPEN, _closes(Closed.WITHDRAWN)),
    for_each("mentor_questions_lapsed", 42, mentor_life.LAPSED, _closes(Closed.LAPSED)),
    for_each("mentor_pairs_parted", 43, mentor_life.PARTED, _closes(Closed.GONE)),
    for_each("mentor_pairs_over", 45, mentor_life.OVER, _closes(Closed.AS_PLANNED)),
    for_each("mentor_questions_next", 47, mentor_requests.TO_ASK_NEXT, _ask_next),
    for_each("mentor_pairs", 59, mentor_life.TO_INTRODUCE, _introduce),
)
