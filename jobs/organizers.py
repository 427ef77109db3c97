"""What organizers are told between their digests: each once. What can wait a night comes in their own daytime."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import is_daytime
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message
from bot.sending import send
from bot.services import few_joined, organizers
from bot.views import announcements
from jobs.work import Work, claimed


def tell_organizers(
    context: AppContext,
    session: Session,
    kind: MessageKind,
    program_id: int,
    *,
    key: str,
    message: Message,
    now: datetime,
    about: int | None = None,
) -> bool:
    """Tell each organizer except the member it is about. False if some sleep and are told later."""
    readers = [one for one in organizers.readers(session, program_id, now=now) if one.member_id != about]
    awake = [one for one in readers if is_daytime(now, one.zone)]
    for one in awake:
        send(context, session, kind, one, key=f"{key}:{one.member_id}", message=message, now=now, program_id=program_id)
    return len(awake) == len(readers)


def report(
    context: AppContext,
    session: Session,
    kind: MessageKind,
    program_id: int,
    *,
    key: str,
    message: Message,
    now: datetime,
) -> None:
    """Tell each organizer, as what comes at its hour by the program's clock."""
    for to in organizers.readers(session, program_id, now=now):
        send(context, session, kind, to, key=f"{key}:{to.member_id}", message=message, now=now, program_id=program_id)


def _warn(context: AppContext, session: Session, work: Work) -> None:
    """Warn of a round to come that few have joined."""
    found, kind = few_joined.few_joined(session, work.program_id, now=work.now), MessageKind.FEW_JOINED
    if found is not None:
        said = announcements.few_joined(found.program, found.people)
        key = f"{kind}:{work.program_id}:{work.due.local_on}"
        report(context, session, kind, work.program_id, key=key, message=said, now=work.now)


JOBS = (claimed(MessageKind.FEW_JOINED, _warn),)
