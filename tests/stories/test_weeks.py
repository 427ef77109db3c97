"""A person's week over the wire: Monday's prompt, the plan's day, the log, Friday, App Home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Delivery, Goal, Member, ParticipantWeek, Workspace
from bot.demo.stage import Stage, stage
from bot.domain.states import DeliveryState
from bot.services import members
from sandbox.client import SandboxClient
from sandbox.http_client import wait_until
from sandbox.person import Person, Surface
from tests.factories import make_program
from tests.people import join
from tests.stories.town import PATIENCE

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"


@contextmanager
def cohort(on: Stage) -> Iterator[tuple[Person, Member]]:
    """A program that has begun, with one person of the sandbox in it."""
    ada = on.client.everyone()[0]
    ada.change(tz=ZONE)
    channel = on.client.create_channel("weeks", by=ada.id, members=[ada.id, ada.bot])
    with on.kith.context.database.unit_of_work() as session:
        workspace = session.scalars(select(Workspace)).one()
        members.enter(session, slack_team_id=workspace.slack_team_id, slack_user_id=ada.id, now=SUNDAY)
        member = members.ensure(session, slack_user_id=ada.id)
        member.zone, member.seen_in_slack_at = ZONE, SUNDAY
        program = make_program(
            session, name="Spring cohort", zone=ZONE, due_checked_at=SUNDAY, slack_channel_id=channel["id"]
        )
        join(session, program, member)
    yield ada, member


def pressed(person: Person, words: str) -> Surface:
    """The message with these words, as it stands once Kith has replaced it."""
    return person.dm().wait_for(words)


def press_first(surface: Surface, action_id: str, value: str | None = None) -> None:
    """Press the topmost element of that kind: each goal and each entry of the log has one."""
    block = next(block for block in surface.blocks if action_id in str(block))
    surface.press(action_id, value, block_id=block["block_id"])


@pytest.mark.story
def test_a_week_is_lived_through_with_a_plan_a_log_and_a_hard_week() -> None:
    with stage(start=SUNDAY, patience=PATIENCE) as on, cohort(on) as (ada, member):
        travel(on.client, "monday", "09:01")
        ada.dm().wait_for("What will you do this week").press("Take these goals")
        prompt = pressed(ada, "Which day?")
        press_first(prompt, "goals.plan_day", "Wednesday 4 March")
        press_first(pressed(ada, "0 of 2\nWednesday 4 March"), "goals.edit")
        ada.modal.submit({"At what time (Central European Time)?": "15:00", "Where?": "Café Nero <!channel>"})
        pressed(ada, "15:00 (Central European Time), Café Nero")

        travel(on.client, "wednesday", "14:01")
        today = ada.dm().wait_for("You planned: *Coffee chat* today")
        assert today.at.astimezone(UTC).hour == 13
        today.press("I did it")
        pressed(ada, "1 of 2")

        ada.shortcut("log_activity")
        ada.modal.press("checkins.more")
        wait_until(lambda: "New people to contact" in str(ada.modal.view), "the whole form")
        ada.modal.submit({"What did you do?": "Event", "With whom?": "Grace", "New people to contact": "Lin\nAda"})

        travel(on.client, "friday", "10:01")
        friday = ada.dm().wait_for("How was your week?")
        assert "1 of 1" in friday.words
        press_first(friday, "checkins.add")
        pressed(ada, "2 of 2").press("Hard week")
        pressed(ada, "Thank you for saying so").press("My log")
        press_first(ada.modal, "checkins.undo")
        ada.close()

        home = ada.open_home()
        assert "My week" in home.words
        travel(on.client, "monday", "09:01")
        ada.dm().wait_for("Last week was a hard one")
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert len(session.scalars(select(Goal)).all()) == 2
            assert sum(row.undone_at is None for row in session.scalars(select(CheckIn))) == 2
            assert session.scalars(select(ParticipantWeek.closed_at)).first() is not None
            sent = session.scalars(select(Delivery.state).where(Delivery.member_id == member.id))
            assert set(sent) == {DeliveryState.SENT}


def travel(client: SandboxClient, weekday: str, at: str) -> None:
    client.clock.to_weekday(weekday, at, ZONE)
