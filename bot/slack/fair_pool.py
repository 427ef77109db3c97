"""Threads that wait for Slack, shared fairly: one workspace holds at most a part of them, and lets so many wait."""

from __future__ import annotations

import logging
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor

log = logging.getLogger(__name__)

MOST_WAITING = 1000  # of one workspace; its people have gone long before that many calls are answered

_Job = tuple[Future[None], Callable[[], object]]


class FairPool:
    """A thread pool in which no workspace holds more than half of the threads."""

    def __init__(self, threads: int, *, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._each = max(1, threads // 2)
        self._lock = threading.Lock()
        self._running: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[_Job]] = defaultdict(deque)

    def submit(self, whose: Hashable, call: Callable[[], object]) -> Future[None]:
        """Do it as soon as its workspace may take a thread. Dropped, and logged, where too many of it wait."""
        job: _Job = Future(), call
        with self._lock:
            if self._running[whose] >= self._each:
                self._put_off(whose, job)
                return job[0]
            self._running[whose] += 1
        self._pool.submit(self._run, whose, job)
        return job[0]

    def shutdown(self) -> None:
        """Return once all that was submitted is done."""
        self._pool.shutdown(wait=True)

    def _put_off(self, whose: Hashable, job: _Job) -> None:
        if len(self._waiting[whose]) < MOST_WAITING:
            self._waiting[whose].append(job)
        else:
            log.warning("reply dropped", extra={"action": "reply_dropped"})
            job[0].set_result(None)

    def _run(self, whose: Hashable, job: _Job | None) -> None:
        """Do the job, and then what else of this workspace waits."""
        while job is not None:
            future, call = job
            try:
                call()
            except Exception as error:  # whoever waits for it is told
                future.set_exception(error)
            else:
                future.set_result(None)
            job = self._next(whose)

    def _next(self, whose: Hashable) -> _Job | None:
        with self._lock:
            if waiting := self._waiting.get(whose):
                return waiting.popleft()
            self._waiting.pop(whose, None)
            self._running[whose] -= 1
            if not self._running[whose]:
                del self._running[whose]
            return None
