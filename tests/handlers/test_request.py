"""What was done, and by whom, is read the same from a command, a click, a form and an event."""

from __future__ import annotations

from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.context import AppContext
from bot.domain.calendar import is_plausible
from bot.domain.errors import NotFoundError
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.slack.envelope import read
from handlers.request import Request, carried
from tests.conftest import NOW
from tests.handlers import payloads

WHO = ("T1", "U1")
URL = "https://hooks.slack.com/actions/1"
PRESSED = payloads.action("a", "1")
WEEK_MESSAGE = WeekMessage(WeekMessageKind.PROMPT, date(2026, 3, 2))
IDS = st.integers(0, 10**9 - 1)
DAYS = st.dates().filter(is_plausible)


def request(payload: dict[str, Any]) -> Request:
    return Request(Mock(AppContext), read(payload), NOW)


@pytest.mark.parametrize(
    ("value", "ids", "on_week_message", "found"),
    [
        ("", 0, False, ((), None)),
        ("12", 1, False, ((12,), None)),
        ("12:3", 2, False, ((12, 3), None)),
        ("0:999999999", 2, False, ((0, 999_999_999), None)),
        ("prompt:2026-03-02", 0, True, ((), WEEK_MESSAGE)),
        ("12:3:prompt:2026-03-02", 2, True, ((12, 3), WEEK_MESSAGE)),
        ("7:hard_week:2026-03-02", 1, True, ((7,), WeekMessage(WeekMessageKind.HARD_WEEK, WEEK_MESSAGE.on))),
    ],
)
def test_what_kith_wrote_is_read(value: str, ids: int, *, on_week_message: bool, found: object) -> None:
    assert carried(value, ids=ids, on_week_message=on_week_message) == found


@pytest.mark.parametrize(
    ("value", "ids", "on_week_message"),
    [
        ("", 1, False),
        ("1", 0, False),
        ("1:2", 1, False),
        ("1", 2, False),
        ("1:", 2, False),
        ("-1", 1, False),
        ("+1", 1, False),
        (" 1", 1, False),
        ("1_0", 1, False),
        ("1.0", 1, False),
        ("٣", 1, False),
        ("1000000000", 1, False),  # ten digits: not every database holds them
        ("9" * 5000, 1, False),
        ("prompt:2026-03-02", 0, False),
        ("1:prompt:2026-03-02", 2, False),
        ("", 0, True),
        ("prompt", 0, True),
        ("1:prompt:2026-03-02", 0, True),
        ("prompt:2026-03-02", 1, True),
        ("1_0:prompt:2026-03-02", 1, True),
        ("1:songs:2026-03-02", 1, True),
        ("1:prompt:2026-02-30", 1, True),
        ("1:prompt:0001-01-01", 1, True),
        ("1:prompt:9999-12-31", 1, True),
        ("9" * 5000 + ":prompt:2026-03-02", 1, True),
        ("\ud800:prompt:2026-03-02", 1, True),
    ],
)
def test_what_kith_never_wrote_is_not_found(value: str, ids: int, *, on_week_message: bool) -> None:
    with pytest.raises(NotFoundError):
        carried(value, ids=ids, on_week_message=on_week_message)


@given(st.lists(IDS, max_size=4), st.sampled_from(WeekMessageKind), DAYS)
def test_whatever_a_week_message_writes_is_read_back(ids: list[int], kind: WeekMessageKind, on: date) -> None:
    week_message = WeekMessage(kind, on)
    assert carried(week_message.value(*ids), ids=len(ids), on_week_message=True) == (tuple(ids), week_message)
    assert carried(":".join(map(str, ids)), ids=len(ids), on_week_message=False) == (tuple(ids), None)


ODD = st.text() | st.lists(st.text("0123456789_+- ") | st.sampled_from((*WeekMessageKind, "2026-03-02"))).map(":".join)


@given(ODD, st.integers(0, 4), st.booleans())
def test_whatever_is_carried_is_read_or_not_found(value: str, ids: int, on_week_message: bool) -> None:  # noqa: FBT001
    try:
        numbers, week_message = carried(value, ids=ids, on_week_message=on_week_message)
    except NotFoundError:
        return
    assert (len(numbers), week_message is not None) == (ids, on_week_message)


IN_MESSAGE = payloads.message_click(*WHO, PRESSED, channel="C1", response_url=URL)
IN_HOME = payloads.home_click(*WHO, PRESSED)
IN_MODAL = payloads.view_click(*WHO, PRESSED, private_metadata=URL)
FORM = payloads.view_submission(*WHO, "f", private_metadata="1 " + URL)
COMMAND = payloads.command(*WHO, "help", channel="C1", response_url=URL)
ENTERED = payloads.event("T1", {"type": "member_joined_channel", "user": "U1", "channel": "C1"})
CHANGED = payloads.event("T1", {"type": "user_change", "user": {"id": "U1", "team_id": "T9"}})
OF_AN_ORGANIZATION = {"type": "event_callback", "enterprise_id": "E1", "event": {"type": "app_uninstalled"}}


@pytest.mark.parametrize(
    ("payload", "team", "user", "channel"),
    [
        (IN_MESSAGE, "T1", "U1", "C1"),
        ({**IN_MESSAGE, "channel": None}, "T1", "U1", "C1"),  # the container tells it too
        ({**IN_MESSAGE, "team": None}, "T1", "U1", "C1"),  # of an app that a whole organization has
        ({**IN_MESSAGE, "team": None, "user": {"id": "U1"}}, "", "U1", "C1"),
        (IN_HOME, "T1", "U1", ""),
        (IN_MODAL, "T1", "U1", ""),
        (FORM, "T1", "U1", ""),
        ({**FORM, "team": None}, "T1", "U1", ""),
        (payloads.shortcut(*WHO, "s"), "T1", "U1", ""),
        (COMMAND, "T1", "U1", "C1"),
        (ENTERED, "T1", "U1", ""),
        (CHANGED, "T1", "U1", ""),
        (OF_AN_ORGANIZATION, "", "", ""),
    ],
)
def test_who_acts_and_where_is_read_from_whatever_slack_sends(
    payload: dict[str, Any], team: str, user: str, channel: str
) -> None:
    found = request(payload)
    assert (found.team_id, found.user_id, found.channel_id) == (team, user, channel)


@pytest.mark.parametrize(
    ("payload", "in_home", "in_modal", "origin"),
    [
        (IN_MESSAGE, False, False, URL),
        (IN_HOME, True, False, ""),
        (IN_MODAL, False, True, URL),
        (COMMAND, False, False, URL),
        (ENTERED, False, False, ""),
    ],
)
def test_what_it_was_done_in_is_told_apart(
    payload: dict[str, Any], *, in_home: bool, in_modal: bool, origin: str
) -> None:
    found = request(payload)
    assert (found.is_in_home, found.is_in_modal, found.origin) == (in_home, in_modal, origin)


def test_a_form_remembers_what_it_is_about_and_which_message_gives_way() -> None:
    assert request(IN_MESSAGE).metadata(WEEK_MESSAGE, 12) == f"12:prompt:2026-03-02 {URL}"
    assert request(IN_HOME).metadata(WEEK_MESSAGE) == "prompt:2026-03-02 "


def test_an_act_that_was_given_no_transaction_or_week_message_says_so() -> None:
    with pytest.raises(NotFoundError):
        _ = request(COMMAND).week_message
    with pytest.raises(RuntimeError, match="opens its own transactions"):
        _ = request(COMMAND).session
