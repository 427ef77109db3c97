"""How people treat each other: shown to whoever joins. Organizers may write their own."""

from __future__ import annotations

from bot.domain.messages import Block
from bot.views.blocks import section
from bot.views.text import plain

USUAL = """Come as you are, and let others be as they are.
Nobody owes anybody a job, an introduction, a sale or a date.
What your buddy tells you stays between you.
No remarks on looks, origin, faith, body, love or age. A no is a no, the first time.
“Something's wrong”, in your buddy group and in Kith's Home tab, ends a pairing at once. You don't have to say why."""


def conduct(own: str) -> str:
    """The program's own words, or the usual ones: plain text, a rule a line."""
    return own or USUAL


def conduct_block(own: str) -> Block:
    """The rules, as whoever joins reads them."""
    lines = [line for line in conduct(own).splitlines() if line.strip()]
    return section("*How we treat each other*\n" + "\n".join(f"• {plain(line, 400)}" for line in lines))
