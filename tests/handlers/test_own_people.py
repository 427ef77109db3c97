"""One's own people through Bolt: the month in the room, an update on demand; Kith sends nothing."""

from __future__ import annotations

from datetime import date

from bot.domain.checkins import Act
from bot.domain.home import Room
from bot.services import checkins
from bot.views import own_update
from tests.factories import make_organizer
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import make_person
from tests.views.limits import check_limits


def test_the_room_tells_the_month_and_an_update_is_drafted_from_the_log(kith: Kith) -> None:
    now = kith.context.clock.now()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session, targeting="Zebra work")
        olga = make_person(session, ada.program)
        make_organizer(session, ada.program, member=olga.member)
        act = Act(ada.coffee, date(2026, 3, 2), new_contacts=("Zebrana",), advice="Zebra, ask early")
        checkins.record(session, ada.actor, ada.program.id, act, source="form:1", now=now)
    room = kith.home(ada, Room.PEOPLE)
    check_limits(room)
    assert "Beyond the inner circle, March" in str(room)
    kith.press(ada, own_update.OPEN, where="home")
    shown = kith.slack.of("views.open")[-1]["view"]
    check_limits(shown)
    assert "Zebra, ask early" in str(shown)
    assert "mailto:" in str(shown)
    said = kith.submit(ada, own_update.SENT, {"draft": payloads.text("mine")}).body["view"]
    assert "Well done" in str(said)
    assert kith.deliveries() == []
    kith.slack.calls.clear()
    for rooms in Room:
        kith.home(olga, rooms)
    kith.press(olga, own_update.OPEN, where="home")
    kith.command(olga, "digest")
    assert "Zebra" not in str([call.args for call in kith.slack.calls])
