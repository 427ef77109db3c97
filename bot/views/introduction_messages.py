"""What asker and knower read together once the other side has said yes."""

from __future__ import annotations

from bot.domain.introductions import Draft
from bot.domain.messages import Message
from bot.views.blocks import context, message, section
from bot.views.introductions import where
from bot.views.text import mention, plain


def together(asker: str, knower: str, *, whom: str, wanted: Draft) -> Message:
    """To both: who said yes, to what, and who does what next."""
    at = f" at {plain(wanted.company, 80)}" if wanted.company else ""
    said = f"{mention(asker)}: {mention(knower)} has asked for you, and *{plain(whom, 100)}*{at} said yes."
    wrote = f"It is about an introduction {where(wanted)}: “{plain(wanted.what_for)}”"
    how = f"{mention(knower)}, how do the two get together? An address, or a message to all three, is plenty."
    thanks = f"{mention(asker)}, a thank-you afterwards tells {mention(knower)} how it went."
    small = (
        "Should one of you rather have no introductions of the other: Give & ask, in Kith's Home tab, has a list that "
        "nobody else sees."
    )
    return message(
        f"{mention(knower)} has asked for {mention(asker)}, and the other side said yes.",
        [section(f":handshake: {said}\n{wrote}\n{how} {thanks}"), context(small)],
    )
