"""What organizers are told between their digests: that few have joined a round to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.kinds import MessageKind, Moment
from bot.domain.states import ParticipantState
from jobs.schedule import tick
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace

FIRST_ROUND = date(2026, 3, 16)
FRIDAY = datetime.fromisoformat("2026-03-13T10:30:00+00:00")


def told(context: AppContext) -> list[str]:
    with context.database.unit_of_work() as session:
        kind = Delivery.kind == MessageKind.FEW_JOINED
        return [str(one.payload) for one in session.scalars(select(Delivery).where(kind).order_by(Delivery.id))]


def program_of(context: AppContext, *states: ParticipantState, round_weekday: int = 0) -> None:
    """A program in Berlin with two organizers, from the evening of a Tuesday on."""
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    created_at = FRIDAY - timedelta(days=3)
    with context.database.unit_of_work(workspace.id) as session:
        moment = Moment(round_weekday, DEFAULT_MOMENTS[MessageKind.ROUND].at)
        rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(MessageKind.ROUND, moment).to_json()
        program = make_program(
            session, starts_on=FIRST_ROUND, due_checked_at=created_at, channel_read_at=FRIDAY, rhythm=rhythm
        )
        for _ in range(2):
            make_organizer(session, program, member=make_member(session, seen_in_slack_at=FRIDAY))
        for state in states:
            make_participant(session, program, state=state, member=make_member(session, seen_in_slack_at=FRIDAY))


ACTIVE, LEFT, LANDED = ParticipantState.ACTIVE, ParticipantState.LEFT, ParticipantState.LANDED


@pytest.mark.parametrize(
    ("states", "organizers"), [((), 2), ((ACTIVE, ACTIVE), 2), ((ACTIVE, ACTIVE, LEFT, LANDED), 2), ((ACTIVE,) * 3, 0)]
)
def test_organizers_hear_once_on_the_friday_before_a_round_that_few_have_joined(
    context: AppContext, states: tuple[ParticipantState, ...], organizers: int
) -> None:
    program_of(context, *states)
    tick(context, FRIDAY - timedelta(hours=1))
    assert told(context) == []
    for minutes in (0, 1, 60):
        tick(context, FRIDAY + timedelta(minutes=minutes))
    assert len(told(context)) == organizers
    assert all("Monday 16 March" in one and "programs.invite_form" in one for one in told(context))


def test_a_round_on_a_thursday_is_spoken_of_two_days_before(context: AppContext) -> None:
    program_of(context, ACTIVE, round_weekday=3)
    tick(context, FRIDAY)
    assert told(context) == []
    tick(context, FRIDAY + timedelta(days=4))
    assert len(told(context)) == 2


def test_between_rounds_nobody_is_told(context: AppContext) -> None:
    program_of(context, ACTIVE, ACTIVE)
    tick(context, FRIDAY)
    with context.database.unit_of_work() as session:
        session.execute(Delivery.__table__.delete())  # type: ignore[attr-defined]
    tick(context, datetime.fromisoformat("2026-03-16T09:00:00+00:00"))  # rounds of two weeks
    tick(context, FRIDAY + timedelta(weeks=1))
    assert told(context) == []
    tick(context, FRIDAY + timedelta(weeks=2))
    assert len(told(context)) == 2
