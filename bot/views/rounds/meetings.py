"""A buddy group's agreed time: the form that asks for it, and what the group reads of it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import Message, View
from bot.domain.rounds import Agreed, Introduction
from bot.views import blocks
from bot.views.calendars import meeting_file
from bot.views.rounds import time_form as form
from bot.views.rounds.times import agreed_buttons, agreed_line, chat_title, common_times, in_zones, slot_lines
from bot.views.text import mention

FORM = "meetings.form"
_PLACE, _ONLINE = "A café, a link to a call.", "A link to a call."


def time_form(said: Introduction, *, zone: str, now: datetime, metadata: str) -> View:
    """When and where, by the clock of whoever opened it."""
    return form.time_form(
        said.agreed.starts_at if said.agreed else next(iter(said.slots.starts), None),
        said.agreed.place if said.agreed else "",
        zone=zone,
        now=now,
        callback_id=FORM,
        metadata=metadata,
        whose=f"{_PLACE if said.in_person else _ONLINE} Only your buddy group sees it.",
    )


def time_set(said: Introduction, agreed: Agreed, *, was_set: bool, now: datetime) -> Message:
    """To the group: the time that one of them wrote down, with a file for everybody's calendar."""
    by = mention(agreed.set_by) if agreed.set_by else "One of you"
    line = f"{by} moved your meeting:" if was_set else f"{by} wrote down a time for you:"
    file = meeting_file(agreed, title=chat_title(said), now=now)
    shown = blocks.message(
        f"{line} {in_zones(agreed.starts_at, said.buddies)}",
        [
            blocks.section(f"{line}\n{agreed_line(said, agreed)}"),
            blocks.context("Kith reminds each of you that morning. If it does not suit, say so here or press below."),
            blocks.actions(*agreed_buttons(said.group_id)),
        ],
    )
    return Message(shown.text, shown.blocks, (file,))


def called_off(said: Introduction, slack_user_id: str) -> Message:
    """To the group: the time does not hold, and when it would suit everybody."""
    line = f"The time you had does not work for {mention(slack_user_id)}. Another one will."
    times = [blocks.section(f"{common_times(said)}:"), *slot_lines(said)] if said.slots.starts else []
    return blocks.message(line, [blocks.section(line), *times])
