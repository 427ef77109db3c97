"""Why somebody has no buddy and what would help, as organizers read it. Do-not-pair entries stay private."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.states import WaitingWhy
from bot.views.rounds.reasons import hours

_WHY = {
    WaitingWhy.NOBODY_ELSE: "nobody else takes part yet",
    WaitingWhy.NO_COMMON_HOURS: "nobody works at enough of the same hours",
    WaitingWhy.KEPT_APART: "nobody is free for them",
    WaitingWhy.OUT_OF_CIRCLE: "the program's rule about circles leaves nobody for them",
    WaitingWhy.NO_MENTEE: "every mentee has a mentor",
    WaitingWhy.PARTNERS_TAKEN: "everybody who suits them is with somebody else; they come first in the next round",
    WaitingWhy.SITS_OUT: "the number does not come out even, and it is their turn to sit out",
    WaitingWhy.JOINED_LATE: "came in while the round was under way",
    WaitingWhy.CAME_BACK: "came back while the round was under way",
    WaitingWhy.BY_ORGANIZER: "an organizer took them out of this round",
    WaitingWhy.REGROUPED: "the group they were in came apart",
}


_CIRCLES = {kind: (kind, f"{kind}s") for kind in ("school", "employer", "field")} | {"city": ("city", "cities")}
_HELP = {
    HelpKind.MORE_PEOPLE: "more people",
    HelpKind.REVIEW_KEPT_APART: "more people",
    HelpKind.MORE_MENTEES: "more mentees",
    HelpKind.MORE_OF_OTHER_CIRCLES: "more people of other {1}",
    HelpKind.MORE_OF_THEIR_CIRCLE: "more people of their {0}",
    HelpKind.TELL_CIRCLE: "that they write their {0} into their profile",
}


def unmatched_reason(why: WaitingWhy, advice: Sequence[Help]) -> str:
    """`nobody works at enough of the same hours. What would help: …`, with an amount wherever there is one."""
    would_help = ", or ".join(words for one in advice if (words := _help(one)))
    return f"{_WHY[why]}. What would help: {would_help}." if would_help else f"{_WHY[why]}."


def _help(advice: Help) -> str:
    match advice.kind:
        case HelpKind.LOWER_MINIMUM_HOURS:
            return f"{hours(advice.amount)} as the program's least common time"
        case HelpKind.WIDEN_HOURS:
            return f"{hours(advice.amount)} more of their day at which somebody else works"
    return _HELP.get(advice.kind, "").format(*_CIRCLES.get(advice.circle, ("circle", "circles")))
