"""Words typed to Kith, over the wire: an answer comes at once, and its buttons work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stories.town import town

pytestmark = pytest.mark.story


def test_words_typed_to_kith_are_answered_with_what_can_be_pressed() -> None:
    with town(datetime(2027, 1, 8, 15, tzinfo=UTC)) as (_, here):
        olga, ada = (here.moves_in(name, "Europe/London") for name in ("Olga", "Ada"))
        here.starts(olga, "spring", ada)
        ada.dm().say("coffee with Ana yesterday")
        ada.dm().wait_for("I understand buttons best").press("My goals")
        ada.dm().wait_for("What will you do this week")
        ada.dm().say("help")
        ada.dm().wait_for("What you can do now")
        ada.dm().say("Log!")
        ada.dm().wait_for("All of it counts").press("Log what you did")
        assert ada.modal.view["submit"]
