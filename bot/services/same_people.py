"""Two of a member's own contacts who are one person: asked where it seems so, or said by the member."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from bot.db.models import CheckIn, Contact, FollowUp, Landing, Member, Participant
from bot.domain import contacts as rules
from bot.domain.contacts import Closeness, Details, Double
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE
from bot.services import contacts
from bot.services.members import Actor

ASKED = 3  # whether two are one person, at once
_NEARNESS = (Closeness.NEW, Closeness.KNOWN, Closeness.CLOSE)


def doubles(session: Session, actor: Actor) -> list[Double]:
    """Whom the actor is asked about: the first three who were noted once more."""
    known, buddy = aliased(Contact), aliased(Member)
    rows = session.execute(
        select(Contact, known, buddy.name)
        .join(known, known.id == Contact.double_of_id)
        .outerjoin(buddy, buddy.id == known.buddy_id)
        .where(Contact.member_id == actor.member_id)
        .order_by(Contact.id)
        .limit(ASKED)
    )
    return [
        Double(more.id, contacts.details_of(more, None), contacts.details_of(kept, name)) for more, kept, name in rows
    ]


def answer_double(session: Session, actor: Actor, contact_id: int, *, is_same: bool) -> None:
    """Whether somebody who was noted once more is the same person: then the two become one. Answered is answered.

    Raises NotFoundError for another member's, InvalidInputError for more notes than one person can have.
    """
    more = contacts.own_row(session, actor, contact_id)
    kept = session.get(Contact, more.double_of_id) if more.double_of_id is not None else None
    more.double_of_id = None
    if is_same and kept is not None:
        _merge(session, actor, kept, more)


def merge(session: Session, actor: Actor, contact_id: int, other_id: int) -> int:
    """These two of the actor's are one person; the id of the one that stays: the first, or the one who was a buddy.

    Raises NotFoundError for another member's or twice the same one, InvalidInputError for two buddies (each has an
    account of their own) and for more notes than one person can have.
    """
    kept, more = contacts.own_row(session, actor, contact_id), contacts.own_row(session, actor, other_id)
    if kept.id == more.id:
        raise InvalidInputError("contact", "That is one person already. Choose somebody else.")
    if kept.buddy_id is not None and more.buddy_id is not None:
        raise InvalidInputError("contact", "Both were your buddies, and each has an account of their own in Slack.")
    if more.buddy_id is not None:
        kept, more = more, kept
    _merge(session, actor, kept, more)
    return kept.id


def _merge(session: Session, actor: Actor, kept: Contact, more: Contact) -> None:
    """All that was noted, planned and done with `more` is with `kept` from now on."""
    ours, theirs = _details(session, kept), _details(session, more)
    kept.details = asdict(rules.merged(ours, theirs)) | ({"name": ""} if kept.buddy_id is not None else {})
    kept.closeness = max(kept.closeness, more.closeness, key=_NEARNESS.index)
    kept.last_in_touch_on = max(filter(None, (kept.last_in_touch_on, more.last_in_touch_on)), default=None)
    for table in (FollowUp, Landing):
        session.execute(update(table).where(table.contact_id == more.id).values(contact_id=kept.id))
    session.execute(update(Contact).where(Contact.double_of_id == more.id).values(double_of_id=kept.id))
    session.execute(update(Contact).where(Contact.id == kept.id).values(double_of_id=None))
    name_hash = more.name_hash
    session.delete(more)
    session.flush()
    if theirs.name and ours.name and name_hash != kept.name_hash and not _is_noted(session, actor, name_hash):
        _rename(session, actor, theirs.name, to=ours.name)


def _details(session: Session, contact: Contact) -> Details:
    buddy = session.get(Member, contact.buddy_id) if contact.buddy_id is not None else None
    return contacts.details_of(contact, buddy.name if buddy else None)


def _is_noted(session: Session, actor: Actor, name_hash: str) -> bool:
    """Whether somebody else in the book has this name."""
    query = select(func.count(Contact.id)).where(Contact.member_id == actor.member_id, Contact.double_of_id.is_(None))
    return bool(session.scalar(query.where(Contact.name_hash == name_hash)))


def _rename(session: Session, actor: Actor, name: str, *, to: str) -> None:
    """In the actor's own log and book, the person goes by the name of the one that stays: by it they are found."""
    own = select(CheckIn).join(Participant, Participant.id == CheckIn.participant_id)
    for checkin in session.scalars(own.where(Participant.member_id == actor.member_id)):
        with_whom = rules.renamed(checkin.with_whom, name, to=to)
        if len(with_whom) <= LINE and with_whom != checkin.with_whom:
            checkin.with_whom = with_whom
        new = [rules.renamed_line(line, name, to=to)[:LINE] for line in checkin.new_contacts]
        if new != checkin.new_contacts:
            checkin.new_contacts = new
    for contact in session.scalars(select(Contact).where(Contact.member_id == actor.member_id)):
        if rules.name_key(contact.details.get("through", "")) == rules.name_key(name):
            contact.details = {**contact.details, "through": to}
