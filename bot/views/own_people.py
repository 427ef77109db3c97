"""What one can do with one's own people, in the room People: remember them, write to one of them, tell them all."""

from __future__ import annotations

from bot.domain.known import Known
from bot.domain.messages import Block
from bot.views import known, ladder, own_update
from bot.views.blocks import actions, button, context


def home_blocks(cards: Known) -> list[Block]:
    """The ways there, and in one line how far one is with those one already knows."""
    ways = [
        button("Who I already know", action_id=known.OPEN),
        button(ladder.TITLE, action_id=ladder.OPEN),
        button(own_update.TITLE, action_id=own_update.OPEN),
    ]
    said = known.progress(cards)
    return [actions(*ways), *([context(said)] if said else [])]
