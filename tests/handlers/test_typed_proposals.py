"""What people type becomes a proposal: nothing is logged before a press, a press counts once, and then it is gone."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.db.models import CheckIn, Contact, FollowUp, TypedProposal
from bot.views import follow_ups as follow_up_forms
from bot.views import log as log_forms
from bot.views import typed_proposals as view
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.test_typed import say
from tests.people import Person, make_person

ANA_AND_BO = "coffee with Ana Ruiz yesterday, met Bo from Stripe, write to Bo friday"


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def stored(kith: Kith, kind: Any) -> list[Any]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def posted(kith: Kith) -> list[dict[str, Any]]:
    return kith.slack.of("chat.postMessage")


def values(kith: Kith, action_id: str) -> list[str]:
    """What the buttons of the newest proposal carry."""
    blocks = posted(kith)[-1]["blocks"]
    elements = [element for block in blocks for element in [*block.get("elements", ()), block.get("accessory", {})]]
    return [element["value"] for element in elements if element.get("action_id") == action_id]


def types(kith: Kith, who: Person, written: str = ANA_AND_BO, **more: Any) -> None:
    say(kith, who.member, written, **more)


def test_nothing_is_logged_before_a_press_and_the_reply_is_no_ledger_message(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    (message,) = posted(kith)
    assert message["channel"] == "D1"
    assert "Ana Ruiz" in str(message["blocks"])
    assert not kith.deliveries()
    assert not any(stored(kith, kind) for kind in (CheckIn, Contact, FollowUp))


def test_the_words_are_encrypted_at_rest_and_in_no_log(
    kith: Kith, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        types(kith, ada)
    with kith.context.database.engine.connect() as connection:
        assert "Ruiz" not in str(connection.execute(text("SELECT entries FROM typed_proposals")).all())
    assert "Ruiz" not in caplog.text


def test_log_it_stores_all_of_it_once_and_the_words_are_gone(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    (value,) = values(kith, view.LOG)
    kith.press(ada, view.LOG, value)
    assert "Logged" in str(kith.slack.of("response_url")[-1])
    kith.press(ada, view.LOG, value)
    assert "no longer there" in str(kith.slack.of("response_url")[-1])
    (checkin,) = stored(kith, CheckIn)
    assert (checkin.with_whom, checkin.new_contacts) == ("Ana Ruiz", ["Bo from Stripe"])
    (bo,) = stored(kith, Contact)
    assert (bo.details["name"], bo.details["organisation"]) == ("Bo", "Stripe")
    (step,) = stored(kith, FollowUp)
    assert (step.contact_id, step.note) == (bo.id, "write to Bo")
    assert stored(kith, TypedProposal) == []


def test_no_keeps_nothing(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    kith.press(ada, view.NO, *values(kith, view.NO))
    assert "nothing was logged" in str(kith.slack.of("response_url")[-1])
    assert not any(stored(kith, kind) for kind in (CheckIn, Contact, FollowUp, TypedProposal))


def test_an_event_that_slack_sends_again_makes_one_proposal(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    types(kith, ada)
    assert len(posted(kith)) == len(stored(kith, TypedProposal)) == 1


def test_where_slack_refuses_the_reply_the_form_is_offered(kith: Kith, ada: Person) -> None:
    kith.slack.answers["chat.postMessage"] = {"ok": False, "error": "ratelimited"}
    types(kith, ada)
    (answer,) = kith.deliveries()
    assert "All of it counts" in str(answer.payload)
    assert "Ruiz" not in str(answer.payload)


@pytest.mark.parametrize(
    "more", [{"bot_id": "B1"}, {"subtype": "message_changed"}, {"channel_type": "channel"}, {"user": None}]
)
def test_bots_edits_and_other_conversations_become_nothing(kith: Kith, ada: Person, more: dict[str, Any]) -> None:
    types(kith, ada, **more)
    assert posted(kith) == stored(kith, TypedProposal) == []


def test_change_opens_the_form_with_what_was_understood_and_saving_logs_it_once(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    act, step = values(kith, view.CHANGE)
    kith.press(ada, view.CHANGE, act)
    opened = kith.slack.of("views.open")[-1]["view"]
    assert opened["callback_id"] == view.ACT_FORM
    assert "Ana Ruiz" in str(opened["blocks"])
    assert "Bo from Stripe" in str(opened["blocks"])
    activity = next(block for block in opened["blocks"] if block["block_id"] == log_forms.ACTIVITY)
    chosen = activity["element"]["initial_option"]["value"]
    fields = {
        log_forms.ACTIVITY: payloads.choice(chosen),
        log_forms.DONE_ON: payloads.on_date("2026-03-01"),
        log_forms.WITH_WHOM: payloads.text("Ana Rossi"),
    }
    kith.submit(ada, view.ACT_FORM, fields, remembers=opened["private_metadata"])
    (checkin,) = stored(kith, CheckIn)
    assert checkin.with_whom == "Ana Rossi"
    assert "write to Bo" in str(kith.slack.of("response_url")[-1])  # what is left is asked about again
    kith.press(ada, view.CHANGE, step)
    opened = kith.slack.of("views.open")[-1]["view"]
    fields = {view.WHOM: payloads.text("Bo Berg"), follow_up_forms.DAY: payloads.on_date("2026-03-20")}
    kith.submit(ada, view.NEXT_FORM, fields, remembers=opened["private_metadata"])
    (saved,) = stored(kith, FollowUp)
    assert saved.whom == "Bo Berg"
    assert stored(kith, TypedProposal) == []


def test_what_is_not_clear_is_not_logged_but_asked(kith: Kith, ada: Person) -> None:
    types(kith, ada, "coffee with Ana yesterday, write to Bo")
    kith.press(ada, view.LOG, *values(kith, view.LOG))
    assert len(stored(kith, CheckIn)) == 1
    assert stored(kith, FollowUp) == []
    assert "I could not tell" in str(kith.slack.of("response_url")[-1])
    assert len(stored(kith, TypedProposal)) == 1


def test_somebody_in_the_book_is_not_new_and_a_mention_is_a_name(kith: Kith, ada: Person) -> None:
    types(kith, ada, "met Bo from Stripe")
    kith.press(ada, view.LOG, *values(kith, view.LOG))
    lena = kith.member(name="Lena Vogt")
    types(kith, ada, f"coffee with <@{lena.slack_user_id}> yesterday, met Bo from Stripe", event_id="Ev2")
    assert "Lena Vogt" in str(posted(kith)[-1])
    assert "New for your people" not in str(posted(kith)[-1])


def test_somebody_in_no_program_can_note_people_but_no_act(kith: Kith) -> None:
    member = kith.member()
    say(kith, member, "coffee with Ana yesterday")
    assert posted(kith) == []
    assert "What would you like to do" in str(kith.deliveries()[-1].payload)
    say(kith, member, "met Bo from Stripe", event_id="Ev2")
    assert "Bo from Stripe" in str(posted(kith)[-1])


def test_a_proposal_of_somebody_else_cannot_be_pressed(kith: Kith, ada: Person) -> None:
    types(kith, ada)
    other = kith.member()
    for action_id in (view.LOG, view.NO):
        kith.press(other, action_id, *values(kith, action_id))
    kith.press(other, view.CHANGE, values(kith, view.CHANGE)[0])
    assert kith.slack.of("views.open") == []
    assert stored(kith, CheckIn) == []
    assert len(stored(kith, TypedProposal)) == 1
