"""What Friday says of the next round is true of the person: by pairing's own rule, in each state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.domain.states import Frequency, ParticipantState
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
        {"frequency": Frequency.EVERY_SECOND, "last_round": 1},
        {"frequency": Frequency.MONTHLY, "last_round": 1},
        {"frequency": Frequency.EVERY_SECOND},
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
    said = str(list(view._next_round(friday, WeekMessage(WeekMessageKind.GOALS, FRIDAY))))
    assert (IN_IT in said) == (one.id in matched and not asked)


def test_who_has_no_buddy_reads_of_the_next_round_all_the_same(session: Session, now: datetime) -> None:
    program = make_program(session, starts_on=MONDAY)
    alone, *pair, landed = (make_participant(session, program) for _ in range(4))
    landed.state = ParticipantState.LANDED
    running = make_round(session, program, starts_on=MONDAY)
    group = make_group(session, running, *pair, introduced_at=now)
    session.flush()
    everybody = [alone.id, *(one.id for one in pair), landed.id]
    told = fridays(session, everybody, on=FRIDAY)
    assert {one: friday.group_id for one, friday in told.items()} == {
        alone.id: None,
        pair[0].id: group.id,
        pair[1].id: group.id,
    }
    assert {friday.next_round_on for friday in told.values()} == {date(2026, 3, 16)}
    said = str(view.friday_blocks(told[alone.id], WeekMessage(WeekMessageKind.CHECKIN, FRIDAY)))
    assert IN_IT in said
    assert view.SKIP_NEXT in said
    assert "How is it going" not in said
    assert "Go on with" not in said
    halfway = fridays(session, everybody, on=FRIDAY - timedelta(weeks=1))
    assert view.friday_blocks(halfway[alone.id], WeekMessage(WeekMessageKind.CHECKIN, FRIDAY)) == []


def test_a_hard_week_in_a_rounds_last_asks_nothing_and_tells_of_the_next(session: Session, now: datetime) -> None:
    program = make_program(session, starts_on=MONDAY)
    one, other = make_participant(session, program), make_participant(session, program)
    make_group(session, make_round(session, program, starts_on=MONDAY), one, other, introduced_at=now)
    friday = fridays(session, [one.id], on=FRIDAY)[one.id]
    said = str(view.friday_blocks(friday, WeekMessage(WeekMessageKind.CHECKIN, FRIDAY), is_hard=True))
    assert "The next round starts on" in said
    assert "?" not in said
