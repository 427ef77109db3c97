"""What two people read whom an ask brought together."""

from __future__ import annotations

from bot.domain.asks import OpenAsk
from bot.domain.lengths import LINE
from bot.domain.messages import Message
from bot.views.asks import line
from bot.views.blocks import context, message, section
from bot.views.text import mention, plain


def put_in_touch(ask: OpenAsk, helper: str, offer: str) -> Message:
    """To both, with both lines."""
    offers = f"\n{mention(helper)} offers: “{plain(offer, LINE + 100)}”" if offer else ""
    said = f"{mention(helper)} can help {mention(ask.asked_by)}"
    return message(
        said,
        [
            section(f":handshake: {said}.\n{line(ask)}{offers}"),
            section("Say hello, and find a time that suits you both: half an hour is plenty."),
            context(f"{mention(ask.asked_by)}, once it is done, say so in Kith's Home tab under *Give & ask*."),
        ],
    )
