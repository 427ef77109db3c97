"""Each organizer has a copy of the message that shows a round: whatever one of them changes, all say the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.messages import Message
from bot.domain.pair_lists import Preview
from bot.services import rounds
from bot.services.members import Actor
from bot.views.rounds import pairs, preview


def show(context: AppContext, session: Session, round_id: int, message: Message, *, now: datetime) -> Message:
    """Every copy says this."""
    for key in rounds.copies(session, round_id):
        context.outbox.update(session, key=key, message=message, now=now)
    return message


def show_preview(context: AppContext, session: Session, said: Preview, *, now: datetime) -> Message:
    """Every copy shows the proposal as it stands."""
    return show(context, session, said.round_id, preview.preview(said), now=now)


def show_list(context: AppContext, session: Session, round_id: int, *, now: datetime) -> None:
    """Every copy lists who is with whom in the round that began."""
    show(context, session, round_id, pairs.begun(rounds.draw_list(session, round_id, now=now)), now=now)


def show_anew(context: AppContext, session: Session, actor: Actor, round_id: int, *, now: datetime) -> None:
    """As `show_preview`, after a change elsewhere; nothing is read where nobody was sent it yet."""
    if rounds.copies(session, round_id):
        show_preview(context, session, rounds.proposed(session, actor, round_id), now=now)
