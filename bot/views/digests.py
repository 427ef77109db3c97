"""The organizers' weekly report: first what to act on, then the numbers, each named for what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.digests import WORKING_DAYS, Digest, ItemKind
from bot.domain.messages import Block, File, Message, View
from bot.domain.progress import Change
from bot.domain.states import ParticipantState
from bot.views.blocks import context, divider, header, message, modal, section
from bot.views.digest_items import heading, items
from bot.views.figures import (
    GOALS_MEAN,
    GROUPS_MEAN,
    LANDINGS_MEAN,
    MENTOR_PAIRS_MEAN,
    council_meetings,
    give_and_ask,
    gone_to,
    introduced_groups,
    introductions,
    landings,
    mentor_pairs,
    share,
)
from bot.views.text import code, counted, listed, mention, plain, sentence_start
from bot.views.times import day, week

SHOW = "digests.show"
TABLE = "digests.table"
MOST_NAMES, MOST_ACTIVITIES = 10, 10

# How people stand, as organizers read it
STATES = {
    ParticipantState.ACTIVE: "taking part",
    ParticipantState.PAUSED: "on a pause",
    ParticipantState.RESTING: "not heard from for a while",
    ParticipantState.LANDED: "landed and still here",
}
MEASURES = {
    "acts": "things done",
    "people": "people who did something",
    "goals_set": "goals set",
    "goals_met": "goals met",
    "new_contacts": "new contacts",
}


def digest(told: Digest, *, files: Iterable[File] = ()) -> Message:
    """The report. Items that have a row carry "I've got this"."""
    title = f"{told.program_name}: the week of {week(told.week_on)}"
    found = message(f"Digest of {plain(told.program_name, 75)}, {week(told.week_on)}", [header(title), *_body(told)])
    return Message(found.text, found.blocks, tuple(files))


def screen(told: Message) -> View:
    """A digest on a screen of its own, opened from App Home."""
    return modal("Digest", told.blocks, callback_id="digests.screen")


def table(told: Digest, file: File) -> Message:
    """The table alone, to an organizer who asked for it."""
    name = plain(told.program_name, 75)
    found = message(f"{name}: who took part", [section(f"*{name}*: who took part, as a table.")])
    return Message(found.text, found.blocks, (file,))


def table_is_coming() -> Message:
    """Said at once; the table itself comes by direct message."""
    said = "The table is on its way: Kith sends it to you in a direct message."
    return message(said, [section(said)])


def not_yet(program_name: str, *, first_on: date) -> Message:
    """The answer before the first week is over."""
    said = f"*{plain(program_name, 75)}*: the first week is not over yet. Its digest comes on {day(first_on)}."
    return message(said, [section(said)])


def nothing_organized() -> Message:
    """The answer to somebody who organizes no program and views none."""
    said = "Digests are for a program's organizers and viewers, and you are neither. `/kith week` shows your own week."
    return message(said, [section(said)])


def _body(told: Digest) -> Iterator[Block]:
    if told.has_names:
        yield from items(told)
        yield divider()
    elif told.items:
        heads = [f"• {heading(item)}" for item in told.items]
        yield section("\n".join(["*What waits for the organizers*", *heads]))
        yield divider()
    yield section("\n".join([f"*Who takes part*\n{_states(told)}", *_groups(told)]))
    yield section("\n".join(_week(told)))
    if told.mentor_pairs.introduced:
        yield section(f"*Mentor pairs*\n{mentor_pairs(told.mentor_pairs)}")
        yield context(MENTOR_PAIRS_MEAN)
    if told.landings.total:
        yield section(f"*Landed since the start*\n{sentence_start(landings(told.landings))}")
        yield context(LANDINGS_MEAN)
    if told.never_met and not any(item.kind is ItemKind.NEVER_MET for item in told.items):
        yield section(_never_met(told))
    compared = [f"• {compared_words(change)}" for change in told.changes if change.this_week or round(change.before)]
    if compared:
        yield section("\n".join(["*Compared with the four weeks before*", *compared]))
    if near := list(_next(told)):
        yield section("\n".join(["*Next*", *near]))
    yield context(_deliveries(told))
    whose = (
        "The file lists participation and counts; what people wrote about their contacts stays with them."
        if told.has_names
        else "Who it is about, its organizers know."
    )
    yield context(f"Pairing and meeting are about the round so far. {GROUPS_MEAN} {GOALS_MEAN} {whose}")


def _next(told: Digest) -> Iterator[str]:
    """What is near: each in a line."""
    near = told.coming
    if near.round_on:
        first = near.shown_at if told.has_names else None
        shown = f" You see its groups first, on {day(first.date())} at {first:%H:%M}." if first else ""
        yield f"• The next round starts on {day(near.round_on)}.{shown}"
    if near.pause and near.pause.name:
        yield f"• Nobody is asked anything on {day(near.pause.from_on)}: {plain(near.pause.name, 75)}."
    elif near.pause:
        yield f"• Nobody is asked anything {_from_to(near.pause.from_on, near.pause.until_on)}: a break."
    if near.holiday:
        change = " *Breaks* in the settings changes that." if told.has_names else ""
        name = plain(near.holiday.name, 75)
        yield f"• {day(near.holiday.on)} is {name}, and no break: messages go out as usual.{change}"
    if near.ends_on:
        yield f"• The program ends on {day(near.ends_on)}: the final report and the closing word go out then."


def _from_to(first: date, last: date) -> str:
    return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"


def _groups(told: Digest) -> Iterator[str]:
    if told.buddy_rounds or told.groups.number:
        yield f"Had a buddy in that week's round, of those taking part: {share(told.paired)}"
        yield f"*Buddy groups of that round*\n{sentence_start(introduced_groups(told.groups))}"
    if told.councils.groups.number:
        yield f"*Councils*\n{sentence_start(introduced_groups(told.councils.groups))}"
        yield council_meetings(told.councils, when="last week")


def _states(told: Digest) -> str:
    split = [f"{told.states[state]:,} {words}" for state, words in STATES.items() if told.states.get(state)]
    if len(split) == 1 and told.states.get(ParticipantState.ACTIVE):
        return f"{len(told.people):,} in the program, all of them taking part"
    return f"{len(told.people):,} in the program" + (f": {', '.join(split)}" if split else "")


def _week(told: Digest) -> Iterator[str]:
    total = told.week
    yield f"*Last week*{_short(told.working_days)}"
    yield f"Goals: {total.goals_met:,} met of {total.goals_set:,} set"
    yield f"Things done: {total.acts:,}" + (f", by {counted(total.people, 'person', 'people')}" if total.people else "")
    for act in told.acts[:MOST_ACTIVITIES]:
        yield f"• {plain(act.name, 75)}: {act.count:,}"
    others = sum(act.count for act in told.acts[MOST_ACTIVITIES:])
    if others:
        yield f"• all others: {others:,}"
    if told.events.number:
        yield gone_to(told.events)
    if told.introductions:
        yield introductions(told.introductions)
    yield from give_and_ask(told.give_and_ask)
    yield f"New contacts: {total.new_contacts:,}"


def _short(working_days: int) -> str:
    """A break took days of the week: its numbers are smaller for that."""
    if working_days == WORKING_DAYS:
        return ""
    return f" ({counted(working_days, 'working day') if working_days else 'a break, without working days'})"


def _never_met(told: Digest) -> str:
    if not told.has_names:
        people = counted(len(told.never_met), "person has", "people have")
        return f"{sentence_start(people)} had a buddy for a whole round and met nobody so far"
    people = listed([mention(person.slack_user_id) for person in told.never_met], most=MOST_NAMES)
    return f"*Nobody has said that they met their buddy* ({len(told.never_met):,})\n{people}"


def compared_words(change: Change) -> str:
    """`goals met: 12, fewer than usual (about 15)`."""
    usual = round(change.before)
    if abs(change.this_week - change.before) < max(1, change.before / 10):
        return f"{MEASURES[change.measure]}: {change.this_week:,}, about as usual"
    way = "more" if change.this_week > change.before else "fewer"
    return f"{MEASURES[change.measure]}: {change.this_week:,}, {way} than usual (about {usual:,})"


def _deliveries(told: Digest) -> str:
    found = told.deliveries
    failed = sum(count for _, count in found.failed)
    text = f"Messages of the last seven days: {found.sent:,} sent, {found.waiting:,} waiting, {failed:,} not delivered"
    reasons = ", ".join(f"{count:,} {code(reason or 'no reason given')}" for reason, count in found.failed)
    return f"{text} ({reasons})" if reasons else text
