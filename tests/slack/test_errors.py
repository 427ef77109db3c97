"""What became of a call, told apart."""

from __future__ import annotations

import socket
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.errors import DoubtfulError, LimitedError, RefusedError, UnreachedError, translate_errors


def refused(message: str, response: Any) -> SlackApiError:
    return SlackApiError(message, response)  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


def answered(status: int, headers: dict[str, Any] | None = None, **data: Any) -> SlackApiError:
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, **data},
        headers=headers or {},
        status_code=status,
    )
    return refused("no", response)


def outcome(error: Exception) -> Exception:
    with pytest.raises((RefusedError, LimitedError, DoubtfulError, UnreachedError)) as caught, translate_errors():
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (answered(200, error="is_archived"), (RefusedError, "is_archived")),
        (answered(200), (RefusedError, "unknown_error")),
        (answered(200, error="internal_error"), (DoubtfulError, "internal_error")),
        (answered(200, error="token_expired"), (UnreachedError, "token_expired")),
        (answered(503, error="is_archived"), (DoubtfulError, "http_503")),
        (refused("a page", {"status": 502, "headers": {}, "body": "<html>"}), (DoubtfulError, "http_502")),
        (refused("a page", {"status": 200, "headers": {}, "body": "<html>"}), (DoubtfulError, "http_200")),
        (TimeoutError(), (DoubtfulError, "TimeoutError")),
        (ConnectionResetError(), (DoubtfulError, "ConnectionResetError")),
        (URLError(ConnectionResetError()), (DoubtfulError, "ConnectionResetError")),
        (URLError(ConnectionRefusedError()), (UnreachedError, "ConnectionRefusedError")),
        (URLError(socket.gaierror()), (UnreachedError, "gaierror")),
    ],
)
def test_each_failure_is_one_of_four(error: Exception, expected: tuple[type[Exception], str]) -> None:
    found = outcome(error)
    assert (type(found), getattr(found, "name", "")) == expected


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (answered(429, {"Retry-After": "7"}, error="ratelimited"), 7.0),
        (answered(200, {"retry-after": ["3"]}, error="ratelimited"), 3.0),
        (answered(429, {"Retry-After": "soon"}), 30.0),
        (answered(429), 30.0),
        (refused("a page", {"status": 429, "headers": {"Retry-After": "9"}, "body": "slow down"}), 9.0),
    ],
)
def test_a_limit_says_for_how_long(error: Exception, seconds: float) -> None:
    found = outcome(error)
    assert isinstance(found, LimitedError)
    assert found.retry_after == seconds
