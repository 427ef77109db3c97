"""Whom to write to next through Bolt: somebody of each rung, somebody else, a draft, and "I wrote"."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, FollowUp
from bot.domain.contacts import Closeness, Details
from bot.domain.home import Room
from bot.services import contacts
from bot.views import follow_ups
from bot.views import ladder as view
from tests.factories import make_activity
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        make_activity(session, ada.program, key="reach_out", name="Message to someone I know")
        for name in ("Ana Ruiz", "Bo Berg"):
            details = Details(name, works_on="payments", notes="likes chess")
            contacts.add(session, ada.actor, details, closeness=Closeness.CLOSE, now=kith.context.clock.now())
        return ada


def value(shown: dict[str, Any], action_id: str) -> str:
    """The value of this button."""
    elements = [element for block in shown["blocks"] for element in block.get("elements", ())]
    return next(str(element["value"]) for element in elements if element.get("action_id") == action_id)


def test_a_draft_is_written_to_somebody_else_and_i_wrote_plans_the_next_step(kith: Kith, ada: Person) -> None:
    assert view.TITLE in str(kith.home(ada, Room.PEOPLE))
    kith.press(ada, view.OPEN, where="home")
    shown = kith.slack.of("views.open")[-1]["view"]
    check_limits(shown)
    assert "Ana Ruiz" in str(shown)
    kith.press(ada, view.OTHER_LOST, value(shown, view.OTHER_LOST), where="modal")
    shown = kith.slack.of("views.update")[-1]["view"]
    assert "Bo Berg" in str(shown)
    kith.press(ada, view.DRAFT, value(shown, view.DRAFT), where="modal")
    draft = kith.slack.of("views.push")[-1]["view"]
    check_limits(draft)
    assert "<mailto:?subject=Hello%20again&amp;body=Hello%20Bo%20Berg%2C" in str(draft)
    done = kith.submit(ada, view.WROTE, {"draft": payloads.text("mine")}, remembers=draft["private_metadata"])
    after = done.body["view"]
    assert "It counts." in str(after)
    moved = {follow_ups.DAY: payloads.on_date("2026-03-20")}
    kith.submit(ada, follow_ups.MOVE_FORM, moved, remembers=after["private_metadata"])
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        assert [act.with_whom for act in session.scalars(select(CheckIn))] == ["Bo Berg"]
        assert [str(one.due_on) for one in session.scalars(select(FollowUp))] == ["2026-03-20"]
    assert "20 March" in str(kith.slack.of("views.publish")[-1])
    assert kith.deliveries() == []  # Kith sends nothing
