"""The forms of the room People: somebody new, what is noted of somebody, a list pasted in."""

from __future__ import annotations

from datetime import date

from bot.domain.contacts import LINES, Closeness, Contact, Details, Pasted
from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.contacts import name_of
from bot.views.follow_ups import day_and_note
from bot.views.pickers import confirmed, date_picker
from bot.views.text import counted, plain, sentence_start

FORM = "contacts.save"
ERASE = "contacts.erase"
PASTE_FORM, PASTE_YES = "contacts.paste_preview", "contacts.paste_add"

VALUE = "value"  # the one element of each input
NAME, ORGANISATION, WORKS_ON, THROUGH, NOTES = "name", "organisation", "works_on", "through", "notes"
CLOSENESS, LAST_IN_TOUCH_ON = "closeness", "last_in_touch_on"
PASTED = "lines"

_PRIVATE = "Only you see what you write here."
_CLOSENESS = {Closeness.CLOSE: "Close", Closeness.KNOWN: "Known", Closeness.NEW: "New"}


def new_form(*, today: date) -> View:
    """Somebody new."""
    return _form("Somebody new", Contact(0, Details(""), last_in_touch_on=today), metadata="0")


def edit_form(contact: Contact, *, metadata: str) -> View:
    """What is noted of somebody, to be changed or erased. The name of a buddy is Slack's."""
    erase = confirmed(
        button("Erase", action_id=ERASE, value=str(contact.contact_id), style="danger"),
        title="Erase this person?",
        text="All that you noted about them goes with it. This cannot be undone.",
        yes="Erase",
    )
    return _form("What you noted", contact, metadata=metadata, below=[actions(erase)])


def _form(heading: str, contact: Contact, *, metadata: str, below: list[Block] | None = None) -> View:
    details = contact.details
    options = {closeness: option(words, closeness) for closeness, words in _CLOSENESS.items()}
    name = (
        section(f"{name_of(Details(''), contact.slack_user_id)}, a buddy of yours")
        if contact.slack_user_id
        else _line("Name", details.name, NAME, optional=False)
    )
    blocks = [
        name,
        _line("Organisation", details.organisation, ORGANISATION),
        _line("What they work on", details.works_on, WORKS_ON),
        input_block(
            "How close are you?",
            select(list(options.values()), action_id=VALUE, initial=options[contact.closeness]),
            block_id=CLOSENESS,
            optional=False,
        ),
        _line("Through whom you know them", details.through, THROUGH),
        input_block(
            "Last in touch",
            date_picker(action_id=VALUE, initial=contact.last_in_touch_on),
            block_id=LAST_IN_TOUCH_ON,
        ),
        input_block(
            "Notes",
            text_input(action_id=VALUE, initial=details.notes, limit=NOTE, multiline=True),
            block_id=NOTES,
        ),
        *day_and_note(contact.next_on, contact.next_note),
        context(_PRIVATE),
        *(below or []),
    ]
    return modal(heading, blocks, callback_id=FORM, submit="Save", private_metadata=metadata)


def erased() -> View:
    """Said in place of the form."""
    return modal("Erased", [section("They are no longer in your book.")], callback_id=ERASE)


def paste_form() -> View:
    """Up to thirty lines at once."""
    said = (
        f"One person a line, up to {counted(LINES, 'line')}: name, organisation, what they work on. The last two are "
        "optional. You see what comes of it before anything is added."
    )
    return modal("Paste a list", [section(said), _lines("")], callback_id=PASTE_FORM, submit="Look at it")


def paste_preview(pasted: Pasted, written: str) -> View:
    """What would be added, and which lines would not; the lines can still be put right."""
    people = "\n".join(f"• {_person(details)}" for details in pasted.people)
    blocks: list[Block] = [section(people)] if people else [section("None of these lines has a name in it.")]
    blocks += [section(_wrong(pasted))] if pasted.wrong else []
    blocks += [context(_asked(pasted.asked))] if pasted.asked else []
    return modal("Add these people?", [*blocks, _lines(written)], callback_id=PASTE_YES, submit="Add them")


def pasted(done: Pasted) -> View:
    """What was added, and which lines were not."""
    blocks = [section(f"{sentence_start(counted(len(done.people), 'person', 'people'))} added to your book.")]
    blocks += [section(_wrong(done))] if done.wrong else []
    blocks += [context(_asked(done.asked))] if done.asked else []
    return modal("Added", blocks, callback_id=PASTE_YES)


def _person(details: Details) -> str:
    works_on = f" · {plain(details.works_on, 40)}" if details.works_on else ""
    organisation = f", {plain(details.organisation, 30)}" if details.organisation else ""
    return f"{plain(details.name, 30)}{organisation}{works_on}"[:95]


def _wrong(pasted: Pasted) -> str:
    return "\n".join(f":warning: Line {number} is left out. {plain(why, 150)}" for number, why in pasted.wrong[:LINES])


def _asked(number: int) -> str:
    return f"{sentence_start(counted(number, 'name'))} may be in your book already. People asks you about it."


def _lines(written: str) -> Block:
    element = text_input(
        action_id=VALUE, initial=written, limit=3000, multiline=True, hint="Ana Ruiz, Stripe, payments"
    )
    return input_block("Your lines", element, block_id=PASTED, optional=False)


def _line(label: str, initial: str, block_id: str, *, optional: bool = True) -> Block:
    return input_block(
        label, text_input(action_id=VALUE, initial=initial, limit=LINE), block_id=block_id, optional=optional
    )
