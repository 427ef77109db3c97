"""The overview says how a program's rounds stand, and promises none that does not come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.db.models import DigestItem, Program
from bot.domain.digests import ItemKind
from bot.domain.states import ProgramState, RoundState
from tests.factories import LONG_AGO, make_organizer, make_program, make_round
from tests.web.conftest import Site

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 15)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Round 1 goes from Monday 2 March to Sunday 15 March. The next one begins on Monday 16 March."),
        ({"last_round": 1}, "Sunday 15 March. It is the last one: the program ends on Sunday 15 March."),
        ({"ends_on": date(2026, 3, 11)}, "to Wednesday 11 March. It is the last one: the program ends on Wednesday"),
        ({"ends_on": date(2026, 3, 17)}, "Sunday 15 March. It is the last one: the program ends on Tuesday 17 March."),
        ({"state": ProgramState.PAUSED}, "The program is paused. "),
        ({"state": ProgramState.ENDED}, "The program is over. "),
        ({"buddy_rounds": False}, "People meet in councils; no buddy rounds run. "),
    ],
)
def test_how_the_rounds_stand(site: Site, values: dict[str, Any], said: str) -> None:
    kith = site.kith
    organizer = kith.member()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program: Program = make_program(session, starts_on=MONDAY, **values)
        make_round(session, program, number=1, starts_on=MONDAY, ends_on=SUNDAY, state=RoundState.RUNNING)
        make_organizer(session, program, member=organizer)
    page = site.visitor(organizer).read(f"/programs/{program.id}")
    assert said in page
    assert ("begins on" in page) is (not values)


def test_a_program_that_has_ended_asks_for_nothing_but_what_somebody_waits_for(site: Site) -> None:
    kith = site.kith
    organizer = kith.member()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        make_organizer(session, program, member=organizer)
        for kind in (ItemKind.QUIET, ItemKind.CONTACT):
            listed = {"listed_at": LONG_AGO, "last_listed_at": LONG_AGO}
            session.add(DigestItem(program_id=program.id, key=f"{kind}:x", subjects=[], **listed))
    visitor, path = site.visitor(organizer), f"/programs/{program.id}"
    assert visitor.read(path).count("I've got this") == 2
    visitor.follow(f"{path}/end")
    assert visitor.read(path).count("I've got this") == 1


def test_the_last_round_ends_with_its_program(site: Site) -> None:
    kith = site.kith
    organizer = kith.member()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = make_program(session, starts_on=MONDAY, ends_on=date(2026, 3, 11), state=ProgramState.ENDED)
        make_round(session, program, number=1, starts_on=MONDAY, ends_on=SUNDAY)
        make_organizer(session, program, member=organizer)
    page = site.visitor(organizer).read(f"/programs/{program.id}/pairs")
    assert "Monday 2 March to Wednesday 11 March, over." in page
    assert "The next round" not in page
