"""Passes thanks on to people who have no week of their own, once, in their daytime; else their author hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.sending import send
from bot.services import members, thanks
from bot.views import thanks as view
from jobs.work import for_each

KEY = "thanks:"
AT_ONCE = timedelta(hours=1)  # whoever wrote them a moment ago is awake


def _tell(context: AppContext, session: Session, now: datetime, checkin_id: int) -> None:
    """Write to whoever is thanked where their day and week have room; else the next tick asks again."""
    found = thanks.passed_on(session, checkin_id)
    to = members.reader(session, found.thanked_id, now=now)
    said = view.thanks(found.author, found.words)
    if is_daytime(now, to.zone) and send(
        context,
        session,
        MessageKind.THANKS,
        to,
        key=f"{KEY}{checkin_id}",
        message=said,
        now=now,
        author_id=found.author_id,
    ):
        thanks.settle(session, checkin_id, now=now)


def _give_back(context: AppContext, session: Session, now: datetime, checkin_id: int) -> None:
    """Tell the author that their words are still with them."""
    found = thanks.passed_on(session, checkin_id)
    to = members.reader(session, found.author_id, now=now)
    if not (is_daytime(now, to.zone) or found.written_at > now - AT_ONCE):
        return
    key, said = f"thanks_back:{checkin_id}", view.given_back(found.thanked, found.words)
    send(context, session, MessageKind.NOTE, to, key=key, message=said, now=now, author_id=found.author_id)
    thanks.settle(session, checkin_id, now=now)


SWEEPS = (
    for_each("thanks", 163, thanks.TO_TELL, _tell),
    for_each("thanks_back", 166, thanks.TO_RETURN, _give_back),
)
