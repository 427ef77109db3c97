"""docs/sandbox.md is complete: every call, option and kind of fault is in it."""

import re
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from sandbox.cli import app
from sandbox.control import ROUTES
from sandbox.faults import Kind

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
SHOWN = {"{user}": "U…", "{channel}": "C…", "{fault}": "F…", "{app}": "NAME"}


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in ROUTES])
def test_every_call_of_the_control_api_is_documented(method: str, path: str) -> None:
    shown = re.sub(r"\{\w+\}", lambda match: SHOWN[match[0]], path)
    assert re.search(rf"`{method} {re.escape(shown)}[`?]", TEXT), f"{method} {shown} is not in docs/sandbox.md"


def test_every_option_of_the_command_is_documented() -> None:
    command = typer.main.get_command(app)
    missing = [
        name
        for parameter in command.params
        for name in parameter.opts
        if f"`{name}" not in TEXT and f"`--no-{name.removeprefix('--')}" not in TEXT
    ]
    assert missing == []


def test_every_kind_of_fault_is_documented() -> None:
    assert [kind for kind in get_args(Kind) if f"`{kind}`" not in TEXT] == []
