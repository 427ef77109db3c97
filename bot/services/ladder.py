"""Whom a member could write to next, and that they wrote. Nobody but the member ever gets any of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import ladder as rules
from bot.domain.calendar import local
from bot.domain.contacts import Contact
from bot.domain.follow_ups import Outcome
from bot.domain.ladder import ANSWER_IN, Ladder, Rung
from bot.services import checkins, contacts, follow_ups, members, participants
from bot.services.members import Actor


def ladder(session: Session, actor: Actor, *, now: datetime) -> Ladder:
    """Those of the actor's book to choose from."""
    today = local(now, members.zone_of(session, actor.member_id)).date()
    return rules.ladder(contacts.everybody(session, actor), today=today)


def rung(session: Session, actor: Actor, contact_id: int, *, now: datetime) -> tuple[Contact, Rung]:
    """One of the actor's own, and how they stand with them. Raises NotFoundError for another member's."""
    found = contacts.contact(session, actor, contact_id)
    return found, rules.rung_of(found, today=local(now, members.zone_of(session, actor.member_id)).date())


def wrote(session: Session, actor: Actor, contact_id: int, *, now: datetime) -> tuple[int, bool]:
    """The actor wrote to them: they were in touch, and look in a week whether there is an answer, unless something is
    planned. The id of that follow-up, and whether it counted as an act: once a day.

    What was due with them is done by it. Raises NotFoundError for another member's.
    """
    found, stands = rung(session, actor, contact_id, now=now)
    today = local(now, members.zone_of(session, actor.member_id)).date()
    for one in follow_ups.open_with(session, actor, contact_id):
        if one.due_on <= today:
            follow_ups.close(session, actor, one.follow_up_id, Outcome.DONE, now=now)
    session.flush()
    contacts.in_touch(session, [contact_id], on=today)
    participants.touch_everywhere(session, actor, now=now)
    counted = checkins.count(
        session,
        actor,
        stands.counts_as,
        with_whom=found.details.name,
        source=f"wrote:{contact_id}:{today}",
        now=now,
    )
    planned = follow_ups.open_with(session, actor, contact_id)
    if planned:
        return planned[0].follow_up_id, counted
    return follow_ups.plan(session, actor, due_on=today + ANSWER_IN, contact_id=contact_id, now=now), counted
