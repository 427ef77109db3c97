"""App Home: each noun's part, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.messages import Block, View
from bot.views import blocks
from bot.views.blocks import divider, section

NOBODY_YET = (
    "*Welcome to Kith.* It introduces the people of a channel to each other as network buddies, and helps each of them "
    "with one small step a week.\nYou are not in a program yet. In a channel that has one, press *Join* on its "
    "announcement or type `/kith join`."
)


def home(parts: Iterable[Sequence[Block]]) -> View:
    """The parts with a line between them; a welcome where there is none yet. At most 100 blocks."""
    shown: list[Block] = []
    for part in parts:
        if part:
            shown += [divider(), *part] if shown else part
    return blocks.home(shown or [section(NOBODY_YET)])
