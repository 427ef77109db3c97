"""Who gets a message about their week, and what it shows: first when it is due, and again after each click."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant
from bot.domain.calendar import Due, falls_on, local
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import members, programs, weeks
from bot.services.conditions import is_active, is_reachable
from bot.services.members import Actor

_KIND_OF: Mapping[WeekMessageKind, MessageKind] = {
    WeekMessageKind.PROMPT: MessageKind.PROMPT,
    WeekMessageKind.CHECKIN: MessageKind.CHECKIN,
}


def due_weeks(session: Session, moment: Due, *, program_id: int, now: datetime) -> list[Week]:
    """The weeks of the program's active members in `moment.zone`, each with all programs due on that day."""
    member_ids = session.scalars(
        select(Member.id)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.program_id == program_id, is_active(), Member.zone == moment.zone, is_reachable())
    ).all()
    return weeks_due(session, member_ids, moment.kind, on=moment.local_on, now=now)


def weeks_due(
    session: Session, member_ids: Collection[int], kind: MessageKind, *, on: date, now: datetime
) -> list[Week]:
    """The weeks of these members, each with the programs they are active in that send `kind` on the local day `on`."""
    program_ids = programs_due(session, kind, on=on)
    found = weeks.load(session, on=on, member_ids=member_ids, program_ids=program_ids, now=now)
    return [found[member_id] for member_id in sorted(found)]


def current_week(
    session: Session, actor: Actor, week_message: WeekMessage, *, now: datetime, also: Collection[int] = ()
) -> Week | None:
    """The actor's week as `week_message` shows it now. It shows the programs in `also`, whether they are due or not.

    None if there is no program left to show.
    """
    kind = _KIND_OF.get(week_message.kind)
    program_ids = None if kind is None else {*programs_due(session, kind, on=week_message.on), *also}
    found = weeks.load(
        session, on=week_message.on, member_ids=[actor.member_id], program_ids=program_ids, now=now, only_active=False
    )
    return found.get(actor.member_id)


def today(session: Session, actor: Actor, *, now: datetime) -> date:
    """Today's date in the actor's zone."""
    return local(now, members.zone_of(session, actor.member_id)).date()


def programs_due(session: Session, kind: MessageKind, *, on: date) -> set[int]:
    """The running programs of the workspace that send `kind` on the local day `on`."""
    return {program_id for program_id, dates in programs.running_dates(session).items() if falls_on(kind, dates, on)}


def has_week_message(session: Session, member_id: int, *, on: date) -> bool:
    """Whether one of the member's programs sends a prompt or a check-in on their local day `on`."""
    senders = programs_due(session, MessageKind.PROMPT, on=on) | programs_due(session, MessageKind.CHECKIN, on=on)
    mine = session.scalars(select(Participant.program_id).where(Participant.member_id == member_id, is_active()))
    return bool(senders & set(mine))
