"""*Save with Kith* over the wire: on a message of any conversation, by whoever reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.http_client import wait_until
from tests.stories.town import letters, town

pytestmark = pytest.mark.story


def test_a_message_leaves_a_contact_a_follow_up_and_thanks() -> None:
    with town(datetime(2027, 1, 8, 15, tzinfo=UTC)) as (_, here):
        olga, ada, bo = (here.moves_in(name, "Europe/London") for name in ("Olga", "Ada", "Bo Berg"))
        here.starts(olga, "spring", ada, bo)
        written = bo.group(ada.id).say("I can show you how SAP hires")
        seen = ada.group(bo.id).find(written.text)
        assert seen
        seen.shortcut("Save with Kith")
        ada.modal.submit({"With whom?": "Bo Berg", "Be in touch again on": "2027-01-12"})
        wait_until(lambda: ada.modal.title == "Saved", "it to be saved")
        ada.modal.close()
        ada.open_home().press("People")
        wait_until(lambda: "I can show you how SAP hires" in ada.home().words, "the next step in Ada's people")
        seen.shortcut("Save with Kith")
        ada.modal.submit({"Save it as": "Thanks to them", "With whom?": "Bo Berg", "What to keep": "Thank you for SAP"})
        wait_until(lambda: ada.modal.title == "Log what you did", "the log's form")
        ada.modal.submit()
        ada.open_home().press("Week")
        assert not letters(bo, "SAP")  # nothing of it reaches anybody, as the box was not ticked
