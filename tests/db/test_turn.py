"""Writers of one SQLite file, in several processes: one at a time, and who waits is next."""

from __future__ import annotations

import fcntl
import threading
from pathlib import Path

from bot.db.turn import WritersTurn
from sandbox.wire import wait_until


def is_taken(path: Path) -> bool:
    """Whether somebody holds this file. Each opening of a file holds it for itself, as another process does."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_who_waits_comes_before_whoever_has_just_written(tmp_path: Path) -> None:
    one, other = (WritersTurn(str(tmp_path / "kith.sqlite")) for _ in range(2))
    order: list[str] = []

    def write_as_other() -> None:
        with other:
            order.append("other")

    thread = threading.Thread(target=write_as_other)
    with one:
        thread.start()
        wait_until(lambda: is_taken(tmp_path / "kith.sqlite-next"), "the other to wait")
        order.append("one")
    with one:
        order.append("one again")
    thread.join()
    assert order == ["one", "other", "one again"]
    for turn in (one, other):
        turn.close()


def test_a_turn_given_back_is_free_for_others_after_an_error_too(tmp_path: Path) -> None:
    turn = WritersTurn(str(tmp_path / "kith.sqlite"))
    try:
        with turn:
            assert is_taken(tmp_path / "kith.sqlite-turn")
            raise ValueError
    except ValueError:
        assert not is_taken(tmp_path / "kith.sqlite-turn")
    turn.close()


def test_where_no_file_can_be_nobody_waits(tmp_path: Path) -> None:
    with WritersTurn(str(tmp_path / "missing" / "kith.sqlite")):
        assert list(tmp_path.iterdir()) == []
