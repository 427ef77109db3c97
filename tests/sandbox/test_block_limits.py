"""Every limit of Block Kit: at the limit accepted, one past it refused with the place named."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.models.blocks import block_elements

from sandbox import blockrules
from sandbox.errors import SlackError
from tests.sandbox.refusals import refused
from tests.sandboxes import Handle

Json = dict[str, Any]
Build = Callable[[int], Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**fields: Any) -> Json:
    return {"type": "button", "text": plain("Go")} | fields


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def section(**fields: Any) -> list[Json]:
    return [{"type": "section"} | fields]


def options(count: int, *, text: str = "o", value: str = "") -> list[Json]:
    return [{"text": plain(text), "value": value or str(number)} for number in range(count)]


def select(**fields: Any) -> Json:
    return {"type": "static_select", "options": options(1)} | fields


def entry(element: Json) -> list[Json]:
    return [{"type": "input", "label": plain("L"), "element": element}]


def modal(**fields: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": [{"type": "divider"}]} | fields


# what is counted: (how to build a message of size n, the largest n, the place of the refusal)
MESSAGES: dict[str, tuple[Build, int, str]] = {
    "blocks": (lambda n: [{"type": "divider"}] * n, 50, "/blocks"),
    "section text": (lambda n: section(text=mrkdwn("x" * n)), 3000, "/blocks/0/text/text"),
    "section field": (lambda n: section(fields=[mrkdwn("x" * n)]), 2000, "/blocks/0/fields/0/text"),
    "section fields": (lambda n: section(fields=[mrkdwn("x")] * n), 10, "/blocks/0/fields"),
    "header": (lambda n: [{"type": "header", "text": plain("x" * n)}], 150, "/blocks/0/text/text"),
    "button text": (lambda n: actions(button(text=plain("x" * n))), 75, "/blocks/0/elements/0/text/text"),
    "button value": (lambda n: actions(button(value="x" * n)), 2000, "/blocks/0/elements/0/value"),
    "button url": (lambda n: actions(button(url="x" * n)), 3000, "/blocks/0/elements/0/url"),
    "button in a section": (
        lambda n: section(text=mrkdwn("x"), accessory=button(value="x" * n)),
        2000,
        "/blocks/0/accessory/value",
    ),
    "option text": (
        lambda n: actions(select(options=options(1, text="x" * n))),
        75,
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value": (
        lambda n: actions(select(options=options(1, value="x" * n))),
        150,
        "/blocks/0/elements/0/options/0/value",
    ),
    "options": (lambda n: actions(select(options=options(n))), 100, "/blocks/0/elements/0/options"),
    "option groups": (
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": plain("g"), "options": options(1)}] * n}
        ),
        100,
        "/blocks/0/elements/0/option_groups",
    ),
    "placeholder": (
        lambda n: actions(select(placeholder=plain("x" * n))),
        150,
        "/blocks/0/elements/0/placeholder/text",
    ),
    "elements in actions": (
        lambda n: actions(*(button(action_id=str(number)) for number in range(n))),
        25,
        "/blocks/0/elements",
    ),
    "elements in context": (lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10, "/blocks/0/elements"),
    "overflow": (
        lambda n: actions({"type": "overflow", "options": options(n)}),
        5,
        "/blocks/0/elements/0/options",
    ),
    "checkboxes": (
        lambda n: actions({"type": "checkboxes", "options": options(n)}),
        10,
        "/blocks/0/elements/0/options",
    ),
    "radio buttons": (
        lambda n: actions({"type": "radio_buttons", "options": options(n)}),
        10,
        "/blocks/0/elements/0/options",
    ),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 255, "/blocks/0/elements/0/action_id"),
    "block_id": (lambda n: [{"type": "divider", "block_id": "x" * n}], 255, "/blocks/0/block_id"),
    "markdown": (lambda n: [{"type": "markdown", "text": "x" * n}], 12_000, "/blocks/0/text"),
    "image alt text": (
        lambda n: [{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "x" * n}],
        2000,
        "/blocks/0/alt_text",
    ),
    "confirm title": (
        lambda n: actions(
            button(confirm={"title": plain("x" * n), "text": plain("t"), "confirm": plain("y"), "deny": plain("n")})
        ),
        100,
        "/blocks/0/elements/0/confirm/title/text",
    ),
}
VIEWS: dict[str, tuple[Build, int, str]] = {
    "blocks": (lambda n: modal(blocks=[{"type": "divider"}] * n), 100, "/view/blocks"),
    "title": (lambda n: modal(title=plain("x" * n)), 24, "/view/title/text"),
    "submit": (lambda n: modal(submit=plain("x" * n)), 24, "/view/submit/text"),
    "close": (lambda n: modal(close=plain("x" * n)), 24, "/view/close/text"),
    "private_metadata": (lambda n: modal(private_metadata="x" * n), 3000, "/view/private_metadata"),
    "callback_id": (lambda n: modal(callback_id="x" * n), 255, "/view/callback_id"),
    "external_id": (lambda n: modal(external_id="x" * n), 255, "/view/external_id"),
    "input label": (
        lambda n: modal(blocks=[{"type": "input", "label": plain("x" * n), "element": {"type": "datepicker"}}]),
        2000,
        "/view/blocks/0/label/text",
    ),
    "initial value": (
        lambda n: modal(blocks=entry({"type": "plain_text_input", "initial_value": "x" * n})),
        3000,
        "/view/blocks/0/element/initial_value",
    ),
    "section text": (
        lambda n: modal(blocks=section(text=mrkdwn("x" * n))),
        3000,
        "/view/blocks/0/text/text",
    ),
    "home blocks": (lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}, 100, "/view/blocks"),
}


@pytest.fixture(scope="module")
def dm(slack: Handle) -> str:
    person = slack.sandbox.workspace.people[0]
    return str(slack.client().conversations_open(users=person.id)["channel"]["id"])


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_at_the_limit_is_posted_and_one_past_it_refused(client: WebClient, dm: str, name: str) -> None:
    build, limit, place = MESSAGES[name]
    assert client.chat_postMessage(channel=dm, text="x", blocks=build(limit))["ok"]
    reply = refused(client.chat_postMessage, channel=dm, text="x", blocks=build(limit + 1))
    assert reply["error"] == "invalid_blocks"
    assert any(f"[json-pointer:{place}]" in message for message in reply["response_metadata"]["messages"])


def test_the_refusal_has_slacks_words(client: WebClient, dm: str) -> None:
    reply = refused(client.chat_postMessage, channel=dm, text="x", blocks=section(text=mrkdwn("x" * 3001)))
    words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert reply["errors"] == [words]
    assert reply["response_metadata"]["messages"] == [f"[ERROR] {words}"]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_at_the_limit_passes_and_one_past_it_is_refused(name: str) -> None:
    build, limit, place = VIEWS[name]
    blockrules.check_view(build(limit))
    with pytest.raises(SlackError) as caught:
        blockrules.check_view(build(limit + 1))
    assert caught.value.name == "invalid_arguments"
    assert any(f"[json-pointer:{place}]" in message for message in caught.value.messages)


def test_views_publish_refuses_what_the_rules_refuse(client: WebClient, slack: Handle) -> None:
    view = {"type": "home", "blocks": section(text=mrkdwn("x" * 3001))}
    reply = refused(client.views_publish, user_id=slack.sandbox.workspace.people[0].id, view=view)
    assert reply["error"] == "invalid_arguments"
    assert "/view/blocks/0/text/text" in reply["response_metadata"]["messages"][0]


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    body = modal(blocks=[{"type": "section", "text": mrkdwn("x" * 3000)}] * 80)
    blockrules.check_view(body)
    with pytest.raises(SlackError, match="view_too_large"):
        blockrules.check_view(body | {"blocks": body["blocks"] + body["blocks"][:2]})


def test_a_message_with_too_much_text_altogether_is_too_long(client: WebClient, dm: str) -> None:
    full = section(text=mrkdwn("x" * 3000)) * 4
    assert client.chat_postMessage(channel=dm, text="x", blocks=full + section(text=mrkdwn("x" * 1200)))["ok"]
    over = full + section(text=mrkdwn("x" * 1201))
    assert refused(client.chat_postMessage, channel=dm, text="x", blocks=over)["error"] == "msg_blocks_too_long"


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([{"type": "sections"}], "unsupported type: sections [json-pointer:/blocks/0/type]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (section(text="words"), "must provide an object [json-pointer:/blocks/0/text]"),
        ([{"type": "header", "text": mrkdwn("x")}], "must be one of: plain_text [json-pointer:/blocks/0/text/type]"),
        (actions(button(disabled=True)), "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
        (actions(button(style="loud")), "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"),
        (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (
            actions({"type": "plain_text_input"}),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (entry(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
        (
            actions(button(action_id="a"), button(action_id="a")),
            "action_id a already exists in the block [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
            "block_id b already exists [json-pointer:/blocks/1/block_id]",
        ),
        (
            actions({"type": "datepicker", "initial_date": "5 May"}),
            "must be in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
        ),
    ],
)
def test_blocks_of_a_wrong_shape_are_refused(blocks: list[Json], words: str) -> None:
    with pytest.raises(SlackError) as caught:
        blockrules.check_message(blocks)
    assert f"[ERROR] {words}" in caught.value.messages


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal(blocks=entry({"type": "plain_text_input"}))
    blockrules.check_view(view)
    with pytest.raises(SlackError) as caught:
        blockrules.check_view({name: value for name, value in view.items() if name != "submit"})
    assert caught.value.messages == ["[ERROR] missing required field: submit [json-pointer:/view]"]


def _sdk_elements() -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for name in dir(block_elements):
        candidate = getattr(block_elements, name)
        kind = getattr(candidate, "type", None)
        if isinstance(kind, str) and kind in blockrules.ELEMENTS:
            names = set(inspect.signature(candidate.__init__).parameters) - {"self", "others", "type"}
            kinds[kind] = kinds.get(kind, set()) | names
    return kinds


@pytest.mark.parametrize("kind", sorted(_sdk_elements()))
def test_every_field_slack_sdk_knows_of_an_element_is_known_here(kind: str) -> None:
    for name in _sdk_elements()[kind]:
        problems = blockrules.ELEMENTS[kind]({"type": kind, name: ""}, "")
        assert not [words for _, words in problems if words.startswith("invalid additional property")], name
