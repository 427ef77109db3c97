"""What Slack sends is read as far as Kith uses it; everything else is refused, by a name of Kith's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.envelope import MOST_BYTES, NotUnderstoodError, may_be_answered, parse, parse_json, read
from tests.handlers import payloads

WHO = ("T1", "U1")
COMMAND = payloads.command(*WHO, "help")
CLICK = payloads.message_click(*WHO, payloads.action("a", "1"))
FORM = payloads.view_submission(*WHO, "f", {"name": {"value": payloads.text("Ada")}})
SHORTCUT = payloads.shortcut(*WHO, "s")
GOOD = {
    "a command": COMMAND,
    "a click in a message": CLICK,
    "a click in App Home": payloads.home_click(*WHO, payloads.action("a", "1")),
    "a click in a modal": payloads.view_click(*WHO, payloads.action("a", "1")),
    "a form": FORM,
    "a shortcut": SHORTCUT,
    "a shortcut on a message": payloads.message_action(*WHO, "s", {"text": "hello", "user": "U2"}),
    "App Home": payloads.event("T1", {"type": "app_home_opened", "user": "U1", "tab": "home"}),
    "a channel": payloads.event("T1", {"type": "channel_left", "channel": "C1"}),
    "a rename": payloads.event("T1", {"type": "group_rename", "channel": {"id": "C1", "name": "new"}}),
    "a membership": payloads.event("T1", {"type": "member_joined_channel", "user": "U1", "channel": "C1"}),
    "a person": payloads.event("T1", {"type": "user_change", "user": {"id": "U1", "tz": "UTC", "deleted": True}}),
    "tokens": payloads.event("T1", {"type": "tokens_revoked", "tokens": {"bot": ["U1"], "oauth": ["U2"]}}),
    "an event of next year": payloads.event("T1", {"type": "huddle_sang", "song": 5}),
    "a verification": {"type": "url_verification", "challenge": "abc", "token": "unused"},
    "a certificate check": {"ssl_check": "1", "token": "unused"},
}


def changed(whole: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy in which what stands at "a.b.0" is `value`."""
    copy: dict[str, Any] = json.loads(json.dumps(whole))
    *way, last = path.split(".")
    place: Any = copy
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[last] = value
    return copy


def outcome(call: Callable[[], object]) -> str:
    """The name of the refusal, empty where there is none; whatever else is raised fails the test."""
    try:
        call()
    except NotUnderstoodError as error:
        return error.name
    return ""


def refused(payload: object) -> NotUnderstoodError:
    with pytest.raises(NotUnderstoodError) as caught:
        read(payload)
    return caught.value


@pytest.mark.parametrize("name", GOOD)
def test_each_shape_is_read_and_what_kith_does_not_use_is_left_out(name: str) -> None:
    found = read({**GOOD[name], "invented": {"next": "year"}})
    assert found.items() >= {key: GOOD[name][key] for key in found if isinstance(GOOD[name].get(key), str)}.items()
    assert not {"invented", "token", "api_app_id", "authorizations"} & set(found)
    assert read(found) == found


@pytest.mark.parametrize(
    ("whole", "path"),
    [
        (CLICK, "enterprise"),
        (CLICK, "team"),  # of an app that a whole organization has
        (CLICK, "channel"),
        (CLICK, "message"),
        (CLICK, "view"),
        (CLICK, "user.team_id"),
        (CLICK, "actions.0.selected_option"),
        (CLICK, "actions.0.selected_date"),
        (FORM, "enterprise"),
        (FORM, "team"),
        (FORM, "view.previous_view_id"),
        (FORM, "view.state.values.name.value.value"),
        (FORM, "view.state.values.name.value.selected_option"),
        (FORM, "view.state.values.name.value.selected_user"),
        (FORM, "view.state.values.name.value.selected_conversation"),
        (SHORTCUT, "enterprise"),
        (COMMAND, "enterprise_id"),
        (GOOD["a person"], "event.user.tz"),
        (GOOD["a person"], "event.user.profile"),
        (GOOD["a channel"], "team_id"),
        (GOOD["a channel"], "enterprise_id"),
        (GOOD["tokens"], "event.tokens.bot"),
    ],
)
def test_a_null_that_slack_sends_reads_as_nothing(whole: dict[str, Any], path: str) -> None:
    found: Any = read(changed(whole, path, None))
    *way, last = path.split(".")
    for step in way:
        found = found[int(step) if isinstance(found, list) else step]
    assert last not in found


def test_an_event_of_a_whole_organization_names_no_workspace() -> None:
    told = {"type": "event_callback", "enterprise_id": "E1", "event": {"type": "app_uninstalled"}}
    assert read(told) == {**told, "event_id": ""}


@pytest.mark.parametrize("payload", [None, [], [CLICK], "text", 5, True])
def test_what_is_no_object_is_refused(payload: object) -> None:
    assert refused(payload).name == "not_an_object"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": None},
        {"type": "dialog_submission"},
        {"type": ["event_callback"]},
        {"type": "event_callback"},
        {"type": "event_callback", "event": {"type": 5}},
        {"payload": "{}"},
    ],
)
def test_what_has_no_type_that_kith_knows_is_refused(payload: object) -> None:
    assert refused(payload).name == "unknown_type"


@pytest.mark.parametrize(
    ("whole", "path", "value"),
    [
        (CLICK, "user", None),
        (CLICK, "user", "U1"),
        (CLICK, "user.id", 5),
        (CLICK, "user.id", "\0"),
        (CLICK, "user.id", "U" * 65),
        (CLICK, "team.id", {}),
        (CLICK, "actions", []),
        (CLICK, "actions", [payloads.action("a")] * 26),
        (CLICK, "actions.0.action_id", None),
        (CLICK, "actions.0.value", 10**40),
        (CLICK, "actions.0.value", "1\0"),
        (CLICK, "actions.0.value", "\ud800"),
        (CLICK, "actions.0.value", "x" * 40_001),
        (CLICK, "actions.0.selected_option", {"value": None}),
        (CLICK, "container.is_ephemeral", "true"),
        (CLICK, "response_url", "x" * 3001),
        (CLICK, "message.blocks", [{"text": "no type"}]),
        (FORM, "view.id", None),
        (FORM, "view.id", ""),  # it could not be answered
        (FORM, "view.state", None),
        (FORM, "view.state.values", {"a\0": {}}),
        (FORM, "view.state.values.name.value", "Ada"),
        (FORM, "view.private_metadata", ["1"]),
        (FORM, "view.callback_id", "\udfff"),
        (SHORTCUT, "callback_id", 1.5),
        (COMMAND, "team_id", None),
        (COMMAND, "user_id", 7),
        (COMMAND, "text", "join\0"),
        (COMMAND, "text", "x" * 40_001),
        (GOOD["a channel"], "event.channel", {"id": "C1"}),
        (GOOD["a rename"], "event.channel", "C1"),
        (GOOD["a person"], "event.user", "U1"),
        (GOOD["a person"], "event.user.deleted", 1),
        (GOOD["tokens"], "event.tokens.bot", "U1"),
        (GOOD["App Home"], "event.user", {"id": "U1"}),
        (GOOD["a verification"], "challenge", None),
        (GOOD["a certificate check"], "ssl_check", 1),
    ],
)
def test_a_field_that_is_wrong_is_named(whole: dict[str, Any], path: str, value: object) -> None:
    error = refused(changed(whole, path, value))
    assert error.name == "bad_field"
    assert error.where.partition(":")[0].startswith(path)
    assert len(str(error)) < 350


@pytest.mark.parametrize("name", GOOD)
def test_without_any_one_of_its_fields_it_is_read_or_refused_by_name(name: str) -> None:
    for key in GOOD[name]:
        without = {other: value for other, value in GOOD[name].items() if other != key}
        assert outcome(partial(read, without)) in ("", "bad_field", "unknown_type")


def test_a_block_is_taken_whole() -> None:
    block = {"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "*hello*"}, "fields": [1, None]}
    assert read(changed(CLICK, "message.blocks", [block]))["message"]["blocks"] == [block]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_whatever_stands_in_a_value_it_is_read_or_refused(value: object) -> None:
    odd = changed(CLICK, "actions", [{"action_id": "a", "value": value}])
    assert outcome(lambda: read(odd)) in ("", "bad_field")


@pytest.mark.parametrize(
    ("content_type", "body", "found"),
    [
        ("application/json", b'{"type": "x"}', {"type": "x"}),
        ("Application/JSON; charset=utf-8", b"[1]", [1]),
        ("application/x-www-form-urlencoded", b"command=%2Fkith&text=", {"command": "/kith", "text": ""}),
        ("application/x-www-form-urlencoded;charset=UTF-8", b"ssl_check=1", {"ssl_check": "1"}),
        ("application/x-www-form-urlencoded", b"payload=%7B%22type%22%3A1%7D&more=1", {"type": 1}),
        ("application/x-www-form-urlencoded", "text=é".encode(), {"text": "é"}),
        ("application/x-www-form-urlencoded", b"", {}),
    ],
)
def test_a_body_is_read_as_its_content_type_says(content_type: str, body: bytes, found: object) -> None:
    assert parse(body, content_type=content_type) == found


@pytest.mark.parametrize(
    ("content_type", "body", "name"),
    [
        ("", b"{}", "unknown_content_type"),
        ("text/plain", b"{}", "unknown_content_type"),
        ("multipart/form-data; boundary=x", b"", "unknown_content_type"),
        ("application/json", b"", "not_json"),
        ("application/json", b'{"type": ', "not_json"),
        ("application/json", b'{"type": "\xff"}', "not_json"),
        ("application/json", b'{"type": "\\ud800"}', "not_json"),
        ("application/json", b'{"type": NaN}', "not_json"),
        ("application/json", b'{"type": Infinity}', "not_json"),
        ("application/json", b"[" * 100_000 + b"]" * 100_000, "not_json"),
        ("application/json", b'"' + b"x" * MOST_BYTES + b'"', "too_large"),
        ("application/x-www-form-urlencoded", b"payload=", "not_json"),
        ("application/x-www-form-urlencoded", b"payload=%ff", "not_utf8"),
        ("application/x-www-form-urlencoded", b"text=\xff", "not_utf8"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 101), "not_a_form"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(content_type: str, body: bytes, name: str) -> None:
    with pytest.raises(NotUnderstoodError) as caught:
        parse(body, content_type=content_type)
    assert (caught.value.name, caught.value.where) == (name, "")


@given(st.binary(), st.sampled_from(("application/json", "application/x-www-form-urlencoded")))
def test_whatever_the_bytes_they_are_read_or_refused(body: bytes, content_type: str) -> None:
    assert outcome(lambda: read(parse(body, content_type=content_type))) != "bad_field"


@given(st.text())
def test_whatever_comes_by_socket_is_read_or_refused(text: str) -> None:
    assert outcome(lambda: parse_json(text)) in ("", "not_json")


SLACK, SANDBOX = "https://slack.com/api/", "http://127.0.0.1:3000/api/"


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.slack.com/actions/T1/2/x",
        "https://hooks.slack.com:443/commands/T1",
        "https://HOOKS.Slack.com/commands/T1",
        "https://hooks.slack-gov.com/actions/T1/2/x",
        "https://slack.com/api/response",  # the API's own host
    ],
)
def test_an_address_of_slacks_may_be_answered(address: str) -> None:
    assert may_be_answered(address, api_url=SLACK)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hooks.slack.com/x",
        "//hooks.slack.com/x",
        "http://hooks.slack.com/x",
        "ftp://hooks.slack.com/x",
        "file:///etc/passwd",
        "https:///x",
        "https://example.com/x",
        "https://evilslack.com/x",
        "https://.slack.com/x",
        "https://hooks.slack.com.evil.example/",
        "https://hooks.slack.com./",
        "https://evil.example/.slack.com",
        "https://evil.example?.slack.com",
        "https://evil.example#.slack.com",
        "https://evil.example\\.slack.com/",
        "https://evil.example%2F.slack.com/",  # urllib would read the escape
        "https://evil.example%23.slack.com/",
        "https://x%0d%0aHost:evil.slack.com/",
        "https://evil.example／.slack.com/",
        "https://é.slack.com/",
        "https://hooks.slack.com@evil.example/",
        "https://evil.example@hooks.slack.com/",
        "https://a:b@hooks.slack.com/",
        "https://@hooks.slack.com/",
        "https://hooks.slack.com:444/x",
        "https://hooks.slack.com:0443x/",
        "https://hooks.slack.com:99999/",
        "https://hooks.slack.com/a b",
        "https://hooks.slack.com/a\r\nHost: evil",
        "https://hooks.slack.com/é",
        "https://hooks.sl\nack.com/",
        "https://hooks.slack.com/\0",
        "https://[::1/",
        "https://[::1]/",
        "https://127.0.0.1/",
        "http://127.0.0.1:3000/x",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://slack.com/api/",
    ],
)
def test_no_other_address_may_be_answered(address: str) -> None:
    assert not may_be_answered(address, api_url=SLACK)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("http://127.0.0.1:3000/response/1", True),
        ("http://127.0.0.1:3001/response/1", False),
        ("http://127.0.0.1/response/1", False),
        ("https://127.0.0.1:3000/response/1", False),
        ("http://localhost:3000/response/1", False),
        ("http://a@127.0.0.1:3000/response/1", False),
        ("http://127.0.0.1:3000/a b", False),
        ("https://hooks.slack.com/x", True),
    ],
)
def test_the_server_that_stands_in_for_slack_may_be_answered(address: str, *, allowed: bool) -> None:
    assert may_be_answered(address, api_url=SANDBOX) is allowed


@given(st.text())
def test_an_odd_address_is_only_refused(text: str) -> None:
    may_be_answered(f"https://{text}", api_url=SLACK)
    assert not may_be_answered(text, api_url=SLACK) or text.startswith("https://")
