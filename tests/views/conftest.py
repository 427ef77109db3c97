"""Golden files: what a view writes is compared to JSON that was read aloud once. `pytest --golden` writes them anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.messages import Message

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Message | dict[str, Any]], None]:
    """`golden("introductions/pair", message)` compares, and says where it differs."""

    def compare(name: str, written: Message | dict[str, Any]) -> None:
        path = GOLDEN / f"{name}.json"
        shown = {"text": written.text, "blocks": list(written.blocks)} if isinstance(written, Message) else written
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n")
        assert path.exists(), f"{path.name} is not there: run pytest --golden, then read it"
        assert shown == json.loads(path.read_text())

    return compare
