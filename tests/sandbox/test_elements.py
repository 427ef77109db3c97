"""What a person can choose in an element, and what a form objects to before the app hears of it."""

from typing import Any

import pytest

from sandbox import answers, elements
from sandbox.core import Options, Sandbox
from sandbox.elements import InteractionError
from sandbox.model import View, Workspace


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Sandbox(Options(limits=None)).workspace


OPTIONS = [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("a", "b", "c")]


@pytest.mark.parametrize(
    ("element", "chosen", "value"),
    [
        ({"type": "datepicker"}, "2026-02-28", {"selected_date": "2026-02-28"}),
        ({"type": "datepicker"}, None, {"selected_date": None}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
        ({"type": "datetimepicker"}, "1772355600", {"selected_date_time": 1772355600}),
        ({"type": "static_select", "options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
        (
            {"type": "static_select", "option_groups": [{"options": OPTIONS[:1]}, {"options": OPTIONS[1:]}]},
            "c",
            {"selected_option": OPTIONS[2]},
        ),
        ({"type": "checkboxes", "options": OPTIONS}, [], {"selected_options": []}),
        ({"type": "multi_static_select", "options": OPTIONS}, "a", {"selected_options": OPTIONS[:1]}),
        ({"type": "external_select"}, OPTIONS[0], {"selected_option": OPTIONS[0]}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "button", "value": "x"}, None, {"value": "x"}),
    ],
)
def test_a_choice_becomes_slacks_value(workspace: Workspace, element: Any, chosen: Any, value: Any) -> None:
    assert elements.value_of(element, chosen, workspace) == {"type": element["type"]} | value


@pytest.mark.parametrize(
    ("element", "chosen"),
    [
        ({"type": "datepicker"}, "2026-02-30"),
        ({"type": "timepicker"}, "25:00"),
        ({"type": "datetimepicker"}, "tomorrow"),
        ({"type": "static_select", "options": OPTIONS}, "z"),
        ({"type": "checkboxes", "options": OPTIONS}, ["a", "z"]),
        ({"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1}, ["a", "b"]),
        ({"type": "users_select"}, "U404"),
        ({"type": "multi_conversations_select"}, ["C404"]),
        ({"type": "image"}, None),
    ],
)
def test_what_is_not_offered_cannot_be_chosen(workspace: Workspace, element: Any, chosen: Any) -> None:
    with pytest.raises(InteractionError):
        elements.value_of(element, chosen, workspace)


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ({"type": "email_text_input"}, "ada", "Enter a valid email address."),
        ({"type": "email_text_input"}, "ada@x.example", None),
        ({"type": "url_text_input"}, "example.com", "Enter a valid URL."),
        ({"type": "url_text_input"}, "https://example.com", None),
        ({"type": "number_input", "is_decimal_allowed": False}, "two", "Enter a number."),
        ({"type": "number_input", "is_decimal_allowed": False}, "2.5", "Enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "2.5", None),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "3"}, "2", "Enter 3 or more."),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "3"}, "4", "Enter 3 or less."),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Use at least 3 characters."),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "Use at most 3 characters."),
        ({"type": "plain_text_input"}, None, answers.REQUIRED),
    ],
)
def test_a_form_objects_to_what_slack_objects_to(element: Any, value: Any, words: str | None) -> None:
    assert answers.missing_inputs(form(element, value)) == ({"b": words} if words else {})


def test_an_optional_field_may_stay_empty_but_not_be_wrong() -> None:
    assert answers.missing_inputs(form({"type": "email_text_input"}, None, optional=True)) == {}
    wrong = answers.missing_inputs(form({"type": "email_text_input"}, "ada", optional=True))
    assert wrong == {"b": "Enter a valid email address."}


def form(element: dict[str, Any], value: Any, **block: Any) -> View:
    """A modal with one input of this value."""
    body = {
        "type": "modal",
        "blocks": [{"type": "input", "block_id": "b", "element": element | {"action_id": "a"}, **block}],
    }
    inputs = {"b": {"a": {"type": element["type"], "value": value}}}
    return View("V1", "T1", "U1", "modal", body, "1.a", "A1", "B1", "V1", inputs=inputs)
