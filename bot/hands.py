"""A second process that does what follows acks: an interpreter runs one thread at a time, and this one is for acks.

`kith web` starts it, and `kith run` where KITH_HANDS says so; they hand it the bodies that they have acked, a line of
JSON each on its standard input, and start it anew should it end. Its input ends with whoever started it, however that
ends; then it finishes what it has, and ends too.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO, cast

from bot.slack.presses import Body

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "bot", "hands")
READY = b"ready\n"
NICENESS = 4  # acks go first; with more, hands waited for a processor while they held the turn to write
LOOK_SECONDS = 1.0
DRAIN_SECONDS = 20.0


class Hands:
    """The process as its parent sees it. It takes bodies once it is ready, and keeps their order."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._pipe = -1
        self._unwritten = bytearray()  # what the pipe had no room for
        self._changed = threading.Condition()
        self._is_closing = False
        self._keeper = threading.Thread(target=self._keep, name="hands", daemon=True)
        self.process_id: int | None = None  # of the process while it takes bodies

    def start(self) -> None:
        """Start the process, and start it anew whenever it ends."""
        self._keeper.start()

    def take(self, body: Body) -> bool:
        """Hand a body over, without waiting. False where the process is not there: then nothing is handed over.

        It is written by whoever calls: to wake another thread for it would take longer.
        """
        line = json.dumps(body).encode() + b"\n"
        with self._changed:
            if self.process_id is None or self._is_closing:
                return False
            has_room = not self._unwritten
            self._unwritten += line
            if has_room:
                self._write()
            return self.process_id is not None

    def close(self) -> None:
        """Hand over what was taken, let the process finish it, and return once it has ended."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._keeper.join()

    def _keep(self) -> None:
        while not self._is_closing:
            # A group of its own, as Ctrl-C is for us; not a session: Linux gives each session an equal share of the
            # processors, whatever its niceness.
            process = subprocess.Popen(  # noqa: S603  # our own command
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
            )
            if cast("IO[bytes]", process.stdout).readline() == READY:
                self._feed(process, cast("IO[bytes]", process.stdin))
            _end(process)
            with self._changed:
                self._changed.wait_for(lambda: self._is_closing, LOOK_SECONDS)
            if not self._is_closing:
                log.warning("hands ended", extra={"action": "hands_ended", "status": process.returncode})

    def _feed(self, process: subprocess.Popen[bytes], to: IO[bytes]) -> None:
        """Until the process has ended, or is to end and has all that was taken."""
        os.set_blocking(to.fileno(), False)
        room = select.poll()
        room.register(to, select.POLLOUT)
        with self._changed:
            self._pipe, self.process_id = to.fileno(), process.pid
        log.info("hands ready", extra={"action": "hands_ready", "process_id": process.pid})
        while process.poll() is None and (self._unwritten or not self._is_closing):
            if self._unwritten:
                room.poll(LOOK_SECONDS * 1000)
            with self._changed:
                self._write()
                self._changed.wait_for(lambda: self._unwritten or self._is_closing, LOOK_SECONDS)
        with self._changed:
            self.process_id = None
            self._unwritten.clear()  # it was killed: the clicks among these are kept, and done by the next

    def _write(self) -> None:
        """As much as the pipe has room for; the rest is for the keeper."""
        try:
            written = os.write(self._pipe, self._unwritten)
        except BlockingIOError:
            written = 0
        except OSError:  # the process has ended
            self.process_id = None
            return
        del self._unwritten[:written]
        if self._unwritten:
            self._changed.notify()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its input ends, so it finishes; killed where that takes too long."""
    try:
        process.communicate(timeout=DRAIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def take_in(do: Callable[[Body], object]) -> None:
    """The other end: `do` each body that comes, until the input ends. Signals are for whoever started this process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICENESS)
    os.write(sys.stdout.fileno(), READY)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody reads it any more
    for line in sys.stdin:
        do(json.loads(line))
