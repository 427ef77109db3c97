"""After "add one": it is counted already, and one more step is offered, all of it optional."""

from __future__ import annotations

from datetime import date

from bot.domain.checkins import CONTACTS
from bot.domain.follow_ups import other_days
from bot.domain.goals import JustAdded, WeekSection
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.follow_ups import PICK, day_and_note
from bot.views.text import counted, plain
from bot.views.times import day

WITH_WHOM, SOMEBODY_NEW, FOLLOW_UP = "after_add.with_whom", "after_add.somebody_new", "after_add.follow_up"
WHOM_FORM, NEW_FORM, DAY_FORM = "after_add.whom", "after_add.new", "after_add.day"
CAME, CAME_FORM = "after_add.came", "after_add.came_of_it"
VALUE = "value"  # the one element of each input
WHOM, NEW = "with_whom", "new_contacts"
NAMES, COMPANIES, ADVICE, FEEDBACK = "names", "companies", "advice", "feedback"  # of CameOfIt


def blocks(part: WeekSection, week_message: WeekMessage, *, today: date) -> list[Block]:
    """What was just added, and what could be said of it; nothing if nothing was, or all is said."""
    added = part.just_added
    if added is None or (added.with_whom and added.new_contacts and added.has_follow_up):
        return []
    value = week_message.value(added.checkin_id)
    whom = [] if added.with_whom else [button("With whom", action_id=WITH_WHOM, value=value)]
    new = button("Somebody new", action_id=SOMEBODY_NEW, value=value)
    came = [button("What came of it", action_id=CAME, value=value)] if added.is_chat else []
    when = [] if added.has_follow_up else [_days(added, week_message, today)]
    return [section(f"{_said(added)} If you like, one more thing:"), actions(*whom, new, *came, *when)]


def whom_form(*, metadata: str) -> View:
    """One line."""
    line = _line("With whom?", WHOM, hint="Only you see this.")
    return modal("With whom", [line], callback_id=WHOM_FORM, submit="Save", private_metadata=metadata)


def new_form(*, metadata: str) -> View:
    """One line leaves a contact."""
    line = _line("Who is it?", NEW, hint="Ana Ruiz, Stripe, payments. They come into your people; only you see this.")
    return modal("Somebody new", [line], callback_id=NEW_FORM, submit="Save", private_metadata=metadata)


def came_form(*, callback_id: str, metadata: str) -> View:
    """What a chat left behind. The names become contacts, the rest stands in one's log."""
    return modal(
        "What came of it",
        [
            input_block(
                "New names",
                text_input(action_id=VALUE, limit=CONTACTS * 100, multiline=True, hint="Ana Ruiz, Stripe, payments"),
                block_id=NAMES,
                hint="One a line. They come into your people.",
            ),
            input_block("Companies", text_input(action_id=VALUE, limit=LINE), block_id=COMPANIES),
            input_block("Advice", text_input(action_id=VALUE, limit=LINE), block_id=ADVICE),
            input_block("Feedback on my résumé", text_input(action_id=VALUE, limit=LINE), block_id=FEEDBACK),
            context("One line each is plenty. Only you see it, in your log and your people."),
        ],
        callback_id=callback_id,
        submit="Save",
        private_metadata=metadata,
    )


def day_form(*, metadata: str) -> View:
    """Any other day, and about what."""
    return modal(
        "Follow up",
        day_and_note(None, "", optional=False),
        callback_id=DAY_FORM,
        submit="Save",
        private_metadata=metadata,
    )


def _said(added: JustAdded) -> str:
    whom = f" with {plain(added.with_whom, 100)}" if added.with_whom else ""
    new = f", {counted(added.new_contacts, 'new contact')}" if added.new_contacts else ""
    return f"Counted: *{plain(added.activity, 80)}*{whom}{new}."


def _days(added: JustAdded, week_message: WeekMessage, today: date) -> dict[str, object]:
    options = [option(day(on), week_message.value(on.toordinal(), added.checkin_id)) for on in other_days(today)]
    options.append(option("Pick a day", week_message.value(PICK, added.checkin_id)))
    return select(options, action_id=FOLLOW_UP, hint="Follow up when?")


def _line(label: str, block_id: str, *, hint: str) -> Block:
    return input_block(label, text_input(action_id=VALUE, limit=LINE), block_id=block_id, optional=False, hint=hint)
