"""One workspace that keeps its threads busy leaves half of them to the others, and loses none of its own work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from functools import partial

import pytest

from bot.slack import fair_pool
from bot.slack.fair_pool import FairPool

SECONDS = 10  # nothing below takes so long, unless it is broken


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What jobs wait for; set at the end, whatever has failed."""
    event = threading.Event()
    yield event
    event.set()


def started(pool: FairPool, whose: str, number: int, held: threading.Event) -> list[Future[None]]:
    """So many jobs that wait, once all of them run."""
    running = threading.Semaphore(0)

    def job() -> None:
        running.release()
        held.wait(SECONDS)

    futures = [pool.submit(whose, job) for _ in range(number)]
    assert all(running.acquire(timeout=SECONDS) for _ in range(number))
    return futures


def finish(pool: FairPool, held: threading.Event) -> None:
    held.set()
    pool.shutdown()


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (5, 2), (8, 4)])
def test_a_workspace_holds_half_of_the_threads_at_most(held: threading.Event, threads: int, most: int) -> None:
    pool, began = FairPool(threads, name="test"), threading.Event()
    started(pool, "T1", most, held)
    more = pool.submit("T1", began.set)
    if threads > 1:
        pool.submit("T2", lambda: None).result(SECONDS)  # a thread is free, and not for it
    assert not began.is_set()
    finish(pool, held)
    assert more.done()
    assert began.is_set()


def test_what_waits_is_done_in_order(held: threading.Event) -> None:
    pool, done = FairPool(2, name="test"), list[int]()
    started(pool, "T1", 1, held)
    for number in range(50):
        pool.submit("T1", partial(done.append, number))
    finish(pool, held)
    assert done == list(range(50))


def test_what_fails_is_told_to_whoever_waits_and_the_next_goes_on(held: threading.Event) -> None:
    pool, error = FairPool(2, name="test"), ValueError("no")

    def fail() -> None:
        raise error

    started(pool, "T1", 1, held)
    failed, after = pool.submit("T1", fail), pool.submit("T1", lambda: None)
    finish(pool, held)
    assert failed.exception() is error
    assert after.exception() is None


def test_a_workspace_may_take_its_threads_again_once_all_is_done(held: threading.Event) -> None:
    pool = FairPool(4, name="test")
    wait([pool.submit("T1", lambda: None) for _ in range(20)], SECONDS)
    started(pool, "T1", 2, held)
    finish(pool, held)
    assert not pool._running
    assert not pool._waiting


def test_beyond_its_bound_what_waits_is_dropped_and_logged(
    held: threading.Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fair_pool, "MOST_WAITING", 3)
    pool, done = FairPool(4, name="test"), list[str]()
    started(pool, "T1", 2, held)
    with caplog.at_level(logging.WARNING):
        futures = [pool.submit("T1", partial(done.append, name)) for name in "abcde"]
    assert [future.done() for future in futures] == [False, False, False, True, True]
    assert [record.__dict__["action"] for record in caplog.records] == ["reply_dropped"] * 2
    pool.submit("T2", lambda: done.append("other")).result(SECONDS)  # the bound is each workspace's own
    finish(pool, held)
    assert sorted(done) == ["a", "b", "c", "other"]


def test_shutdown_returns_once_all_is_done(held: threading.Event) -> None:
    pool, lock, done = FairPool(4, name="test"), threading.Lock(), list[str]()

    def job(whose: str) -> None:
        with lock:
            done.append(whose)

    for whose in ("T1", "T2", "T3"):
        for _ in range(100):
            pool.submit(whose, partial(job, whose))
    pool.shutdown()
    assert {whose: done.count(whose) for whose in set(done)} == {"T1": 100, "T2": 100, "T3": 100}
