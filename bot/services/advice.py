"""Advice handed on to newcomers: who wrote it may change it and take it back, organizers may take it off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Advice, Member, Organizer, Participant, Program
from bot.db.upsert import insert_or_update
from bot.domain import advice as rules
from bot.domain.advice import IS_NEW, LISTED, READ
from bot.domain.errors import NotFoundError
from bot.domain.organizer_acts import Act
from bot.services import enrollments, organizer_log, organizers
from bot.services.conditions import goes_on, takes_part
from bot.services.members import Actor

_ROWS = (
    select(Advice, Program.id, Program.name, Member.slack_user_id)
    .join(Participant, Participant.id == Advice.participant_id)
    .join(Program, Program.id == Participant.program_id)
    .join(Member, Member.id == Participant.member_id)
    .where(takes_part(), goes_on())
    .order_by(Advice.written_at.desc(), Advice.id.desc())
)
_SEEN = _ROWS.where(Advice.text != "")


def write(session: Session, actor: Actor, program_id: int, text: str, *, is_named: bool, now: datetime) -> None:
    """Hand it on to the program's newcomers; written again, it is changed. It is asked for no more.

    Raises InvalidInputError (`text`), NotFoundError for somebody outside, ClosedError where the program has ended.
    """
    said = rules.checked(text)
    participant = enrollments.require(session, actor, program_id, now=now).participant
    participant.advice_answered_at = now
    key = {"participant_id": participant.id}
    insert_or_update(session, Advice, key, text=said, is_named=is_named, written_at=now, taken_off_at=None)


def not_now(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """It is asked for no more, and nobody is told. Raises as `write`."""
    enrollments.require(session, actor, program_id, now=now).participant.advice_answered_at = now


def take_back(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """Nobody reads it any more, nor its author that it was taken off. Raises as `write`."""
    participant = enrollments.require(session, actor, program_id, now=now).participant
    session.execute(delete(Advice).where(Advice.participant_id == participant.id))


def remove(session: Session, actor: Actor, advice_id: int, *, now: datetime) -> None:
    """An organizer takes it off: its words are gone, and its author reads so in Give & ask.

    Raises NotAllowedError for others, NotFoundError where it is gone.
    """
    found = session.execute(
        select(Advice, Participant.program_id)
        .join(Participant, Participant.id == Advice.participant_id)
        .where(Advice.id == advice_id)
    ).first()
    if found is None:
        raise NotFoundError(f"advice {advice_id}")
    organizers.require(session, actor, found[1])
    if not found[0].text:
        raise NotFoundError(f"advice {advice_id} is off")
    found[0].text, found[0].taken_off_at = "", now
    # not whose it was: its author may have handed it on without their name
    organizer_log.note(session, actor, found[1], Act.ADVICE_REMOVED, now=now)


def own(session: Session, actor: Actor) -> list[rules.Advice]:
    """What the actor handed on, and what was taken off."""
    is_told = or_(Advice.text != "", Advice.taken_off_at.is_not(None))
    return _seen(session, _ROWS.where(Member.id == actor.member_id, is_told))


def to_write(session: Session, actor: Actor, program_id: int, *, now: datetime) -> rules.Advice | None:
    """What the actor handed on in this program, to be changed. Raises as `write`."""
    enrollments.require(session, actor, program_id, now=now)
    return next((one for one in own(session, actor) if one.program_id == program_id and not one.is_off), None)


def for_newcomer(session: Session, actor: Actor, *, now: datetime) -> list[rules.Advice]:
    """The latest of others in programs in which the actor is new."""
    new = select(Participant.program_id).where(
        Participant.member_id == actor.member_id, takes_part(), Participant.joined_at > now - IS_NEW
    )
    return _read(session, _SEEN.where(Program.id.in_(new), Member.id != actor.member_id))


def of_program(session: Session, actor: Actor, program_id: int) -> list[rules.Advice]:
    """The latest of others in this program, for somebody who has just joined it."""
    return _read(session, _SEEN.where(Program.id == program_id, Member.id != actor.member_id))


def of_organized(session: Session, actor: Actor) -> list[rules.Advice]:
    """The latest in the programs that the actor organizes; whose it is only where newcomers may know, too."""
    mine = select(Organizer.program_id).where(Organizer.member_id == actor.member_id)
    return _seen(session, _SEEN.where(Program.id.in_(mine)).limit(LISTED))


def _read(session: Session, query: Select[Any, int, str, str]) -> list[rules.Advice]:
    return _seen(session, query.limit(READ))


def _seen(session: Session, query: Select[Any, int, str, str]) -> list[rules.Advice]:
    return [
        rules.Advice(
            advice_id=row.id,
            program_id=program_id,
            program=program,
            text=row.text,
            slack_user_id=slack_user_id if row.is_named else "",
            is_named=row.is_named,
            is_off=row.taken_off_at is not None,
        )
        for row, program_id, program, slack_user_id in session.execute(query)
    ]
