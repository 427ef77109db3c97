"""A sandbox for each module of tests, and a client to it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from sandbox.manifest import permissive
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox() as handle:
        yield handle


@pytest.fixture
def client(slack: Handle) -> WebClient:
    return slack.client()


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest with a command, a shortcut and events, but no message events."""
    described = permissive()
    described["features"]["slash_commands"] = [{"command": "/kith", "description": "Talk", "should_escape": True}]
    described["features"]["shortcuts"] = [
        {"name": "Log", "type": "global", "callback_id": "log_activity"},
        {"name": "Save", "type": "message", "callback_id": "save_message"},
    ]
    events = described["settings"]["event_subscriptions"]["bot_events"]
    described["settings"]["event_subscriptions"] = {"bot_events": [name for name in events if "message" not in name]}
    path = tmp_path_factory.mktemp("manifest") / "manifest.json"
    path.write_text(json.dumps(described))
    return path
