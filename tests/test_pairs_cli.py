"""`kith pairs simulate` as an organizer runs it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.pairs_cli import pairs_cli


def test_a_programme_is_shown_as_a_table_with_what_an_organizer_wants_to_know() -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "8", "--rounds", "8", "--circles", "2"])
    assert shown.exit_code == 0
    assert "28 of 28" in shown.stdout
    assert "Rounds before anyone meets somebody again: 7." in shown.stdout
    assert "Between different circles" in shown.stdout


def test_an_odd_programme_says_how_trios_and_waiting_are_shared() -> None:
    trios = CliRunner().invoke(pairs_cli, ["simulate", "--members", "7", "--rounds", "6"])
    assert "In a larger group each person is" in trios.stdout
    waits = CliRunner().invoke(pairs_cli, ["simulate", "--members", "5", "--rounds", "5", "--sits-out"])
    assert "Each person sits out from 1 to 1 times." in waits.stdout


def test_json_holds_the_groups_of_each_round() -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "2", "--size", "3", "--json"])
    data = json.loads(shown.stdout)
    assert [sorted(one for group in groups for one in group) for groups in data["rounds"]] == [[1, 2, 3, 4, 5, 6]] * 2
    assert data["members"] == 6


def test_the_picture_is_a_png(tmp_path: Path) -> None:
    picture = tmp_path / "meetings.png"
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--picture", str(picture)])
    assert shown.exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_size_that_cannot_be_is_refused_with_the_range() -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--size", "5"])
    assert shown.exit_code == 2
    assert "less than or equal to 4" in shown.output
