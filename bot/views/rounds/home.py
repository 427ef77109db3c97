"""My buddy: in App Home, after `/kith buddy`, and in Friday's message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.domain.calendar import local
from bot.domain.messages import Block, Message
from bot.domain.participants import NotPaired
from bot.domain.rounds import Buddy, Friday, Introduction, MyBuddy, Status
from bot.domain.states import MeetingAnswer
from bot.domain.week_messages import WeekMessage
from bot.views import blocks
from bot.views.participants import BACK, PAUSE, STAY, not_paired
from bot.views.rounds.answers import change_button
from bot.views.rounds.changes import DO_NOT_PAIR
from bot.views.rounds.introduction import MET, about_buddy, concern_button, meeting_buttons, progress
from bot.views.rounds.my_meetings import WEEK_MET, WEEK_OPEN_TIME, meeting_blocks
from bot.views.rounds.promises import promise_button
from bot.views.rounds.reasons import because
from bot.views.rounds.times import common_times, slot_lines
from bot.views.rounds.waiting import next_step, why_and_when
from bot.views.say import OPEN as SAY
from bot.views.text import listed, mention, plain
from bot.views.times import clock, day, zone_name

FRIDAY_HAVE_TIME, FRIDAY_MET = "rounds.friday_have_time", WEEK_MET
FRIDAY_NOT_YET, FRIDAY_WONT_HAPPEN = "rounds.friday_not_yet", "rounds.friday_wont_happen"
COUNT_FOR_ME = "Count it for me too"
KEEP, NOT_KEEP = "rounds.keep", "rounds.not_keep"
SKIP_NEXT, STAY_NEXT = "rounds.skip_next", "rounds.stay_next"


def home_blocks(mine: Sequence[MyBuddy]) -> list[Block]:
    """The part of App Home about buddies; nothing for people in no program."""
    if not mine:
        return []
    shown: list[Block] = [blocks.header("My buddy")]
    private = blocks.button("People I'd rather not be paired with", action_id=DO_NOT_PAIR, value="0")
    if len(mine) == 1:
        return [*shown, *_mine(mine[0], is_one_of_several=False), blocks.actions(*_change(mine[0]), private)]
    for one in mine:
        change = _change(one)
        shown += [*_mine(one, is_one_of_several=True), *([blocks.actions(*change)] if change else [])]
    return [*shown, blocks.actions(private)]


def buddy(mine: Sequence[MyBuddy]) -> Message:
    """The answer to `/kith buddy`."""
    if not mine:
        line = "You are in no program at the moment. Join one in its channel, and your buddies show up here."
        return blocks.message(line, [blocks.section(line)])
    return blocks.message("My buddy", home_blocks(mine))


def friday_extras(
    fridays: Iterable[Friday], week_message: WeekMessage, *, is_hard: bool = False
) -> dict[int, list[Block]]:
    """The blocks about buddies in one person's Friday message, by program; in a hard week only what lies ahead."""
    return {friday.program_id: friday_blocks(friday, week_message, is_hard=is_hard) for friday in fridays}


def friday_blocks(friday: Friday, week_message: WeekMessage, *, is_hard: bool = False) -> list[Block]:
    """Friday's part about the buddy; in the last week of a round also the next one, and whether to go on together.

    A hard week asks nothing, and says of the next round what there is to know.
    """
    groups = [one for one in (friday.second, friday) if one is not None and one.group_id is not None]
    asked = [] if is_hard else groups
    shown = [block for one in asked for block in _how_far(one, week_message)]
    if not friday.is_last_week:
        return shown
    if friday.over_on is not None:
        last = f"*This was the last round: the program ends on {day(friday.over_on)}.* See you around."
        return [*shown, blocks.section(last)]
    if friday.own_round_on is None:  # who sits out the next round has nobody to go on with in it
        shown += [block for one in asked for block in _go_on(one, week_message)]
    return [*shown, *_next_round(friday, week_message)]


def _how_far(friday: Friday, week_message: WeekMessage) -> Iterator[Block]:
    names, value = listed([mention(one) for one in friday.buddies]), week_message.value(friday.group_id or 0)
    if friday.agreed is not None:
        yield from meeting_blocks(friday.agreed, week_message)
        return
    if friday.status.met:
        yield blocks.section(f"{listed(['You', *map(mention, friday.buddies)])} have met.")
        count = [] if friday.is_counted else [_button(COUNT_FOR_ME, FRIDAY_MET, value)]
        yield blocks.actions(*count, promise_button(friday.group_id or 0))
        return
    said = f"How is it going with {names}? {_ANSWERED.get(friday.answer, '') if friday.answer else ''}".strip()
    yield blocks.section(f"You have a time with {names}." if friday.status.has_time else said)
    yield blocks.actions(
        _button("When is it?", WEEK_OPEN_TIME, value)
        if friday.status.has_time
        else _button("We have a time", FRIDAY_HAVE_TIME, value),
        _button("We met", FRIDAY_MET, value),
        _button("Not yet", FRIDAY_NOT_YET, value),
        _button("It won’t happen", FRIDAY_WONT_HAPPEN, value),
    )


def _go_on(friday: Friday, week_message: WeekMessage) -> Iterator[Block]:
    names, value = listed([mention(one) for one in friday.buddies]), week_message.value(friday.group_id or 0)
    yield blocks.section(
        f"*Go on with {names}?* You stay together only if {'both' if len(friday.buddies) == 1 else 'all'} of you "
        "would like to; otherwise nobody hears what you said."
        + {None: "", True: "\nYou said: yes.", False: "\nYou said: somebody new."}[friday.keep]
    )
    yield blocks.actions(_button("Yes, go on together", KEEP, value), _button("Somebody new", NOT_KEEP, value))


def _next_round(friday: Friday, week_message: WeekMessage) -> Iterator[Block]:
    program = week_message.value(friday.program_id)
    if friday.skips_next:
        yield blocks.section(f"*The next round starts on {day(friday.next_round_on)}.* You sit it out, as you wished.")
        yield blocks.actions(_button("Take part after all", STAY_NEXT, program))
        return
    starts = f"*The next round starts on {day(friday.next_round_on)}.*"
    if friday.left_channel or friday.is_asked:
        action_id, why = (STAY, "you left the channel") if friday.left_channel else (BACK, "it has been a while")
        yield blocks.section(f"{starts} You are in it once you say so, as {why}.")
        yield blocks.actions(_button("Count me in", action_id, str(friday.program_id)))
        return
    if friday.own_round_on is not None:
        yield blocks.section(f"{starts} {own_round(friday.own_round_on)}")
        yield blocks.actions(_button("Change how often", SAY, str(friday.program_id)))
        return
    if not friday.is_paired:
        yield blocks.section(f"{starts} As things stand you are not in it; Kith's Home tab shows why.")
        return
    yield blocks.section(f"{starts} You take part; there is nothing to do for it.")
    yield blocks.actions(
        _button("Skip this one round", SKIP_NEXT, program),
        _button("Pause for longer", PAUSE, str(friday.program_id)),
    )


_ANSWERED = {
    MeetingAnswer.NOT_YET: "You said: not yet. There is time.",
    MeetingAnswer.WONT_HAPPEN: "You said: it won't happen. Thank you for saying so.",
}


def _button(text: str, action_id: str, value: str) -> blocks.Element:
    return blocks.button(text, action_id=action_id, value=value)


def _mine(one: MyBuddy, *, is_one_of_several: bool) -> Iterator[Block]:
    title = f"*{plain(one.program_name, 80)}*\n" if is_one_of_several else ""
    if one.introduction is not None:
        yield from _in_group(one, title)
    elif one.unpaired is not None:
        yield blocks.section(f"{title}{why_and_when(one.unpaired)}")
    elif what_comes(one):
        yield blocks.section(f"{title}{what_comes(one)}")


def what_comes(one: MyBuddy) -> str:
    """When somebody without an introduced buddy gets one, in a sentence; empty where there is nothing to say."""
    if one.unpaired is not None:
        return next_step(one.unpaired)
    if one.not_in_next is not None:
        return _not_in_next(one, one.not_in_next)
    if one.introduce_at is not None:
        at = f"{day(local(one.introduce_at, one.zone).date())}, {clock(one.introduce_at, one.zone)}"
        return f"Your introduction comes on {at} ({zone_name(one.zone)})."
    if one.next_round_on is not None:
        return f"Your next buddy comes with the round that starts on {day(one.next_round_on)}."
    return ""


def own_round(on: date) -> str:
    """To somebody who would like a buddy less often than every round."""
    return f"Your next buddy comes with the round that starts on {day(on)}, as often as you wished."


def _not_in_next(one: MyBuddy, why: NotPaired) -> str:
    if why is NotPaired.SKIPS and one.next_round_on is not None:
        return f"You sit out the round that starts on {day(one.next_round_on)}, as you wished."
    if why is NotPaired.BY_FREQUENCY and one.over_on is not None:
        return f"There is no further round of yours: the program ends on {day(one.over_on)}."
    if why is NotPaired.BY_FREQUENCY and one.next_round_on is not None:
        return own_round(one.next_round_on)
    return not_paired(why)


def _in_group(one: MyBuddy, title: str) -> Iterator[Block]:
    said, state = one.introduction, one.status or Status(met=False, has_time=False)
    if said is None:
        return
    others = [buddy for buddy in said.buddies if buddy.participant_id != one.mine_id]
    names = [mention(buddy.slack_user_id) for buddy in others]
    yield blocks.section(f"{title}{listed(['You', *names])} are buddies until {day(said.ends_on)}.")
    clauses = because(said.reasons, said.buddies)
    if clauses:
        yield blocks.context("Why: " + "; ".join(clauses[:6]))
    yield from (about for buddy in others if (about := about_buddy(buddy)))
    if state.met or state.has_time:
        yield from progress(said, state)
        if state.met and not one.is_counted:
            yield blocks.actions(_button(COUNT_FOR_ME, MET, str(said.group_id)))
    else:
        yield from _looking_for_a_time(said, others)


def _looking_for_a_time(said: Introduction, others: Sequence[Buddy]) -> Iterator[Block]:
    proposer = next((buddy for buddy in said.buddies if buddy.participant_id == said.proposer_id), None)
    who = (
        "You propose"
        if proposer is None or proposer in (set(said.buddies) - set(others))
        else (f"{mention(proposer.slack_user_id)} proposes")
    )
    times = f"{common_times(said)}:" if said.slots.starts else "Your days have no time in common this week."
    yield blocks.section(f"{who} a time. {times}")
    yield from slot_lines(said)
    yield meeting_buttons(said.group_id, Status(met=False, has_time=False))


def _change(one: MyBuddy) -> list[blocks.Element]:
    if one.introduction is None:
        return []
    group_id = one.introduction.group_id
    return [*([change_button(group_id)] if one.can_change else []), concern_button(group_id)]
