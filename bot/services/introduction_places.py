"""Where a member would like to get, and about what Kith may ask them: both are seen by that member alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Contact, KnownPlace, Member, NotIntroduced, TargetCompany, WarmIntroduction
from bot.domain import companies
from bot.domain import introductions as rules
from bot.domain.contacts import read_line
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.introductions import MOST_PLACES, MOST_TARGETS, Place, Target, Written
from bot.services import contacts, participants, private_lists
from bot.services.members import Actor

_buddy = aliased(Member)
Named = TypeVar("Named", bound=TargetCompany | KnownPlace | WarmIntroduction)
_TABLES: Mapping[Written, type[TargetCompany | KnownPlace | WarmIntroduction]] = {
    Written.TARGET: TargetCompany,
    Written.PLACE: KnownPlace,
    Written.ASKED: WarmIntroduction,
}


def set_targets(session: Session, actor: Actor, names: Collection[str], *, now: datetime) -> None:
    """Make exactly these the companies on the actor's list.

    Raises InvalidInputError (`companies`) for more than five, or what is no name.
    """
    wanted = _by_key(names)
    if len(wanted) > MOST_TARGETS:
        raise InvalidInputError("companies", "Five companies fit. Take one off the list first.")
    participants.touch_everywhere(session, actor, now=now)
    for row in session.scalars(select(TargetCompany).where(TargetCompany.member_id == actor.member_id)):
        if wanted.pop(companies.key(row.name), "") != row.name:
            session.delete(row)
    session.add_all([TargetCompany(member_id=actor.member_id, name=name, created_at=now) for name in wanted.values()])
    session.flush()


def target(session: Session, actor: Actor, target_id: int) -> Target:
    """A company on the actor's list. Raises NotFoundError for another's."""
    row = _own(session, actor, TargetCompany, target_id)
    return Target(row.id, row.name)


def is_meant(session: Session, actor: Actor, written: Written, row_id: int) -> None:
    """The actor means the well-known company that is spelled much alike. Raises NotFoundError for another's."""
    row = _own(session, actor, _TABLES[written], row_id)
    if isinstance(row, WarmIntroduction):
        row.company = companies.suggested(row.company) or row.company
    else:
        row.name = companies.suggested(row.name) or row.name


def targets(session: Session, actor: Actor) -> tuple[Target, ...]:
    """The companies on the actor's list, in the order in which they came."""
    mine = select(TargetCompany).where(TargetCompany.member_id == actor.member_id).order_by(TargetCompany.id)
    return tuple(Target(row.id, row.name) for row in session.scalars(mine))


def set_places(
    session: Session, actor: Actor, *, names: Collection[str], people: Collection[str], employer: bool, now: datetime
) -> None:
    """Make exactly this what Kith may ask the actor about: companies, people of their book by name, their employer.
    Who is not in the book yet is put into it.

    Raises InvalidInputError: `companies`, `people`.
    """
    known = _by_key(names)
    ids = {contact_id for name in people if name.strip() for contact_id in _in_book(session, actor, name, now=now)}
    if len(known) + len(ids) > MOST_PLACES:
        raise InvalidInputError("companies", f"Up to {MOST_PLACES} companies and people fit.")
    participants.touch_everywhere(session, actor, now=now)
    session.execute(delete(KnownPlace).where(KnownPlace.member_id == actor.member_id))
    mine = {"member_id": actor.member_id, "created_at": now}
    session.add_all([KnownPlace(name=name, **mine) for name in known.values()])
    session.add_all([KnownPlace(contact_id=contact_id, **mine) for contact_id in sorted(ids)])
    session.add_all([KnownPlace(is_employer=True, **mine)] if employer else [])
    session.flush()


def places(session: Session, member_ids: Collection[int]) -> Mapping[int, tuple[Place, ...]]:
    """By member, what Kith may ask them about. One query."""
    found: dict[int, list[Place]] = defaultdict(list)
    rows = session.execute(
        select(KnownPlace, Member.employer, Contact, _buddy.name)
        .join(Member, Member.id == KnownPlace.member_id)
        .outerjoin(Contact, Contact.id == KnownPlace.contact_id)
        .outerjoin(_buddy, _buddy.id == Contact.buddy_id)
        .where(KnownPlace.member_id.in_(member_ids))
        .order_by(KnownPlace.id)
    )
    for row, employer, contact, buddy in rows:
        if row.contact_id is not None:
            details = contacts.details_of(contact, buddy)
            place = Place(row.id, details.organisation, details.name, buddy_id=contact.buddy_id)
        else:
            place = Place(row.id, employer if row.is_employer else row.name, is_employer=row.is_employer)
        if place.name:
            found[row.member_id].append(place)
    return {member_id: tuple(own) for member_id, own in found.items()}


def refused(session: Session, actor: Actor) -> list[str]:
    """The Slack ids of those whose introductions the actor does not want."""
    return private_lists.listed(session, actor, NotIntroduced)


def refuse(session: Session, actor: Actor, slack_user_ids: list[str], *, now: datetime) -> None:
    """Make exactly these people that list. Raises InvalidInputError (`people`) for the actor themselves."""
    private_lists.set_to(session, actor, NotIntroduced, slack_user_ids, now=now)


def _by_key(names: Collection[str]) -> dict[str, str]:
    return {companies.key(name): name for one in names if (name := rules.company("companies", one))}


def _own(session: Session, actor: Actor, kind: type[Named], row_id: int) -> Named:
    found = session.scalar(select(kind).where(kind.id == row_id, kind.member_id == actor.member_id))
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has no {kind.__name__} {row_id}")
    return found


def _in_book(session: Session, actor: Actor, line: str, *, now: datetime) -> list[int]:
    """Whoever is written there in the actor's book; somebody who is not is put into it."""
    try:
        details = read_line(line)
        return contacts.named(session, actor, details.name) or [contacts.add(session, actor, details, now=now)]
    except InvalidInputError as error:
        raise InvalidInputError("people", error.message) from error
