"""The room People: a member's own book, the search in it, and what is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.contacts import SHOWN, Book, Closeness, Contact, Details, Double, Found, Only
from bot.domain.messages import Block, Message, View
from bot.views.blocks import actions, button, input_block, message, modal, option, section, select, text_input
from bot.views.text import counted, mention, plain
from bot.views.times import span

ADD = "contacts.add"
OPEN = "contacts.open"
FIND = "contacts.find"
TO_FOLLOW_UP, QUIET, NEW = "contacts.find_to_follow_up", "contacts.find_quiet", "contacts.find_new"
MORE = "contacts.more"
PASTE = "contacts.paste"
TAKE = "contacts.take"
SAME, OTHER = "contacts.same", "contacts.other"
FIND_FORM = "contacts.search"

WORDS, ONLY = "words", "only"
LISTS = {
    Only.ALL: "Everybody",
    Only.TO_FOLLOW_UP: "To follow up",
    Only.QUIET: "Quiet for long",
    Only.NEW: "New this month",
}
CLOSE = {Closeness.CLOSE: "close", Closeness.KNOWN: "known", Closeness.NEW: "new"}

_BEGIN = (
    "*Your people*\nThe people you meet stand here, each with your notes. Buddies come by themselves, and so do the "
    "new names you log. Only you see any of it."
)


def home_blocks(book: Book) -> list[Block]:
    """The ten most lately in touch, and the ways to more."""
    add, paste = button("Add somebody", action_id=ADD), button("Paste a list", action_id=PASTE)
    if not book.total:
        return [section(_BEGIN), actions({**add, "style": "primary"}, paste)]
    shown = [_row(contact) for contact in book.latest]
    ways = [
        button("Find somebody", action_id=FIND),
        button("To follow up", action_id=TO_FOLLOW_UP),
        button("Quiet for long", action_id=QUIET),
        button("New this month", action_id=NEW),
        button("Take as a table", action_id=TAKE),
    ]
    return [
        section(f"*Your people*, {counted(book.total, 'person', 'people')}"),
        actions(add, paste),
        *shown,
        actions(*ways),
    ]


def asked(doubles: Sequence[Double]) -> list[Block]:
    """Whether some who were noted once more are the same people."""
    return [block for double in doubles for block in _double(double)]


def find_form(found: Found) -> View:
    """Look for somebody, with what was found so far; ten at a time."""
    options = [option(words, only) for only, words in LISTS.items()]
    chosen = options[list(LISTS).index(found.search.only)]
    shown = [_row(contact) for contact in found.contacts]
    blocks: list[Block] = [
        input_block(
            "A part of a name, organisation or note",
            text_input(action_id="value", initial=found.search.words, limit=100),
            block_id=WORDS,
        ),
        input_block("Whom?", select(options, action_id="value", initial=chosen), block_id=ONLY, optional=False),
        section(_found(found)),
        *shown,
    ]
    if found.has_more:
        blocks.append(actions(button("More", action_id=MORE, value=str(found.search.page + 1))))
    return modal("Your people", blocks, callback_id=FIND_FORM, submit="Find", private_metadata=found.search.value())


def table_is_coming() -> Message:
    """Said at once."""
    said = "Your table is on its way: look for a file in your direct messages with Kith."
    return message(said, [section(said)])


def name_of(details: Details, slack_user_id: str = "") -> str:
    """`*Ana Ruiz*, Stripe`; a buddy as Slack shows them."""
    name = mention(slack_user_id) if slack_user_id else f"*{plain(details.name, 150)}*"
    return f"{name}, {plain(details.organisation, 150)}" if details.organisation else name


def _row(contact: Contact) -> Block:
    details = contact.details
    lines = [name_of(details, contact.slack_user_id)]
    noted = [plain(details.works_on, 200) if details.works_on else "", _first_line(details.notes)]
    lines += [" · ".join(part for part in noted if part)]
    lines += [" · ".join(_standing(contact)), _next_step(contact)]
    said = "\n".join(line for line in lines if line)
    return section(said, accessory=button("Open", action_id=OPEN, value=str(contact.contact_id)))


def _standing(contact: Contact) -> Sequence[str]:
    buddy = "buddy" if contact.slack_user_id else ""
    since = _touch(contact.last_in_touch_on)
    category = plain(contact.details.category, 40) if contact.details.category else ""
    return [part for part in (buddy, category, CLOSE[contact.closeness], since) if part]


def _next_step(contact: Contact) -> str:
    if contact.next_on is None:
        return ""
    note = f": “{plain(contact.next_note, 150)}”" if contact.next_note else ""
    return f"Next: {span(contact.next_on, contact.next_on)}{note}"


def _touch(on: date | None) -> str:
    return f"in touch {span(on, on)}" if on else ""


def _first_line(notes: str) -> str:
    return plain(notes.strip().splitlines()[0], 150) if notes.strip() else ""


def _double(double: Double) -> list[Block]:
    value = str(double.contact_id)
    said = f"You noted {name_of(double.details)} once more. Is it {name_of(double.known)}, who is here already?"
    same = button("The same person", action_id=SAME, value=value)
    return [section(said), actions(same, button("Somebody else", action_id=OTHER, value=value))]


def _found(found: Found) -> str:
    if not found.total:
        return "Nobody found. A shorter part of the name finds more."
    first = found.search.page * SHOWN
    if found.total <= SHOWN:
        return f"Found {counted(found.total, 'person', 'people')}."
    return f"{first + 1} to {first + len(found.contacts)} of {found.total:,} people."
