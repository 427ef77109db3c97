"""The four ways in which a call to Slack fails: it was refused, limited, did not reach Slack, or may have succeeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

DEFAULT_RETRY_AFTER = 30.0
# Slack's names for "try again": Slack did nothing, or it is not known whether it did.
DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
# Nothing was done. Kith renews the token; then the call can be made again.
EXPIRED = frozenset({"token_expired"})
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Kith cannot act in the workspace until somebody installs it again.
REVOKED = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "org_login_required"})
# The person cannot be written to.
PERSON_GONE = frozenset({"user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot"})
# The channel cannot be written to.
CHANNEL_GONE = frozenset({"is_archived", "channel_not_found", "not_in_channel"})


class RefusedError(Exception):
    """Slack said no, by this name, and will say so again. Nothing was done."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class LimitedError(Exception):
    """Slack said 429 and did nothing. Call again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class DoubtfulError(Exception):
    """Slack may have done it or not, and no answer says which: time-out, reset, 5xx."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnreachedError(Exception):
    """The call could not be made at the moment: Slack was not reached, or the token has expired. Nothing was done."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn every failure of a Slack call inside into one of the four errors above."""
    try:
        yield
    except SlackApiError as error:
        raise _translated(error) from error
    except URLError as error:
        if isinstance(error.reason, (ConnectionRefusedError, gaierror)):
            raise UnreachedError(type(error.reason).__name__) from error
        raise DoubtfulError(type(error.reason).__name__) from error
    except (SlackClientError, HTTPException, OSError, ValueError) as error:
        # ValueError: a proxy sent a page instead of JSON
        raise DoubtfulError(type(error).__name__) from error


def _translated(error: SlackApiError) -> Exception:
    response = error.response
    # The SDK gives a plain dict if the body is not JSON: then a proxy answered, not Slack.
    answered = not isinstance(response, dict)
    status = int(response.status_code if answered else response.get("status", 500))
    headers = response.headers if answered else response.get("headers", {})
    name = str(response.get("error", "unknown_error"))
    if status == 429 or name in LIMITED:
        return LimitedError(_retry_after(headers))
    if status >= 500 or not answered:
        return DoubtfulError(f"http_{status}")
    if name in EXPIRED:
        return UnreachedError(name)
    return DoubtfulError(name) if name in DOUBTFUL else RefusedError(name)


def _retry_after(headers: Mapping[str, Any]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after":
            try:
                return max(0.0, float(value[0] if isinstance(value, list) else value))
            except ValueError:
                return DEFAULT_RETRY_AFTER
    return DEFAULT_RETRY_AFTER
