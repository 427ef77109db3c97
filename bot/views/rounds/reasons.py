"""Why these people: pairing's reasons in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import comb
from typing import Any

from bot.domain.meaning import nearest_line
from bot.domain.pairing import plan
from bot.domain.rounds import Buddy, KeptByWish, Reason
from bot.views.text import counted, in_words, listed, mention, plain, sentence

# Whom the words speak to or of; characters that nothing people write can hold
YOU, YOUR, THEM = "\x01", "\x02", "\x03"
People = Mapping[int, Buddy]  # by participant id
_TO_THEM = {YOU: "you", YOUR: "your", THEM: "you"}
_OF_OTHERS = {YOU: "they", YOUR: "their", THEM: "them"}
# Circles in which all of them differ: what is said of one or two, and the word for it among several
_OTHER = {
    "school": ("come from different schools", "school"),
    "employer": ("have worked in different places", "work"),
    "field": ("are in different fields", "field"),
    "city": ("live in different places", "city"),
}
_SEVERAL = 3
_OF_PAIRS = (plan.PairedBefore, plan.SecondTry, plan.CommonBuddies)
_HARDLY, _LAST_ROUND = "worlds hardly overlap", "were buddies last round too"
# What is added to a reason where the group reads it
_ADDED = {_HARDLY: " New leads tend to come from there.", _LAST_ROUND: " Nobody new was free for you this time."}


def because(reasons: Sequence[Reason], buddies: Sequence[Buddy], *, of_others: bool = False) -> list[str]:
    """The reasons as clauses, the strongest first; none where there is nothing to say. `of_others`: told to others,
    who do not read what the group's people offer."""
    words = str.maketrans(_OF_OTHERS if of_others else _TO_THEM)
    people = {one.participant_id: replace(one, offers="") if of_others else one for one in buddies}
    found = [clause.translate(words) for clause in _clauses(list(_once(reasons, people)), people) if clause]
    return list(dict.fromkeys(found))


def why(reasons: Sequence[Reason], buddies: Sequence[Buddy], *, most: int = 6) -> str:
    """The reasons as lines of a list, told to the group."""
    is_chosen = any(isinstance(reason, KeptByWish | plan.LockedByOrganizer) for reason in reasons)
    added = {} if is_chosen else _ADDED
    return "\n".join(
        f"• {sentence(clause)}{''.join(more for words, more in added.items() if words in clause)}"
        for clause in because(reasons, buddies)[:most]
    )


def _once(reasons: Sequence[Reason], people: People) -> Iterator[Reason]:
    """What is true of each pair of a larger group alike is said once, of all of them."""
    alike: dict[Any, list[Any]] = defaultdict(list)
    for reason in reasons:
        alike[replace(reason, people=(0, 0)) if isinstance(reason, _OF_PAIRS) else reason].append(reason)
    for same in alike.values():
        if len(people) > 2 and len(same) == comb(len(people), 2):
            yield replace(same[0], people=tuple(people))
        else:
            yield from same


def _clauses(reasons: Sequence[Reason], people: People) -> Iterator[str]:
    circles = [reason.kind for reason in reasons if isinstance(reason, plan.OtherCircle) and reason.kind in _OTHER]
    for reason in sorted(reasons, key=lambda reason: list(_CLAUSES).index(type(reason))):
        if not isinstance(reason, plan.OtherCircle):
            yield _CLAUSES[type(reason)](reason, people)
        elif circles:
            yield _other_circles(circles)
            circles = []


def _other_circles(kinds: Sequence[str]) -> str:
    if len(kinds) < _SEVERAL:
        return f"{YOU} {listed([_OTHER[kind][0] for kind in kinds])}"
    return f"{YOUR} {_HARDLY}: {', '.join(_OTHER[kind][1] for kind in kinds)}"


def _same_city(_reason: plan.SameCity, people: People) -> str:
    city = next((buddy.city for buddy in people.values() if buddy.city), "")
    return f"{YOU} {'all' if len(people) > 2 else 'both'} live in {plain(city, 60)}" if city else ""


def _offer_meets_ask(reason: plan.OfferMeetsAsk, people: People) -> str:
    helper, asker = people.get(reason.helper), people.get(reason.asker)
    line = nearest_line(asker.asks, helper.offers) if helper and asker else ""
    said = f": “{plain(line, 120)}”, which is" if line else " something"
    return f"{_name(reason.helper, people)} offers{said} near what {_name(reason.asker, people)} asks for"


def _paired_before(reason: plan.PairedBefore, people: People) -> str:
    who = _whom(reason.people, people)
    if reason.elsewhere:
        return f"{who} have been introduced to each other before"
    if reason.rounds_ago == 1:
        return f"{who} {_LAST_ROUND}"
    return f"{who} were buddies {in_words(reason.rounds_ago)} rounds ago: time to catch up"


def _common_buddies(reason: plan.CommonBuddies, people: People) -> str:
    who = _names(reason.people, people) if len(reason.people) == 2 else f"each two of {THEM}"
    return f"{who} have had {counted(reason.count, 'buddy', 'buddies')} in common"


def _few_hours(reason: plan.FewHours, _people: People) -> str:
    common = (
        f"days have only {hours(reason.half_hours)} in common" if reason.half_hours else "working hours do not meet"
    )
    return f"{YOUR} {common}; {YOU} are together so that everybody has a buddy, at an early or a late time for one"


def _locked(_reason: plan.LockedByOrganizer, people: People) -> str:
    two = f"an organizer of the program thought of the two of {THEM}"
    return two if len(people) == 2 else f"an organizer of the program put {THEM} together"


# The words of each kind of reason, the strongest kind first
_CLAUSES: Mapping[type[Any], Callable[[Any, People], str]] = {
    KeptByWish: lambda _reason, _people: f"{YOU} asked to go on together",
    plan.OfferMeetsAsk: _offer_meets_ask,
    plan.SameCity: _same_city,
    plan.NeverPaired: lambda _reason, _people: f"{YOU} have not been buddies before",
    plan.SecondTry: lambda reason, people: f"{_whom(reason.people, people)} have another chance to meet",
    plan.PairedBefore: _paired_before,
    plan.OtherCircle: lambda reason, _people: _other_circles([reason.kind]),
    plan.CommonBuddies: _common_buddies,
    plan.CommonHours: lambda reason, _people: f"{YOUR} days have {hours(reason.half_hours)} in common",
    plan.FewHours: _few_hours,
    plan.LockedByOrganizer: _locked,
    plan.MadeLarger: lambda _reason, people: (
        f"{YOU} are {in_words(len(people))} this time, so that everybody has a buddy"
    ),
}


def hours(half_hours: int) -> str:
    """`half an hour`, `one hour`, `two and a half hours`."""
    whole, half = divmod(half_hours, 2)
    if not whole:
        return "half an hour"
    return f"{in_words(whole)}{' and a half' if half else ''} {'hours' if half_hours > 2 else 'hour'}"


def _name(participant_id: int, people: People) -> str:
    return mention(people[participant_id].slack_user_id) if participant_id in people else "a member"


def _whom(ids: Sequence[int], people: People) -> str:
    return YOU if len(ids) == len(people) else _names(ids, people)


def _names(ids: Sequence[int], people: People) -> str:
    return listed([_name(participant_id, people) for participant_id in ids])
