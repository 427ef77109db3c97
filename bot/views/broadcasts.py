"""An organizer's own message: as it is read, and the form to write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.broadcasts import LONGEST, Outlook, Whom, Word
from bot.domain.messages import Block, Message, View
from bot.views.blocks import Element, input_block, message, modal, option, section, select, text_input
from bot.views.text import counted, mention, own_lines, plain

OPEN, FORM = "broadcasts.open", "broadcasts.send"
WHOM: Mapping[Whom, str] = {
    Whom.EVERYBODY: "Everybody",
    Whom.ACTIVE: "Who takes part",
    Whom.RESTING: "Who was not heard from",
    Whom.LANDED: "Who has landed",
}
RULES = (
    "It goes by direct message, in each one's daytime, signed with your name. One a week; it counts among the five "
    "messages a week that a person gets. Who has no room for it, has a hard week or is on a pause finds it in App Home."
)


def word(said: Word) -> Message:
    """The message, signed by its author."""
    name = plain(said.program_name, 80)
    return message(f"{_from(said)} of {name}", [_block(said)])


def home_blocks(found: Sequence[Word]) -> list[Block]:
    """What found no room in the week."""
    return [_block(one) for one in found[:3]]


def _block(said: Word) -> Block:
    return section("\n".join([f"*{_from(said)} {plain(said.program_name, 80)}:*", *own_lines(said.words)]))


def _from(said: Word) -> str:
    return f"From {mention(said.by)}, who organizes" if said.by else "From the organizers of"


def form(seen: Outlook) -> View:
    """The words, and to whom they go: to how many stands beside each."""
    options = [_option(whom, seen.people.get(whom, 0)) for whom in Whom]
    blocks = [
        section(f"*{plain(seen.program_name)}*\n{RULES}"),
        input_block(
            "Your message",
            text_input(action_id="value", multiline=True, limit=LONGEST),
            block_id="words",
            optional=False,
            hint="Plain text: no bold, no mentions.",
        ),
        input_block(
            "It goes to",
            select(options, action_id="value", initial=options[0]),
            block_id="whom",
            optional=False,
        ),
    ]
    return modal("Write to them", blocks, callback_id=FORM, submit="Send", private_metadata=str(seen.program_id))


def _option(whom: Whom, number: int) -> Element:
    return option(f"{WHOM[whom]}: {counted(number, 'person', 'people')}", whom.value)


def sent(number: int) -> View:
    """Said in place of the form."""
    said = f"It goes out to {counted(number, 'person', 'people')}, in each one's daytime."
    return modal("On its way", [section(said)], callback_id="broadcasts.sent")
