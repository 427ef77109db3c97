"""Somebody remembers whom they know, writes to one of them, and takes small steps week by week, over the wire."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Delivery, FollowUp, KnownCard, PathStep, Program
from bot.demo.stage import Stage, stage
from sandbox.http_client import wait_until
from sandbox.person import Person
from tests.factories import make_activity
from tests.stories.test_people import goes_to
from tests.stories.test_weeks import SUNDAY, cohort, pressed, travel
from tests.stories.town import PATIENCE


def shows(person: Person, words: str) -> None:
    """App Home has these words once it is drawn anew."""
    wait_until(lambda: words in person.home().words, f"{words!r} in App Home")


def in_modal(person: Person, words: str) -> None:
    """The modal on top has these words."""
    wait_until(lambda: words in person.modal.words, f"{words!r} in a modal")


def remembers_and_writes(ada: Person) -> None:
    """Cards, a draft to one of them, and an update for all."""
    goes_to(ada, "People", "Your people")
    ada.home().press("Who I already know")
    ada.modal.submit({"Name 1": "Clara Ruiz", "Name 2": "Bo Berg, Adyen"})
    in_modal(ada, "Former colleagues")
    ada.modal.press("Skip")
    in_modal(ada, "Your teachers")
    ada.modal.press("Later")
    in_modal(ada, "Your neighbours")
    ada.close()
    shows(ada, "two of six cards looked at, two people named")

    ada.home().press("Whom to write to next")
    in_modal(ada, "Clara Ruiz")
    ada.modal.press("Write a draft")
    in_modal(ada, "mail program")
    ada.modal.submit()
    in_modal(ada, "It counts.")
    ada.modal.submit({"Day": "2026-03-10"})
    ada.modal.close(everything=True)
    shows(ada, "Be in touch with Clara Ruiz")
    ada.home().press("An update for my people")
    in_modal(ada, "the people who cheer for you")
    ada.modal.close(everything=True)


def guesses_and_tells(on: Stage, ada: Person) -> None:
    """The third step, with what they thought and what happened."""
    travel(on.client, "monday", "09:01")
    ada.dm().wait_for("three of ten: Small talk with a stranger").press("Take this step")
    pressed(ada, "Each “Talk with a stranger”").press("What do I think will happen?")
    ada.modal.submit({"Your guess": "they will look away"})
    pressed(ada, "You thought: “they will look away”")
    ada.shortcut("log_activity")
    ada.modal.submit({"What did you do?": "Talk with a stranger"})

    travel(on.client, "friday", "10:01")
    ada.dm().wait_for("How was your week?").press("What happened?")
    ada.modal.submit({"What happened?": "we talked for three stops"})
    told = goes_to(ada, "Week", "we talked for three stops")
    assert "they will look away" in told


@pytest.mark.story
def test_from_who_one_knows_to_a_message_and_a_step_a_week() -> None:
    with stage(start=SUNDAY, patience=PATIENCE) as on, cohort(on) as (ada, member):
        with on.kith.context.database.unit_of_work(member.workspace_id) as session:
            program = session.scalars(select(Program)).one()
            make_activity(session, program, key="reach_out", name="Message to someone I know")
            make_activity(session, program, key="stranger", name="Talk with a stranger")

        remembers_and_writes(ada)
        goes_to(ada, "Week", "A small step a week")
        ada.home().press("Begin")
        shows(ada, "one of ten: Look at who I already know")

        travel(on.client, "monday", "09:01")
        prompt = ada.dm().wait_for("What will you do this week")
        assert "one of ten: Look at who I already know" in prompt.words
        prompt.press("Take this step")
        pressed(ada, "This week's small step").press("I did it")
        pressed(ada, ":white_check_mark:")
        travel(on.client, "friday", "12:00")

        travel(on.client, "monday", "09:01")
        ada.dm().wait_for("two of ten: Write to somebody current").press("Take this step")
        pressed(ada, "Each “Message to someone I know” that you log counts")
        for number in range(2):
            ada.shortcut("log_activity")
            ada.modal.submit({"What did you do?": "Message to someone I know", "With whom?": f"Clara {number}"})
        goes_to(ada, "Week", ":white_check_mark:")

        guesses_and_tells(on, ada)

        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert sorted(card.named for card in session.scalars(select(KnownCard))) == [0, 2]
            assert [one.whom or "of the book" for one in session.scalars(select(FollowUp))] == ["of the book"]
            assert "Clara Ruiz" in [act.with_whom for act in session.scalars(select(CheckIn))]
            assert len(session.scalars(select(PathStep)).all()) == 3
            prompts = session.scalars(select(Delivery).where(Delivery.kind == "prompt")).all()
            assert len(prompts) == 3  # a week's step rides the message that comes anyway
