"""An act leaves a contact, its next step comes back on its day, and what is not done stays, over the wire."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Contact, FollowUp, Program
from bot.demo.stage import stage
from sandbox.http_client import wait_until
from sandbox.person import Person
from tests.factories import make_activity
from tests.stories.test_weeks import SUNDAY, cohort, pressed, travel
from tests.stories.town import PATIENCE

SECOND_THURSDAY = datetime(2026, 3, 12, 7, 1, tzinfo=UTC)
THREE_WEEKS_ON = datetime(2026, 4, 1, 9, tzinfo=UTC)


def goes_to(person: Person, room: str, words: str) -> str:
    """What they read in the room, once it has these words."""
    person.open_home()
    wait_until(lambda: room in person.home().buttons, "the rooms")
    person.home().press(room)
    wait_until(lambda: words in person.home().words, f"{words!r} in {room}")
    return person.home().words


@pytest.mark.story
def test_a_name_becomes_a_contact_a_next_step_and_the_next_one() -> None:
    with stage(start=SUNDAY, patience=PATIENCE) as on, cohort(on) as (ada, member):
        with on.kith.context.database.unit_of_work(member.workspace_id) as session:
            make_activity(session, session.scalars(select(Program)).one(), key="follow_up", name="Follow-up")
        assert "The people you meet stand here" in goes_to(ada, "People", "Your people")

        travel(on.client, "monday", "09:01")
        ada.dm().wait_for("What will you do this week").press("Take these goals")
        ada.dm().wait_for("Which day?")
        ada.command("/kith", "goals")
        press_add(ada)
        pressed(ada, "If you like, one more thing").press("Somebody new")
        ada.modal.submit({"Who is it?": "Grace Hopper, Navy"})
        pressed(ada, "one new contact").press("after_add.follow_up", "Tuesday 3 March")
        assert "Next: 3 Mar 2026" in goes_to(ada, "People", "Grace Hopper")

        travel(on.client, "tuesday", "08:01")
        ada.dm().wait_for("Be in touch with Grace Hopper").press("Done")
        ada.modal.submit({"Be in touch again on": "2026-03-12", "About what?": "her compiler"})
        pressed(ada, "Nothing more for today")
        on.client.clock.to(SECOND_THURSDAY, step="12h")
        ada.dm().wait_for("You noted: “her compiler”")

        on.client.clock.to(THREE_WEEKS_ON, step="12h")
        assert "her compiler" in goes_to(ada, "People", "since Thursday 12 March")
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert [one.details["organisation"] for one in session.scalars(select(Contact))] == ["Navy"]
            assert [one.outcome for one in session.scalars(select(FollowUp).order_by(FollowUp.id))] == ["done", None]
            counted = session.scalars(select(CheckIn).order_by(CheckIn.id)).all()
            assert [one.with_whom for one in counted] == ["", "Grace Hopper"]


def press_add(person: Person) -> None:
    """The first "Add one" of the answer to `/kith goals`."""
    message, block = wait_until(
        lambda: next(
            (
                (message, block)
                for message in reversed(person.dm().messages())
                for block in message.blocks
                if "0 of 2" in message.words and "checkins.add" in str(block)
            ),
            None,
        ),
        "a goal to add to",
    )
    message.press("checkins.add", block_id=block["block_id"])
