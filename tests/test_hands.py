"""The second process: bodies come to it in their order, it is started anew, and it ends with whoever started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.hands import Hands
from sandbox.wire import wait_until

pytestmark = pytest.mark.process
# Writes down each body that comes, with its own id.
WRITES = """
import json, os, sys
from bot.hands import take_in
with open(sys.argv[1], "a", buffering=1) as file:
    take_in(lambda body: file.write(json.dumps({**body, "by": os.getpid()}) + "\\n"))
    file.write(json.dumps({"ended": os.getpid()}) + "\\n")
"""
PARENT = """
import sys
from bot.hands import Hands
hands = Hands([sys.executable, "-c", sys.argv[1], sys.argv[2]])
hands.start()
while not hands.take({"n": 1}):
    pass
print(hands.process_id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "written"
    path.touch()
    return path


@pytest.fixture
def hands(written: Path) -> Iterator[Hands]:
    hands = Hands([sys.executable, "-c", WRITES, str(written)])
    hands.start()
    yield hands
    hands.close()


def lines(path: Path) -> list[dict[str, int]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def ready(hands: Hands, *, other_than: int | None = None) -> int:
    wait_until(lambda: hands.process_id not in (None, other_than), "hands to be ready", 60)
    assert hands.process_id
    return hands.process_id


def is_dead(process_id: int) -> bool:
    try:
        return bool(psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # its parent has noticed
        return True


def test_bodies_come_in_their_order_and_all_of_them_before_it_ends(hands: Hands, written: Path) -> None:
    process_id = ready(hands)
    for number in range(500):
        assert hands.take({"n": number})
    hands.close()
    assert lines(written) == [*({"n": number, "by": process_id} for number in range(500)), {"ended": process_id}]


def test_what_the_pipe_has_no_room_for_follows_in_its_order(hands: Hands, written: Path) -> None:
    process_id = ready(hands)
    os.kill(process_id, signal.SIGSTOP)
    for number in range(300):
        assert hands.take({"n": number, "text": "x" * 1000})  # a pipe holds 64 KiB
    os.kill(process_id, signal.SIGCONT)
    hands.close()
    assert [line.get("n") for line in lines(written)] == [*range(300), None]


def test_nothing_is_taken_before_it_is_ready(written: Path) -> None:
    hands = Hands([sys.executable, "-c", WRITES, str(written)])
    assert not hands.take({"n": 1})
    hands.start()
    ready(hands)
    assert hands.take({"n": 2})
    hands.close()
    assert [line["n"] for line in lines(written)[:-1]] == [2]


def test_nothing_is_taken_by_one_that_was_killed(hands: Hands) -> None:
    process_id = ready(hands)
    os.kill(process_id, signal.SIGKILL)
    wait_until(lambda: is_dead(process_id), "it to be dead", 60)
    assert not hands.take({"n": 1})


def test_one_that_was_killed_is_followed_by_another(hands: Hands, written: Path) -> None:
    killed = ready(hands)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: hands.process_id != killed, "the parent to notice", 60)
    successor = ready(hands, other_than=killed)
    assert hands.take({"n": 1})
    wait_until(lambda: lines(written) == [{"n": 1, "by": successor}], "the body to come to its successor", 60)


def test_signals_are_left_to_whoever_started_it(hands: Hands, written: Path) -> None:
    process_id = ready(hands)
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(process_id, number)
    assert hands.take({"n": 1})
    wait_until(lambda: lines(written) == [{"n": 1, "by": process_id}], "the body to come all the same", 60)


def test_it_finishes_and_ends_when_whoever_started_it_is_killed(written: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, WRITES, str(written)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        process_id = int(parent.stdout.readline())
        wait_until(lambda: lines(written), "the body to come", 60)
        parent.kill()
    wait_until(lambda: {"ended": process_id} in lines(written), "it to end", 60)
    assert lines(written) == [{"n": 1, "by": process_id}, {"ended": process_id}]
