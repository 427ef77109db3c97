"""Follow-ups: quoted with their own note, closed or moved in one click, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.follow_ups import FollowUp, other_days
from bot.domain.goals import Week
from bot.domain.lengths import NOTE
from bot.domain.messages import Block, View
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.pickers import date_picker
from bot.views.text import in_words, mention, plain, sentence_start
from bot.views.times import day

DONE = "follow_ups.done"
MOVE = "follow_ups.move"
LET_GO = "follow_ups.let_go"
NEXT_FORM, MOVE_FORM = "follow_ups.next", "follow_ups.move_to"

VALUE = "value"  # the one element of each input
DAY, NOTE_FIELD = "follow_up_on", "follow_up_note"
PICK = 0  # days travel as their ordinals
MOST = 5  # in a message, and in the room: each has three things to press

# What fits where nothing was noted; which one is said first changes from person to person.
IDEAS = (
    "send an article that made you think of them",
    "tell them of an event they might like",
    "ask how that project went",
)


def due_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """In a message about a week: those that are due, the latest first; how many more wait in People."""
    shown = [block for one in week.follow_ups[:MOST] for block in _follow_up(one, week_message, today=week.today)]
    more = len(week.follow_ups) - MOST
    return [*shown, context(f"{_more(more)} in Kith's Home tab, under People.")] if more > 0 else shown


def home_blocks(soonest: Sequence[FollowUp], total: int, week_message: WeekMessage) -> list[Block]:
    """In the room: those that are open, the soonest first; how many there are besides."""
    shown = [block for one in soonest[:MOST] for block in _follow_up(one, week_message, today=week_message.on)]
    more = total - len(soonest[:MOST])
    wait = [context(f"{_more(more)}. *To follow up*, below, shows with whom.")] if more > 0 else []
    return [section("*To follow up*"), *shown, *wait] if shown else []


def next_form(closed: FollowUp, *, counted_as_act: bool, metadata: str) -> View:
    """Asked once it is done: what comes next. Closing it is an answer, too."""
    done = "It counts. " if counted_as_act else ""
    said = f"{done}Would you like to note what comes next with {_name(closed)}? If not, close this: that is fine."
    return modal(
        "Well done",
        [section(said), *day_and_note(None, "", optional=False)],
        callback_id=NEXT_FORM,
        submit="Save",
        private_metadata=metadata,
    )


def move_form(moved: FollowUp, *, metadata: str) -> View:
    """Any other day."""
    said = f"When would you like to be in touch with {_name(moved)}?"
    picker = input_block("Day", date_picker(action_id=VALUE), block_id=DAY, optional=False)
    return modal(
        "Another day", [section(said), picker], callback_id=MOVE_FORM, submit="Save", private_metadata=metadata
    )


def day_and_note(on: date | None, note: str, *, optional: bool = True) -> list[Block]:
    """The two fields of a form that ask for a next step."""
    return [
        input_block(
            "Be in touch again on",
            date_picker(action_id=VALUE, initial=on),
            block_id=DAY,
            optional=optional,
            hint="Kith reminds you on that day.",
        ),
        input_block(
            "About what?",
            text_input(action_id=VALUE, initial=note, limit=NOTE),
            block_id=NOTE_FIELD,
            hint="For example: that project.",
        ),
    ]


def _more(number: int) -> str:
    return f"{sentence_start(in_words(number))} more {'waits' if number == 1 else 'wait'}"


def _follow_up(one: FollowUp, week_message: WeekMessage, *, today: date) -> list[Block]:
    value = week_message.value(one.follow_up_id)
    days = [option(day(on), week_message.value(on.toordinal(), one.follow_up_id)) for on in other_days(today)]
    days.append(option("Pick a day", week_message.value(PICK, one.follow_up_id)))
    return [
        section(f"*Be in touch with {_name(one)}*{_when(one, today)}\n{_about(one)}"),
        actions(
            button("Done", action_id=DONE, value=value, style="primary"),
            select(days, action_id=MOVE, hint="Another day"),
            button("Let it go", action_id=LET_GO, value=value),
        ),
    ]


def _name(one: FollowUp) -> str:
    if one.slack_user_id:
        return mention(one.slack_user_id)
    return plain(one.whom, 150) if one.whom.strip() else "somebody"


def _when(one: FollowUp, today: date) -> str:
    if one.due_on == today:
        return ""
    return f", since {day(one.due_on)}" if one.due_on < today else f", {day(one.due_on)}"


def _about(one: FollowUp) -> str:
    """Their own words; an idea only where there are none."""
    if one.note.strip():
        return f"You noted: “{plain(one.note, 300)}”"
    return f"An idea: {IDEAS[one.follow_up_id % len(IDEAS)]}."
