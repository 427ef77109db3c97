"""Slots are handed out at Slack's rate, whoever asks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from bot.delivery import pace
from bot.delivery.rates import A_MINUTE, SHARE
from tests.factories import make_workspace

NOW = 1_800_000_000.0


def place(session: Session, method: str = "conversations.open", channel: str = "C1") -> pace.Place:
    return pace.Place(int(session.info["workspace_id"]), method, channel)


def slots(session: Session, where: pace.Place, count: int, *, urgent: bool = False, now: float = NOW) -> list[float]:
    return [pace.reserve(session, where, urgent=urgent, now=now).at - NOW for _ in range(count)]


@pytest.mark.parametrize("method", [method for method in A_MINUTE if method != "chat.postMessage"])
def test_no_minute_has_more_calls_than_slack_permits_and_few_less(session: Session, method: str) -> None:
    permitted = A_MINUTE[method]
    in_a_minute = [slot for slot in slots(session, place(session, method), permitted + 5) if slot < 60]
    assert permitted * 0.95 <= len(in_a_minute) <= permitted


def test_a_channel_gets_one_post_a_second(session: Session) -> None:
    found = slots(session, place(session, "chat.postMessage"), 5)
    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert all(1.0 <= gap <= 1.0 / SHARE + 0.001 for gap in gaps)


def test_channels_of_a_workspace_share_its_rate(session: Session) -> None:
    found = [slots(session, place(session, "chat.postMessage", f"C{number}"), 1)[0] for number in range(300)]
    assert 300 * 0.95 <= len([slot for slot in found if slot < 60]) <= 300


def test_a_workspace_takes_nothing_from_another(session: Session) -> None:
    slots(session, place(session), 100)
    other = pace.Place(make_workspace(session).id, "conversations.open", "C1")
    session.info.pop("workspace_id")
    assert slots(session, other, 1) == [0.0]


def test_who_waits_goes_first_and_moves_the_crowd_back(session: Session) -> None:
    where = place(session)
    crowd = slots(session, where, 20)
    urgent = slots(session, where, 2, urgent=True)
    interval = crowd[1] - crowd[0]
    assert urgent == pytest.approx([0.0, interval])
    assert slots(session, where, 1)[0] == pytest.approx(crowd[-1] + 3 * interval)


def test_a_pause_holds_for_its_method_alone(session: Session) -> None:
    where = place(session)
    pace.pause(session, workspace_id=where.workspace_id, method=where.method, until=NOW + 30)
    assert pace.paused_until(session, workspace_id=where.workspace_id, method=where.method) == NOW + 30
    assert pace.paused_until(session, workspace_id=where.workspace_id, method="chat.update") == 0.0
    assert slots(session, where, 1) == [30.0]
    assert slots(session, place(session, "chat.update"), 1) == [0.0]


def test_a_shorter_pause_does_not_end_a_longer_one(session: Session) -> None:
    where = place(session)
    for seconds in (30, 5):
        pace.pause(session, workspace_id=where.workspace_id, method=where.method, until=NOW + seconds)
    assert pace.paused_until(session, workspace_id=where.workspace_id, method=where.method) == NOW + 30


def test_a_post_that_went_out_late_keeps_the_next_at_its_distance(session: Session) -> None:
    where = place(session, "chat.postMessage")
    slots(session, where, 1)
    pace.called(session, where, at=NOW + 0.8)
    assert slots(session, where, 1)[0] == pytest.approx(0.8 + 1 / SHARE)


@pytest.mark.parametrize("method", list(A_MINUTE))
def test_what_was_missed_by_little_is_made_up_for_and_no_minute_has_too_many(session: Session, method: str) -> None:
    where = [place(session, method, f"C{number}") for number in range(400)]
    found = [pace.reserve(session, where[0], urgent=False, now=NOW).at - NOW]
    busy_until = found[0] + 60 / A_MINUTE[method] / SHARE + pace.CATCH_UP_SECONDS - 0.001
    for one in where[1 : A_MINUTE[method] + 5]:
        found.append(pace.reserve(session, one, urgent=False, now=NOW + busy_until).at - NOW)
    assert found[1] == pytest.approx(busy_until)
    for start in found:
        assert len([slot for slot in found if start <= slot < start + 60]) <= A_MINUTE[method]
    rate = (len(found) - 1) / (found[-1] - found[0])
    assert rate == pytest.approx(A_MINUTE[method] * SHARE / 60, rel=0.001)


def test_an_idle_minute_is_not_saved_up(session: Session) -> None:
    where = place(session)
    slots(session, where, 1)
    later = slots(session, where, 2, now=NOW + 600)
    assert later[0] == 600.0
    assert later[1] > 601.0


def test_a_shortened_minute_is_kept_to_as_well(session: Session) -> None:
    where = place(session, "chat.postMessage")
    found = [pace.reserve(session, where, urgent=False, now=NOW, scale=0.1).at - NOW for _ in range(2)]
    assert found == pytest.approx([0.0, 0.1 / SHARE], abs=1e-6)
