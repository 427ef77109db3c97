"""A promise through Bolt: noted where two have just met, seen by whoever promised alone."""

from __future__ import annotations

from datetime import timedelta

from bot.db.models import Delivery, FollowUp
from bot.views import follow_ups
from bot.views.rounds import promises as view
from bot.views.rounds.introduction import MET
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.groups import Stage


def test_after_they_met_one_press_opens_the_form_and_what_is_saved_is_a_follow_up_of_ones_own(kith: Kith) -> None:
    stage = Stage.set(kith)
    kith.context.clock.moment += timedelta(days=2)  # type: ignore[attr-defined]
    stage.click(MET, stage.group_id)
    assert view.PROMISE in str(stage.replies()[-1]["blocks"])
    before = len(stage.rows(Delivery))
    stage.click(view.PROMISE, stage.group_id)
    form = kith.slack.of("views.open")[-1]["view"]
    due_on = kith.context.clock.now().date() + timedelta(days=5)
    fields = {
        follow_ups.NOTE_FIELD: payloads.text("Send the template"),
        follow_ups.DAY: payloads.on_date(due_on.isoformat()),
    }
    answer = kith.submit(stage.ada, view.FORM, fields, remembers=form["private_metadata"])
    assert "It comes back on that day" in str(answer.body["view"])
    (kept,) = stage.rows(FollowUp)
    assert (kept.member_id, kept.note, kept.due_on) == (stage.ada.id, "Send the template", due_on)
    assert len(stage.rows(Delivery)) == before
