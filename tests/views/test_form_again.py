"""A form that was not taken comes back with everything that was entered in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from slack_sdk.models.views import View as SlackView

from bot.domain.checkins import Catalogue
from bot.domain.goals import Choice
from bot.views import log, programs
from bot.views.form_again import REASON, form_again
from tests.handlers import payloads

SAID = "That time is over."


def sent(view: dict[str, Any], **entered: dict[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it back."""
    return {**view, "state": {"values": {name: {"value": element} for name, element in entered.items()}}}


@pytest.fixture
def log_form() -> dict[str, Any]:
    catalogue = Catalogue(1, "Spring", (Choice(1, "Coffee chat"), Choice(2, "Event")))
    return log.new_form([catalogue], today=date(2026, 3, 2), metadata="0:alone:2026-03-02 ", is_whole=True)


def element_of(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    (block,) = (block for block in view["blocks"] if block.get("block_id") == block_id)
    element: dict[str, Any] = block["element"]
    return element


def test_every_kind_of_field_keeps_what_was_entered(log_form: dict[str, Any]) -> None:
    entered = {
        log.ACTIVITY: payloads.choice("1:2"),
        log.DONE_ON: payloads.on_date("2026-02-27"),
        log.WITH_WHOM: payloads.text("Grace"),
        log.THANKS_TO: {"type": "users_select", "selected_user": "U1"},
        log.CONSENT: payloads.choices(log.YES),
        log.ADVICE: {"type": "plain_text_input"},
    }
    again = form_again(sent(log_form, **entered), SAID)
    SlackView(**again).validate_json()
    assert element_of(again, log.ACTIVITY)["initial_option"]["text"]["text"] == "Event"
    assert element_of(again, log.DONE_ON)["initial_date"] == "2026-02-27"
    assert element_of(again, log.WITH_WHOM)["initial_value"] == "Grace"
    assert element_of(again, log.THANKS_TO)["initial_user"] == "U1"
    assert [box["value"] for box in element_of(again, log.CONSENT)["initial_options"]] == [log.YES]
    assert "initial_value" not in element_of(again, log.ADVICE)
    for name in ("callback_id", "private_metadata", "title", "submit"):
        assert again[name] == log_form[name]
    assert again["blocks"][0]["text"]["text"] == ":warning: That time is over."


def test_radio_buttons_and_conversations_keep_theirs() -> None:
    form = programs.setup(slack_channel_id="")
    entered = {"channel": payloads.channel("C1"), "preset": payloads.choice("alumni_group")}
    again = form_again(sent(form, **entered), SAID)
    assert element_of(again, "channel")["initial_conversation"] == "C1"
    assert element_of(again, "preset")["initial_option"]["value"] == "alumni_group"


def test_the_reason_stands_below_its_field_and_once(log_form: dict[str, Any]) -> None:
    first = form_again(sent(log_form), SAID)
    second = form_again(sent(first), "Choose a day.", field=log.DONE_ON)
    ids = [block.get("block_id") for block in second["blocks"]]
    assert [place for place, name in enumerate(ids) if name == REASON] == [ids.index(log.DONE_ON) + 1]
