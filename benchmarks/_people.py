"""A member's book of up to 2,000 people, with notes and next steps."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.db.models import Contact, FollowUp
from bot.domain.contacts import Details, Search
from bot.services import contacts
from bot.services.members import Actor
from bot.views import contacts as contacts_view

CONTACTS = (10, 1_000, 2_000)
STEPS = 5  # every so many contacts one has a next step
NOTE = "Met at the fair; works on payments and likes chess. Knows somebody in the team that I am targeting. " * 3


def fill_book(session: Session, member: Actor, number: int, *, now: datetime) -> None:
    """A book of so many people, and open follow-ups with a fifth of them."""
    ids = range(1, number + 1)
    whose = {"workspace_id": member.workspace_id, "member_id": member.member_id, "created_at": now}
    people = {one: Details(f"Person {one}", f"Company {one % 200}", "payments", "a friend", NOTE) for one in ids}
    rows = [{**whose, "id": one, "name_hash": str(one), "details": asdict(people[one])} for one in ids]
    session.execute(insert(Contact), rows)
    step = {**whose, "planned_at": now, "note": NOTE}
    steps = [{**step, "contact_id": one, "due_on": (now + timedelta(days=one % 90)).date()} for one in ids[::STEPS]]
    session.execute(insert(FollowUp), steps)


def search(session: Session, member: Actor, *, now: datetime) -> object:
    """The first page of those with a part of a name, through the whole book."""
    return contacts_view.find_form(contacts.find(session, member, Search("person 1"), now=now))
