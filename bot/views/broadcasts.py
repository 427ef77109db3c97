"""An organizer's own message: as it is read, and the form to write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.broadcasts import LONGEST, Outlook, Whom, Word
from bot.domain.calendar import local
from bot.domain.messages import Block, Message, View
from bot.views.blocks import (
    Element,
    actions,
    button,
    context,
    divider,
    input_block,
    message,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.views.text import counted, mention, own_lines, plain
from bot.views.times import clock, short_day

OPEN, LOOK, CHANGE, FORM = "broadcasts.open", "broadcasts.look", "broadcasts.change", "broadcasts.send"
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


def went_out(seen: Outlook) -> str:
    """Why there is no further one in this week; empty where there can be one. Plain text."""
    if seen.sent_at is None:
        return ""
    at = f"{short_day(local(seen.sent_at, seen.zone).date())}, {clock(seen.sent_at, seen.zone)}"
    return f"This week's message went out on {at}. The next one can go from Monday on."


def form(seen: Outlook, words: str = "", whom: Whom = Whom.EVERYBODY) -> View:
    """The words, and to whom they go: to how many stands beside each. Where this week's went out it says so."""
    name = section(f"*{plain(seen.program_name)}*\n{RULES}")
    if told := went_out(seen):
        return modal("Write to them", [name, section(told)], callback_id="broadcasts.went_out")
    options = {one: _option(one, seen.people.get(one, 0)) for one in Whom}
    blocks = [
        name,
        input_block(
            "Your message",
            text_input(action_id="value", initial=words, multiline=True, limit=LONGEST),
            block_id="words",
            optional=False,
            hint="Plain text: no bold, no mentions.",
        ),
        input_block(
            "It goes to",
            select(list(options.values()), action_id="value", initial=options[whom]),
            block_id="whom",
            optional=False,
        ),
        context("Nothing goes out yet: next you see how it reads."),
    ]
    return modal(
        "Write to them", blocks, callback_id=LOOK, submit="Look it over", private_metadata=str(seen.program_id)
    )


def preview(seen: Outlook, said: Word, whom: Whom) -> View:
    """How it will read, and to how many it goes. What is sent is what this remembers."""
    number = counted(seen.people.get(whom, 0), "person", "people")
    blocks = [
        section(f"*This goes to {number}* ({WHOM[whom].lower()})"),
        divider(),
        _block(said),
        divider(),
        actions(button("Change it", action_id=CHANGE, value=str(seen.program_id))),
        context(RULES),
    ]
    remembers = f"{seen.program_id} {whom} {said.words}"
    return modal("Write to them", blocks, callback_id=FORM, submit="Send it", private_metadata=remembers)


def _option(whom: Whom, number: int) -> Element:
    return option(f"{WHOM[whom]}: {counted(number, 'person', 'people')}", whom.value)


def sent(number: int) -> View:
    """Said in place of the form."""
    said = f"It goes out to {counted(number, 'person', 'people')}, in each one's daytime."
    return modal("On its way", [section(said)], callback_id="broadcasts.sent")
