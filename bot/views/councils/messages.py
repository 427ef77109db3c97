"""What a council reads in its group: the introduction, each meeting, its time, and that it changed a little."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.domain.calendar import local
from bot.domain.councils import LENGTH, Gathering, Meeting, agenda
from bot.domain.messages import Block, Message
from bot.domain.rounds import Agreed, Buddy
from bot.domain.slots import Within
from bot.views import blocks
from bot.views.calendars import council_file, links
from bot.views.rounds.introduction import about_buddy
from bot.views.rounds.reasons import why
from bot.views.rounds.times import PLACE_SHOWN, in_zones, since_epoch
from bot.views.text import counted, in_words, listed, mention, plain, sentence_start
from bot.views.times import day

TAKE_TIME, OPEN_TIME, CALL_OFF = "councils.take_time", "councils.open_time", "councils.call_off"
MET, LINE, WRONG = "councils.met", "councils.line", "councils.wrong"
ASK_SHOWN, ASKS_EACH = 160, 2
_HOURS_FOUND = {
    Within.WORKING: "These hours are in everybody's working day",
    Within.DAYTIME: "Your working hours do not meet; these hours are daytime for all of you",
    Within.WAKING: "Your days meet only at their edges, so these hours are early or late for somebody",
}
_HOW = (
    "It takes no answers of your own: begin on time, give each the same minutes, and let those speak who have not "
    "spoken. Next time it is somebody else's turn."
)
_HOW_IN_SHORT = "Begin on time, the same minutes for each, and let those speak who have not spoken."
_COMES = "Kith writes here before your next meeting, with whose turn it is to facilitate."
_SEEN = "Kith reads only its own posts here, and stores nothing that you write to each other."


def introduction(said: Gathering) -> Message:
    """The message that brings a council together."""
    title = "Meet your council"
    names = listed([mention(one.slack_user_id) for one in said.people])
    reasons = why(said.reasons, said.people)
    return blocks.message(
        f"{names}, meet your council",
        [
            blocks.header(title),
            blocks.section(
                f"{names}, you are a council in {plain(said.program_name, 80)}: the same people for the whole "
                f"programme, one hour {rhythm(said.every_weeks)}."
            ),
            *([blocks.section(f"*Why you*\n{reasons}")] if reasons else []),
            *(about for one in said.people if (about := about_buddy(_without_asks(one, said)))),
            *_hour(said),
            *_facilitator(said, is_first=True),
            *_when(said),
            *_small_print(said),
        ],
    )


def somebody_new(said: Gathering) -> Message:
    """To a council that somebody came to: who they are, and how it goes on. Why is nobody's business."""
    new = [one for one in said.people if one.participant_id in said.newcomers]
    who = listed([mention(one.slack_user_id) for one in new])
    everybody = listed([mention(one.slack_user_id) for one in said.people])
    line = f"The councils have changed a little, and {who} {'is' if len(new) == 1 else 'are'} new in yours."
    return blocks.message(
        line,
        [
            blocks.header("Your council"),
            blocks.section(
                f"{line} {everybody}, you are a council in {plain(said.program_name, 80)}: the same people from "
                f"now on, one hour {rhythm(said.every_weeks)}."
            ),
            *(about for one in said.people if (about := about_buddy(_without_asks(one, said)))),
            *_hour(said),
            *_facilitator(said, is_first=False),
            *(_when(said) if said.meeting else [blocks.section(_COMES)]),
            *_small_print(said),
        ],
    )


def meeting(said: Gathering) -> Message:
    """The message about a meeting that comes."""
    number = said.meeting.number if said.meeting else 1
    title = f"Meeting {number} of your council"
    changed = ""
    if said.changed:
        names = listed([mention(one.slack_user_id) for one in said.people])
        changed = f"The councils have changed a little. In yours you are {in_words(len(said.people))} now: {names}."
    return blocks.message(
        f"{title}{_on(said)}",
        [
            blocks.header(title),
            *([blocks.section(changed)] if changed else []),
            *_before(said),
            *_when(said),
            *_facilitator(said, is_first=False),
            *_lines(said),
            *_hour(said, short=True),
            *_small_print(said),
        ],
    )


def standing(said: Gathering) -> Message:
    """The group's message about a meeting as it stands now: its time, or that it took place."""
    if said.meeting is not None and said.meeting.met:
        return _after(said, said.meeting)
    is_first = said.meeting is None or said.meeting.number == 1
    return introduction(said) if is_first else meeting(said)


def withdrawn(program_name: str) -> Message:
    """What the last message becomes once the program has ended: nothing is asked any more."""
    line = f"{plain(program_name, 80)} has ended, and with it its councils. This conversation stays yours."
    return blocks.message(line, [blocks.header("Your council"), blocks.section(line)])


def waiting(program_name: str) -> Message:
    """To somebody without a council, as more have to come first."""
    title = f"Your council in {plain(program_name, 100)}"
    line = (
        "There is no place in a council that suits your days right now. Kith goes on looking, and introduces you as "
        "soon as there is one."
    )
    return blocks.message(f"{title}: {line}", [blocks.section(f"*{title}*\n{line}")])


def regrouped() -> Message:
    """What the last message becomes once a council's people are in others."""
    line = "The councils have changed a little since. Each of you sees in Kith's Home tab how it goes on."
    return blocks.message(line, [blocks.header("Your council"), blocks.section(line)])


def counted_met(said: Gathering) -> Message:
    """To whoever said that they met, alone: it counts, and their line for next time, if they like."""
    line = "Noted, and counted among what you did this week."
    value = str(said.meeting.meeting_id if said.meeting else 0)
    wrote = [blocks.actions(blocks.button("Write my line", action_id=LINE, value=value))] if said.has_lines else []
    return blocks.message(line, [blocks.section(line), *wrote])


def time_set(said: Gathering, at: Agreed, *, was_set: bool, now: datetime) -> Message:
    """To the group: the time that one of them wrote down, with a file for everybody's calendar."""
    by = mention(at.set_by) if at.set_by else "One of you"
    line = f"{by} moved your meeting:" if was_set else f"{by} wrote down a time for your council:"
    shown = blocks.message(
        f"{line} {in_zones(at.starts_at, said.people)}",
        [
            blocks.section(f"{line}\n{_agreed(said, at)}"),
            blocks.context(
                f"The meetings after it keep this weekday and hour, {rhythm(said.every_weeks)}, until one of you moves "
                "them. If it does not suit, say so here or press below."
            ),
            blocks.actions(*_time_buttons(at.meeting_id)),
        ],
    )
    file = council_file(at, title=chat_title(said), now=now)
    return Message(shown.text, shown.blocks, (file,))


def called_off(said: Gathering, slack_user_id: str) -> Message:
    """To the group: the time does not hold, and when it would suit everybody."""
    line = f"The time you had does not work for {mention(slack_user_id)}. Another one will."
    return blocks.message(line, [blocks.section(line), *_slots(said), _open_buttons(said)])


def rhythm(every_weeks: int) -> str:
    """`every second week`."""
    return "every week" if every_weeks == 1 else "every second week"


def chat_title(said: Gathering) -> str:
    """The name of the meeting in a calendar: plain text."""
    return f"Council ({said.program_name})"[:80]


def when_and_where(said: Gathering) -> str:
    """The council's time in each one's zone, with the links that put it into a calendar; empty without one."""
    return _agreed(said, said.meeting.agreed) if said.meeting and said.meeting.agreed else ""


def _after(said: Gathering, at: Meeting) -> Message:
    """They met: who was there says so, and writes the line for next time."""
    line = f"Meeting {at.number}: you have met. Good to hear."
    value = str(at.meeting_id)
    there = blocks.button("I was there too", action_id=MET, value=value)
    wrote = [blocks.button("Write my line", action_id=LINE, value=value, style="primary")] if said.has_lines else []
    asked = "\nOne line each, if you like: what you will try until next time. It opens the next meeting."
    return blocks.message(
        line,
        [
            blocks.header("Your council"),
            blocks.section(f"*{line}*{asked if said.has_lines else ''}"),
            blocks.actions(*wrote, there),
            *_small_print(said),
        ],
    )


def _on(said: Gathering) -> str:
    if said.meeting is None or said.meeting.agreed is None:
        return ""
    zones = {one.hours.zone for one in said.people}
    return f": {day(local(said.meeting.agreed.starts_at, min(zones)).date())}" if len(zones) == 1 else ""


def _without_asks(one: Buddy, said: Gathering) -> Buddy:
    """What they ask the program for stands once, under the hour."""
    return replace(one, asks="") if said.asks.get(one.participant_id) else one


def _before(said: Gathering) -> Iterator[Block]:
    if said.unsettled is not None:
        met = blocks.button("We met", action_id=MET, value=str(said.unsettled))
        yield blocks.section("Did you meet last time? It counts for whoever says so.", accessory=met)


def _lines(said: Gathering) -> Iterator[Block]:
    told = [f"{mention(one.slack_user_id)}: “{plain(one.will_try, 200)}”" for one in said.lines]
    if told:
        yield blocks.section("*Last time you set out to try*\n" + "\n".join(told))


def _hour(said: Gathering, *, short: bool = False) -> Iterator[Block]:
    """The agenda, and what each asks for."""
    hour = agenda(len(said.people))
    if short:
        yield blocks.section(
            f"*The hour*\n{_minutes(hour.arrive)} to arrive, {in_words(hour.turn)} for "
            f"each of you, {in_words(hour.close)} for what each will try next."
        )
    else:
        yield blocks.section(
            f"*The hour*\n• {_minutes(hour.arrive)}: arrive, and one thing that went well\n"
            f"• {_minutes(hour.turn)} for each of you: what you are working on and where you are stuck; the "
            "others ask, offer, and name people\n"
            f"• {_minutes(hour.close)}: each says what they will try until next time"
        )
    lines = [
        f"{mention(one.slack_user_id)}: “{plain(ask, ASK_SHOWN)}”"
        for one in said.people
        for ask in said.asks.get(one.participant_id, ())[:ASKS_EACH]
    ]
    if lines:
        yield blocks.section("*What you ask for right now*\n" + "\n".join(lines))


def _minutes(number: int) -> str:
    return sentence_start(counted(number, "minute"))


def _facilitator(said: Gathering, *, is_first: bool) -> Iterator[Block]:
    lead = said.meeting.facilitator_id if said.meeting else None
    one = next((one for one in said.people if one.participant_id == lead), None)
    if one is None:
        return
    title = "Facilitating the first meeting" if is_first else "Facilitating this time"
    yield blocks.section(f"*{title}: {mention(one.slack_user_id)}*\n{_HOW if is_first else _HOW_IN_SHORT}")


def _when(said: Gathering) -> Iterator[Block]:
    at = said.meeting
    if at is None:
        return
    if at.agreed is not None:
        yield blocks.section(f"*When*\n{_agreed(said, at.agreed)}")
        met = blocks.button("We met", action_id=MET, value=str(at.meeting_id), style="primary")
        yield blocks.actions(met, *_time_buttons(at.meeting_id))
        return
    yield from _slots(said)
    yield _open_buttons(said)


def _slots(said: Gathering) -> Iterator[Block]:
    lead = said.meeting.facilitator_id if said.meeting else None
    one = next((one for one in said.people if one.participant_id == lead), None)
    asked = f"{mention(one.slack_user_id)}, would you see that you find one? " if one else ""
    if not said.slots.starts:
        yield blocks.section(
            f"*Finding a time*\n{asked}Your days have no free hour in common in the coming week, so agree on an "
            "unusual one here, and write it down."
        )
        return
    yield blocks.section(f"*Finding a time*\n{asked}{_HOURS_FOUND[said.slots.within]}:")
    for start in said.slots.starts:
        take = f"{said.meeting.meeting_id if said.meeting else 0}:{since_epoch(start)}"
        yield blocks.section(
            in_zones(start, said.people),
            accessory=blocks.button("Take this time", action_id=TAKE_TIME, value=take),
        )


def _open_buttons(said: Gathering) -> Block:
    value = str(said.meeting.meeting_id if said.meeting else 0)
    return blocks.actions(
        blocks.button("Another time", action_id=OPEN_TIME, value=value),
        blocks.button("We met", action_id=MET, value=value),
    )


def _time_buttons(meeting_id: int) -> list[blocks.Element]:
    value = str(meeting_id)
    return [
        blocks.button("Another time", action_id=OPEN_TIME, value=value),
        blocks.button("Not this time", action_id=CALL_OFF, value=value),
    ]


def _agreed(said: Gathering, at: Agreed) -> str:
    place = f", {plain(at.place, PLACE_SHOWN)}" if at.place else ""
    added = links(at.starts_at, title=chat_title(said), place=at.place, length=LENGTH)
    return f"{in_zones(at.starts_at, said.people)}{place}\n{added}"


def _small_print(said: Gathering) -> Iterator[Block]:
    yield blocks.context(_SEEN)
    yield blocks.actions(blocks.button("Something's wrong", action_id=WRONG, value=str(said.council_id)))
