"""Follow-ups: plan, move, close, and those that are open. Nobody but the member ever gets any of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.db.models import Contact, FollowUp, Member
from bot.domain import follow_ups as rules
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.follow_ups import Outcome
from bot.domain.lengths import NOTE, fitting
from bot.services import contacts, members, participants
from bot.services.members import Actor

# Built once: every message about a week asks for those that are due.
_OPEN = (
    select(FollowUp, Contact, Member.name, Member.slack_user_id)
    .outerjoin(Contact, Contact.id == FollowUp.contact_id)
    .outerjoin(Member, Member.id == Contact.buddy_id)
    .where(FollowUp.member_id.in_(bindparam("ids", expanding=True)), FollowUp.closed_at.is_(None))
)
_DUE = _OPEN.where(FollowUp.due_on <= bindparam("on")).order_by(FollowUp.due_on.desc(), FollowUp.id)
_SOONEST = _OPEN.order_by(FollowUp.due_on, FollowUp.id)


def due(session: Session, member_ids: Collection[int], *, on: date) -> dict[int, list[rules.FollowUp]]:
    """Of each of these members, those that are open and due by `on`: the latest first, as it is the day's own."""
    found: dict[int, list[rules.FollowUp]] = defaultdict(list)
    for row in session.execute(_DUE, {"ids": list(member_ids), "on": on}):
        found[row[0].member_id].append(_shown(*row))
    return found


def open_ones(session: Session, actor: Actor, *, most: int | None = None) -> list[rules.FollowUp]:
    """Those of the actor that are open, the soonest first."""
    return [_shown(*row) for row in session.execute(_SOONEST.limit(most), {"ids": [actor.member_id]})]


def open_with(session: Session, actor: Actor, contact_id: int) -> list[rules.FollowUp]:
    """Those of the actor that are open with one of their contacts, the soonest first."""
    with_them = _SOONEST.where(FollowUp.contact_id == contact_id)
    return [_shown(*row) for row in session.execute(with_them, {"ids": [actor.member_id]})]


def count_open(session: Session, actor: Actor) -> int:
    """How many of the actor's are open."""
    mine = select(func.count(FollowUp.id)).where(FollowUp.member_id == actor.member_id, FollowUp.closed_at.is_(None))
    return session.scalar(mine) or 0


def follow_up(session: Session, actor: Actor, follow_up_id: int) -> rules.FollowUp:
    """One of the actor's own, open or closed. Raises NotFoundError for another member's."""
    own = _own(session, actor, follow_up_id)
    contact = contacts.contact(session, actor, own.contact_id) if own.contact_id is not None else None
    whom = contact.details.name if contact else own.whom
    return rules.FollowUp(own.id, own.due_on, whom, own.note, own.contact_id, contact.slack_user_id if contact else "")


def plan(
    session: Session,
    actor: Actor,
    *,
    due_on: date | None,
    note: str = "",
    contact_id: int | None = None,
    whom: str = "",
    now: datetime,
) -> int:
    """A next step with somebody; its id.

    Raises InvalidInputError (`follow_up_on`, `follow_up_note`), NotFoundError for another member's contact.
    """
    today = _today(session, actor, now=now)
    if contact_id is not None:
        contacts.contact(session, actor, contact_id)
    made = FollowUp(
        member_id=actor.member_id,
        contact_id=contact_id,
        due_on=rules.checked_day(due_on, today=today, field="follow_up_on"),
        note=fitting("follow_up_note", note, NOTE),
        whom=whom,
        planned_at=now,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def go_on(session: Session, actor: Actor, follow_up_id: int, *, due_on: date | None, note: str, now: datetime) -> None:
    """What comes next with the same person. Errors as `plan`."""
    before = _own(session, actor, follow_up_id)
    plan(session, actor, due_on=due_on, note=note, contact_id=before.contact_id, whom=before.whom, now=now)


def move(session: Session, actor: Actor, follow_up_id: int, *, due_on: date | None, now: datetime) -> None:
    """Another day for it; one that was closed is open again.

    Raises NotFoundError for another member's, InvalidInputError (`follow_up_on`) for a day that is not to come.
    """
    own = _own(session, actor, follow_up_id)
    own.due_on = rules.checked_day(due_on, today=_today(session, actor, now=now), field="follow_up_on")
    own.planned_at, own.outcome, own.closed_at = now, None, None
    participants.touch_everywhere(session, actor, now=now)


def let_go(session: Session, actor: Actor, follow_up_id: int, *, now: datetime) -> None:
    """The actor lets it go. Raises NotFoundError for another member's."""
    close(session, actor, follow_up_id, Outcome.LET_GO, now=now)
    participants.touch_everywhere(session, actor, now=now)


def close(session: Session, actor: Actor, follow_up_id: int, outcome: Outcome, *, now: datetime) -> FollowUp:
    """Close it, unless it is closed. Raises NotFoundError for another member's."""
    own = _own(session, actor, follow_up_id)
    if own.closed_at is None:
        own.outcome, own.closed_at = outcome, now
    return own


def set_next(session: Session, actor: Actor, contact_id: int, *, due_on: date | None, note: str, now: datetime) -> None:
    """The contact's next step as the actor wrote it: changed, new, or without a day let go.

    Raises as `plan`, and InvalidInputError (`follow_up_on`) for a new note without a day: it would be lost.
    """
    first = next(iter(open_with(session, actor, contact_id)), None)
    if due_on is None and note.strip() and (first is None or note.strip() != first.note):
        raise InvalidInputError("follow_up_on", "Choose the day for what you noted, or leave the note empty.")
    if first is None:
        if due_on is not None:
            plan(session, actor, due_on=due_on, note=note, contact_id=contact_id, now=now)
        return
    if due_on is None:
        let_go(session, actor, first.follow_up_id, now=now)
        return
    own = _own(session, actor, first.follow_up_id)
    own.note = fitting("follow_up_note", note, NOTE)
    if due_on != own.due_on:
        move(session, actor, own.id, due_on=due_on, now=now)


def of_checkin(
    session: Session,
    actor: Actor,
    checkin_id: int,
    *,
    due_on: date | None,
    note: str,
    whom: str,
    contact_id: int | None,
    now: datetime,
) -> None:
    """What a check-in says of it: made, changed, or taken back with it. A new day opens it again."""
    own = session.scalar(select(FollowUp).where(FollowUp.checkin_id == checkin_id))
    if due_on is None:
        if own is not None:
            session.delete(own)
        return
    if own is None:
        own = FollowUp(member_id=actor.member_id, checkin_id=checkin_id, due_on=due_on, planned_at=now, created_at=now)
        session.add(own)
    if own.due_on != due_on:
        own.due_on, own.planned_at, own.outcome, own.closed_at = due_on, now, None, None
    own.note = note
    own.contact_id = contact_id or own.contact_id
    own.whom = "" if own.contact_id else whom


def _own(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    own = session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.member_id == actor.member_id))
    if own is None:
        raise NotFoundError(f"member {actor.member_id} has no follow-up {follow_up_id}")
    return own


def _today(session: Session, actor: Actor, *, now: datetime) -> date:
    return local(now, members.zone_of(session, actor.member_id)).date()


def _shown(own: FollowUp, contact: Contact | None, buddy: str | None, slack_user_id: str | None) -> rules.FollowUp:
    whom = contacts.details_of(contact, buddy).name if contact else own.whom
    return rules.FollowUp(own.id, own.due_on, whom, own.note, own.contact_id, slack_user_id or "")
