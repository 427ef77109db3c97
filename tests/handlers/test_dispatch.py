"""What goes wrong is said where the person looks, and nobody else sees it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.domain.errors import InvalidInputError, KithError, NotAllowedError
from handlers import table
from handlers.request import Request
from handlers.rows import Button, Command, Form, Shown, When, Who
from tests.handlers import payloads
from tests.handlers.conftest import Kith

NOT_YOURS = "That is not yours to change."


@pytest.fixture
def who(kith: Kith) -> tuple[str, str]:
    return kith.workspace.slack_team_id, "U1"


Raising = Callable[..., None]


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Raising:
    """Let rows raise: a button "test.boom", a form "test.form" and a command "boom"."""

    def make(error: Exception, when: When = When.COMMITTED) -> None:
        def boom(_request: Request) -> Shown:
            raise error

        monkeypatch.setitem(table.BUTTONS, "test.boom", Button("test.boom", Who.ANYONE, boom, when=when))
        monkeypatch.setitem(table.FORMS, "test.form", Form("test.form", Who.ANYONE, boom, when=when))
        monkeypatch.setitem(table.COMMANDS, "boom", Command("boom", 1, "", boom, when=when))

    return make


def test_a_click_in_a_message_is_answered_by_its_response_url(
    kith: Kith, who: tuple[str, str], raising: Raising
) -> None:
    raising(NotAllowedError())
    pressed = payloads.action("test.boom")
    answer = kith.send(payloads.message_click(*who, pressed, response_url=kith.slack.response_url))
    (sent,) = kith.slack.of("response_url")
    assert answer.status == 200
    assert (sent["response_type"], sent["replace_original"]) == ("ephemeral", False)
    assert sent["text"].startswith(NOT_YOURS)


def test_a_click_in_app_home_opens_a_small_modal(kith: Kith, who: tuple[str, str], raising: Raising) -> None:
    raising(NotAllowedError())
    clicked = payloads.home_click(*who, payloads.action("test.boom"))
    kith.send(clicked)
    (sent,) = kith.slack.of("views.open")
    assert sent["trigger_id"] == clicked["trigger_id"]
    assert sent["view"]["blocks"][0]["text"]["text"].startswith(NOT_YOURS)


def test_a_click_in_a_modal_puts_the_words_on_top(kith: Kith, who: tuple[str, str], raising: Raising) -> None:
    raising(NotAllowedError())
    kith.send(payloads.view_click(*who, payloads.action("test.boom")))
    assert len(kith.slack.of("views.push")) == 1


def submission(who: tuple[str, str], block_id: str) -> dict[str, Any]:
    sent = payloads.view_submission(*who, "test.form", {block_id: {"value": payloads.text("Spring")}})
    element = {"type": "plain_text_input", "action_id": "value"}
    sent["view"]["blocks"] = [{"type": "input", "block_id": block_id, "element": element}]
    return sent


def assert_form_stays(view: dict[str, Any], said: str) -> None:
    reason, field = view["blocks"]
    assert reason["text"]["text"].startswith(f":warning: {said}")
    assert field["element"]["initial_value"] == "Spring"
    assert view["callback_id"] == "test.form"


def test_a_form_that_is_refused_stays_with_what_was_entered(kith: Kith, who: tuple[str, str], raising: Raising) -> None:
    raising(NotAllowedError())
    answer = kith.send(submission(who, "name"))
    assert answer.body["response_action"] == "update"
    assert_form_stays(answer.body["view"], NOT_YOURS)


def test_a_bad_field_is_marked_in_the_form(kith: Kith, who: tuple[str, str], raising: Raising) -> None:
    raising(InvalidInputError("name", "Write a name."))
    assert kith.send(submission(who, "name")).body == {
        "response_action": "errors",
        "errors": {"name": "Write a name."},
    }


def test_a_bad_field_that_the_form_does_not_show_is_said_in_words(
    kith: Kith, who: tuple[str, str], raising: Raising
) -> None:
    raising(InvalidInputError("name", "Write a name."))
    answer = kith.send(submission(who, "zone"))
    assert_form_stays(answer.body["view"], "Write a name.")


def test_what_nobody_expected_is_logged_and_said_kindly(
    kith: Kith, who: tuple[str, str], raising: Raising, caplog: pytest.LogCaptureFixture
) -> None:
    raising(ZeroDivisionError("secret detail"))
    with caplog.at_level(logging.ERROR):
        answer = kith.send(submission(who, "name"))
    assert "did not go through" in str(answer.body)
    assert "secret" not in str(answer.body)
    assert [record.__dict__["action"] for record in caplog.records] == ["handler_failed"]


def test_while_the_database_is_away_nothing_is_acked_and_a_form_stays_open(
    kith: Kith, who: tuple[str, str], raising: Raising
) -> None:
    raising(OperationalError("SELECT", {}, Exception("away")))
    pressed = payloads.action("test.boom")
    answer = kith.send(payloads.message_click(*who, pressed, response_url=kith.slack.response_url))
    (sent,) = kith.slack.of("response_url")
    assert answer.status == 503
    assert "did not go through" in sent["text"]
    answer = kith.send(submission(who, "name"))
    assert answer.status == 503
    assert not answer.body


def test_a_workspace_without_kith_gets_no_call(kith: Kith, raising: Raising) -> None:
    raising(NotAllowedError())
    kith.send(payloads.home_click("TELSEWHERE", "U1", payloads.action("test.boom")))
    assert kith.slack.calls == []


def test_what_slack_is_asked_for_after_the_ack_is_not_shown_before_it(
    kith: Kith, who: tuple[str, str], raising: Raising
) -> None:
    raising(NotAllowedError(), When.AT_ONCE)
    acked = threading.Event()
    assert kith.bolt.answer(submission(who, "name"), acked=acked).status == 200
    assert kith.slack.of("views.update") == []
    acked.set()
    kith.settle()
    assert len(kith.slack.of("views.update")) == 1


def test_after_a_late_refusal_the_form_is_there_again(kith: Kith, who: tuple[str, str], raising: Raising) -> None:
    raising(NotAllowedError(), When.AT_ONCE)
    answer = kith.send(submission(who, "name"))
    assert answer.body["response_action"] == "update"  # it says that it is being worked on
    (sent,) = kith.slack.of("views.update")
    assert sent["view_id"] == "V1"
    assert_form_stays(sent["view"], NOT_YOURS)


def test_a_refusal_after_the_ack_is_whispered_where_no_modal_is_open(
    kith: Kith, who: tuple[str, str], raising: Raising
) -> None:
    raising(NotAllowedError(), When.AT_ONCE)
    kith.send(payloads.command(*who, "boom", response_url=kith.slack.response_url))
    (sent,) = kith.slack.of("response_url")
    assert sent["text"].startswith(NOT_YOURS)


def test_what_nobody_listens_to_is_told_kindly(kith: Kith, who: tuple[str, str]) -> None:
    url = kith.slack.response_url
    kith.send(payloads.message_click(*who, payloads.action("checkins.of-next-year", "1"), response_url=url))
    (sent,) = kith.slack.of("response_url")
    assert "no longer there" in sent["text"]
    assert kith.send(payloads.event(who[0], {"type": "an_event_of_next_year"})).status == 200


def test_two_rows_of_one_id_fail_at_the_start() -> None:
    row = Button("test.twice", Who.ANYONE, lambda _request: None)
    with pytest.raises(ValueError, match=r"test\.twice"):
        table.by_id([row, row], Button, lambda one: one.action_id)


def test_a_failed_reply_is_logged(kith: Kith, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise KithError

    with caplog.at_level(logging.ERROR):
        kith.context.replies.run("T1", broken)
        kith.settle()
    assert [record.__dict__["action"] for record in caplog.records] == ["reply_failed"]
