"""What an act leaves behind: people of the book, and a follow-up. Said with it, or one step at a time afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, FollowUp
from bot.domain.calendar import local
from bot.domain.checkins import Act, checked_names
from bot.domain.contacts import read_line
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.follow_ups import checked_day
from bot.domain.lengths import LINE, NOTE, fitting
from bot.domain.preparations import CameOfIt
from bot.services import contacts, enrollments, follow_ups, members
from bot.services.members import Actor


def leave(session: Session, actor: Actor, checkin: CheckIn, act: Act, *, new: list[str], now: datetime) -> None:
    """What a recorded act leaves behind: new people in the book, when one was in touch with others, a follow-up."""
    met = contacts.named(session, actor, act.with_whom)
    contacts.in_touch(session, met, on=act.done_on)
    people = [*met, *contacts.note_new(session, actor, new, on=act.done_on, now=now)]
    follow_ups.of_checkin(
        session,
        actor,
        checkin.id,
        due_on=act.follow_up_on,
        note=fitting("follow_up_note", act.follow_up_note, NOTE),
        whom=act.with_whom.strip(),
        contact_id=people[0] if people else None,
        now=now,
    )


def say_whom(session: Session, actor: Actor, checkin_id: int, with_whom: str, *, now: datetime) -> None:
    """Say with whom it was that the actor recorded. Raises NotFoundError for another person's, InvalidInputError."""
    checkin = _open(session, actor, checkin_id, now=now)
    checkin.with_whom = fitting("with_whom", with_whom, LINE)
    contacts.in_touch(session, contacts.named(session, actor, checkin.with_whom), on=checkin.done_on)
    _give_to(session, actor, checkin)


def add_new_contact(session: Session, actor: Actor, checkin_id: int, line: str, *, now: datetime) -> None:
    """Somebody new of what the actor recorded: they become a contact. Errors as `say_whom`."""
    checkin = _open(session, actor, checkin_id, now=now)
    names = checked_names([*checkin.new_contacts, line])
    if len(names) == len(checkin.new_contacts):
        raise InvalidInputError("new_contacts", "Write a name.")
    checkin.new_contacts, checkin.new_contact_count = names, len(names)
    contacts.note_new(session, actor, names[-1:], on=checkin.done_on, now=now)
    _give_to(session, actor, checkin)


def came_of_it(session: Session, actor: Actor, checkin_id: int, came: CameOfIt, *, now: datetime) -> None:
    """Note what came of a chat that the actor recorded, beside what was noted before; its names become contacts.

    Errors as `say_whom`, by the fields of CameOfIt.
    """
    checkin = _open(session, actor, checkin_id, now=now)
    new = [name.strip() for name in came.names if name.strip() and name.strip() not in checkin.new_contacts]
    try:
        names = checked_names([*checkin.new_contacts, *new])
    except InvalidInputError as error:
        raise InvalidInputError("names", error.message) from error
    on_resume = f"On my résumé: {came.feedback.strip()}" if came.feedback.strip() else ""
    checkin.companies = _beside(checkin.companies, came.companies, field="companies", between=", ")
    checkin.advice = _beside(checkin.advice, came.advice, field="advice", between="\n")
    checkin.advice = _beside(checkin.advice, on_resume, field="feedback", between="\n")
    checkin.new_contacts, checkin.new_contact_count = names, len(names)
    contacts.note_new(session, actor, new, on=checkin.done_on, now=now)
    _give_to(session, actor, checkin)


def plan_follow_up(
    session: Session, actor: Actor, checkin_id: int, *, due_on: date | None, note: str, now: datetime
) -> None:
    """When to be in touch again with the people of what the actor recorded. Errors as `say_whom`, and for the day."""
    checkin = _open(session, actor, checkin_id, now=now)
    today = local(now, members.zone_of(session, actor.member_id)).date()
    follow_ups.of_checkin(
        session,
        actor,
        checkin.id,
        due_on=checked_day(due_on, today=today, field="follow_up_on"),
        note=fitting("follow_up_note", note, NOTE),
        whom=checkin.with_whom,
        contact_id=None,
        now=now,
    )
    session.flush()
    _give_to(session, actor, checkin)


def _beside(before: str, written: str, *, field: str, between: str) -> str:
    """The words after those that are there already; not twice, when a form is sent again."""
    words = written.strip()
    is_there = f"{between}{words}{between}" in f"{between}{before}{between}"
    return before if not words or is_there else fitting(field, between.join(filter(None, (before, words))), NOTE)


def _open(session: Session, actor: Actor, checkin_id: int, *, now: datetime) -> CheckIn:
    checkin, program_id = enrollments.own(session, actor, CheckIn, checkin_id)
    if checkin.undone_at is not None:
        raise NotFoundError(f"check-in {checkin_id} was undone")
    enrollments.require(session, actor, program_id, now=now)
    return checkin


def _give_to(session: Session, actor: Actor, checkin: CheckIn) -> None:
    """Its follow-up is with its new people, else with those it was with, as far as the book has them."""
    own = session.scalar(select(FollowUp).where(FollowUp.checkin_id == checkin.id))
    if own is not None and own.contact_id is None:
        new = [read_line(name).name for name in checkin.new_contacts if any(map(str.isalpha, name))]
        people = [found for name in (*new, checkin.with_whom) for found in contacts.named(session, actor, name)]
        own.contact_id = people[0] if people else None
        own.whom = "" if people else checkin.with_whom
