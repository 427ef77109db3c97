"""APScheduler ticks; the calendar decides. One tick at a time in a process; any number of processes may tick."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import RemoteClock, real_now
from bot.context import AppContext
from jobs.schedule import tick
from jobs.work import run_isolated

POLL_SECONDS = 0.05
WORK_SECONDS = 0.5  # how long deliveries are waited for before the clock is told again that they are unfinished
# A moved clock also runs on by itself: work of the present moment is looked for again after this much of its time.
STALE = timedelta(seconds=30)


class Deliveries(Protocol):
    """What is decided and not yet sent."""

    def unfinished(self) -> int:
        """How many deliveries are unfinished."""

    def wait_for_work(self, *, seconds: float) -> None:
        """Until one was worked on, or so many seconds have passed."""


class Ticker:
    """Looks for due work: every `tick_seconds` by the system's clock, or whenever a sandbox's clock has moved."""

    def __init__(self, context: AppContext, *, deliveries: Deliveries) -> None:
        self._context, self._deliveries = context, deliveries
        self._ticked_at: datetime | None = None
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._follower: threading.Thread | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin, with a first tick at once."""
        clock = self._context.clock
        if isinstance(clock, RemoteClock):
            self._follower = threading.Thread(target=self._follow, args=(clock,), name="clock-follower", daemon=True)
            self._follower.start()
            return
        self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=self._context.settings.tick_seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=real_now(),
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the running tick and begin no other."""
        self._stopping.set()
        if self._follower:
            self._follower.join()
        else:
            self._scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        now = self._context.clock.now()
        run_isolated("tick", tick, self._context, now)
        self._ticked_at = now

    def _follow(self, clock: RemoteClock) -> None:
        """Poll now and then; while the clock travels, work through each step without waiting."""
        while not self._stopping.is_set():
            is_answered = run_isolated("clock_followed", self._keep_step, clock)
            if not (is_answered and clock.travelling):
                self._stopping.wait(POLL_SECONDS)

    def _keep_step(self, clock: RemoteClock) -> None:
        unfinished = clock.travelling and self._deliveries.unfinished() > 0
        clock.poll(busy=unfinished or self._is_behind(clock.now()))
        if self._is_behind(clock.now()):
            self._tick()
        elif unfinished:
            self._deliveries.wait_for_work(seconds=WORK_SECONDS)

    def _is_behind(self, now: datetime) -> bool:
        return self._ticked_at is None or abs(now - self._ticked_at) > STALE
