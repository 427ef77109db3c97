"""Three agendas to begin with, for a mentor and a mentee: one for each of their first talks."""

from __future__ import annotations

from bot.domain.mentor_pairs import Pair

_FIRST = (
    "First talk: where you are",
    "10 minutes: how each of you came to where you are now",
    "15 minutes: what the mentee would like to work on, and what a good end of it would look like",
    "15 minutes: your agreement, five lines",
    "5 minutes: one small step until the next talk, and its day",
)
_SECOND = (
    "Second talk: one question",
    "5 minutes: what became of the step",
    "20 minutes: one question of the mentee's, as concrete as it gets; the mentor asks before they advise",
    "10 minutes: what the mentor did in a place like that, and would do differently",
    "10 minutes: the next step, and its day",
)
_THIRD = (
    "Third talk: people",
    "5 minutes: what became of the step",
    "20 minutes: whom the mentee could talk to, and what to ask each of them",
    "10 minutes: what has helped so far and what has not; change your agreement where it does not fit",
    "10 minutes: how you go on from here",
)
AGENDAS = (_FIRST, _SECOND, _THIRD)
_YOURS = (
    "*From here on the agenda is yours*\nWhat happened since, one question, one step with a day: that is enough for a "
    "good talk."
)


def agenda(pair: Pair) -> str:
    """That of the talk which comes next."""
    if pair.talks >= len(AGENDAS):
        return _YOURS
    title, *points = AGENDAS[pair.talks]
    return "\n".join([f"*{title}* (45 minutes)", *(f"• {point}" for point in points)])
