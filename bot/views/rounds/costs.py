"""What a change to a proposed round costs, and how well groups fit: for organizers, on the page and in Slack.

Plain text: names are as people wrote them, and whoever shows the words makes them safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.pairing.plan import PairedBefore, SecondTry
from bot.domain.rearranging import Weighing
from bot.views.text import in_words, listed, sentence_start

WELL, SOMEWHAT = 60, 35  # of 100, from which on a group fits well, or fits
_SOMEBODY = "Somebody"
_SAME, _CLEARLY = 5, 15  # of 100: differences below the first are none


def fits(fit: int) -> str:
    """`Fits well (62 of 100)`."""
    words = "Fits well" if fit >= WELL else "Fits" if fit >= SOMEWHAT else "Fits a little"
    return f"{words} ({fit} of 100)"


def costs(weighing: Weighing) -> list[str]:
    """Each thing that has to be said before, as a sentence."""
    told, names = weighing.weighed, weighing.names
    return [
        *(_repeat(one, names, weighing.number) for one in told.repeats),
        *(f"{_people(group, names)} asked to go on together." for group in weighing.kept),
        *(f"{sentence_start(_of(size))}: groups here have {in_words(weighing.group_size)}." for size in told.sizes),
        *(f"{names.get(one, _SOMEBODY)} would have no buddy in this round." for one in told.change.without),
    ]


def difference(before: int | None, after: int | None) -> str:
    """How well groups fit afterwards, compared with before; empty where there was none before."""
    if before is None or after is None:
        return ""
    much = "clearly " if abs(after - before) >= _CLEARLY else "a little "
    how = f"{much}{'better' if after > before else 'less well'}" if abs(after - before) >= _SAME else "about as well"
    return f"The groups fit {how} ({after} of 100; before, {before})."


def _repeat(one: PairedBefore | SecondTry, names: Mapping[int, str], number: int) -> str:
    two = _people(one.people, names)
    if isinstance(one, SecondTry):
        return f"{two} were introduced in round {number - one.rounds_ago}, and did not get to meet."
    if one.elsewhere:
        return f"{two} have been introduced to each other before."
    return f"{two} were introduced in round {number - one.rounds_ago}."


def _people(ids: Sequence[int], names: Mapping[int, str]) -> str:
    return listed([names.get(one, _SOMEBODY) for one in ids])


def _of(size: int) -> str:
    return f"a group of {in_words(size)}"
