"""For every row of the page: the ids in its path, and what a right form of it holds. Who may is the row's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.calendar import DEFAULT_MOMENTS
from bot.domain.programs import MOVABLE
from bot.settings import SIGN_IN_BACK
from bot.web.admins import STARTERS, TAKE_OVER
from bot.web.copying import COPY
from bot.web.messages import BROADCAST
from bot.web.next_round import NEXT
from bot.web.organizer_log import LOG
from bot.web.pairs import PAIRS
from bot.web.people import ADD, PEOPLE, PERSON
from bot.web.programs import PROGRAM
from bot.web.roster import INVITE, ROSTER, UNDO
from bot.web.settings import PART, SETTINGS
from bot.web.slack_sign_in import START
from tests.handlers.world import Named

Ids = Callable[[Named], Mapping[str, int]]


@dataclass(frozen=True)
class Case:
    """`ids` of the path, besides `program_id`, which `program` names, and its `words`; what is entered, and files."""

    ids: Ids = field(default=lambda _named: {})
    fields: Callable[[Named], Mapping[str, Any]] = field(default=lambda _named: {})
    files: Mapping[str, Any] = field(default_factory=dict)
    program: Callable[[Named], int] = field(default=lambda named: named.program)
    words: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = True  # its program has a counterpart that somebody else organizes


def in_place(named: Named) -> Mapping[str, int]:
    return {"participant_id": named.participant}


# Days and times as they are
RHYTHM = {
    name: value
    for kind in MOVABLE
    for name, value in (
        (f"{kind}_day", str(DEFAULT_MOMENTS[kind].weekday) if DEFAULT_MOMENTS[kind].on else "off"),
        (f"{kind}_at", f"{DEFAULT_MOMENTS[kind].at:%H:%M}"),
    )
}


def proposed(named: Named) -> str:
    """A group of the proposed round, as forms name it: by its people."""
    return f"{named.proposed_one}.{named.proposed_mate}"


# By whether it is a form, and the path of the row
CASES: Mapping[tuple[bool, str], Case] = {
    (False, "/sign-in"): Case(),
    (False, "/link/{token}"): Case(),
    (True, "/link/{token}"): Case(),
    (True, "/sign-out"): Case(),
    (True, START): Case(),
    (False, SIGN_IN_BACK): Case(),
    (False, "/programs"): Case(),
    (False, "/programs/{program_id:int}"): Case(),
    (True, "/programs/{program_id:int}/items/{item_id:int}/take"): Case(lambda named: {"item_id": named.item}),
    **{
        (False, f"{PROGRAM}/report{part}"): Case()
        for part in ("", "/table.csv", "/workbook.xlsx", "/participation.png", "/acts.png", "/groups.png")
    },
    (False, PAIRS): Case(),
    (False, f"{PAIRS}/{{number:int}}"): Case(ids=lambda _named: {"number": 1}),
    (False, NEXT): Case(),
    (True, f"{NEXT}/plan"): Case(),
    (True, f"{NEXT}/move"): Case(
        fields=lambda named: {"person": named.proposed_one, "here": proposed(named), "to": "", "sure": "1"}
    ),
    (True, f"{NEXT}/lock"): Case(fields=lambda named: {"group": proposed(named), "locked": "1"}),
    (True, f"{NEXT}/anew"): Case(),
    (True, f"{NEXT}/send"): Case(),
    (False, PEOPLE): Case(),
    (False, ADD): Case(),
    (True, ADD): Case(fields=lambda named: {"people": named.outsider}),
    (False, PERSON): Case(ids=in_place),
    (True, f"{PERSON}/remove"): Case(ids=in_place),
    (True, f"{PERSON}/pause"): Case(ids=in_place, fields=lambda _named: {"until": "2026-03-20"}),
    (True, f"{PERSON}/resume"): Case(ids=in_place),
    (True, f"{PERSON}/apart"): Case(ids=in_place, fields=lambda named: {"people": [named.other_place]}),
    **{
        (True, f"{PERSON}/{path}"): Case(ids=in_place, fields=lambda named: {"other": named.kept_place})
        for path in ("meet", "part")
    },
    (True, f"{PERSON}/together"): Case(ids=in_place, fields=lambda named: {"people": [named.other_place]}),
    (True, f"{PERSON}/alone"): Case(ids=in_place),
    (False, LOG): Case(),
    (False, f"{LOG}.csv"): Case(),
    (False, SETTINGS): Case(),
    (False, PART): Case(words={"part": "rhythm"}),
    (True, PART): Case(fields=lambda _named: RHYTHM, words={"part": "rhythm"}),
    **{(True, f"{PROGRAM}/{key}"): Case() for key in ("pause", "end")},
    (True, f"{PROGRAM}/resume"): Case(),
    (True, f"{PROGRAM}/erase"): Case(program=lambda named: named.over, elsewhere=False),
    (False, COPY): Case(),
    (True, COPY): Case(
        fields=lambda named: {
            "remembered": f"{named.program} C8",
            "name": "Summer",
            "starts_on": "2026-03-09",
            "ends": "open",
            "announcement": "Come along.",
        }
    ),
    (True, TAKE_OVER): Case(program=lambda named: named.orphan),
    (False, STARTERS): Case(),
    (True, STARTERS): Case(fields=lambda _named: {"starters": "admins"}),
    (False, BROADCAST): Case(),
    (True, BROADCAST): Case(fields=lambda _named: {"words": "Come on Friday.", "whom": "everybody", "do": "send"}),
    (False, ROSTER): Case(),
    (False, f"{ROSTER}.csv"): Case(),
    (True, ROSTER): Case(files={"file": ("people.csv", b"name,city\nAna,Bonn\n")}),
    (True, INVITE): Case(ids=lambda named: {"roster_id": named.draft}),
    (True, UNDO): Case(ids=lambda named: {"roster_id": named.roster}),
    (False, "/programs/{program_id:int}/messages"): Case(),
    (False, "/programs/{program_id:int}/messages/texts"): Case(),
    (True, "/programs/{program_id:int}/messages/texts/{kind}"): Case(
        words={"kind": "prompt_line"}, fields=lambda _named: {"prompt_line": "What will you try?"}
    ),
}
