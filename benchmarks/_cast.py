"""The processes of a run, as a supervisor keeps them: who was killed, or ended by itself, is started anew."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable

Process = subprocess.Popen[bytes]


class Cast:
    """Processes by role, each with what starts it."""

    def __init__(self) -> None:
        self._all: list[tuple[str, Callable[[], Process], Process]] = []
        self.killed: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()  # by themselves: the database was away when they were started

    def __len__(self) -> int:
        return len(self._all)

    def add(self, role: str, start: Callable[[], Process]) -> None:
        """Start one more."""
        self._all.append((role, start, start()))

    def kill(self, number: int) -> None:
        """Kill the n-th with SIGKILL, and start it anew."""
        role, start, process = self._all[number]
        _end(process)
        self.killed[role] += 1
        self._all[number] = (role, start, start())

    def revive(self) -> None:
        """Start anew who has ended."""
        for number, (role, start, process) in enumerate(self._all):
            if process.poll() is not None:
                self.ended[role] += 1
                self._all[number] = (role, start, start())

    def dismiss(self, role: str = "") -> None:
        """End all of this role, or all."""
        for one in [one for one in self._all if role in ("", one[0])]:
            _end(one[2])
            self._all.remove(one)


def _end(process: Process) -> None:
    process.kill()
    process.wait()
