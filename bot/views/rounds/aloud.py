"""The next round in plain text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.pairing import Breach, Explanation
from bot.domain.pairing.plan import Help, HelpKind, LeftOut, Reason, Why
from bot.domain.rounds import Buddy
from bot.domain.slots import Hours
from bot.views.rounds.reasons import because, count, hours, listed

Names = Mapping[int, str]
_WHY = {
    Why.NOBODY_ELSE: "nobody else takes part",
    Why.NO_COMMON_HOURS: "nobody works at enough of the same hours",
    Why.KEPT_APART: "nobody is free for them",
    Why.NO_MENTOR: "no mentor has room",
    Why.NO_MENTEE: "every mentee has a mentor",
    Why.PARTNERS_TAKEN: "everybody who suits them is with somebody else",
    Why.SITS_OUT: "the number is odd, and it is their turn to sit out",
}
_BREACHES = {
    Breach.TOO_FEW_COMMON_HOURS: "their working hours have too little in common",
    Breach.ROLES: "a mentor round needs one mentor and mentees",
}


def group_line(members: Sequence[int], reasons: Sequence[Reason], names: Names) -> str:
    """`Ada and Ben: they have not been buddies before; …`."""
    return f"{listed([names[member] for member in members])}: {'; '.join(clauses(members, reasons, names))}"


def left_out_line(one: LeftOut, names: Names) -> str:
    """`Carl has no buddy: …. What would help: …`. Which entry keeps people apart is private."""
    line = f"{names[one.person]} has no buddy: {_WHY[one.why]}."
    help_ = " or ".join(words for advice in one.help if (words := _help(advice)))
    return f"{line} What would help: {help_}." if help_ else line


def _help(advice: Help) -> str:
    match advice.kind:
        case HelpKind.LOWER_MINIMUM_HOURS:
            return f"{hours(advice.amount)} as the program's least common time"
        case HelpKind.WIDEN_HOURS:
            return f"{hours(advice.amount)} more of their day at which somebody else works"
        case HelpKind.MORE_MENTORS:
            return f"mentors with room for {count(advice.amount, 'more mentee')}"
        case HelpKind.MORE_PEOPLE | HelpKind.MORE_MENTEES:
            return "more people" if advice.kind is HelpKind.MORE_PEOPLE else "more mentees"
    return ""


def explanation_lines(why: Explanation, names: Names) -> list[str]:
    """Whether the two would be together, what rules it out, what speaks for it, and how many suit each better."""
    one, other = (names[person] for person in why.people)
    lines = [f"{one} and {other} would {'' if why.together else 'not '}be together in the next round."]
    lines += [f"Ruled out: {_BREACHES.get(breach, 'a rule of the program or of a person')}." for breach in why.breaches]
    if not why.breaches:
        lines += [f"- {clause}" for clause in clauses(why.people, why.reasons, names)]
        lines.append(f"The program's wishes are met to {why.wishes} of 100.")
        lines += [
            f"{better} {'person suits' if better == 1 else 'people suit'} {name} better."
            for name, better in zip((one, other), why.better, strict=True)
        ]
    return lines


def clauses(members: Sequence[int], reasons: Sequence[Reason], names: Names) -> list[str]:
    """The reasons in words, with names in place of mentions."""
    people = [Buddy(member, member, str(member), Hours("UTC")) for member in members]
    return [
        re.sub(r"<@(\d+)>", lambda found: names.get(int(found[1]), "somebody"), clause)
        for clause in because(reasons, people, of_others=True)
    ]
