"""Nobody is asked to plan a chat with a buddy who is introduced later that day: the prompt comes with the buddy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import BuddyGroup, Delivery, HeldPrompt, Participant
from bot.domain.kinds import MessageKind
from bot.domain.states import ParticipantState
from jobs.schedule import tick
from tests.factories import make_member, make_participant, make_program, make_round, make_workspace

MONDAY = date(2026, 3, 2)
MORNING_IN_KOLKATA = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)  # 09:00
MORNING_IN_BERLIN = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00, and 13:30 in Kolkata
LATER = datetime(2026, 4, 30, tzinfo=UTC)
KOLKATA, BERLIN = "Asia/Kolkata", "Europe/Berlin"


def people(context: AppContext, *zones: str, running: bool = False, **ravi: Any) -> list[str]:
    """Members in these zones, in a program in Berlin whose round begins on this Monday; `ravi`: how the first is."""
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(
            session,
            zone=BERLIN,
            starts_on=MONDAY - timedelta(weeks=1) if running else MONDAY,
            due_checked_at=MORNING_IN_KOLKATA - timedelta(hours=1),
            channel_read_at=LATER,
            min_common_half_hours=0,
        )
        if running:
            make_round(session, program, weeks=2, started_at=MORNING_IN_BERLIN - timedelta(weeks=1))
        members = [make_member(session, zone=zone, seen_in_slack_at=LATER) for zone in zones]
        for number, member in enumerate(members):
            make_participant(session, program, member=member, **(ravi if number == 0 else {}))
        return [member.slack_user_id for member in members]


def prompted(context: AppContext) -> list[str]:
    with context.database.unit_of_work() as session:
        kind = Delivery.kind == MessageKind.PROMPT
        return [row.target["users"][0] for row in session.scalars(select(Delivery).where(kind).order_by(Delivery.id))]


def kinds(context: AppContext) -> list[str]:
    with context.database.unit_of_work() as session:
        return [str(row.kind) for row in session.scalars(select(Delivery).order_by(Delivery.id))]


def test_the_prompt_waits_for_the_buddy_of_that_day_and_comes_once(context: AppContext) -> None:
    ravi, asha = people(context, KOLKATA, KOLKATA)
    tick(context, MORNING_IN_KOLKATA)
    assert kinds(context) == []
    tick(context, MORNING_IN_BERLIN - timedelta(minutes=1))
    assert kinds(context) == []
    for minutes in (0, 1, 60):
        tick(context, MORNING_IN_BERLIN + timedelta(minutes=minutes))
    assert sorted(prompted(context)) == sorted([ravi, asha])
    assert kinds(context)[:1] == ["introduction"]
    with context.database.unit_of_work() as session:
        assert session.scalars(select(HeldPrompt)).all() == []


def test_it_waits_for_an_introduction_that_a_running_round_still_has_to_make(context: AppContext) -> None:
    """New York's morning is the earliest hour that suits the two; in Berlin it is 14:00."""
    tina, _ = people(context, BERLIN, "America/New_York")
    tick(context, MORNING_IN_BERLIN)
    with context.database.unit_of_work() as session:
        at = session.scalars(select(BuddyGroup.introduce_at)).one()
    assert at > MORNING_IN_BERLIN
    tick(context, at - timedelta(minutes=1))
    assert prompted(context) == []
    tick(context, at)
    assert prompted(context)[-1] == tina
    assert kinds(context) == ["prompt", "introduction", "prompt"]  # the first to New York, where it is morning


@pytest.mark.parametrize(
    ("ravi", "running"),
    [({"skips_round": 1}, False), ({}, True)],
    ids=["who skips the round", "in the middle of a round"],
)
def test_whoever_gets_no_buddy_that_day_is_asked_in_the_morning(
    context: AppContext, ravi: dict[str, Any], *, running: bool
) -> None:
    slack_user_id, *_ = people(context, KOLKATA, KOLKATA, KOLKATA, running=running, **ravi)
    tick(context, MORNING_IN_KOLKATA)
    assert slack_user_id in prompted(context)


def test_who_left_meanwhile_is_not_asked(context: AppContext) -> None:
    people(context, KOLKATA, KOLKATA)
    tick(context, MORNING_IN_KOLKATA)
    with context.database.unit_of_work() as session:
        for place in session.scalars(select(Participant)):
            place.state = ParticipantState.LEFT
    tick(context, MORNING_IN_BERLIN)
    assert prompted(context) == []


def test_after_an_outage_until_night_nobody_is_woken_up(context: AppContext) -> None:
    people(context, KOLKATA, KOLKATA)
    tick(context, MORNING_IN_KOLKATA)
    tick(context, datetime(2026, 3, 2, 16, tzinfo=UTC))  # 21:30 there
    assert prompted(context) == []
