"""What a call was refused with."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


def refused(method: Callable[..., Any], /, **arguments: Any) -> dict[str, Any]:
    """Call, expect `ok: false`, and give the reply."""
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    data: dict[str, Any] = caught.value.response.data
    return data


def error_of(method: Callable[..., Any], /, **arguments: Any) -> str:
    """The name of the error a call ends in."""
    return str(refused(method, **arguments)["error"])
