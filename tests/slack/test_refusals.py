"""Refusals are counted by name, and told to the log once a minute however many there are."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import pytest

from bot.slack.refusals import EVERY_SECONDS, Refusals


class Seconds:
    """Stands in for `time.monotonic`."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    seconds = Seconds()
    monkeypatch.setattr(time, "monotonic", seconds)
    return seconds


def told(caplog: pytest.LogCaptureFixture) -> list[Any]:
    assert {record.levelno for record in caplog.records} <= {logging.WARNING}
    return [record.__dict__["counts"] for record in caplog.records]


def test_the_first_is_told_at_once_and_the_others_a_minute_later(
    seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = Refusals()
    for name in ("unsigned", "unsigned", "not_json"):
        refusals.count(name)
    seconds.now = EVERY_SECONDS - 0.1
    refusals.count("unsigned")
    assert told(caplog) == [{"unsigned": 1}]
    seconds.now = EVERY_SECONDS
    refusals.count("not_json")
    assert told(caplog) == [{"unsigned": 1}, {"unsigned": 2, "not_json": 2}]
    seconds.now = 3 * EVERY_SECONDS
    refusals.count("too_large")
    assert told(caplog)[2:] == [{"too_large": 1}]
    assert refusals.counted == {"unsigned": 3, "not_json": 2, "too_large": 1}


def test_none_is_missed_where_many_come_at_once(seconds: Seconds, caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals()

    def knock() -> None:
        for _ in range(500):
            refusals.count("unsigned")

    threads = [threading.Thread(target=knock) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert refusals.counted == {"unsigned": 4000}
    assert told(caplog) == [{"unsigned": 1}]
