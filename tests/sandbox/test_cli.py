"""Starting a sandbox from the command line and by members file."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from sandbox.core import Options, Sandbox
from sandbox.people import MembersFileError, load_roster


def start(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.process
def test_one_line_of_json_tells_how_to_connect() -> None:
    with start("--json", "--limits", "off", "--workspaces", "2") as process:
        assert process.stdout is not None
        described = json.loads(process.stdout.readline())
        headers = {"Authorization": f"Bearer {described['workspaces'][1]['bot_token']}"}
        reply = httpx2.post(f"{described['api_url']}auth.test", headers=headers).json()
        process.terminate()
        process.communicate(timeout=30)
    assert reply["team_id"] == described["workspaces"][1]["team_id"] != described["workspaces"][0]["team_id"]
    assert {"url", "bot_token", "app_token", "signing_secret"} <= described.keys()
    assert described["url"].startswith("http://127.0.0.1:")


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--manifest", "nowhere.json"], "nowhere.json"),
        (["--members", "nowhere.json"], "nowhere.json"),
        (["--limits", "sometimes"], '"on", "off"'),
        (["--limits", "-1"], "above 0"),
    ],
)
def test_what_cannot_be_started_says_why(arguments: list[str], words: str) -> None:
    with start(*arguments) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode not in (0, None)
    assert words in errors
    assert "Traceback" not in errors


def test_the_sample_has_people_of_several_continents() -> None:
    members = load_roster()["members"]
    assert len(members) >= 24
    assert len({member["tz"].split("/")[0] for member in members}) >= 5
    assert len({member["fields"]["School"] for member in members}) >= 20
    assert any(member.get("is_restricted") for member in members)


def test_a_members_file_is_used_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "members.json"
    members = [
        {"name": "Zoë Ruiz", "tz": "Europe/Madrid"},
        {"name": "Zoë Ruiz"},
        {"name": "An Guest"},
    ]
    path.write_text(json.dumps({"members": members, "channels": [{"name": "The Cohort", "members": ["zoe.ruiz"]}]}))
    workspace = Sandbox(Options(members=path)).workspace
    assert [user.name for user in workspace.people] == ["zoe.ruiz", "zoe.ruiz2", "an.guest"]
    channel = next(iter(workspace.conversations.values()))
    assert (channel.name, [workspace.users[user].name for user in channel.members]) == ("the-cohort", ["zoe.ruiz"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", 'a list "members"'),
        ("{", "Expecting property name"),
        ('{"members": [{"name": ""}]}', r"members\[0\]"),
        ('{"members": [{"name": "A", "tz": "Mars/Olympus"}]}', "Mars/Olympus"),
        ('{"members": [{"name": "A", "fields": []}]}', "fields"),
        ('{"members": [{"name": "A"}], "channels": [{"name": "x", "members": ["b"]}]}', "no member has the handle 'b'"),
    ],
)
def test_a_members_file_that_makes_no_sense_says_where(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "members.json"
    path.write_text(content)
    with pytest.raises(MembersFileError, match=words):
        Sandbox(Options(members=path))


def test_workspaces_have_people_of_their_own() -> None:
    first, second = Sandbox(Options(workspaces=2, people=30)).store.workspaces.values()
    assert len(first.people) == len(second.people) == 30
    assert not first.users.keys() & second.users.keys()
    assert [user.real_name for user in first.people] != [user.real_name for user in second.people]
    again = Sandbox(Options(workspaces=2, people=30)).workspace
    assert [user.id for user in again.people] == [user.id for user in first.people]
