"""A person's own log: looked through by words and week, each entry with what came of it, edit and undo."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.checkins import LogEntry
from bot.domain.follow_ups import Outcome
from bot.domain.messages import Block, View
from bot.domain.my_log import LogPage
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import actions, button, input_block, modal, section, text_input
from bot.views.checkins import OPEN_LOG as OPEN
from bot.views.pickers import date_picker
from bot.views.text import listed, plain
from bot.views.times import day, span
from bot.views.work_search import OPEN as RECORD

LIST, MORE = "checkins.log", "checkins.log_more"
EDIT, UNDO = "checkins.edit", "checkins.undo"
VALUE = "value"  # the one element of each input
WORDS, WEEK = "words", "week"

_EMPTY = "Nothing here yet. What you log shows up here."
_NOTHING = "Nothing found. A shorter part of a word finds more; without a day every week is looked through."
_MOST_NAMES = 5


def log(page: LogPage, week_message: WeekMessage, *, origin: str = "") -> View:
    """Ten entries, the latest first. `origin`: the address of the message that the list was opened from."""
    search = page.search
    words = text_input(action_id=VALUE, initial=search.words, limit=100)
    week = date_picker(action_id=VALUE, initial=search.week_on)
    blocks: list[Block] = [
        input_block("A part of a name, company or note", words, block_id=WORDS),
        input_block("In the week of", week, block_id=WEEK, hint="Any day of that week."),
        *(block for entry in page.entries for block in _entry(entry, week_message)),
    ]
    if not page.entries:
        blocks.append(section(_NOTHING if search.words or search.week_on or search.page else _EMPTY))
    more = button("More", action_id=MORE, value=week_message.value(search.page + 1))
    record = button("Work-search record", action_id=RECORD)
    blocks.append(actions(*([more] if page.has_more else []), record))
    metadata = f"{week_message.value()} {search.value()} {origin}"
    return modal("My log", blocks, callback_id=LIST, submit="Find", private_metadata=metadata)


def home_blocks(week_message: WeekMessage) -> list[Block]:
    """In the room Me: the way to the log and to what is made of it."""
    mine = button("My log", action_id=OPEN, value=week_message.value())
    return [section("*What I did*"), actions(mine, button("Work-search record", action_id=RECORD))]


def _entry(entry: LogEntry, week_message: WeekMessage) -> list[Block]:
    value = week_message.value(entry.checkin_id)
    edit, undo = button("Edit", action_id=EDIT, value=value), button("Undo", action_id=UNDO, value=value)
    return [section("\n".join([entry_line(entry), *_came_of(entry)])), actions(edit, undo)]


def entry_line(entry: LogEntry) -> str:
    """`*Coffee chat*, Tuesday 3 March, with Grace`."""
    whom = f", with {plain(entry.act.with_whom, 100)}" if entry.act.with_whom else ""
    return f"*{plain(entry.activity, 80)}*, {day(entry.act.done_on)}{whom}"


def _came_of(entry: LogEntry) -> Iterator[str]:
    """What it left behind."""
    act = entry.act
    if act.new_contacts:
        yield f"New: {listed([plain(name, 80) for name in act.new_contacts], most=_MOST_NAMES)}"
    if act.follow_up_on:
        stands = {Outcome.DONE: ", done", Outcome.LET_GO: ", let go"}.get(entry.outcome, "") if entry.outcome else ""
        note = f": “{plain(act.follow_up_note, 150)}”" if act.follow_up_note else ""
        yield f"Follow-up {span(act.follow_up_on, act.follow_up_on)}{note}{stands}"
