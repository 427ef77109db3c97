"""`kith pairs` as it is run: a programme played through, and a real program in a real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.pairs import pairs_cli
from bot.db.session import Database, bind_workspace
from bot.errors import UserError
from tests.factories import (
    make_do_not_pair,
    make_group,
    make_member,
    make_participant,
    make_program,
    make_round,
    make_two_schools,
    make_workspace,
)

Kith = Callable[..., Result]


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


def test_the_rule_of_circles_says_what_it_costs_beside_the_same_programme_without_it() -> None:
    eight = ["simulate", "--members", "8", "--rounds", "7", "--circles", "2", "--only"]
    across = CliRunner().invoke(pairs_cli, [*eight, "across"]).stdout
    assert "Between different circles: 100% of the meetings." in across
    assert "Without a buddy: 0 of 56 times, instead of 0." in across
    assert "Meetings again: 12, instead of 0." in across
    assert "Pairs that have met: 16 of 28, instead of 28." in across
    within = CliRunner().invoke(pairs_cli, [*eight, "within"]).stdout
    assert "Between different circles: 0% of the meetings." in within
    assert "Pairs that have met: 12 of 28, instead of 28." in within


def test_whom_the_rule_of_circles_leaves_over_is_counted_and_in_the_json_so_is_all_that_would_be_without_it() -> None:
    seven = ["simulate", "--members", "7", "--rounds", "3", "--circles", "2", "--only", "across"]
    assert "Without a buddy: 3 of 21 times, instead of 0." in CliRunner().invoke(pairs_cli, seven).stdout
    data = json.loads(CliRunner().invoke(pairs_cli, [*seven, "--json"]).stdout)
    assert data["only"] == "across"
    assert all((one + other) % 2 for groups in data["rounds"] for one, other in groups)
    assert sum(data["sat_out"].values()) == 3
    assert data["without_the_rule"]["sat_out"] == {}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--only", "beside"], "neither across nor within"),
        (["--only", "across"], "give two or more"),
        (["--only", "within", "--councils"], "not with councils"),
    ],
)
def test_a_rule_of_circles_that_cannot_be_played_is_refused(more: list[str], said: str) -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "8", "--rounds", "3", *more])
    assert shown.exit_code == 2
    assert said in " ".join(shown.output.replace("│", " ").split())


def test_json_holds_the_groups_of_each_round() -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "2", "--size", "3", "--json"])
    data = json.loads(shown.stdout)
    assert [sorted(one for group in groups for one in group) for groups in data["rounds"]] == [[1, 2, 3, 4, 5, 6]] * 2
    assert data["members"] == 6


def test_before_it_starts_one_sees_who_would_find_a_mentor_and_how_even_it_is() -> None:
    options = ["mentors", "--members", "16", "--mentors", "4", "--room", "2", "--circles", "2"]
    shown = CliRunner().invoke(pairs_cli, options)
    assert "8 of 12 find a mentor; 4 find none with room." in shown.stdout
    assert "Each mentor has from 2 to 2 mentees." in shown.stdout
    assert "Between different circles" in shown.stdout
    pairs = json.loads(CliRunner().invoke(pairs_cli, [*options, "--json"]).stdout)["mentor_of"]
    assert len(pairs) == 8
    assert set(pairs.values()) == {1, 2, 3, 4}
    assert CliRunner().invoke(pairs_cli, ["mentors", "--members", "4", "--mentors", "4"]).exit_code != 0


def test_the_picture_is_a_png(tmp_path: Path) -> None:
    picture = tmp_path / "meetings.png"
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--picture", str(picture)])
    assert shown.exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_picture_into_a_folder_that_is_not_there_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    picture = tmp_path / "nowhere" / "meetings.png"
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--picture", str(picture)])
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "there is no folder" in shown.output


def test_a_size_that_cannot_be_is_refused_with_the_range() -> None:
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--size", "5"])
    assert shown.exit_code == 2
    assert "A buddy group has 2 to 4 people." in shown.output
    shown = CliRunner().invoke(pairs_cli, ["simulate", "--members", "6", "--rounds", "3", "--size", "3", "--councils"])
    assert shown.exit_code == 2
    assert "A council has 4 to 6 people." in shown.output


def test_councils_are_played_through_with_people_who_come_and_leave() -> None:
    wanted = ["simulate", "--councils", "--members", "23", "--rounds", "12", "--joins", "4", "--leaves", "13"]
    shown = CliRunner().invoke(pairs_cli, [*wanted, "--circles", "5"])
    assert shown.exit_code == 0
    assert "5 5 4 4 5" in shown.stdout
    assert "were in one council all the time" in shown.stdout
    assert "Between different circles: 100 %" in shown.stdout
    data = json.loads(CliRunner().invoke(pairs_cli, [*wanted, "--json"]).stdout)
    assert len(data["weeks"]) == 12
    assert sum(len(week["left"]) for week in data["weeks"]) == 13
    assert sum(week["merged"] for week in data["weeks"]) == 2


@pytest.fixture
def kith(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Kith:
    """The command, on the test's database."""
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    return lambda *words: CliRunner().invoke(pairs_cli, words)


@pytest.fixture
def spring(database: Database) -> None:
    """A program of five; Ada has met Ben and keeps Cleo apart, and Yuki works while the others sleep."""
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session).id
    with database.unit_of_work(workspace_id) as session:
        program = make_program(session, name="Spring", lowers_hours=False)
        zones = {"Ada": "UTC", "Ben": "UTC", "Cleo": "UTC", "Dan": "UTC", "Yuki": "Pacific/Auckland"}
        people = {
            name: make_participant(session, program, member=make_member(session, name=name, zone=zone))
            for name, zone in zones.items()
        }
        make_group(session, make_round(session, program), people["Ada"], people["Ben"])
        make_do_not_pair(session, people["Ada"].member_id, people["Cleo"].member_id)


@pytest.mark.usefixtures("spring")
def test_the_next_round_is_shown_with_reasons_and_who_has_no_buddy_with_what_would_help(kith: Kith) -> None:
    shown = kith("preview", "Spring")
    first, second, alone = sorted(shown.stdout.splitlines())
    assert first.startswith("Ada and Dan: they have not been buddies before; ")
    assert second.startswith("Ben and Cleo: they have not been buddies before; ")
    assert alone.startswith("Yuki has no buddy: nobody works at enough of the same hours. What would help: ")
    assert kith("preview", "Spring").stdout == shown.stdout


@pytest.mark.usefixtures("spring")
def test_the_command_in_a_process_of_its_own_shows_the_round_and_says_in_a_line_what_is_not_there(
    database_url: str,
) -> None:
    shown = run(database_url, "preview", "Spring")
    assert (shown.returncode, shown.stderr, len(shown.stdout.splitlines())) == (0, "", 3)
    told = run(database_url, "preview", "Autumn")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "0 running programs are called 'Autumn'; give the id of one\n"


def test_a_database_without_tables_is_named_as_such(tmp_path: Path) -> None:
    told = run(f"sqlite:///{tmp_path / 'empty.sqlite'}", "preview", "1")
    assert told.returncode == 2
    assert told.stderr == "The database is empty or older than the code: run `kith db upgrade`.\n"


def run(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("kith")
    environment = {**os.environ, "KITH_DATABASE_URL": database_url}
    return subprocess.run([command, "pairs", *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("spring")
def test_why_two_people_meet_or_not_is_said_without_naming_an_entry(kith: Kith) -> None:
    together, met, apart = (kith("explain", "spring", "Ada", other).stdout for other in ("@dan", "BEN", "Cleo"))
    assert together.startswith("Ada and Dan would be together in the next round.")
    assert "No people suit Ada better." in together
    assert "Ada and Ben would not be together in the next round." in met
    assert "they were buddies last round too" in met
    assert met.endswith("count for more than one pair.\n")
    assert "than one pair" not in together
    assert apart.splitlines() == [
        "Ada and Cleo would not be together in the next round.",
        "Ruled out: a rule of the program or of a person.",
    ]


def test_the_numbers_of_the_settings_decide_who_would_meet(
    kith: Kith, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        make_two_schools(session, make_program(session, name="Autumn"))
    assert "Ada and Ben" not in kith("preview", "Autumn").stdout
    assert "would not be together" in kith("explain", "Autumn", "Ada", "Ben").stdout
    monkeypatch.setenv("KITH_WEIGHTS__BALANCED__OTHER_CIRCLE", "0")
    assert kith("preview", "Autumn").stdout.startswith("Ada and Ben")
    assert "would be together" in kith("explain", "Autumn", "Ada", "Ben").stdout


def test_a_programme_is_played_by_the_mix_and_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["simulate", "--members", "16", "--rounds", "3", "--circles", "2", "--json", "--mix"]

    def across(mix: str) -> int:
        return int(json.loads(CliRunner().invoke(pairs_cli, [*words, mix]).stdout)["across_circles"])

    assert across("new_circles") == 24
    monkeypatch.setenv("KITH_WEIGHTS__NEW_CIRCLES__OTHER_CIRCLE", "0")
    assert across("new_circles") < 24
    told = CliRunner().invoke(pairs_cli, [*words, "best"])
    assert told.exit_code == 2
    assert "none of balanced" in told.output


@pytest.mark.usefixtures("spring")
def test_somebody_who_does_not_take_part_is_named(kith: Kith) -> None:
    told = kith("explain", "Spring", "Ada", "Nobody").exception
    assert str(told) == "0 people of the next round are called 'Nobody'; give a Slack user id"
    assert isinstance(told, UserError)
    assert "two different people" in str(kith("explain", "Spring", "Ada", "Ada").exception)
