"""The message to somebody without a buddy: why, kindly, and when it goes on."""

from __future__ import annotations

from bot.domain.messages import Message
from bot.domain.rounds import Unpaired
from bot.domain.states import WaitingWhy
from bot.views import blocks
from bot.views.text import plain
from bot.views.times import day

_WHY = {
    WaitingWhy.NOBODY_ELSE: "You are the first one here, so there is nobody to introduce you to yet.",
    WaitingWhy.NO_COMMON_HOURS: "Nobody else's working hours meet yours at the moment. "
    "If other hours suit you too, tell Kith in your profile, and more people come within reach.",
    WaitingWhy.KEPT_APART: "There was nobody free for you in this round.",
    WaitingWhy.OUT_OF_CIRCLE: "Buddies are matched here by what profiles say of school, work or place, and nobody "
    "fits yours at the moment. A word more in your profile may help.",
    WaitingWhy.NO_MENTEE: "Every mentee has a mentor in this round.",
    WaitingWhy.PARTNERS_TAKEN: "Everybody whose days meet yours has a buddy already in this round.",
    WaitingWhy.SITS_OUT: "The number of people is uneven this time, so one person waits for the next round. "
    "This time it is you, and not again before everybody else has waited once.",
    WaitingWhy.JOINED_LATE: "You joined while a round was under way.",
    WaitingWhy.CAME_BACK: "You came back while a round is under way.",
    WaitingWhy.BY_ORGANIZER: "The organizers of the program arranged this round by hand, and can tell you more.",
    WaitingWhy.REGROUPED: "The groups of this round have changed a little.",
}


def unpaired(told: Unpaired) -> Message:
    """Why there is no buddy at present, and when there will be."""
    title = f"Your buddy in {plain(told.program_name, 100)}"
    return blocks.message(f"{title}: {_WHY[told.why]}", [blocks.section(f"*{title}*\n{why_and_when(told)}")])


def why_and_when(told: Unpaired) -> str:
    """Why there is no buddy at present, and when it goes on."""
    return f"{_WHY[told.why]} {next_step(told)}"


def next_step(told: Unpaired) -> str:
    """When it goes on."""
    if told.has_another:
        return "You keep your other buddy of this round."
    if told.is_matched_soon:
        return "Kith is looking for a buddy for you, and will introduce you as soon as there is one."
    if told.over_on is not None:
        return f"There is no further round: the program ends on {day(told.over_on)}."
    return f"You are among the first to be matched when the next round starts on {day(told.next_round_on)}."
