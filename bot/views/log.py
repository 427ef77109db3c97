"""The form that records one act: three fields first, the rest behind *More*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.checkins import CONTACTS, Act, Catalogue, LogEntry
from bot.domain.goals import Choice
from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import Block, View
from bot.domain.work_search import LIMITS
from bot.views.blocks import Element, actions, button, context, input_block, modal, option, select, text_input
from bot.views.pickers import checkboxes, date_picker, grouped_select, person_select
from bot.views.text import one_line

FORM = "checkins.form"
MORE = "checkins.more"

VALUE = "value"  # the one element of each input
ACTIVITY, DONE_ON, WITH_WHOM, IN_PERSON = "activity", "done_on", "with_whom", "in_person"
CONTACTS_FIELD, COMPANIES, ADVICE = "new_contacts", "companies", "advice"
THANKS, THANKS_TO, CONSENT = "thanks", "thanks_to", "thanks_shared"
FOLLOW_UP_ON, FOLLOW_UP_NOTE = "follow_up_on", "follow_up_note"
TEXTS = (WITH_WHOM, COMPANIES, ADVICE, THANKS, FOLLOW_UP_NOTE)  # named as `Act` names them
YES, NO = "yes", "no"

_PRIVATE = "Only you see names, companies and notes."
# The fields of `work_search.Details`, as the form asks for them
_RECORD = {
    "employer": ("Employer or event", ""),
    "title": ("Their title", ""),
    "phone_or_web": ("Phone number or web page", ""),
    "position": ("Position", "What it was about or what you applied for."),
    "result": ("Result", "For example: interview on Friday."),
    "proof_note": ("Proof", "Where you keep it: an e-mail, a screenshot, a name badge."),
}


def new_form(
    catalogues: Sequence[Catalogue],
    *,
    today: date,
    metadata: str,
    act: Act | None = None,
    program_id: int = 0,
    is_whole: bool = False,
) -> View:
    """Log what one did: any activity of the person's programs, today unless they say otherwise.

    `act` fills it in; `is_whole` shows all fields instead of the first three.
    """
    act = act or Act(activity_id=0, done_on=today)
    activity = _activities(catalogues, f"{program_id}:{act.activity_id}")
    return _form("Log what you did", activity, act, metadata=metadata, is_whole=is_whole)


def prefilled_form(
    catalogues: Sequence[Catalogue], act: Act, *, chosen: str = "", callback_id: str = FORM, metadata: str
) -> View:
    """Log what one did, with what is known of it already, all fields in sight. `chosen`: the value of its activity."""
    activity = _activities(catalogues, chosen)
    return _form("Log what you did", activity, act, metadata=metadata, is_whole=True, callback_id=callback_id)


def edit_form(
    entry: LogEntry, catalogues: Sequence[Catalogue], *, metadata: str, act: Act | None = None, is_whole: bool = False
) -> View:
    """Change an entry: its program stays, the activity may change. `act`: what was entered so far."""
    choices = {f"{entry.program_id}:{entry.act.activity_id}": entry.activity}
    for catalogue in catalogues:
        if catalogue.program_id == entry.program_id:
            choices |= {value: choice.activity for value, choice in _values(catalogue)}
    options = [option(name, value) for value, name in choices.items()]
    act = act or entry.act
    first = next((one for one in options if one["value"] == f"{entry.program_id}:{act.activity_id}"), options[0])
    activity = select(options, action_id=VALUE, initial=first)
    return _form("Change this entry", activity, act, metadata=metadata, is_whole=is_whole or not act.is_short)


def _values(catalogue: Catalogue) -> Iterator[tuple[str, Choice]]:
    for choice in catalogue.activities:
        yield f"{catalogue.program_id}:{choice.activity_id}", choice


def _activities(catalogues: Sequence[Catalogue], chosen: str) -> Element:
    options = {
        one_line(catalogue.program): [option(choice.activity, value) for value, choice in _values(catalogue)]
        for catalogue in catalogues
    }
    every = [one for of_program in options.values() for one in of_program]
    initial = next((one for one in every if one["value"] == chosen), every[0])
    return grouped_select(options, action_id=VALUE, initial=initial)


def _form(heading: str, activity: Element, act: Act, *, metadata: str, is_whole: bool, callback_id: str = FORM) -> View:
    # The button carries what the form is about, as the form itself does
    more = actions(button("More: new people, thanks, follow-up …", action_id=MORE, value=metadata.partition(" ")[0]))
    blocks = [
        input_block("What did you do?", activity, block_id=ACTIVITY, optional=False),
        _date("When?", act.done_on, block_id=DONE_ON, optional=False),
        _text("With whom?", act.with_whom, LINE, block_id=WITH_WHOM),
        *(_rest(act) if is_whole else [more]),
    ]
    return modal(heading, blocks, callback_id=callback_id, submit="Save", private_metadata=metadata)


def _rest(act: Act) -> list[Block]:
    record = [
        _text(label, getattr(act.details, name), LIMITS[name], block_id=name, hint=hint)
        for name, (label, hint) in _RECORD.items()
    ]
    return [
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
        context("*For a work-search record* (`/kith record`). Only you see it."),
        *record,
    ]


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
