"""How a program has councils: chosen, changed and ended by its organizers alone, within what makes sense."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMember, CouncilPlan
from bot.domain.council_settings import CouncilSettings
from bot.domain.errors import InvalidInputError, NotAllowedError
from bot.services.councils import composing, plans
from tests.services.councils.conftest import NOW, Scene

WANTED = CouncilSettings(date(2026, 3, 16), size=4, every_weeks=1, has_lines=False, with_rounds=False)


def change(scene: Scene, wanted: CouncilSettings | None) -> None:
    plans.change(scene.session, scene.organizer, scene.program.id, wanted, now=NOW)


def state(scene: Scene) -> Any:
    scene.session.flush()
    return plans.state_of(scene.session, scene.program)


def test_what_was_chosen_is_what_the_settings_show(proposed: Scene) -> None:
    change(proposed, WANTED)
    assert state(proposed).settings == WANTED
    assert not proposed.program.buddy_rounds
    change(proposed, replace(WANTED, with_rounds=True))
    assert proposed.program.buddy_rounds


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"size": 3}, "size"),
        ({"size": 7}, "size"),
        ({"every_weeks": 3}, "every_weeks"),
        ({"starts_on": date(2026, 3, 17)}, "starts_on"),  # a Tuesday
        ({"starts_on": date(2026, 3, 2)}, "starts_on"),  # this week
        ({"starts_on": date(2027, 3, 22)}, "starts_on"),
    ],
)
def test_what_makes_no_sense_changes_nothing(proposed: Scene, values: dict[str, Any], field: str) -> None:
    before = state(proposed)
    with pytest.raises(InvalidInputError) as refused:
        change(proposed, replace(WANTED, **values))
    assert refused.value.field == field
    assert state(proposed) == before


def test_organizers_alone_choose(proposed: Scene) -> None:
    somebody = proposed.actor(proposed.joins())
    for wanted in (WANTED, None):
        with pytest.raises(NotAllowedError):
            plans.change(proposed.session, somebody, proposed.program.id, wanted, now=NOW)
    assert state(proposed).settings.size == 5


def test_a_program_of_councils_alone_gets_its_rounds_back_with_none(proposed: Scene) -> None:
    change(proposed, WANTED)
    change(proposed, None)
    assert state(proposed) is None
    assert proposed.program.buddy_rounds
    change(proposed, None)  # a second time changes nothing


def test_a_proposal_goes_with_the_councils_and_what_was_introduced_ends_and_stays_as_history(
    going: Scene, session: Session
) -> None:
    going.joins()
    change(going, None)
    assert going.councils() == []
    assert session.scalars(select(func.count(Council.id))).one() == 2
    assert set(session.scalars(select(CouncilMember.left_at))) == {NOW}
    change(going, WANTED)
    composing.refresh(session, going.program.id, now=NOW)
    assert len(going.councils()) == 2
    change(going, None)
    assert session.scalars(select(func.count(Council.id))).one() == 2  # what was only proposed left nothing


def test_once_they_were_introduced_their_first_week_stays_and_all_else_may_change(going: Scene) -> None:
    first = going.plan.starts_on
    with pytest.raises(InvalidInputError, match="starts_on"):
        change(going, replace(WANTED, starts_on=first + timedelta(weeks=1)))
    change(going, replace(WANTED, starts_on=first))
    assert state(going).settings == replace(WANTED, starts_on=first)
    assert (state(going).councils, state(going).people) == (2, 8)
    assert going.session.scalars(select(CouncilPlan.launched_at)).one() == NOW
