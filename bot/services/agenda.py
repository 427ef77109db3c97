"""Whose week is to be spoken of, in which message: on due days, and anew after a click."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant
from bot.domain.calendar import Due, falls_on, local
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.spots import Spot, Surface
from bot.domain.states import ParticipantState
from bot.services import programs, weeks
from bot.services.members import Actor

_ZONE = select(Member.zone).where(Member.id == bindparam("member_id"))
_KIND_OF: Mapping[Surface, MessageKind] = {Surface.PROMPT: MessageKind.PROMPT, Surface.CHECKIN: MessageKind.CHECKIN}


def due(session: Session, moment: Due, *, program_id: int, now: datetime) -> list[Week]:
    """The weeks of the program's active members in the zone that is due, each with every program due on that day."""
    member_ids = session.scalars(
        select(Member.id)
        .join(Participant, Participant.member_id == Member.id)
        .where(
            Participant.program_id == program_id,
            Participant.state == ParticipantState.ACTIVE,
            Member.zone == moment.zone,
            *reachable(),
        )
    ).all()
    on = moment.local_on
    program_ids = falling(session, moment.kind, on=on)
    found = weeks.load(session, on=on, member_ids=member_ids, program_ids=program_ids, now=now)
    return [found[member_id] for member_id in sorted(found)]


def redrawn(session: Session, actor: Actor, spot: Spot, *, now: datetime, also: Collection[int] = ()) -> Week | None:
    """The actor's week for the message at `spot`, as it stands now; `also` are programs it has in any case.

    None where no program of theirs is left to speak of.
    """
    kind = _KIND_OF.get(spot.surface)
    program_ids = None if kind is None else {*falling(session, kind, on=spot.on), *also}
    found = weeks.load(
        session, on=spot.on, member_ids=[actor.member_id], program_ids=program_ids, now=now, only_active=False
    )
    return found.get(actor.member_id)


def today(session: Session, actor: Actor, *, now: datetime) -> date:
    """Which day it is where the actor lives."""
    return local(now, session.scalars(_ZONE, {"member_id": actor.member_id}).one()).date()


def falling(session: Session, kind: MessageKind, *, on: date) -> set[int]:
    """The running programs of the workspace whose moment of `kind` falls on the local day `on`."""
    return {program_id for program_id, dates in programs.running_dates(session).items() if falls_on(kind, dates, on)}


def has_message_of_its_own(session: Session, member_id: int, *, on: date) -> bool:
    """Whether a prompt or a check-in of one of the member's programs falls on their local day `on`."""
    falls = falling(session, MessageKind.PROMPT, on=on) | falling(session, MessageKind.CHECKIN, on=on)
    mine = session.scalars(
        select(Participant.program_id).where(
            Participant.member_id == member_id, Participant.state == ParticipantState.ACTIVE
        )
    )
    return bool(falls & set(mine))


def reachable() -> tuple[ColumnElement[bool], ...]:
    """Conditions on members whom Slack can deliver to and whose zone is known."""
    return (
        Member.deactivated_at.is_(None),
        Member.erased_at.is_(None),
        Member.is_bot.is_(False),
        Member.seen_in_slack_at.is_not(None),
    )
