"""A sandbox for each module of tests, and a client to it."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.sandboxes import Handle, start_sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox() as handle:
        yield handle


@pytest.fixture
def client(slack: Handle) -> WebClient:
    return slack.client()
