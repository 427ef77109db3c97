"""`make near` finds the tests of a change."""

from pathlib import Path

import pytest

from tests.near import near


@pytest.mark.parametrize(
    ("changed", "first", "second"),
    [
        ("bot/services/goals.py", "tests/services/test_goals.py", "tests/handlers/test_goals.py"),
        ("bot/services/rounds/start.py", "tests/services/rounds/test_start.py", ""),
        ("sandbox/webapi/files.py", "tests/sandbox/test_webapi_files.py", ""),
        ("sandbox/control/people_routes.py", "tests/sandbox/test_control.py", ""),
        ("sandbox/surfaces.py", "", "tests/sandbox/test_bolt.py"),
        ("tests/people.py", "", "tests/handlers/test_clicks.py"),
        ("tests/handlers/conftest.py", "", "tests/handlers/test_goals.py"),
        ("tests/test_near.py", "tests/test_near.py", ""),
        ("sandbox/webapi/users.py", "", "tests/sandbox/test_webapi_people.py"),
        ("sandbox/ids.py", "", "tests/sandbox/test_bolt.py"),
    ],
)
def test_a_change_leads_to_its_tests(changed: str, first: str, second: str) -> None:
    mirroring, using = near([Path(changed)])
    assert {Path(first)} <= {*mirroring, Path()}
    assert {Path(second)} <= {*using, Path()}
    assert bool(mirroring) == bool(first)
