"""blocks.validate: whether blocks, a message or a view would be taken, without sending them.

Source: https://docs.slack.dev/reference/methods/blocks.validate
"""

from sandbox.blockrules import BlocksError, check_blocks, check_message, check_view
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.webapi.call import Call, Method

_KINDS = ("blocks", "message", "view")


def validate(call: Call) -> Json:
    """Say of one thing what is wrong in it: each place as a JSON pointer from its root."""
    given = [name for name in _KINDS if call.args.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", messages=["must provide exactly one of `blocks`, `view`, or `message`"])
    kind = given[0]
    value = call.structured(kind)
    try:
        if kind == "blocks" and isinstance(value, list):
            check_blocks(value)
        elif kind == "message" and isinstance(value, dict) and isinstance(value.get("blocks", []), list):
            check_message(value.get("blocks", []))
        elif kind == "view" and isinstance(value, dict) and value.get("type") in ("modal", "home"):
            check_view(value)
        else:
            raise SlackError(f"invalid_{kind}", errors=[_error("", "must be what it is said to be")])
    except BlocksError as error:
        root = "/blocks" if kind == "blocks" else "/view" if kind == "view" else ""
        errors = [_error(place.removeprefix(root), words) for place, words in error.problems]
        raise SlackError(f"invalid_{kind}", errors=errors) from error
    return {}


def _error(pointer: str, words: str) -> Json:
    return {"pointer": pointer, "code": "failed_constraint", "message": words, "constraint": {}}


METHODS = {"blocks.validate": Method(validate, tier=5)}
