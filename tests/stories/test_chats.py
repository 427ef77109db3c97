"""A chat is prepared, held and written down, and what was meant to come of it comes back: over the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Contact, Delivery
from sandbox.http_client import wait_until
from sandbox.person import Message, Person
from tests.stories.town import letters, together, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
MONDAY, WEDNESDAY, NEXT_MONDAY = date(2027, 1, 11), date(2027, 1, 13), date(2027, 1, 18)
LONDON = "Europe/London"


def group_message(person: Person, words: str) -> Message:
    """What Kith wrote to their buddy group, with these words."""
    return wait_until(
        lambda: next((message for message, _ in together(person) if words in message.words), None), f"{words!r}"
    )


def takes_time(person: Person, on: str) -> None:
    """Agree on the first of the times in common that falls on this day."""
    introduced = group_message(person, "Take this time")
    block = next(block for block in introduced.blocks if on in str(block) and "accessory" in block)
    introduced.press("Take this time", block_id=block["block_id"])


def questions(person: Person) -> list[str]:
    """Those of the open page."""
    inputs = {block["block_id"]: block for block in person.modal.view["blocks"] if block["type"] == "input"}
    return [inputs[f"question_{number}"]["element"]["initial_value"] for number in range(1, 7)]


def test_a_chat_is_prepared_held_and_written_down() -> None:
    with town(FRIDAY) as (on, here):
        olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
        here.starts(olga, "spring", ada, ben)
        here.lives_until(MONDAY, "10:00", LONDON, step="30m")
        on.settle()
        takes_time(ada, "Wed 13 Jan")
        group_message(ben, "wrote down a time for you").press("Prepare")
        asked_of_ben = questions(ben)
        ben.close()

        here.lives_until(WEDNESDAY, "08:10", LONDON, step="10m")
        on.settle()
        today = ada.dm().wait_for("What you could ask")
        assert ben.dm().wait_for("What you could ask").words.count("?") >= 6
        assert all(one in ben.dm().wait_for("What you could ask").words for one in asked_of_ben)
        today.press("Prepare")
        assert all(one in today.words for one in questions(ada))
        ada.submit({"Three lines about me": "I count birds", "question_1": "Which bird first?"})

        today.press("We met")
        group_message(ada, "You have met").press("Write ours")
        ada.submit({"Where I am stuck": "No answers", "What I'll try": "Write to Grace"})
        assert "Write to Grace" in ada.modal.words
        ada.close()
        group_message(ben, "You have met").press("Write ours")
        assert "Where I am stuck: No answers" in ben.modal.words
        ben.close()

        ben.command("/kith", "prepare Grace Hopper")
        assert not set(questions(ben)) & set(asked_of_ben)
        ben.modal.press("What came of it")
        wait_until(lambda: ben.modal.title == "What came of it", "the form on top")
        ben.submit({"New names": "Lin, Stripe", "Feedback on my résumé": "Shorter"})
        ben.modal.close(everything=True)

        here.lives_until(NEXT_MONDAY, "10:00", LONDON, step="2h")
        on.settle()
        assert "you would try: “Write to Grace”" in letters(ada, "What will you do this week")[-1].words
        assert "Write to Grace" not in str([one.words for one in letters(ben) + letters(olga)])
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert "Lin" in {one.details.get("name") for one in session.scalars(select(Contact))}
            assert [one.advice for one in session.scalars(select(CheckIn)) if one.with_whom] == [
                "On my résumé: Shorter"
            ]
            to_groups = [
                row.payload for row in session.scalars(select(Delivery)) if len(row.target.get("users", ())) > 1
            ]
            assert "Write to Grace" not in str(to_groups)
