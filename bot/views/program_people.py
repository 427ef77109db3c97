"""A program's people in Slack, for its organizers: a list to look through, and each person with what can be done."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.messages import Block, View
from bot.domain.people import Asked, HeardFrom, PeoplePage, PersonLine, PersonPage
from bot.domain.states import ParticipantState
from bot.views.blocks import (
    Element,
    actions,
    button,
    context,
    divider,
    input_block,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.views.mentoring import INVITE
from bot.views.people import (
    DONE,
    HEARD,
    INVITED,
    PAUSING,
    REMOVING,
    SHOWN,
    facts,
    kept_apart,
    met_then,
    stands,
    together,
    why_no_pause,
    why_none,
)
from bot.views.pickers import confirmed
from bot.views.text import counted, listed, mention, plain, sentence_start
from bot.views.times import short_day, span

OPEN, LIST = "program_people.open", "program_people.list"
ALL, PAGE_BEFORE, NEXT_PAGE = "program_people.all", "program_people.page_before", "program_people.next_page"
PERSON = "program_people.person"
ADD = "program_people.add"
CHOOSE, PAUSE = "program_people.choose", "program_people.pause"
END_PAUSE, REMOVE, MENTOR = "program_people.end_pause", "program_people.remove", "program_people.mentor"
LET_MEET, CHANGE_NOW, ALONE = "program_people.let_meet", "program_people.change_now", "program_people.alone"

FIND, SHOW = "find", "show"
A_PAGE = 10
_PAST, _INVITED = 12, 15


def people_button(program_id: int) -> Element:
    """The way to the list."""
    return button("People in it", action_id=OPEN, value=str(program_id))


def people(found: PeoplePage, asked: Asked, done: str = "") -> View:
    """A page of the list, with what is looked for; ten at a time. `done`: what was done before, a key of DONE."""
    value = str(found.program_id)
    options = [option(words, show or "everybody") for show, words in SHOWN.items()]
    chosen = options[list(SHOWN).index(asked.show)]
    ways = [button("Add somebody", action_id=ADD, value=value)] if found.goes_on else []
    ways += [button("Invite mentors", action_id=INVITE, value=value)] if found.goes_on and found.has_mentors else []
    return modal(
        "People",
        [
            *_told(done),
            section(f"*{plain(found.program_name, 150)}*: {_counted(found)}"),
            *([actions(*ways)] if ways else []),
            input_block(
                "A part of a name", text_input(action_id="value", initial=asked.find, limit=100), block_id=FIND
            ),
            input_block("Show", select(options, action_id="value", initial=chosen), block_id=SHOW, optional=False),
            *(_line(one, found) for one in found.lines),
            *_turns(found),
            *_invited(found),
        ],
        callback_id=LIST,
        submit="Find",
        private_metadata=f"{value} {asked.value()}",
    )


def _told(done: str) -> list[Block]:
    return [section(f":white_check_mark: {DONE[done]}")] if done in DONE else []


def _counted(found: PeoplePage) -> str:
    if not found.total:
        return "nobody takes part yet."
    if not found.count:
        return "nobody is like that. Write less of the name, or show everybody."
    many = counted(found.count, "person", "people")
    of = "" if found.count == found.total else f" of {found.total:,}"
    return f"{many}{of}{f', page {found.page + 1} of {found.pages}' if found.pages > 1 else ''}."


def _line(one: PersonLine, found: PeoplePage) -> Block:
    why = why_none(one, round_runs=found.round_runs) if one.state is ParticipantState.ACTIVE else ""
    met = "" if one.met is None else ": met" if one.met else ": not met yet"
    buddies = f"With {listed([plain(name, 60) for name in one.buddies])}{met}" if one.buddies else ""
    since = HEARD[one.heard_from]
    heard = "not heard from for a while" if one.heard_from is HeardFrom.NOT_LATELY else f"heard from {since}"
    said = f"{mention(one.slack_user_id)}\n{stands(one)} · {heard}"
    more = buddies or (f"No buddy now: {why}" if why else "")
    return section(f"{said}\n{more}".strip(), accessory=_open(one, found))


def _open(one: PersonLine, found: PeoplePage) -> Element:
    return button("Open", action_id=PERSON, value=f"{found.program_id}:{one.participant_id}")


def _turns(found: PeoplePage) -> Iterator[Block]:
    turns = [
        button(label, action_id=action_id, value=f"{found.program_id}:{page}")
        for label, action_id, page in (
            ("Page before", PAGE_BEFORE, found.page - 1),
            ("Next page", NEXT_PAGE, found.page + 1),
        )
        if 0 <= page < found.pages
    ]
    if turns:
        yield actions(*turns)


def _invited(found: PeoplePage) -> Iterator[Block]:
    """Who was asked and has not joined, beneath the first page."""
    if found.invited and not found.page:
        people = [f"{plain(one.name, 80)} ({short_day(one.asked_on)})" for one in found.invited]
        yield divider()
        yield section(f"*Invited, and not joined so far*\n{sentence_start(listed(people, most=_INVITED))}.")
        yield context(INVITED)


def person(found: PersonPage, asked: Asked, done: str = "") -> View:
    """How somebody stands, with whom they were, and what an organizer can do; `asked`: the list that it came from."""
    value = f"{found.program_id}:{found.line.participant_id}"
    told = "\n".join(f"*{name}:* {plain(how)}" for name, how in facts(found))
    back = button("All people", action_id=ALL, value=f"{found.program_id}:{asked.page}")
    return modal(
        found.line.name,
        [
            *_told(done),
            section(f"{mention(found.line.slack_user_id)}\n{told}", accessory=back),
            section(f"*Buddies so far*\n{_past(found)}"),
            *(_matching(found, value) if found.goes_on else ()),
            *(_place(found, value) if found.goes_on else ()),
        ],
        callback_id=PERSON,
        private_metadata=f"{value} {asked.value()}",
    )


def _past(found: PersonPage) -> str:
    lines = [
        f"• Round {group.number}{', now' if group.is_now else ''} ({span(group.starts_on, group.ends_on)}): "
        f"{listed([plain(name, 40) for name in group.buddies])}, {met_then(group)}"
        for group in found.past[:_PAST]
    ]
    over = len(found.past) - _PAST
    return "\n".join([*lines, *([f"… and {counted(over, 'earlier round')}."] if over > 0 else [])]) or "None yet."


def _matching(found: PersonPage, value: str) -> Iterator[Block]:
    """Whom they are to be with, or kept from."""
    yield divider()
    if found.together:
        alone = button("Match like everybody", action_id=ALONE, value=value)
        yield section(together(found.together), accessory=alone)
    for number, other in enumerate(found.apart[:20]):
        both = f"{value}:{other.participant_id}"
        ways = [button("Let them be matched again", action_id=LET_MEET, value=both)]
        if other.until_on:
            ways.insert(0, button("Give both another buddy now", action_id=CHANGE_NOW, value=both))
        yield section(kept_apart(other))
        yield actions(*ways, block_id=f"apart_{number}")


def _place(found: PersonPage, value: str) -> Iterator[Block]:
    """What can be done about their place in the program."""
    is_paused, no_pause = found.line.state is ParticipantState.PAUSED, why_no_pause(found)
    pause = button("Change the pause" if is_paused else "Let them pause", action_id=PAUSE, value=value)
    remove = confirmed(
        button("Take them out", action_id=REMOVE, value=value, style="danger"),
        title="Take them out of the program?",
        text=REMOVING,
        yes="Take them out",
    )
    ways = [
        button("Together or apart", action_id=CHOOSE, value=value),
        *([] if no_pause else [pause]),
        *([button("Take the pause off", action_id=END_PAUSE, value=value)] if is_paused and not no_pause else []),
        *([button("Ask them to be a mentor", action_id=MENTOR, value=value)] if found.may_mentor else []),
        remove,
    ]
    yield actions(*ways)
    yield context(no_pause or f"A pause: {PAUSING[0].lower()}{PAUSING[1:]}")
