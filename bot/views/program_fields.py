"""Fields that the forms of a program's settings share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Block, View
from bot.domain.programs import ProgramSettings
from bot.views.blocks import Element, input_block, modal, option, select
from bot.views.form_again import as_opened
from bot.views.pickers import checkboxes

YES = "yes"


def form(title: str, blocks: Sequence[Block], *, callback_id: str, settings: ProgramSettings) -> View:
    """A form that remembers its program, and how it was opened."""
    remembered = f"{settings.program_id} {as_opened(blocks)}"
    return modal(title, blocks, callback_id=callback_id, submit="Save", private_metadata=remembered)


def choice(label: str, name: str, options: Sequence[Element], chosen: str, *, hint: str = "") -> Block:
    """One of these options."""
    initial = next((one for one in options if one["value"] == chosen), None)
    element = select(options, action_id="value", initial=initial)
    return input_block(label, element, block_id=name, optional=False, hint=hint)


def tick(label: str, name: str, words: str, *, ticked: bool, hint: str = "") -> Block:
    """One box to tick."""
    box = option(words, YES)
    element = checkboxes([box], action_id="value", initial=[box] if ticked else [])
    return input_block(label, element, block_id=name, hint=hint)


def numbers(first: int, last: int) -> list[Element]:
    """Each number from `first` to `last` as an option."""
    return [option(str(number), str(number)) for number in range(first, last + 1)]
