"""The forms of an event: a new one, one to be changed or called off, and what the channel will read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.calendar import local
from bot.domain.events import Event, Repeat
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.domain.programs import ProgramNews
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.event_messages import announcement
from bot.views.events import REPEATS
from bot.views.pickers import checkboxes, confirmed, date_picker, time_picker
from bot.views.programs import readers
from bot.views.text import cut, one_line, sentence_start
from bot.views.times import zone_name

FORM, ANNOUNCE_FORM = "events.save", "events.post"
CANCEL, CANCEL_ALL = "events.cancel", "events.cancel_all"
VALUE = "value"  # the one element of each input
PROGRAM, TITLE, DAY, AT, UNTIL, NO_END, PLACE, IN_PERSON, REPEAT = (
    "program",
    "title",
    "day",
    "at",
    "until",
    "no_end",
    "place",
    "in_person",
    "repeats",
)
ONCE, YES = "once", "yes"


def new_form(programs: Mapping[int, str], *, zone: str, today: date, title: str = "", place: str = "") -> View:
    """A new event, by the clock of whoever adds it."""
    options = [option(cut(one_line(name), 75), str(program_id)) for program_id, name in programs.items()]
    program = input_block(
        "In which program?",
        select(options, action_id=VALUE, initial=options[0]),
        block_id=PROGRAM,
        optional=False,
        hint="Everybody of it sees the event, and that you brought it.",
    )
    return modal(
        "Add an event",
        [program, *_fields(None, zone=zone, today=today, title=title, place=place)],
        callback_id=FORM,
        submit="Add",
        private_metadata="0",
    )


def edit_form(event: Event) -> View:
    """An event to be changed or called off, by the clock that it was written down by."""
    today = local(event.starts_at, event.own_zone).date()
    return modal(
        "Change the event",
        [*_fields(event, zone=event.own_zone, today=today), _cancel_row(event)],
        callback_id=FORM,
        submit="Save",
        private_metadata=str(event.event_id),
    )


def cancelled() -> View:
    """Said in place of the form."""
    return modal("It is off", [section("All who go read that it is off.")], callback_id=CANCEL)


def announce_form(event: Event, program: ProgramNews) -> View:
    """What the channel will read, and how many that is."""
    to = sentence_start(readers(program.channel_people))
    return modal(
        "Post in the channel",
        [
            *[block for block in announcement(event).blocks if block["type"] != "actions"],
            context(f":loudspeaker: {to}, <#{program.slack_channel_id}>, will read this once you press *Post*."),
        ],
        callback_id=ANNOUNCE_FORM,
        submit="Post",
        private_metadata=str(event.event_id),
    )


def announced(program: ProgramNews) -> View:
    """Said in place of the form."""
    said = f"Kith has posted it to {readers(program.channel_people)}: <#{program.slack_channel_id}>."
    return modal("Posted", [section(said)], callback_id=ANNOUNCE_FORM)


def _fields(event: Event | None, *, zone: str, today: date, title: str = "", place: str = "") -> list[Block]:
    there = local(event.starts_at, zone) if event else None
    ends = local(event.ends_at, zone) if event and event.ends_at else None
    ways = [option("Once", ONCE), *(option(sentence_start(words), repeat) for repeat, words in REPEATS.items())]
    repeats = ways[0] if event is None or event.repeats is None else ways[1 + list(Repeat).index(event.repeats)]
    in_person = option("People meet in person", YES)
    return [
        input_block("What is it?", _line(event.title if event else cut(title, LINE)), block_id=TITLE, optional=False),
        input_block(
            "Which day?",
            date_picker(action_id=VALUE, initial=there.date() if there else today),
            block_id=DAY,
            optional=False,
        ),
        input_block(
            f"At what time ({zone_name(zone)})?",
            time_picker(action_id=VALUE, initial=there.time() if there else None),
            block_id=AT,
            optional=False,
            hint="Everybody reads it by their own clock.",
        ),
        input_block(
            "Until when?",
            time_picker(action_id=VALUE, initial=ends.time() if ends else None),
            block_id=UNTIL,
            hint="It goes into calendars, and “Did you go?” waits for it.",
        ),
        *([_no_end()] if ends else []),
        input_block(
            "Where?",
            _line(event.place if event else place),
            block_id=PLACE,
            hint="An address, or a link. Kith opens no link.",
        ),
        input_block(
            "How?",
            checkboxes([in_person], action_id=VALUE, initial=[in_person] if event and event.in_person else []),
            block_id=IN_PERSON,
        ),
        input_block("How often?", select(ways, action_id=VALUE, initial=repeats), block_id=REPEAT, optional=False),
    ]


def _no_end() -> Block:
    """A time picker that is filled in cannot be emptied."""
    return input_block("Or", checkboxes([option("No end", YES)], action_id=VALUE), block_id=NO_END)


def _cancel_row(event: Event) -> Block:
    value = str(event.event_id)
    once = confirmed(
        button("Call it off", action_id=CANCEL, value=value, style="danger"),
        title="Call it off?",
        text="All who go read that it is off. This cannot be undone.",
        yes="Call it off",
    )
    if event.repeats is None:
        return actions(once)
    later = confirmed(
        button("Call off this and all later ones", action_id=CANCEL_ALL, value=value, style="danger"),
        title="Call off all of them?",
        text="All who go read that it is off, and it is on the list no more. This cannot be undone.",
        yes="Call them off",
    )
    return actions(once, later)


def _line(initial: str) -> dict[str, object]:
    return text_input(action_id=VALUE, initial=initial, limit=LINE)
