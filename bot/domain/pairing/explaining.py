"""Why these people are a group, and why somebody has none, as data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

from bot.domain.pairing.people import Role
from bot.domain.pairing.plan import (
    CommonBuddies,
    CommonHours,
    Help,
    HelpKind,
    LeftOut,
    LockedByOrganizer,
    MadeLarger,
    Mentoring,
    NeverPaired,
    OfferMeetsAsk,
    OtherCircle,
    PairedBefore,
    Reason,
    SameCity,
    SecondTry,
    Why,
)
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.scores import Scores

CIRCLES = ("school", "employer", "field", "city")
_HELP = {
    Why.NOBODY_ELSE: HelpKind.MORE_PEOPLE,
    Why.NO_COMMON_HOURS: HelpKind.WIDEN_HOURS,
    Why.KEPT_APART: HelpKind.REVIEW_KEPT_APART,
    Why.NO_MENTOR: HelpKind.MORE_MENTORS,
    Why.NO_MENTEE: HelpKind.MORE_MENTEES,
    Why.PARTNERS_TAKEN: HelpKind.NEXT_ROUND,
    Why.SITS_OUT: HelpKind.NEXT_ROUND,
}


def explain(scores: Scores, group: Sequence[int], rules: Rules, *, is_locked: bool) -> tuple[Reason, ...]:
    """The reasons of a group, given by indices."""
    pairs = list(combinations(group, 2))
    reasons: list[Reason] = [LockedByOrganizer()] if is_locked else []
    reasons += _mentoring(scores, group, rules)
    reasons += _past(scores, pairs)
    reasons += _circles(scores, group, rules)
    for asker, helper in permutations(group, 2):
        shared = scores.people[asker].asks & scores.people[helper].offers
        if shared:
            ids = scores.people[asker].id, scores.people[helper].id
            reasons.append(OfferMeetsAsk(*ids, tuple(sorted(shared))))
    hours = (1 << 48) - 1
    for one in group:
        hours &= scores.people[one].hours
    if 0 < hours.bit_count() < 48:
        reasons.append(CommonHours(hours.bit_count()))
    if len(group) > rules.group_size and not rules.mentor_rounds:
        reasons.append(MadeLarger())
    return tuple(reasons)


def why_left_out(scores: Scores, one: int, rules: Rules, *, why: Why | None) -> LeftOut:
    """Why this person has no group, and what would help."""
    why = why or _why(scores, one, rules)
    amount = 0
    if why is Why.NO_COMMON_HOURS:
        others = [int(hours) for other, hours in enumerate(scores.common[one]) if other != one]
        amount = rules.min_common_half_hours - max(others)
    return LeftOut(scores.people[one].id, why, (Help(_HELP[why], amount),))


def _why(scores: Scores, one: int, rules: Rules) -> Why:
    others = [other for other in range(len(scores.people)) if other != one]
    if not others:
        return Why.NOBODY_ELSE
    if rules.mentor_rounds and not scores.feasible[one].any():
        return Why.NO_MENTEE if scores.people[one].role is Role.MENTOR else Why.NO_MENTOR
    if scores.feasible[one].any():
        return Why.PARTNERS_TAKEN
    if all(scores.common[one, other] < rules.min_common_half_hours for other in others):
        return Why.NO_COMMON_HOURS
    return Why.KEPT_APART


def _mentoring(scores: Scores, group: Sequence[int], rules: Rules) -> list[Reason]:
    mentors = [scores.people[one].id for one in group if scores.people[one].role is Role.MENTOR]
    if not rules.mentor_rounds or len(mentors) != 1:
        return []
    mentees = tuple(sorted(scores.people[one].id for one in group if scores.people[one].id != mentors[0]))
    return [Mentoring(mentors[0], mentees)]


def _past(scores: Scores, pairs: Sequence[tuple[int, int]]) -> list[Reason]:
    again = [pair for pair in pairs if scores.last_paired[pair]]
    reasons: list[Reason] = [] if again else [NeverPaired()]
    for pair in again:
        one, other = sorted(scores.people[number].id for number in pair)
        kind = SecondTry if scores.missed[pair] else PairedBefore
        reasons.append(kind((one, other), scores.latest + 1 - int(scores.last_paired[pair])))
    if not again and len(pairs) == 1 and scores.ties[pairs[0]]:
        one, other = sorted(scores.people[number].id for number in pairs[0])
        reasons.append(CommonBuddies((one, other), int(scores.ties[pairs[0]])))
    return reasons


def _circles(scores: Scores, group: Sequence[int], rules: Rules) -> list[Reason]:
    del rules
    reasons: list[Reason] = []
    for kind in CIRCLES:
        values = [scores.people[one].circles.get(kind, "") for one in group]
        if all(values) and len(set(values)) == len(values):
            reasons.append(OtherCircle(kind))
        if kind == "city" and all(values) and len(set(values)) == 1:
            reasons.append(SameCity(values[0]))
    return reasons
