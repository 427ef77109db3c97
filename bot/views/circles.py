"""Beyond the inner circle: this month in words, then as a small bar."""

from __future__ import annotations

from babel.dates import format_date

from bot.domain.circles import Circles
from bot.domain.contacts import Closeness
from bot.domain.messages import Block
from bot.views.blocks import section
from bot.views.text import counted, in_words, listed
from bot.views.times import LOCALE

LONGEST = 12  # marks in one bar
_WITH = {Closeness.CLOSE: "close people", Closeness.KNOWN: "people you know", Closeness.NEW: "somebody new"}


def home_blocks(circles: Circles) -> list[Block]:
    """What one did this month and with whom; nothing where nothing was done."""
    if not circles.acts:
        return []
    month = format_date(circles.month, "LLLL", locale=LOCALE)
    return [section(f"*Beyond the inner circle, {month}*\n{_words(circles)}\n{_bars(circles)}")]


def _words(circles: Circles) -> str:
    done = counted(circles.acts, "thing")
    told = [f"{in_words(circles.of(one))} with {words}" for one, words in _WITH.items() if circles.of(one)]
    said = f"Of {done} you did: {listed(told)}." if told else f"You did {done}."
    if circles.in_person:
        said += f" {in_words(circles.in_person).capitalize()} in person."
    if circles.untold:
        said += f" For {in_words(circles.untold)}, the log names nobody of your book."
    return said


def _bars(circles: Circles) -> str:
    """`close ▮▮▮  known ▮  new –`, the longest at most twelve marks."""
    most = max(*(circles.of(one) for one in Closeness), LONGEST)
    return "  ".join(f"{one.value} {'▮' * -(-circles.of(one) * LONGEST // most) or '–'}" for one in Closeness)
