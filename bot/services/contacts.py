"""A member's own book of people: add, change, erase, find. Nobody but the member ever gets any of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Contact, Member
from bot.db.upsert import insert_once
from bot.domain import contacts as rules
from bot.domain.calendar import local
from bot.domain.contacts import MOST, SHOWN, Book, Closeness, Details, Double, Found, Pasted, Search
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.services import members, participants
from bot.services.hashing import hasher
from bot.services.members import Actor

ASKED = 3  # whether two are one person, at once

_Row = Row[Contact, str | None, str | None]


def add(
    session: Session,
    actor: Actor,
    details: Details,
    *,
    closeness: Closeness = Closeness.NEW,
    last_in_touch_on: date | None = None,
    now: datetime,
) -> int:
    """Put somebody into the actor's book; the id. If they may be there already, the actor is asked (`book`).

    Raises InvalidInputError (a field's name) for what cannot be used, and for one more than fit.
    """
    details = rules.checked(details)
    if _count(session, actor) >= MOST:
        raise InvalidInputError("name", f"Your book is full: {MOST:,} people fit. Erase somebody first.")
    participants.touch_everywhere(session, actor, now=now)
    return _insert(session, actor, details, closeness=closeness, last_in_touch_on=last_in_touch_on, now=now)


def edit(
    session: Session,
    actor: Actor,
    contact_id: int,
    details: Details,
    *,
    closeness: Closeness,
    last_in_touch_on: date | None,
    now: datetime,
) -> None:
    """Change what is noted; the name of a buddy stays Slack's. Raises NotFoundError for another member's, as `add`."""
    contact = _own(session, actor, contact_id)
    if contact.buddy_id is not None:
        details = rules.checked(replace(details, name="."))
        contact.details = {**asdict(details), "name": ""}
    else:
        details = rules.checked(details)
        contact.details = asdict(details)
        contact.name_hash = _hash(session, actor, details.name)
    contact.closeness, contact.last_in_touch_on = closeness, last_in_touch_on
    participants.touch_everywhere(session, actor, now=now)


def erase(session: Session, actor: Actor, contact_id: int) -> None:
    """Erase somebody from the actor's book, with all that was noted. Raises NotFoundError for another member's."""
    session.delete(_own(session, actor, contact_id))
    session.flush()


def contact(session: Session, actor: Actor, contact_id: int) -> rules.Contact:
    """One of the actor's own. Raises NotFoundError for another member's."""
    row = session.execute(_mine(actor).where(Contact.id == contact_id)).first()
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has no contact {contact_id}")
    return _shown(row, zone=members.zone_of(session, actor.member_id))


def book(session: Session, actor: Actor) -> Book:
    """What the room People opens with. Four queries, no matter how many there are."""
    zone = members.zone_of(session, actor.member_id)
    latest = (
        _mine(actor)
        .where(Contact.double_of_id.is_(None))
        .order_by(Contact.last_in_touch_on.is_(None), Contact.last_in_touch_on.desc(), Contact.id.desc())
        .limit(SHOWN)
    )
    return Book(
        total=_count(session, actor),
        latest=tuple(_shown(row, zone=zone) for row in session.execute(latest)),
        doubles=tuple(_doubles(session, actor)),
    )


def find(session: Session, actor: Actor, search: Search, *, now: datetime) -> Found:
    """A page of those that the search finds among all of the actor's own, by name."""
    zone = members.zone_of(session, actor.member_id)
    today = local(now, zone).date()
    found = [one for one in everybody(session, actor) if rules.is_found(one, search, today=today)]
    page = found[search.page * SHOWN :][:SHOWN]
    return Found(search, len(found), tuple(page))


def everybody(session: Session, actor: Actor) -> Sequence[rules.Contact]:
    """The actor's whole book, by name."""
    zone = members.zone_of(session, actor.member_id)
    rows = session.execute(_mine(actor).where(Contact.double_of_id.is_(None)))
    return rules.by_name(_shown(row, zone=zone) for row in rows)


def preview(session: Session, actor: Actor, written: str) -> Pasted:
    """What would become of these lines. Raises InvalidInputError (`lines`) where there are none or too many."""
    pasted = rules.read_lines(written)
    if _count(session, actor) + len(pasted.people) > MOST:
        raise InvalidInputError("lines", f"Your book has no room for all of them: {MOST:,} people fit.")
    asked = sum(_same(session, actor, details) is not None for details in pasted.people)
    return replace(pasted, asked=asked)


def paste(session: Session, actor: Actor, written: str, *, now: datetime) -> Pasted:
    """Add the people of these lines; a line that is none is named in the answer. Errors as `preview`."""
    pasted = preview(session, actor, written)
    for details in pasted.people:
        _insert(session, actor, details, now=now)
    participants.touch_everywhere(session, actor, now=now)
    return pasted


def note_new(session: Session, actor: Actor, names: Iterable[str], *, on: date, now: datetime) -> list[int]:
    """The new people of something that the actor did become contacts; their ids. A full book takes no more."""
    room = MOST - _count(session, actor)
    people = [rules.read_line(name) if any(map(str.isalpha, name)) else Details(name) for name in names]
    return [_insert(session, actor, one, last_in_touch_on=on, now=now) for one in people[: max(room, 0)]]


def add_buddies(session: Session, member_ids: Collection[int], *, now: datetime) -> None:
    """These people were introduced to each other: each is in the others' book, once."""
    names = session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids))).all()
    for mine in member_ids:
        hashed = hasher(session, f"contact {mine}")
        for buddy_id, name in names:
            if buddy_id != mine:
                key = hashed(rules.name_key(name)) if name else ""
                insert_once(session, Contact, member_id=mine, buddy_id=buddy_id, name_hash=key, created_at=now)


def answer_double(session: Session, actor: Actor, contact_id: int, *, is_same: bool) -> None:
    """Whether somebody who was noted once more is the same person: then the two become one. Answered is answered.

    Raises NotFoundError for another member's.
    """
    more = _own(session, actor, contact_id)
    kept = session.get(Contact, more.double_of_id) if more.double_of_id is not None else None
    more.double_of_id = None
    if not is_same or kept is None:
        return
    details = rules.merged(Details(**{"name": "", **kept.details}), Details(**{"name": "", **more.details}))
    kept.details = asdict(details)
    kept.last_in_touch_on = max(filter(None, (kept.last_in_touch_on, more.last_in_touch_on)), default=None)
    session.delete(more)
    session.flush()


def _mine(actor: Actor) -> Select[Contact, str | None, str | None]:
    return (
        select(Contact, Member.name, Member.slack_user_id)
        .outerjoin(Member, Member.id == Contact.buddy_id)
        .where(Contact.member_id == actor.member_id)
    )


def _own(session: Session, actor: Actor, contact_id: int) -> Contact:
    found = session.scalar(select(Contact).where(Contact.id == contact_id, Contact.member_id == actor.member_id))
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has no contact {contact_id}")
    return found


def _count(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count(Contact.id)).where(Contact.member_id == actor.member_id)) or 0


def _insert(
    session: Session,
    actor: Actor,
    details: Details,
    *,
    closeness: Closeness = Closeness.NEW,
    last_in_touch_on: date | None = None,
    now: datetime,
) -> int:
    known = _same(session, actor, details)
    made = Contact(
        member_id=actor.member_id,
        name_hash=_hash(session, actor, details.name),
        details=asdict(details),
        closeness=closeness,
        last_in_touch_on=last_in_touch_on,
        double_of_id=known.id if known else None,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def _same(session: Session, actor: Actor, details: Details) -> Contact | None:
    """Who may be the same person in the book: the first of them."""
    rows = session.execute(
        _mine(actor)
        .where(Contact.name_hash == _hash(session, actor, details.name), Contact.double_of_id.is_(None))
        .order_by(Contact.id)
    )
    return next((row[0] for row in rows if rules.may_be_same(_details(row[0], row[1]), details)), None)


def _doubles(session: Session, actor: Actor) -> Iterable[Double]:
    known, buddy = aliased(Contact), aliased(Member)
    rows = session.execute(
        select(Contact, known, buddy.name)
        .join(known, known.id == Contact.double_of_id)
        .outerjoin(buddy, buddy.id == known.buddy_id)
        .where(Contact.member_id == actor.member_id)
        .order_by(Contact.id)
        .limit(ASKED)
    )
    return [Double(more.id, _details(more, None), _details(kept, name)) for more, kept, name in rows]


def _hash(session: Session, actor: Actor, name: str) -> str:
    return hasher(session, f"contact {actor.member_id}")(rules.name_key(name))


def _details(contact: Contact, buddy: str | None) -> Details:
    noted: dict[str, Any] = {"name": "", **contact.details}
    return Details(**{**noted, "name": buddy or noted["name"]})


def _shown(row: _Row, *, zone: str) -> rules.Contact:
    contact, name, slack_user_id = row
    return rules.Contact(
        contact_id=contact.id,
        details=_details(contact, name),
        closeness=contact.closeness,
        last_in_touch_on=contact.last_in_touch_on,
        added_on=local(contact.created_at, zone).date(),
        slack_user_id=slack_user_id or "",
    )
