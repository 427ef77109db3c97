"""The parts of `make bench`: found by themselves, each with its tables between its own markers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks._part import module


def test_every_part_runs_and_tells_and_its_tables_are_in_the_docs() -> None:
    parts = bench.parts()
    assert "home" in parts
    document = bench.DOCUMENT.read_text()
    for name in parts:
        assert callable(module(name).tables)
        assert document.count(f"<!-- bench:{name} -->") == document.count(f"<!-- /bench:{name} -->") <= 1


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_tables_replace_their_own_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "DOCUMENT", tmp_path / "performance.md")
    bench.write_tables("one", "first")
    bench.write_tables("two", "other \\1")
    bench.write_tables("one", "second")
    text = bench.DOCUMENT.read_text()
    assert text.index("second") < text.index("other \\1")
    assert "first" not in text
