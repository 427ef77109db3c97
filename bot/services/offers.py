"""Offers: what members can give, line by line, each on or off; and how often a month they like to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Member, Offer, Participant, Program
from bot.domain import helps as rules
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.helps import LIMITS, MOST_OFFERS, SHOWN_OFFERS, PeoplesOffers
from bot.domain.states import ParticipantState
from bot.services import asks_of_others, balances, participants
from bot.services.conditions import goes_on, is_reachable, is_running, takes_part
from bot.services.members import Actor


def add(session: Session, actor: Actor, text: str, *, now: datetime) -> None:
    """Offer one thing more. Raises InvalidInputError (`text`): empty, too long, beyond ten."""
    said = rules.checked_offer(text)
    if session.scalars(select(func.count(Offer.id)).where(Offer.member_id == actor.member_id)).one() >= MOST_OFFERS:
        raise InvalidInputError("text", f"There are {MOST_OFFERS} lines already. Take one away first.")
    session.add(Offer(member_id=actor.member_id, text=said, created_at=now))
    session.flush()
    participants.touch_everywhere(session, actor, now=now)


def switch(session: Session, actor: Actor, offer_id: int, *, is_on: bool) -> None:
    """Others read it from now on, or do not. Raises NotFoundError for another's."""
    _own(session, actor, offer_id).is_on = is_on


def remove(session: Session, actor: Actor, offer_id: int) -> None:
    """Take it away. Raises NotFoundError for another's."""
    session.delete(_own(session, actor, offer_id))


def set_limit(session: Session, actor: Actor, limit: int) -> None:
    """How often a month the actor may be asked for help; 0: never. Raises InvalidInputError (`limit`)."""
    if limit not in LIMITS:
        raise InvalidInputError("limit", "Choose one of the list.")
    session.get_one(Member, actor.member_id).help_limit = limit


def mine(session: Session, actor: Actor) -> tuple[rules.Offer, ...]:
    """The actor's own lines, on or off, oldest first."""
    rows = session.scalars(select(Offer).where(Offer.member_id == actor.member_id).order_by(Offer.id))
    return tuple(rules.Offer(row.id, row.text, row.is_on) for row in rows)


def home(session: Session, actor: Actor, *, now: datetime) -> rules.MyOffers:
    """What the actor offers, how often they may be asked, and their balance."""
    member = session.get_one(Member, actor.member_id)
    places = session.execute(
        select(Program.id, Program.name, Participant.state, Participant.may_be_asked)
        .join(Participant, Participant.program_id == Program.id)
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
        .order_by(Program.id)
    ).all()
    return rules.MyOffers(
        offers=mine(session, actor),
        profile=member.offers,
        limit=member.help_limit,
        balance=balances.balance(session, actor, now=now),
        landed=tuple((row[0], row[1], row[3]) for row in places if row[2] is ParticipantState.LANDED),
        is_member=bool(places),
    )


def lines_of(session: Session, members: Collection[Member]) -> Mapping[int, tuple[str, ...]]:
    """By member, what they offer now: their lines that are on, and what their profile says."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.scalars(
        select(Offer).where(Offer.member_id.in_([one.id for one in members]), Offer.is_on).order_by(Offer.id)
    )
    for row in rows:
        found[row.member_id].append(row.text)
    for member in members:
        if member.offers:
            found[member.id].append(" ".join(member.offers.split()))
    return {member_id: tuple(lines) for member_id, lines in found.items()}


def others(session: Session, actor: Actor, *, page: int = 0) -> PeoplesOffers:
    """A page of what the people of the actor's programs offer, by name; without those kept apart from the actor."""
    place = select(Participant.program_id).where(Participant.member_id == actor.member_id, takes_part())
    rows = session.execute(
        select(Member.id, Member.slack_user_id, func.lower(Member.name))
        .distinct()
        .join(Participant, Participant.member_id == Member.id)
        .join(Program, Program.id == Participant.program_id)
        .outerjoin(Offer, (Offer.member_id == Member.id) & Offer.is_on)
        .where(Participant.program_id.in_(place), takes_part(), is_running(), is_reachable())
        .where(Member.id != actor.member_id, Offer.id.is_not(None) | (Member.offers != ""))
        .order_by(func.lower(Member.name), Member.id)
    ).all()
    apart = asks_of_others.kept_apart(session, actor, {member_id: name for member_id, name, _ in rows})
    ids = [member_id for member_id, _, _ in rows if member_id not in apart]
    first = page * SHOWN_OFFERS
    shown = ids[first : first + SHOWN_OFFERS]
    people = {one.id: one for one in session.scalars(select(Member).where(Member.id.in_(shown)))}
    lines = lines_of(session, people.values())
    return PeoplesOffers(
        tuple((people[one].slack_user_id, lines[one]) for one in shown), page, has_more=len(ids) > first + SHOWN_OFFERS
    )


def _own(session: Session, actor: Actor, offer_id: int) -> Offer:
    offer = session.scalar(select(Offer).where(Offer.id == offer_id, Offer.member_id == actor.member_id))
    if offer is None:
        raise NotFoundError(f"member {actor.member_id} has no offer {offer_id}")
    return offer
