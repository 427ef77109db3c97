"""What Kith understood of typed words: to be logged, changed or let go by a press. What is not certain is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.checkins import Act, Catalogue
from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.domain.typed import Entry, Proposed
from bot.domain.typed_drafts import Doubt, Kind
from bot.views import log as log_view
from bot.views.blocks import actions, button, context, input_block, message, modal, section, text_input
from bot.views.follow_ups import day_and_note
from bot.views.text import listed, plain, sentence_start
from bot.views.times import dated, day

LOG, CHANGE, NO = "typed.log", "typed.change", "typed.no"
ACT_FORM, NEXT_FORM = "typed.save_act", "typed.save_next"
VALUE = "value"  # the one element of each input
WHOM = "whom"
SHOWN = 5  # people of an entry

_LOGGED = "Logged. All of it counts."
_DOUBTED = {
    Doubt.ACTIVITY: "what it was",
    Doubt.DAY: "the day",
    Doubt.PEOPLE: "the people",
    Doubt.ORGANISATION: "where they work",
    Doubt.MEANING: "whether I understood you",
}


def proposal(proposed: Proposed, *, today: date) -> Message:
    """Each entry as it was read, and the buttons. Nothing of it is logged yet."""
    said = "Shall I log this? Nothing is logged yet."
    several = len(proposed.entries) > 1
    blocks: list[Block] = [section(said)]
    for number, entry in proposed.entries.items():
        line = section(_line(entry, proposed, today=today))
        blocks += [{**line, "accessory": _change(proposed, number)} if several else line]
    blocks += _left_out(proposed)
    log = button("Log it", action_id=LOG, value=str(proposed.proposal_id), style="primary")
    logs = [log] if any(entry.is_whole for entry in proposed.entries.values()) else []
    change = [] if several else [_change(proposed, number) for number in proposed.entries]
    no = button("No", action_id=NO, value=str(proposed.proposal_id))
    return message(said, [*blocks, actions(*logs, *change, no)])


def logged(done: Proposed, rest: Proposed, *, today: date) -> Message:
    """What was logged; below it what still needs a word."""
    lines = [section(_line(entry, done, today=today, asks=False)) for entry in done.entries.values()]
    more = proposal(rest, today=today).blocks if rest.entries else ()
    return message(_LOGGED, [section(f"*{_LOGGED}*"), *lines, *more])


def saved(rest: Proposed, *, today: date) -> Message:
    """An entry was changed and logged; what is left of the others."""
    more = proposal(rest, today=today).blocks if rest.entries else ()
    return message(_LOGGED, [section(f"*{_LOGGED}*"), *more])


def nothing_logged() -> Message:
    """After "No"."""
    said = "All right, nothing was logged, and I keep nothing of it."
    return message(said, [section(said)])


def act_form(entry: Entry, catalogues: Sequence[Catalogue], *, today: date, metadata: str) -> View:
    """The log's form with what was understood in it."""
    act = Act(
        activity_id=0,
        done_on=entry.on or today,
        with_whom=entry.with_whom if entry.kind is Kind.ACT else "",
        in_person=entry.in_person,
        new_contacts=entry.new_people,
    )
    return log_view.prefilled_form(catalogues, act, chosen=entry.activity, callback_id=ACT_FORM, metadata=metadata)


def next_form(entry: Entry, *, metadata: str) -> View:
    """A next step with what was understood in it."""
    whom = listed([person.line() for person in entry.people])[:LINE]
    fields = [
        input_block("With whom?", text_input(action_id=VALUE, initial=whom, limit=LINE), block_id=WHOM, optional=False),
        *day_and_note(entry.on, entry.note, optional=False),
    ]
    return modal("To follow up", fields, callback_id=NEXT_FORM, submit="Save", private_metadata=metadata)


def _change(proposed: Proposed, number: int) -> dict[str, object]:
    return button("Change", action_id=CHANGE, value=f"{proposed.proposal_id}:{number}")


def _line(entry: Entry, proposed: Proposed, *, today: date, asks: bool = True) -> str:
    """`*Coffee chat*, Tuesday 3 March, with Ana Ruiz. New for your people: Bo from Stripe.`"""
    when = f", {_when(entry.on, today)}" if entry.on else ""
    people = [plain(person.name, 60) for person in entry.people if not person.is_beside]
    new = [plain(line, 80) for line in entry.new_people]
    whom = f", with {listed(people, most=SHOWN)}" if people else ""
    if entry.kind is Kind.MET:
        said = f"*Somebody new*{when}: {listed(new or people, most=SHOWN)}"
    elif entry.kind is Kind.NEXT:
        said = f"*To follow up*{when}{whom}" + (f": “{plain(entry.note, 200)}”" if entry.note else "")
    else:
        said = f"*{_activity(entry, proposed)}*{when}{whom}"
    said += f". New for your people: {listed(new, most=SHOWN)}" if new and entry.kind is not Kind.MET else ""
    return f"{said}\n{_asked(entry)}" if asks and (entry.doubts or not entry.is_whole) else said


def _activity(entry: Entry, proposed: Proposed) -> str:
    name = proposed.activities.get(entry.activity, "")
    return plain(name, 120) if name else "Something you did"


def _when(on: date, today: date) -> str:
    if on == today:
        return f"today, {day(on)}"
    return day(on) if on.year == today.year else dated(on)


def _asked(entry: Entry) -> str:
    doubts = [_DOUBTED[doubt] for doubt in entry.doubts]
    if entry.is_whole:
        return f":grey_question: I am not sure about {listed(doubts)}. Is it right?"
    missing = listed(doubts or ["all of it"])
    return f":grey_question: {sentence_start(missing)}: I could not tell. *Change* lets you say so."


def _left_out(proposed: Proposed) -> list[Block]:
    words = [f"“{plain(words, 80)}”" for words in proposed.left_out]
    return [context(f"I did not understand {listed(words, most=5)}, and leave it out.")] if words else []
