"""When a message that nobody asked for goes to its readers: now, with room for it reserved, or later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.db.models import Member
from bot.domain.calendar import instant, local
from bot.domain.kinds import MessageKind
from bot.domain.rounds import Buddy
from bot.domain.slots import first_moment_for_all, suits_now
from bot.domain.working_days import Breaks
from bot.services import message_cap, recipients
from bot.services.rounds.people import hours_of

_DAY = timedelta(days=1)


def later_for_group(
    session: Session,
    people: Sequence[Buddy],
    kind: MessageKind,
    *,
    breaks: Breaks,
    now: datetime,
    even_if_hard: bool = False,
) -> datetime | None:
    """None if now suits everybody and each has room, which is reserved; else when to try again, and nothing is."""
    hours = [one.hours for one in people]
    if not suits_now(hours, now, breaks=breaks):
        later = first_moment_for_all(hours, after=now, breaks=breaks)
        if later > now:
            return later
    with session.begin_nested() as attempt:
        for one in people:
            on = local(now, one.hours.zone).date()
            if not message_cap.reserve(
                session, member_id=one.member_id, kind=kind, local_on=on, now=now, even_if_hard=even_if_hard
            ):
                attempt.rollback()
                tomorrow = instant(on + _DAY, one.hours.opens, one.hours.zone)
                return first_moment_for_all(hours, after=max(tomorrow, now), breaks=breaks)
    return None


def later_for_member(
    session: Session, member: Member, kind: MessageKind, *, breaks: Breaks, now: datetime
) -> datetime | None:
    """None if now suits them and there is room, which is reserved; else when to try again, and nothing is.

    Only an introduction goes out on a day of the week's prompt or check-in.
    """
    hours = [hours_of(member)]
    if not suits_now(hours, now, breaks=breaks):
        return first_moment_for_all(hours, after=now, breaks=breaks)
    on = local(now, member.zone).date()
    is_free = kind is MessageKind.INTRODUCTION or not recipients.has_week_message(session, member.id, on=on)
    if is_free and message_cap.reserve(session, member_id=member.id, kind=kind, local_on=on, now=now):
        return None
    tomorrow = instant(on + _DAY, member.works_from, member.zone)
    return first_moment_for_all(hours, after=max(tomorrow, now), breaks=breaks)
