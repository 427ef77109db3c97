"""Whom to write to next: two people to choose from, a draft with one's own words, and what comes after "I wrote"."""

from __future__ import annotations

from datetime import date

from bot.domain.contacts import Contact
from bot.domain.ladder import Ladder, Rung
from bot.domain.messages import Block, View
from bot.views import follow_ups
from bot.views.blocks import actions, button, context, input_block, modal, section
from bot.views.contacts import name_of
from bot.views.drafts import LINE, Draft, draft_blocks, lines
from bot.views.pickers import date_picker
from bot.views.text import cut, one_line, plain
from bot.views.times import day, span

OPEN = "ladder.open"
OTHER_CURRENT, OTHER_LOST = "ladder.other_current", "ladder.other_lost"
DRAFT = "ladder.draft"
WROTE = "ladder.wrote"

TITLE = "Whom to write to next"
_OTHER = {Rung.CURRENT: OTHER_CURRENT, Rung.LOST: OTHER_LOST}
_NOBODY = (
    "Nobody stands here yet. Kith looks among those of your book who are close or known and have no next step. *Who I "
    "already know*, in People, brings some in a minute."
)
_WHY = {
    Rung.CURRENT: "*First somebody current.* They know how you are, and a line is quickly written.",
    Rung.LOST: (
        "*Then somebody you trust and have not spoken to for long.* Such ties are as useful as present ones, and bring "
        "more that is new (Levin, Walter & Murnighan)."
    ),
}


def ladder_form(found: Ladder, *, current: int = 0, lost: int = 0) -> View:
    """One of each rung; the numbers say which, and go round."""
    blocks = [
        *_rung(Rung.CURRENT, found.current, current, current, lost),
        *_rung(Rung.LOST, found.lost, lost, current, lost),
    ]
    return modal(TITLE, blocks or [section(_NOBODY)], callback_id=OPEN)


def draft_form(contact: Contact, rung: Rung) -> View:
    """A draft to that person; sent off once the member has written."""
    noted = _noted(contact)
    blocks: list[Block] = [
        section(f"To {name_of(contact.details, contact.slack_user_id)}{_since(contact)}"),
        *([context(noted)] if noted else []),
        *draft_blocks(draft(contact, rung)),
        context("*I wrote* counts it, and plans a look in a week at whether they answered."),
    ]
    return modal("A draft", blocks, callback_id=WROTE, submit="I wrote", private_metadata=str(contact.contact_id))


def wrote_form(contact: Contact, *, due_on: date, counted_as_act: bool, metadata: str) -> View:
    """What comes of it: the follow-up that is planned, on a day that can be changed."""
    whom = name_of(contact.details, contact.slack_user_id)
    counts = "It counts. " if counted_as_act else ""
    said = f"{counts}Kith asks you on {day(due_on)} about {whom}. Another day?"
    picker = input_block(
        "Day", date_picker(action_id=follow_ups.VALUE, initial=due_on), block_id=follow_ups.DAY, optional=False
    )
    return modal(
        "Well done",
        [section(said), picker],
        callback_id=follow_ups.MOVE_FORM,
        submit="Save",
        private_metadata=metadata,
    )


def draft(contact: Contact, rung: Rung) -> Draft:
    """What could be written. Of the person it says only what the member noted."""
    details = contact.details
    name, works_on, through = map(one_line, (details.name, details.works_on, details.through))
    note = cut(one_line(details.notes.strip().splitlines()[0]), LINE) if details.notes.strip() else ""
    is_lost = rung is Rung.LOST
    still = "Are you still working on" if is_lost else "How is it going with"
    return Draft(
        subject="Hello again" if is_lost else "A short hello",
        body=lines(
            f"Hello {name},",
            "it has been a while, and I would like to hear how you are." if is_lost else "I thought of you this week.",
            f"We know each other through {through}." if is_lost and through else "",
            f"{still} {works_on}?" if works_on else "",
            f"I have not forgotten: {note}" if note else "",
            "Would you have a quarter of an hour for a call in the next two weeks? I would like to hear what you are "
            "working on, and tell you what I am looking for.",
            "Best wishes",
        ),
    )


def _rung(rung: Rung, people: tuple[Contact, ...], number: int, current: int, lost: int) -> list[Block]:
    if not people:
        return []
    contact = people[number % len(people)]
    said = f"{name_of(contact.details, contact.slack_user_id)}{_since(contact)}"
    noted = _noted(contact)
    following = (current + 1, lost) if rung is Rung.CURRENT else (current, lost + 1)
    buttons = [button("Write a draft", action_id=DRAFT, value=str(contact.contact_id), style="primary")]
    if len(people) > 1:
        value = ":".join(str(one % 1_000_000) for one in following)
        buttons.append(button("Somebody else", action_id=_OTHER[rung], value=value))
    return [section(f"{_WHY[rung]}\n{said}{chr(10) + noted if noted else ''}"), actions(*buttons)]


def _since(contact: Contact) -> str:
    on = contact.last_in_touch_on
    return f", in touch {span(on, on)}" if on else ""


def _noted(contact: Contact) -> str:
    """The member's own note, quoted."""
    notes = contact.details.notes.strip()
    return f"You noted: “{plain(notes.splitlines()[0], 200)}”" if notes else ""
