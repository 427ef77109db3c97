"""A member's own book as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.domain.contacts import Contact
from bot.domain.lengths import NOTE
from bot.domain.messages import File, Message
from bot.views.blocks import section
from bot.views.text import cell

COLUMNS = (
    "name",
    "organisation",
    "works_on",
    "closeness",
    "category",
    "through",
    "last_in_touch_on",
    "added_on",
    "next_on",
    "next",
    "notes",
)


def table(contacts: Iterable[Contact]) -> Message:
    """The message that brings it: UTF-8 with a byte order mark, so that spreadsheets read every alphabet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(contact) for contact in contacts)
    said = "Here are your people as a table. Only you get it."
    file = File("kith-people.csv", "My people", text.getvalue().encode("utf-8-sig"))
    return Message(text=said, blocks=(section(said),), files=(file,))


def _row(contact: Contact) -> tuple[str, ...]:
    details = contact.details
    return (
        cell(details.name),
        cell(details.organisation),
        cell(details.works_on),
        contact.closeness.value,
        cell(details.category),
        cell(details.through),
        contact.last_in_touch_on.isoformat() if contact.last_in_touch_on else "",
        contact.added_on.isoformat() if contact.added_on else "",
        contact.next_on.isoformat() if contact.next_on else "",
        cell(contact.next_note, NOTE + 1),
        cell(details.notes, NOTE + 1),
    )
