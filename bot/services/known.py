"""Who a member already knows: their names become contacts, a card at a time. Nobody but the member ever gets any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import KnownCard
from bot.db.upsert import insert_once
from bot.domain.contacts import Closeness, read_line
from bot.domain.errors import InvalidInputError
from bot.domain.known import NAMES, Category, Known
from bot.services import contacts, participants
from bot.services.members import Actor


def cards(session: Session, actor: Actor) -> Known:
    """How far the actor is. One query."""
    mine = select(KnownCard.category, KnownCard.named).where(KnownCard.member_id == actor.member_id)
    return Known(dict(session.execute(mine).all()))


def name(
    session: Session, actor: Actor, category: Category, written: Sequence[str], *, closeness: Closeness, now: datetime
) -> None:
    """Up to three people of this category become contacts, and the card is done.

    Raises InvalidInputError (`name_1` and so on) for what is no name, for no name at all, and for a full book.
    """
    if not any(line.strip() for line in written):
        raise InvalidInputError("name_1", "Write one name, or press Skip.")
    named = 0
    for number, line in enumerate(written[:NAMES], start=1):
        if line.strip():
            try:
                details = replace(read_line(line), category=category)
                contacts.add(session, actor, details, closeness=closeness, now=now)
            except InvalidInputError as error:
                raise InvalidInputError(f"name_{number}", error.message) from error
            named += 1
    _card(session, actor, category, now=now).named += named


def skip(session: Session, actor: Actor, category: Category, *, now: datetime) -> None:
    """Nobody comes to the actor's mind: the card is done."""
    participants.touch_everywhere(session, actor, now=now)
    _card(session, actor, category, now=now)


def _card(session: Session, actor: Actor, category: Category, *, now: datetime) -> KnownCard:
    insert_once(session, KnownCard, member_id=actor.member_id, category=category, named=0, answered_at=now)
    mine = select(KnownCard).where(KnownCard.member_id == actor.member_id, KnownCard.category == category)
    return session.scalars(mine).one()
