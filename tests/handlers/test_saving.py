"""The message shortcut *Save with Kith*: a person, a follow-up or thanks of one message."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Contact, FollowUp
from bot.views import ask_forms
from bot.views import log as log_forms
from bot.views import saving as view
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def opens(kith: Kith, who: Person, **message: Any) -> dict[str, Any]:
    by = (kith.workspace.slack_team_id, who.member.slack_user_id)
    kith.send(payloads.message_action(*by, view.SHORTCUT, message))
    opened: dict[str, Any] = kith.slack.of("views.open")[-1]["view"]
    check_limits(opened)
    return opened


def initial(opened: dict[str, Any], block_id: str) -> str:
    block = next(block for block in opened["blocks"] if block.get("block_id") == block_id)
    return str(block["element"].get("initial_value", ""))


def save(kith: Kith, who: Person, kind: str, *, remembers: str = "", on: str | None = None) -> Answer:
    fields = {
        view.KIND: payloads.choice(kind),
        view.NAME: payloads.text("Lena Vogt"),
        view.WORDS: payloads.text("knows SAP"),
        view.DAY: payloads.on_date(on),
    }
    return kith.submit(who, view.FORM, fields, remembers=remembers)


def stored(kith: Kith, kind: Any) -> list[Any]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def test_the_form_has_the_message_and_its_author_in_it(kith: Kith, ada: Person) -> None:
    lena, bo = kith.member(name="Lena Vogt"), kith.member(name="Bo Berg")
    text = f"Ask <@{bo.slack_user_id}> &amp; <https://x.example|me> in <#C1|jobs> <!channel>"
    opened = opens(kith, ada, user=lena.slack_user_id, text=text)
    assert initial(opened, view.NAME) == "Lena Vogt"
    assert initial(opened, view.WORDS) == "Ask Bo Berg & https://x.example in #jobs"


def test_a_message_with_a_link_is_to_be_shared_unless_somebody_says_otherwise(kith: Kith, ada: Person) -> None:
    def chosen(text: str) -> str:
        kind = next(one for one in opens(kith, ada, text=text)["blocks"] if one.get("block_id") == view.KIND)
        return str(kind["element"]["initial_option"]["value"])

    assert chosen("Look: <https://x.example|me>") == view.SHARE
    assert chosen("She knows SAP") == view.CONTACT


def test_an_ask_is_made_of_it(kith: Kith, ada: Person) -> None:
    answer = save(kith, ada, view.ASK)
    assert answer.body["view"]["callback_id"] == ask_forms.FORM
    assert initial(answer.body["view"], ask_forms.TEXT) == "knows SAP"


@pytest.mark.parametrize("message", [{}, {"text": "x" * 40_000}, {"user": "UNOBODY", "text": "\u202e*<!here>"}])
def test_any_message_opens_it(kith: Kith, ada: Person, message: dict[str, Any]) -> None:
    assert opens(kith, ada, **message)["callback_id"] == view.FORM


def test_a_contact_is_kept_with_a_next_step(kith: Kith, ada: Person) -> None:
    answer = save(kith, ada, view.CONTACT, on="2026-03-20")
    assert "Lena Vogt is in your people" in str(answer.body)
    (lena,) = stored(kith, Contact)
    assert lena.details["notes"] == "knows SAP"
    assert [step.contact_id for step in stored(kith, FollowUp)] == [lena.id]


def test_a_follow_up_needs_a_day_and_nothing_that_was_written_is_lost(kith: Kith, ada: Person) -> None:
    assert view.DAY in save(kith, ada, view.FOLLOW_UP).body["errors"]
    save(kith, ada, view.FOLLOW_UP, on="2026-03-20")
    (step,) = stored(kith, FollowUp)
    assert (step.whom, step.note) == ("Lena Vogt", "knows SAP")
    assert stored(kith, Contact) == []


def test_thanks_go_on_in_the_logs_form(kith: Kith, ada: Person) -> None:
    answer = save(kith, ada, view.THANKS, remembers="ULENA")
    shown = answer.body["view"]
    check_limits(shown)
    assert shown["callback_id"] == log_forms.FORM
    assert initial(shown, log_forms.THANKS) == "knows SAP"
    assert "ULENA" in str(shown["blocks"])


def test_thanks_of_somebody_in_no_program_say_so_and_keep_what_was_written(kith: Kith) -> None:
    entered = {view.KIND: payloads.choice(view.THANKS), view.WORDS: payloads.text("many thanks")}
    answer = kith.submit(kith.member(), view.FORM, entered)
    assert "You are in no program yet" in str(answer.body)


def test_somebody_whom_kith_does_not_know_yet_can_save_too(kith: Kith) -> None:
    by = (kith.workspace.slack_team_id, "UNEWCOMER")
    kith.send(payloads.message_action(*by, view.SHORTCUT, {"text": "hello"}))
    assert kith.slack.of("views.open")[-1]["view"]["callback_id"] == view.FORM
