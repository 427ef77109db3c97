"""A member's own book of people: add, change, erase, find. Nobody but the member ever gets any of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.db.models import Contact, FollowUp, GroupMember, Member, Participant
from bot.db.upsert import insert_once
from bot.domain import contacts as rules
from bot.domain.calendar import local
from bot.domain.contacts import MOST, SHOWN, Book, Closeness, Details, Found, Pasted, Search
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.services import members, participants
from bot.services.hashing import hasher
from bot.services.members import Actor


def add(
    session: Session,
    actor: Actor,
    details: Details,
    *,
    closeness: Closeness = Closeness.NEW,
    last_in_touch_on: date | None = None,
    now: datetime,
) -> int:
    """Put somebody into the actor's book; the id. If they may be there already, the actor is asked (`same_people`).

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
    """Change what is noted; the name of a buddy stays Slack's, and the category what it was.

    Raises NotFoundError for another member's, else as `add`.
    """
    contact = own_row(session, actor, contact_id)
    details = replace(details, category=details_of(contact, None).category)
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
    session.delete(own_row(session, actor, contact_id))
    session.flush()


def contact(session: Session, actor: Actor, contact_id: int) -> rules.Contact:
    """One of the actor's own. Raises NotFoundError for another member's."""
    found = _shown(session, actor, _mine(actor).where(Contact.id == contact_id))
    if not found:
        raise NotFoundError(f"member {actor.member_id} has no contact {contact_id}")
    return found[0]


def book(session: Session, actor: Actor) -> Book:
    """What the room People opens with. Four queries, no matter how many there are."""
    latest = (
        _mine(actor)
        .where(Contact.double_of_id.is_(None))
        .order_by(Contact.last_in_touch_on.is_(None), Contact.last_in_touch_on.desc(), Contact.id.desc())
        .limit(SHOWN)
    )
    return Book(
        total=session.scalar(_count_of(actor).where(Contact.double_of_id.is_(None))) or 0,
        latest=tuple(_shown(session, actor, latest)),
    )


def find(session: Session, actor: Actor, search: Search, *, besides: int = 0, now: datetime) -> Found:
    """A page of those that the search finds among all of the actor's own, by name; `besides` is somebody else."""
    zone = members.zone_of(session, actor.member_id)
    today = local(now, zone).date()
    found = [
        one
        for one in everybody(session, actor)
        if one.contact_id != besides and rules.is_found(one, search, today=today)
    ]
    page = found[search.page * SHOWN :][:SHOWN]
    return Found(search, len(found), tuple(page))


def everybody(session: Session, actor: Actor) -> Sequence[rules.Contact]:
    """The actor's whole book, by name."""
    return rules.by_name(_shown(session, actor, _mine(actor).where(Contact.double_of_id.is_(None))))


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


def note_introduced(session: Session, actor: Actor, details: Details, by_id: int, *, on: date, now: datetime) -> None:
    """A member introduced somebody to the actor, and wrote down the name: it goes if that member erases their data. A
    full book takes no more.
    """
    if _count(session, actor) < MOST:
        made = _insert(session, actor, details, last_in_touch_on=on, now=now)
        session.get_one(Contact, made).introduced_by_id = by_id


def add_buddies(session: Session, member_ids: Collection[int], *, now: datetime) -> None:
    """These people were introduced to each other: each is in the others' book, once."""
    names = session.execute(select(Member.id, Member.name).where(Member.id.in_(member_ids))).all()
    for mine in member_ids:
        hashed = hasher(session, f"contact {mine}")
        for buddy_id, name in names:
            if buddy_id != mine:
                key = hashed(rules.name_key(name)) if name else ""
                insert_once(session, Contact, member_id=mine, buddy_id=buddy_id, name_hash=key, created_at=now)


def own_row(session: Session, actor: Actor, contact_id: int) -> Contact:
    """The row of one of the actor's own. Raises NotFoundError for another member's."""
    found = session.scalar(select(Contact).where(Contact.id == contact_id, Contact.member_id == actor.member_id))
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has no contact {contact_id}")
    return found


def details_of(contact: Contact, buddy: str | None) -> Details:
    """What is noted; of a buddy with the name that Slack has."""
    noted: dict[str, Any] = {"name": "", **contact.details}
    return Details(**{**noted, "name": buddy or noted["name"]})


def name_hasher(session: Session, actor: Actor) -> Callable[[str], str]:
    """Makes of a name's key what finds it in the actor's book, and in nobody else's."""
    return hasher(session, f"contact {actor.member_id}")


def named(session: Session, actor: Actor, written: str) -> list[int]:
    """The ids of those whose whole names are written here: `Ana Ruiz and Bo`."""
    hashed = name_hasher(session, actor)
    keys = [hashed(rules.name_key(name)) for name in rules.names(written)]
    found = select(Contact.id).where(Contact.member_id == actor.member_id, Contact.name_hash.in_(keys))
    return list(session.scalars(found.where(Contact.double_of_id.is_(None)).order_by(Contact.id))) if keys else []


def in_touch(session: Session, contact_ids: Collection[int], *, on: date) -> None:
    """The actor was in touch with these of theirs on that day; a later day stays."""
    for contact in session.scalars(select(Contact).where(Contact.id.in_(contact_ids))):
        contact.last_in_touch_on = max(filter(None, (contact.last_in_touch_on, on)))


def met(session: Session, participant_ids: Collection[int], group_id: int, *, on: date) -> None:
    """These of a buddy group met the others on that day: they were in touch, in the books of each."""
    mine = select(Participant.member_id).where(Participant.id.in_(participant_ids))
    of_group = select(Participant.member_id).join(GroupMember, GroupMember.participant_id == Participant.id)
    theirs = of_group.where(GroupMember.group_id == group_id)
    found = session.scalars(select(Contact.id).where(Contact.member_id.in_(mine), Contact.buddy_id.in_(theirs)))
    in_touch(session, found.all(), on=on)


def talked(session: Session, one_id: int, other_id: int, *, on: date) -> None:
    """These two members talked on that day: they were in touch, in the books of both."""
    both = (one_id, other_id)
    found = session.scalars(select(Contact.id).where(Contact.member_id.in_(both), Contact.buddy_id.in_(both)))
    in_touch(session, found.all(), on=on)


def _mine(actor: Actor) -> Select[Contact, str | None, str | None]:
    return (
        select(Contact, Member.name, Member.slack_user_id)
        .outerjoin(Member, Member.id == Contact.buddy_id)
        .where(Contact.member_id == actor.member_id)
    )


def _count(session: Session, actor: Actor) -> int:
    return session.scalar(_count_of(actor)) or 0


def _count_of(actor: Actor) -> Select[int]:
    return select(func.count(Contact.id)).where(Contact.member_id == actor.member_id)


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
    return next((row[0] for row in rows if rules.may_be_same(details_of(row[0], row[1]), details)), None)


def _hash(session: Session, actor: Actor, name: str) -> str:
    return name_hasher(session, actor)(rules.name_key(name))


def _shown(session: Session, actor: Actor, query: Select[Contact, str | None, str | None]) -> list[rules.Contact]:
    """These of the actor's book, each with the soonest next step."""
    zone, rows = members.zone_of(session, actor.member_id), session.execute(query).all()
    steps = _next_steps(session, actor, [row[0].id for row in rows])
    return [
        rules.Contact(
            contact_id=contact.id,
            details=details_of(contact, name),
            closeness=contact.closeness,
            last_in_touch_on=contact.last_in_touch_on,
            added_on=local(contact.created_at, zone).date(),
            slack_user_id=slack_user_id or "",
            next_on=steps[contact.id].due_on if contact.id in steps else None,
            next_note=steps[contact.id].note if contact.id in steps else "",
        )
        for contact, name, slack_user_id in rows
    ]


def _next_steps(session: Session, actor: Actor, contact_ids: Collection[int]) -> dict[int | None, FollowUp]:
    """The soonest open one of each of these contacts; of a whole book, all of the actor's are read instead."""
    query = select(FollowUp).where(FollowUp.member_id == actor.member_id, FollowUp.closed_at.is_(None))
    query = query.where(FollowUp.contact_id.in_(contact_ids)) if len(contact_ids) <= SHOWN else query
    return {one.contact_id: one for one in session.scalars(query.order_by(FollowUp.due_on.desc(), FollowUp.id.desc()))}
