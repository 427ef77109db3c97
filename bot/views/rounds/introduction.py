"""The introduction: who, why, what each looks for and can give, how to start, who proposes the time, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.messages import Block, Message
from bot.domain.rounds import Buddy, Introduction, Status
from bot.domain.slots import Within
from bot.views import blocks
from bot.views.calendars import calendar_file
from bot.views.rounds.promises import promise_button
from bot.views.rounds.reasons import why
from bot.views.rounds.starters import starter
from bot.views.rounds.times import OPEN_TIME, agreed_buttons, agreed_line, chat_title, common_times, slot_lines, you_all
from bot.views.rounds.worksheets import write_button
from bot.views.text import link, listed, mention, plain
from bot.views.times import day

HAVE_TIME = "rounds.have_time"
MET = "rounds.met"
NOT_YET = "rounds.not_yet"
WONT_HAPPEN = "rounds.wont_happen"
CHANGE = "rounds.change"
CONCERN = "concerns.open"

PROFILE_LIMIT = 500
HOURS_FOUND = {
    Within.WORKING: "These times are in working hours for {}",
    Within.DAYTIME: "Your working hours do not meet; these times are daytime for {}",
    Within.WAKING: "Your days meet only at their edges, so these times are early or late",
}


def introduction(said: Introduction, *, now: datetime) -> Message:
    """The message that introduces a buddy group, with its calendar file if there are times in common."""
    names = listed([mention(buddy.slack_user_id) for buddy in said.buddies])
    written = blocks.message(
        f"{names}, {_title(said).lower()}",
        [
            *_who(said),
            *_times(said),
            meeting_buttons(said.group_id, Status(met=False, has_time=False)),
            *_small_print(said),
        ],
    )
    if not said.slots.starts:
        return written
    entry = calendar_file(
        said.group_id,
        said.slots.starts,
        title=chat_title(said),
        text="Arrange it in your buddy group on Slack; keep the time you agree on and delete the others.",
        now=now,
    )
    return Message(written.text, written.blocks, (entry,))


def answered(said: Introduction, state: Status) -> Message:
    """What the introduction becomes once somebody said how far the group is."""
    line = _how_far(said, state)
    return blocks.message(line, [*_who(said), *progress(said, state), *_small_print(said)])


def progress(said: Introduction, state: Status) -> Iterator[Block]:
    """The time that the group has, that it met, or which of the times in common it means; with what may come next."""
    value = str(said.group_id)
    yield blocks.section(f"*{_how_far(said, state)}*")
    if said.agreed is not None:
        yield blocks.section(agreed_line(said, said.agreed))
        met = blocks.button("We met", action_id=MET, value=value, style="primary")
        wrote = _after_meeting(said) if state.met else []
        yield blocks.actions(met, *agreed_buttons(said.group_id), *wrote)
    elif state.met:
        again = blocks.button("Meet again", action_id=OPEN_TIME, value=value)
        yield blocks.actions(*_after_meeting(said), again)
    else:
        if said.slots.starts:
            yield blocks.section(f"Which one is it? {common_times(said)}:")
            yield from slot_lines(said)
        another = blocks.button("Another time", action_id=OPEN_TIME, value=value)
        met = blocks.button("We met", action_id=MET, value=value, style="primary")
        yield blocks.actions(another, met, blocks.button("Not yet", action_id=NOT_YET, value=value))


def _after_meeting(said: Introduction) -> list[blocks.Element]:
    return [write_button(said.group_id), promise_button(said.group_id)]


def _how_far(said: Introduction, state: Status) -> str:
    if said.agreed is not None:
        return "You meet again." if state.met else "You have a time. Enjoy the chat."
    return "You have met. Good to hear." if state.met else "You have a time."


def withdrawn(said: Introduction, state: Status, *, has_ended: bool) -> Message:
    """What the introduction becomes once its group was dissolved or its program has ended: nothing is asked any more,
    nobody is blamed.
    """
    what, then = (
        "The groups of this round have changed a little since.",
        "Each of you sees in Kith's Home tab how it goes on.",
    )
    if has_ended:
        what, then = (
            f"{plain(said.program_name, 80)} has ended.",
            "Stay in touch as you like: this conversation is yours.",
        )
    line = f"{'You have met. ' if state.met else ''}{what}"
    return blocks.message(line, [blocks.header(_title(said)), blocks.section(f"{line} {then}")])


def standing(said: Introduction, state: Status, *, now: datetime) -> Message:
    """The group's message as it stands: the introduction, until there is a time or they met."""
    return answered(said, state) if state.met or state.has_time else introduction(said, now=now)


def meeting_buttons(group_id: int, state: Status) -> Block:
    """How far the group is: what is said already is not asked again."""
    value = str(group_id)
    time = blocks.button("We have a time", action_id=HAVE_TIME, value=value, style="primary")
    met = blocks.button("We met", action_id=MET, value=value, style="primary" if state.has_time else None)
    return blocks.actions(
        *([] if state.has_time else [time]),
        met,
        blocks.button("Not yet", action_id=NOT_YET, value=value),
        blocks.button("It won’t happen", action_id=WONT_HAPPEN, value=value),
    )


def _who(said: Introduction) -> Iterator[Block]:
    several = len(said.buddies) > 2
    yield blocks.header(_title(said))
    opening = "" if said.fresh else "The groups of this round have changed a little. "
    yield blocks.section(f"{opening}{_together(said)} in {plain(said.program_name, 80)} until {day(said.ends_on)}.")
    reasons = why(said.reasons, said.buddies)
    if reasons:
        yield blocks.section(f"*{'Why you' if several else 'Why you two'}*\n{reasons}")
    yield from (about for buddy in said.buddies if (about := about_buddy(buddy)))


def _title(said: Introduction) -> str:
    several = len(said.buddies) > 2
    return "Meet your buddies" if several else "Meet your buddy"


def _together(said: Introduction) -> str:
    return f"{listed([mention(buddy.slack_user_id) for buddy in said.buddies])}, you are buddies"


def about_buddy(buddy: Buddy) -> Block | None:
    """What somebody wrote of themselves; None where they wrote nothing."""
    lines = [
        f"*{label}*  {shown}"
        for label, shown in (
            ("Looking for", plain(buddy.targeting, PROFILE_LIMIT)),
            ("Can offer", _lines(buddy.offers)),
            ("Asks for", _lines(buddy.asks)),
            ("Link", link(buddy.link, PROFILE_LIMIT)),
        )
        if shown
    ]
    return blocks.section("\n".join([mention(buddy.slack_user_id), *lines])) if lines else None


def _lines(written: str) -> str:
    return plain(" · ".join(written.splitlines()), PROFILE_LIMIT)


def _times(said: Introduction) -> Iterator[Block]:
    yield blocks.section(f"*To start with*\n{starter(said.starter, said.own_starters)}")
    proposer = next((buddy for buddy in said.buddies if buddy.participant_id == said.proposer_id), said.buddies[0])
    if not said.slots.starts:
        yield blocks.section(
            f"*Finding a time*\n{mention(proposer.slack_user_id)}, would you make the first suggestion? "
            "Your days have no free time in common in the coming week, so you could trade voice messages here, "
            "or agree on an unusual hour just once."
        )
        return
    yield blocks.section(
        f"*Finding a time*\n{mention(proposer.slack_user_id)}, would you propose one? Half an hour is plenty. "
        f"{HOURS_FOUND[said.slots.within].format(you_all(said))}:"
    )
    yield from slot_lines(said)


def concern_button(group_id: int) -> blocks.Element:
    """Opens the form that ends a pairing at once, for whoever presses it: nobody else sees that."""
    return blocks.button("Something's wrong", action_id=CONCERN, value=str(group_id))


def _small_print(said: Introduction) -> Iterator[Block]:
    yield blocks.context("Kith reads only its own posts here, and stores nothing that you write to each other.")
    yield blocks.actions(concern_button(said.group_id))
