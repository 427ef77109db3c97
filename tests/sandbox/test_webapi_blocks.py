"""blocks.validate says of one thing what is wrong in it, and where, as Slack documents it."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from tests.sandbox.refusals import refused

WRONG = {"type": "section", "text": {"type": "odd", "text": "Hello"}}
RIGHT = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
TITLE = {"type": "plain_text", "text": "Plan"}


@pytest.mark.parametrize(
    "given",
    [
        {"blocks": [RIGHT]},
        {"message": {"text": "Hello", "blocks": [RIGHT]}},
        {"message": {"text": "Hello"}},
        {"view": {"type": "modal", "title": TITLE, "blocks": [RIGHT]}},
        {"view": {"type": "home", "blocks": [RIGHT]}},
    ],
)
def test_what_would_be_taken_is_well(client: WebClient, given: dict[str, Any]) -> None:
    assert client.blocks_validate(**given).data == {"ok": True}


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [RIGHT, WRONG]}, "invalid_blocks", "/1/text/type"),
        ({"message": {"text": "Hello", "blocks": [WRONG]}}, "invalid_message", "/blocks/0/text/type"),
        ({"view": {"type": "home", "blocks": [WRONG]}}, "invalid_view", "/blocks/0/text/type"),
        ({"view": {"type": "poster", "blocks": []}}, "invalid_view", ""),
        ({"message": "[]"}, "invalid_message", ""),
        ({"blocks": "{}"}, "invalid_blocks", ""),
    ],
)
def test_what_would_be_refused_is_named_with_its_place(
    client: WebClient, given: dict[str, Any], error: str, pointer: str
) -> None:
    reply = refused(client.blocks_validate, **given)
    assert (reply["error"], reply["errors"][0]["pointer"]) == (error, pointer)
    assert reply["errors"][0]["code"] == "failed_constraint"


@pytest.mark.parametrize("given", [{}, {"blocks": [RIGHT], "message": {"text": "Hello"}}])
def test_it_takes_one_thing_at_a_time(client: WebClient, given: dict[str, Any]) -> None:
    reply = refused(client.blocks_validate, **given)
    assert reply["error"] == "invalid_arguments"
    assert reply["response_metadata"]["messages"] == ["must provide exactly one of `blocks`, `view`, or `message`"]
