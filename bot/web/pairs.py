"""Who is with whom: rounds that began, councils and mentors beside them. The round to come is in `next_round`."""

from __future__ import annotations

import re
from html import unescape

from bot.domain.councils import ProposedCouncil
from bot.domain.pair_lists import ListedGroup
from bot.services import pair_lists
from bot.views.councils.organizers import how_far, why_without
from bot.views.figures import GROUPS_MEAN, introduced_groups, mentor_pairs
from bot.views.rounds.costs import fits
from bot.views.rounds.pairs import STATES
from bot.views.rounds.reasons import because
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import sentence_start
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Page, Row, Who

PAIRS = f"{PROGRAM}/pairs"
_MENTION = re.compile(r"<@(\w+)>")


def _pairs(request: Request) -> Drawn:
    program = request.shelf()
    found = pair_lists.pairs_page(
        request.session,
        request.actor,
        program.program_id,
        number=request.ids.get("number"),
        page=page_of(request, "page"),
        without=page_of(request, "without"),
        councils=page_of(request, "councils"),
        now=request.now,
    )
    values = {
        "program": program,
        "tab": "pairs",
        "found": found,
        "states": STATES,
        "totals": introduced_groups,
        "mentor_pairs": mentor_pairs,
        "mean": GROUPS_MEAN,
        "how_far": how_far,
        "why_without": why_without,
        **WORDS,
    }
    return Drawn("pairs.html", values)


def page_of(request: Request, name: str) -> int:
    """Which page of a list the address asks for: the first where it says nothing that makes sense."""
    written = request.asked.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def why(group: ListedGroup | ProposedCouncil) -> str:
    """Why these people, as organizers may read it: in plain text, with names instead of Slack's mentions."""
    people = group.buddies if isinstance(group, ListedGroup) else group.people
    names = {one.slack_user_id: one.name or one.slack_user_id for one in people}
    said = "; ".join(because(group.reasons, people, of_others=True))
    pieces = _MENTION.split(said)  # words and ids by turns
    return sentence_start(
        "".join(names.get(one, "somebody") if place % 2 else unescape(one) for place, one in enumerate(pieces))
    )


# What templates put in words
WORDS = {"why": why, "fits": fits, "unmatched": lambda one: sentence_start(unmatched_reason(one.why, one.help))}
ROWS: tuple[Row, ...] = (
    Page(PAIRS, Who.ORGANIZER, _pairs),
    Page(f"{PAIRS}/{{number:int}}", Who.ORGANIZER, _pairs),
)
