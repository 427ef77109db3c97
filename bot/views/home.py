"""App Home: each noun's part, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.messages import Block, View
from bot.views import blocks
from bot.views.blocks import actions, button, divider, section
from bot.views.programs import OPEN_SETUP

NOBODY_YET = (
    "*Welcome to Kith.* It introduces the people of a channel to each other as network buddies, and helps each of them "
    "with one small step a week.\nYou are not in a program yet. In a channel that has one, press *Join* on its "
    "announcement or type `/kith join`. To start one for a channel of yours, press the button."
)


def home(parts: Iterable[Sequence[Block]]) -> View:
    """The parts with a line between them. At most 100 blocks."""
    shown: list[Block] = []
    for part in parts:
        if part:
            shown += [divider(), *part] if shown else part
    return blocks.home(shown)


def welcome() -> list[Block]:
    """For somebody who is in no program and organizes none."""
    return [section(NOBODY_YET), actions(button("Start a program", action_id=OPEN_SETUP))]
