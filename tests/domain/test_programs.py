"""The rules of a program's settings that are about more than one field."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import MessageKind, Moment
from bot.domain.presets import OfferWeeks
from bot.domain.programs import CatalogueGoal, check_default_goals, check_first_day, check_rhythm

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("kind", "moment", "field"),
    [
        (MessageKind.CHECKIN, Moment(0, time(9)), "checkin_day"),
        (MessageKind.CHECKIN, Moment(1, time(9)), "checkin_at"),
        (MessageKind.NUDGE, Moment(1, time(8)), "nudge_at"),
    ],
)
def test_a_week_is_looked_back_on_after_it_was_asked_about(kind: MessageKind, moment: Moment, field: str) -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(MessageKind.PROMPT, Moment(1, time(9)))
    with pytest.raises(InvalidInputError) as caught:
        check_rhythm(rhythm.with_moment(kind, moment))
    assert caught.value.field == field


def test_where_goals_are_not_asked_for_a_check_in_may_come_any_day() -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(MessageKind.PROMPT, Moment(3, time(9), on=False))
    check_rhythm(rhythm.with_moment(MessageKind.CHECKIN, Moment(0, time(9))))


@pytest.mark.parametrize("on", [date(2020, 3, 9), date(2026, 11, 23), date(2099, 3, 9)])
def test_a_first_round_is_neither_over_nor_far_away(on: date) -> None:
    with pytest.raises(InvalidInputError, match="Choose a Monday from 30 November 2026 on"):
        check_first_day(on, today=TODAY)
    check_first_day(date(2026, 11, 30), today=TODAY)


def test_goals_are_as_many_as_a_week_can_hold() -> None:
    def goal(activity_id: int, target: int, week: int | None = None) -> CatalogueGoal:
        return CatalogueGoal(activity_id, "", target, OfferWeeks(week))

    check_default_goals([goal(1, 7), goal(2, 3)], round_weeks=2)
    check_default_goals([goal(1, 7, 1), goal(2, 7, 2)], round_weeks=2)
    for goals in ([goal(1, 8)], [goal(1, 7), goal(2, 4)], [goal(1, 7, 2), goal(2, 4, 3)]):
        with pytest.raises(InvalidInputError) as caught:
            check_default_goals(goals, round_weeks=2)
        assert caught.value.field == "target_1"
