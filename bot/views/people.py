"""A program's people in words, for organizers and viewers: the same on the page and in Slack."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.participants import NotPaired
from bot.domain.people import HeardFrom, PersonLine, Sort
from bot.domain.states import ParticipantState
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import sentence_start
from bot.views.times import day

STATES: Mapping[ParticipantState, str] = {
    ParticipantState.ACTIVE: "Active",
    ParticipantState.PAUSED: "Paused",
    ParticipantState.RESTING: "Not heard from",
    ParticipantState.LANDED: "Landed",
}
HEARD: Mapping[HeardFrom, str] = {
    HeardFrom.THIS_WEEK: "this week",
    HeardFrom.LATELY: "lately",
    HeardFrom.NOT_LATELY: "not for a while",
}
SORTS: Mapping[Sort, str] = {
    Sort.NAME: "Name",
    Sort.JOINED: "Joined, newest first",
    Sort.HEARD: "Heard from, longest ago first",
}
EVERYBODY, WITHOUT = "", "without"
SHOWN: Mapping[str, str] = {
    EVERYBODY: "Everybody",
    WITHOUT: "Without a buddy",
    **{state.value: name for state, name in STATES.items()},
}
# Why somebody is not matched; of a wish of their own no more than that they sit out
_WHY: Mapping[NotPaired, str] = {
    NotPaired.LEFT_CHANNEL: "left the channel, and has not said whether they stay.",
    NotPaired.PAUSED: "on a pause.",
    NotPaired.RESTING: "not heard from for a while.",
    NotPaired.LANDED: "has landed.",
    NotPaired.SKIPS: "sits out this round.",
    NotPaired.BY_FREQUENCY: "sits out this round.",
    NotPaired.GUEST: "a guest, and the program matches full members.",
    NotPaired.UNKNOWN: "Slack has not told Kith their time zone yet.",
}


def stands(line: PersonLine) -> str:
    """`Paused until Monday 6 April`."""
    until = f" until {day(line.paused_until_on)}" if line.paused_until_on else ""
    return f"{STATES[line.state]}{until}"


def why_none(line: PersonLine, *, round_runs: bool) -> str:
    """Why they have no buddy now, as a sentence; empty where they have one, or where no round runs."""
    if line.buddies or not round_runs:
        return ""
    if line.not_paired:
        return sentence_start(_WHY.get(line.not_paired, ""))
    if line.lacks:
        return sentence_start(unmatched_reason(line.lacks.why, line.lacks.help))
    return "Kith is looking for one."


def met(line: PersonLine) -> str:
    """Whether they met a buddy of this round; empty where they have none."""
    return "" if line.met is None else "met" if line.met else "not yet"
