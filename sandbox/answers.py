"""What the app's acknowledgement of a form or a command does."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox import elements, responses, surfaces
from sandbox.blockrules import check_view
from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.model import Json, User, View

REQUIRED = "Please complete this required field."
_FORMATS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Enter a valid email address."),
    "url_text_input": (re.compile(r"https?://\S+"), "Enter a valid URL."),
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Enter a number."),
}


def missing_inputs(view: View) -> dict[str, str]:
    """What Slack itself objects to before the app hears of a form: block id -> words."""
    values = elements.state_values(view.blocks, view.inputs)
    found = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]]
        if elements.is_empty(value):
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif problem := _problem(element, value):
            found[block["block_id"]] = problem
    return found


def _problem(element: Json, value: Json) -> str | None:
    text = str(value.get("value") or "")
    expected = _FORMATS.get(element["type"])
    if expected and not expected[0].fullmatch(text):
        return expected[1]
    if element["type"] == "number_input":
        return _number_problem(element, text)
    if element["type"] == "plain_text_input":
        if len(text) < element.get("min_length", 0):
            return f"Use at least {element['min_length']} characters."
        if len(text) > element.get("max_length", 3000):
            return f"Use at most {element.get('max_length', 3000)} characters."
    return None


def _number_problem(element: Json, text: str) -> str | None:
    number = float(text)
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Enter a whole number."
    if number < float(element.get("min_value", number)):
        return f"Enter {element['min_value']} or more."
    if number > float(element.get("max_value", number)):
        return f"Enter {element['max_value']} or less."
    return None


def to_submission(sandbox: Sandbox, user: User, view: View, body: Any) -> str | None:
    """Carry out the answer to view_submission. Returns what the person is told if it makes no sense."""
    workspace = sandbox.store.workspaces[user.team_id]
    action = body.get("response_action") if isinstance(body, dict) else None
    try:
        if action is None:
            surfaces.close(sandbox.store, workspace, view)
        elif action == "clear":
            surfaces.close(sandbox.store, workspace, view, everything=True)
        elif action == "errors":
            _show_errors(sandbox, view, body.get("errors"))
        elif action == "update":
            surfaces.replace(sandbox.store, view, _modal(body), workspace=workspace)
        elif action == "push":
            surfaces.push_modal(sandbox.store, workspace, user.id, _modal(body))
        else:
            return f"The app answered with an unknown response_action {action!r}."
    except SlackError as error:
        return f"The app's answer was refused: {error.name} {' '.join(error.messages)}".strip()
    return None


def _show_errors(sandbox: Sandbox, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise SlackError("invalid_arguments", messages=["[ERROR] errors must name input blocks of the view"])
    view.errors = {block_id: str(words) for block_id, words in errors.items()}
    sandbox.store.emit("view_updated", view.team_id, view=view)


def _modal(body: Json) -> Json:
    view = body.get("view")
    if not isinstance(view, dict) or view.get("type") != "modal":
        raise SlackError("invalid_arguments", messages=["[ERROR] unsupported type [json-pointer:/view/type]"])
    check_view(view)
    return view


def to_command(sandbox: Sandbox, response_url: str, body: Any) -> str | None:
    """Post what the app answered a command with, if anything. Returns what the person is told if it is refused."""
    if not body:
        return None
    message = body if isinstance(body, dict) else {"text": str(body)}
    try:
        responses.apply(sandbox, sandbox.response_urls.use(urlsplit(response_url).path), message)
    except SlackError as error:
        return f"The app's answer was refused: {error.name}"
    return None
