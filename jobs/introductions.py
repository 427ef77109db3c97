"""Introductions: ask the next who may know the way, and put those in touch for whom the other side said yes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import introduction_company, introduction_knowers
from bot.views import introduction_messages as views
from jobs.work import for_each


def _go_on(_context: AppContext, session: Session, now: datetime, introduction_id: int) -> None:
    """Ask the next, or say that nothing came of it."""
    introduction_knowers.go_on(session, introduction_id, now=now)


def _put_in_touch(context: AppContext, session: Session, now: datetime, introduction_id: int) -> None:
    """Open a conversation of asker and knower, at an hour that suits both."""
    found = introduction_company.put_in_touch(session, introduction_id, now=now)
    if found is not None:
        send(
            context,
            session,
            MessageKind.WARM_INTRODUCTION,
            Target(users=(found.asker, found.knower)),
            key=f"warm_introduction:{introduction_id}",
            message=views.together(found.asker, found.knower, whom=found.whom, wanted=found.wanted),
            now=now,
        )


SWEEPS = (
    for_each("introduction_knowers", 46, introduction_knowers.OPEN, _go_on),
    for_each("introduction_company", 57, introduction_company.WAITING, _put_in_touch),
)
