"""Words typed to Kith, over the wire: an answer comes at once, and its buttons work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.http_client import wait_until
from tests.stories.town import town

pytestmark = pytest.mark.story


def test_words_typed_to_kith_are_answered_with_what_can_be_pressed() -> None:
    with town(datetime(2027, 1, 8, 15, tzinfo=UTC)) as (_, here):
        olga, ada = (here.moves_in(name, "Europe/London") for name in ("Olga", "Ada"))
        here.starts(olga, "spring", ada)
        ada.dm().say("good morning to all of you")
        ada.dm().wait_for("What would you like to do").press("My goals")
        ada.dm().wait_for("What will you do this week")
        ada.dm().say("help")
        ada.dm().wait_for("What you can do now")
        ada.dm().say("Log!")
        ada.dm().wait_for("All of it counts").press("Log what you did")
        assert ada.modal.view["submit"]


def test_what_somebody_did_is_typed_looked_at_and_logged() -> None:
    with town(datetime(2027, 1, 8, 15, tzinfo=UTC)) as (_, here):
        olga, ada = (here.moves_in(name, "Europe/London") for name in ("Olga", "Ada"))
        here.starts(olga, "spring", ada)
        ada.dm().say("coffee with Ana Ruiz yesterday, met Bo from Stripe, write to Bo on 12 January")
        ada.dm().wait_for("Nothing is logged yet").press("Log it")
        said = ada.dm().wait_for("Logged. All of it counts.").words
        assert "Thursday 7 January, with Ana Ruiz" in said
        ada.open_home().press("People")
        wait_until(lambda: "Bo*, Stripe" in ada.home().words, "Bo in Ada's people")
        assert "Tuesday 12 January" in ada.home().words
        ada.dm().say("networking event last week")
        ada.dm().wait_for("I could not tell").press("Change")
        wait_until(ada.modals, "the log's form")
        ada.modal.submit()
        ada.dm().wait_for("Logged. All of it counts.")
        ada.dm().say("lunch with Eva yesterday")
        ada.dm().wait_for("I am not sure about what it was").press("No")
        ada.dm().wait_for("nothing was logged")
