"""Passes on what somebody shared, once, in the daytime of whoever gets it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.sending import send
from bot.services import members, sharing
from bot.views import sharing as view
from jobs.work import for_each


def _pass_on(context: AppContext, session: Session, now: datetime, share_id: int) -> None:
    """At night it waits. If its author erases their data before it is sent, it is not sent."""
    receiver_id = sharing.receiver_of(session, share_id)
    if receiver_id is None or not is_daytime(now, members.zone_of(session, receiver_id)):
        return
    found = sharing.to_pass_on(session, share_id)
    if found is None:
        return
    shared, ids = found
    send(
        context,
        session,
        MessageKind.SHARED,
        members.reader(session, ids.receiver_id, now=now),
        key=f"shared:{ids.help_id}",
        message=view.shared(shared),
        now=now,
        program_id=ids.program_id,
        author_id=ids.author_id,
    )


SWEEPS = (for_each("shares", 164, sharing.WAITING, _pass_on),)
