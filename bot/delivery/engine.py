"""The engine in a process. The ledger is its queue: one thread looks for lanes with something due, others send it.

It looks when a transaction of this process has decided something, and twice a second: messages become due, and other
processes decide something or leave it behind. bot/app.py uses it so: `Engine(database, clients, outbox, …)`,
`start()` after `kith db upgrade`; `stop()` drains.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from bot.clock import real_now
from bot.db.models import Delivery
from bot.db.session import DATABASE_AWAY, Database
from bot.delivery import upkeep
from bot.delivery.lane import AT_ONCE, Lane, due, is_unfinished
from bot.delivery.ledger import Ledger
from bot.delivery.outbox import Outbox
from bot.delivery.sender import Sender
from bot.slack.clients import Clients

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
BEAT_SECONDS = 10.0
PRUNE_EVERY = timedelta(days=1)
STOP_SECONDS = 25.0
THREADS = 150  # few of them are in one lane, so that a slow workspace holds up no other
THREADS_FOR_URGENT = 32  # added to those: a message that a person waits for always finds a thread
TURN_SECONDS = 5.0  # then a thread leaves its lane if other lanes need one


class Engine:
    """Sends what the ledger holds. One in a process; any number of processes on one database."""

    def __init__(
        self,
        *,
        database: Database,
        clients: Clients,
        outbox: Outbox,
        pace_scale: float | None = 1.0,
        keep_days: int = 30,
    ) -> None:
        self._database, self._keep = database, timedelta(days=keep_days)
        self._sender = Sender(database=database, clients=clients, ledger=Ledger(pace_scale))
        self._bell, self._worked, self._stopping = outbox.decided, threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(THREADS + THREADS_FOR_URGENT, thread_name_prefix="delivery")
        self._in, self._changed = Counter[Lane](), threading.Condition()  # threads by lane
        self._name, self._started_at = uuid.uuid4().hex, real_now()
        self._beat_at, self._prune_at = self._started_at, self._started_at
        self._dispatcher = threading.Thread(target=self._dispatch, name="delivery-dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to send. The database is at its newest schema."""
        self._beat()
        self._dispatcher.start()

    def stop(self) -> None:
        """Begin nothing new, finish the messages under way, and leave."""
        self._stopping.set()
        self._bell.set()
        self._dispatcher.join()
        with self._changed:
            self._changed.wait_for(lambda: not self._in.total(), STOP_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._database.unit_of_work() as session:
            upkeep.leave(session, self._name)

    def unfinished(self) -> int:
        """How many deliveries are decided and not yet done."""
        with self._database.unit_of_work(read_only=True) as session:
            count = select(func.count()).select_from(Delivery).where(is_unfinished)
            return session.scalar(count) or 0

    def wait_for_work(self, *, seconds: float) -> None:
        """Wait until this process has worked on a delivery since the last time, or so many seconds have passed."""
        self._worked.wait(seconds)
        self._worked.clear()

    def _dispatch(self) -> None:
        while not self._stopping.is_set():
            self._bell.clear()
            try:
                self._keep_up()
                self._look()
            except DATABASE_AWAY as error:
                log.warning("database away", extra={"action": "database_away", "error": type(error).__name__})
            except Exception:  # whatever it is, all messages need this thread
                log.exception("look failed", extra={"action": "look_failed"})
            self._bell.wait(LOOK_SECONDS)

    def _look(self) -> None:
        """Send a thread into each lane that has something due and room for a thread."""
        with self._database.unit_of_work(read_only=True) as session:
            lanes = due(session, now=real_now())
        random.shuffle(lanes)  # with more lanes than threads, each has its chance
        for lane in sorted(lanes, key=self._in.__getitem__):
            with self._changed:
                has_room = self._in[lane] < AT_ONCE and (lane.urgent or not self._is_full())
                self._in[lane] += has_room
            if has_room:
                self._pool.submit(self._go_through, lane)

    def _go_through(self, lane: Lane) -> None:
        ends_at, begun = time.monotonic() + TURN_SECONDS, 0
        try:
            for _ in self._sender.go_through(lane, must_end=lambda: self._must_end(ends_at)):
                begun += 1
                if begun == 1:
                    self._bell.set()  # there may be more: another thread comes, until the lane has enough
        except DATABASE_AWAY as error:
            log.warning("database away", extra={"action": "database_away", "error": type(error).__name__})
        except Exception:
            log.exception("lane left", extra={"action": "lane_left", "workspace": lane.workspace_id})
        finally:
            with self._changed:
                self._in[lane] -= 1
                self._changed.notify_all()
            if begun:
                self._bell.set()  # what was decided meanwhile may have found the lane full
                self._worked.set()

    def _must_end(self, ends_at: float) -> bool:
        return self._stopping.is_set() or (self._is_full() and time.monotonic() > ends_at)

    def _is_full(self) -> bool:
        return self._in.total() >= THREADS

    def _keep_up(self) -> None:
        now = real_now()
        if now >= self._beat_at:
            self._beat()
        if now >= self._prune_at:
            self._prune_at = now + PRUNE_EVERY
            self._pool.submit(self._prune)

    def _beat(self) -> None:
        now = real_now()
        with self._database.unit_of_work() as session:
            upkeep.beat(session, self._name, started_at=self._started_at, now=now)
        upkeep.wipe_erased(self._database)
        self._beat_at = now + timedelta(seconds=BEAT_SECONDS)

    def _prune(self) -> None:
        try:
            with self._database.unit_of_work() as session:
                upkeep.prune(session, before=real_now() - self._keep)
        except Exception:  # nobody waits for it: texts would be kept longer than was promised, and no log would say so
            log.exception("not pruned", extra={"action": "not_pruned"})
            self._prune_at = real_now() + timedelta(seconds=BEAT_SECONDS)
