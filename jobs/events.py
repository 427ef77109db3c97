"""Events: one that repeats is put on the list again; those who would like company are put in touch before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import event_company, event_repeats
from bot.views import event_messages as views
from jobs.work import for_each


def _repeat(_context: AppContext, session: Session, now: datetime, event_id: int) -> None:
    """Put it on the list for the next time."""
    event_repeats.repeat(session, event_id, now=now)


def _put_in_touch(context: AppContext, session: Session, now: datetime, event_id: int) -> None:
    """Open a conversation of two or three who go, at an hour that suits them."""
    for together in event_company.put_in_touch(session, event_id, now=now):
        send(
            context,
            session,
            MessageKind.COMPANY,
            Target(users=together.slack_user_ids),
            key=f"company:{event_id}:{together.number}",
            message=views.company(together.event, together.slack_user_ids, now=now),
            now=now,
            program_id=together.event.program_id,
        )


SWEEPS = (
    for_each("event_repeats", 44, event_repeats.REPEATING, _repeat),
    for_each("event_company", 56, event_company.WAITING, _put_in_touch),
)
