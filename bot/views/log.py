"""The form that records one act, and a person's own log with edit and undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.checkins import CONTACTS, Act, Catalogue, LogEntry
from bot.domain.goals import Choice
from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import Block, View
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import Element, actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.pickers import checkboxes, date_picker, grouped_select, person_select
from bot.views.text import one_line, plain
from bot.views.times import day

FORM = "checkins.form"
LIST = "checkins.log"
EDIT = "checkins.edit"
UNDO = "checkins.undo"

VALUE = "value"  # the one element of each input
ACTIVITY, DONE_ON, WITH_WHOM, IN_PERSON = "activity", "done_on", "with_whom", "in_person"
CONTACTS_FIELD, COMPANIES, ADVICE = "new_contacts", "companies", "advice"
THANKS, THANKS_TO, CONSENT = "thanks", "thanks_to", "thanks_shared"
FOLLOW_UP_ON, FOLLOW_UP_NOTE = "follow_up_on", "follow_up_note"
YES, NO = "yes", "no"

_PRIVATE = "Only you see names, companies and notes."


def new_form(catalogues: Sequence[Catalogue], *, today: date, metadata: str) -> View:
    """Log what one did: any activity of the person's programs, today unless they say otherwise."""
    return prefilled_form(catalogues, Act(activity_id=0, done_on=today), metadata=metadata)


def prefilled_form(
    catalogues: Sequence[Catalogue], act: Act, *, chosen: str = "", callback_id: str = FORM, metadata: str
) -> View:
    """Log what one did, with what is known of it already. `chosen`: the value of its activity."""
    options = {
        one_line(catalogue.program): [option(choice.activity, value) for value, choice in _values(catalogue)]
        for catalogue in catalogues
    }
    every = [choice for of_program in options.values() for choice in of_program]
    initial = next((one for one in every if one["value"] == chosen), every[0])
    activity = grouped_select(options, action_id=VALUE, initial=initial)
    return _form("Log what you did", activity, act, metadata=metadata, callback_id=callback_id)


def edit_form(entry: LogEntry, catalogues: Sequence[Catalogue], *, metadata: str) -> View:
    """Change an entry: its program stays, the activity may change."""
    choices = {f"{entry.program_id}:{entry.act.activity_id}": entry.activity}
    for catalogue in catalogues:
        if catalogue.program_id == entry.program_id:
            choices |= {value: choice.activity for value, choice in _values(catalogue)}
    options = [option(name, value) for value, name in choices.items()]
    return _form(
        "Change this entry", select(options, action_id=VALUE, initial=options[0]), entry.act, metadata=metadata
    )


def _values(catalogue: Catalogue) -> Iterator[tuple[str, Choice]]:
    for choice in catalogue.activities:
        yield f"{catalogue.program_id}:{choice.activity_id}", choice


def log(entries: Sequence[LogEntry], week_message: WeekMessage, *, metadata: str = "") -> View:
    """The person's last entries, each with edit and undo."""
    blocks: list[Block] = [] if entries else [section("Nothing here yet. What you log shows up here.")]
    for entry in entries[:20]:
        value = week_message.value(entry.checkin_id)
        blocks += [
            section(entry_line(entry)),
            actions(
                button("Edit", action_id=EDIT, value=value),
                button("Undo", action_id=UNDO, value=value),
            ),
        ]
    return modal("My log", blocks, callback_id=LIST, private_metadata=metadata)


def entry_line(entry: LogEntry) -> str:
    """`*Coffee chat*, Tuesday 3 March, with Grace`."""
    whom = f", with {plain(entry.act.with_whom, 100)}" if entry.act.with_whom else ""
    return f"*{plain(entry.activity, 80)}*, {day(entry.act.done_on)}{whom}"


def _form(heading: str, activity: Element, act: Act, *, metadata: str, callback_id: str = FORM) -> View:
    blocks = [
        input_block("What did you do?", activity, block_id=ACTIVITY, optional=False),
        _date("When?", act.done_on, block_id=DONE_ON, optional=False),
        _text("With whom?", act.with_whom, LINE, block_id=WITH_WHOM),
        _in_person(act),
        _text(
            "New people to contact",
            "\n".join(act.new_contacts),
            CONTACTS * 100,
            block_id=CONTACTS_FIELD,
            lines=True,
            hint="One a line. Each of them counts.",
        ),
        _text("Companies that came up", act.companies, NOTE, block_id=COMPANIES),
        _text("Advice or feedback", act.advice, NOTE, block_id=ADVICE, lines=True),
        context(_PRIVATE),
        _text("Thank someone", act.thanks, NOTE, block_id=THANKS),
        input_block("Who is thanked?", person_select(action_id=VALUE, initial=act.thanks_to), block_id=THANKS_TO),
        _consent(act),
        _date("Be in touch again on", act.follow_up_on, block_id=FOLLOW_UP_ON, hint="Kith reminds you on that day."),
        _text("About what?", act.follow_up_note, NOTE, block_id=FOLLOW_UP_NOTE, hint="For example: that project."),
    ]
    return modal(heading, blocks, callback_id=callback_id, submit="Save", private_metadata=metadata)


def _text(label: str, initial: str, limit: int, *, block_id: str, lines: bool = False, hint: str = "") -> Block:
    element = text_input(action_id=VALUE, initial=initial, limit=limit, multiline=lines)
    return input_block(label, element, block_id=block_id, hint=hint)


def _date(label: str, initial: date | None, *, block_id: str, optional: bool = True, hint: str = "") -> Block:
    element = date_picker(action_id=VALUE, initial=initial)
    return input_block(label, element, block_id=block_id, optional=optional, hint=hint)


def _in_person(act: Act) -> Block:
    options = [option("In person", YES), option("By phone or online", NO)]
    initial = None if act.in_person is None else options[0 if act.in_person else 1]
    return input_block("How did you meet?", select(options, action_id=VALUE, initial=initial), block_id=IN_PERSON)


def _consent(act: Act) -> Block:
    box = option("Kith may pass this thank-you on", YES, description="To that person, and in the weekly summary.")
    element = checkboxes([box], action_id=VALUE, initial=[box] if act.thanks_shared else [])
    return input_block("Pass it on?", element, block_id=CONSENT)
