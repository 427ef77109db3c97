"""What Friday says of the next round is true of the person: by pairing's own rule, in each state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.domain.states import ParticipantState
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import participants
from bot.services.rounds.home import fridays
from bot.views.rounds import home as view
from tests.factories import LONG_AGO, make_group, make_participant, make_program, make_round

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 13)
IN_IT = "You take part; there is nothing to do for it."


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"state": ParticipantState.RESTING},
        {"state": ParticipantState.LANDED},
        {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 5, 1)},
        {"channel_left_at": LONG_AGO},
        {"skips_round": 2},
    ],
)
def test_who_is_not_matched_does_not_read_that_they_take_part(
    session: Session, now: datetime, state: dict[str, Any], *, asked: bool
) -> None:
    program = make_program(session, starts_on=MONDAY)
    one = make_participant(session, program, asked_at=now if asked else None, **state)
    other = make_participant(session, program)
    group = make_group(session, make_round(session, program, starts_on=MONDAY), one, other)
    group.introduced_at = now
    session.flush()
    friday = fridays(session, [one.id], on=FRIDAY)[one.id]
    on = FRIDAY + timedelta(days=3)
    matched = {place.id for place, _ in participants.pairable(session, program.id, round_number=2, on=on)}
    said = str(list(view._last_week(friday, WeekMessage(WeekMessageKind.GOALS, FRIDAY), "Ben")))
    assert (IN_IT in said) == (one.id in matched and not asked)
