"""The next round in plain text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.pairing import Breach, Explanation
from bot.domain.pairing.plan import LeftOut, Reason
from bot.domain.rounds import Buddy
from bot.domain.slots import Hours
from bot.views.rounds.reasons import because
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import counted, listed, sentence

Names = Mapping[int, str]
_BREACHES = {
    Breach.TOO_FEW_COMMON_HOURS: "their working hours have too little in common",
    Breach.PARTED: "the program's organizers keep the two apart",
    Breach.CIRCLE: "the program's rule about circles",
    Breach.ROLES: "their roles do not go together",
}


def group_line(members: Sequence[int], reasons: Sequence[Reason], names: Names) -> str:
    """`Ada and Ben: they have not been buddies before; …`."""
    return f"{listed([names[member] for member in members])}: {'; '.join(clauses(members, reasons, names))}"


def left_out_line(one: LeftOut, names: Names) -> str:
    """`Carl has no buddy: …. What would help: …`."""
    return f"{names[one.person]} has no buddy: {unmatched_reason(one.why, one.help)}"


def explanation_lines(why: Explanation, names: Names) -> list[str]:
    """Whether the two would be together, what rules it out, what speaks for it, and how many suit each better."""
    one, other = (names[person] for person in why.people)
    lines = [f"{one} and {other} would {'' if why.together else 'not '}be together in the next round."]
    lines += [f"Ruled out: {_BREACHES.get(breach, 'a rule of the program or of a person')}." for breach in why.breaches]
    if not why.breaches:
        lines += [f"- {clause}" for clause in clauses(why.people, why.reasons, names)]
        lines.append(f"The program's wishes are met to {why.wishes} of 100.")
        lines += [
            sentence(f"{counted(better, 'person suits', 'people suit')} {name} better")
            for name, better in zip((one, other), why.better, strict=True)
        ]
        if not why.together:
            lines.append("The round as a whole, and those to come, count for more than one pair.")
    return lines


def clauses(members: Sequence[int], reasons: Sequence[Reason], names: Names) -> list[str]:
    """The reasons in words, with names instead of mentions."""
    people = [Buddy(member, member, str(member), Hours("UTC")) for member in members]
    return [
        re.sub(r"<@(\d+)>", lambda found: names.get(int(found[1]), "somebody"), clause)
        for clause in because(reasons, people, of_others=True)
    ]
