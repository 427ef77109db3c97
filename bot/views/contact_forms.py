"""The forms of the room People: somebody new, what is noted of somebody, a list pasted in."""

from __future__ import annotations

from datetime import date

from bot.domain.contacts import LINES, SHOWN, Closeness, Contact, Details, Found, Pasted
from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.contacts import WORDS, name_of
from bot.views.follow_ups import day_and_note
from bot.views.pickers import confirmed, date_picker
from bot.views.text import counted, plain, sentence_start

FORM = "contacts.save"
ERASE = "contacts.erase"
SAME, SAME_FORM, SAME_YES = "contacts.same_as", "contacts.same_search", "contacts.same_yes"
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
    same = button("The same person as …", action_id=SAME, value=str(contact.contact_id))
    return _form("What you noted", contact, metadata=metadata, below=[actions(same, erase)])


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


def same_form(contact: Contact, found: Found, *, metadata: str) -> View:
    """Who of the book is this person, too: searched by a part of the name, the first ten found."""
    said = (
        f"Who is {name_of(contact.details, contact.slack_user_id)}, too? The two become one. All that you wrote of "
        "both is kept, and your next steps and your log go with it."
    )
    words = text_input(action_id=VALUE, initial=found.search.words, limit=100)
    blocks = [section(said), input_block("A part of a name, organisation or note", words, block_id=WORDS)]
    blocks += [section(_choose(found)), *(_candidate(contact, other) for other in found.contacts)]
    return modal("The same person", blocks, callback_id=SAME_FORM, submit="Find", private_metadata=metadata)


def _choose(found: Found) -> str:
    if not found.total:
        return "Nobody found. A shorter part of the name finds more."
    return f"The first ten of {found.total:,}. More of the name finds fewer." if found.total > SHOWN else "Choose one."


def _candidate(contact: Contact, other: Contact) -> Block:
    choose = confirmed(
        button("This one", action_id=SAME_YES, value=f"{contact.contact_id}:{other.contact_id}"),
        title="One person?",
        text="The two become one in your book. This cannot be undone.",
        yes="The same person",
    )
    works_on = f"\n{plain(other.details.works_on, 200)}" if other.details.works_on else ""
    return section(f"{name_of(other.details, other.slack_user_id)}{works_on}", accessory=choose)


def same(said: str = "The two are one in your book.") -> View:
    """Said in place of the form: that it is done, or why not."""
    return modal("The same person", [section(plain(said))], callback_id=SAME_FORM)


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
