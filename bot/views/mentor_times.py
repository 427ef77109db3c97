"""When mentor and mentee talk: times that suit both, the one they agreed on, and what they read of it together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.mentor_pairs import TALK, Pair
from bot.domain.messages import Block, Message, View
from bot.domain.rounds import Agreed
from bot.views.blocks import Element, actions, button, context, message, section
from bot.views.calendars import links, talk_file
from bot.views.rounds import time_form as form
from bot.views.rounds.introduction import HOURS_FOUND
from bot.views.rounds.times import PLACE_SHOWN, in_zones, since_epoch
from bot.views.text import mention, plain

TAKE_TIME, OPEN_TIME, CALL_OFF = "mentor_times.take", "mentor_times.open", "mentor_times.call_off"
FORM = "mentor_times.form"
_NO_HOUR = "Your days have no free hour in common just now: agree on an unusual one, and write it down."


def when(pair: Pair, *, ask: str = "") -> Iterator[Block]:
    """The time that they have; else those in common, one tap each. `ask`: who is asked to choose one, in words."""
    if pair.agreed is not None:
        yield section(f"*When*\n{agreed_line(pair, pair.agreed)}")
        return
    if not pair.slots.starts:
        yield section(f"*{_title(pair)}*\n{_NO_HOUR}")
        return
    yield section(f"*{_title(pair)}*\n{ask}{HOURS_FOUND[pair.slots.within].format('you both')}:")
    yield from _slot_lines(pair)


def _title(pair: Pair) -> str:
    return "A time for your next talk" if pair.talks else "A time for your first talk"


def time_buttons(pair: Pair) -> list[Element]:
    """Another time than those shown, and that a time does not hold."""
    value = str(pair.pair_id)
    label = "Another time" if pair.agreed or pair.slots.starts else "Write down a time"
    other = button(label, action_id=OPEN_TIME, value=value)
    return [other, *([button("Not this time", action_id=CALL_OFF, value=value)] if pair.agreed else [])]


def agreed_line(pair: Pair, agreed: Agreed) -> str:
    """When and where, in each one's zone, with the links that put it into a calendar."""
    place = f", {plain(agreed.place, PLACE_SHOWN)}" if agreed.place else ""
    added = links(agreed.starts_at, title=_chat_title(pair), place=agreed.place, length=TALK)
    return f"{in_zones(agreed.starts_at, pair.people)}{place}\n{added}"


def time_form(pair: Pair, *, zone: str, now: datetime, metadata: str) -> View:
    """When and where, by the clock of whoever opened it."""
    return form.time_form(
        pair.agreed.starts_at if pair.agreed else next(iter(pair.slots.starts), None),
        pair.agreed.place if pair.agreed else "",
        zone=zone,
        now=now,
        callback_id=FORM,
        metadata=metadata,
        whose="A link to a call, say. Only the two of you see it.",
    )


def time_set(pair: Pair, agreed: Agreed, *, was_set: bool, now: datetime) -> Message:
    """To both: the time that one of them wrote down, with a file for their calendars."""
    by = mention(agreed.set_by) if agreed.set_by else "One of you"
    line = f"{by} moved your talk:" if was_set else f"{by} wrote down a time for your talk:"
    shown = message(
        f"{line} {in_zones(agreed.starts_at, pair.people)}",
        [
            section(f"{line}\n{agreed_line(pair, agreed)}"),
            context("Kith reminds each of you that morning. If it does not suit, say so here or press below."),
            actions(*time_buttons(pair)),
        ],
    )
    return Message(shown.text, shown.blocks, (talk_file(agreed, title=_chat_title(pair), now=now),))


def called_off(pair: Pair, slack_user_id: str) -> Message:
    """To both: the time does not hold, and when it would suit them."""
    line = f"The time you had does not work for {mention(slack_user_id)}. Another one will."
    times = [section("Times that suit you both:"), *_slot_lines(pair)] if pair.slots.starts else []
    return message(line, [section(line), *times, actions(*time_buttons(pair))])


def _slot_lines(pair: Pair) -> list[Block]:
    return [
        section(
            in_zones(start, pair.people),
            accessory=button("Take this time", action_id=TAKE_TIME, value=f"{pair.pair_id}:{since_epoch(start)}"),
        )
        for start in pair.slots.starts
    ]


def _chat_title(pair: Pair) -> str:
    return f"Mentor talk ({pair.program})"[:80]
