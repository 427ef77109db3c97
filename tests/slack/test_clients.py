"""Clients share what is dear to make."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator

import pytest
from slack_sdk.webhook import WebhookClient

from bot.slack.clients import Clients
from tests.handlers.recorder import Recorder, RecorderServer


@pytest.fixture
def slack() -> Iterator[Recorder]:
    server = RecorderServer()
    yield server.recorder
    server.stop()


def make(slack: Recorder) -> Clients:
    return Clients(api_url=f"{slack.url}/api/", token_of=lambda _workspace_id: "xoxb-test")


def test_a_call_builds_no_handlers_and_no_context(slack: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = make(slack)

    def refuse(*_handlers: object) -> None:
        raise AssertionError("built anew")

    monkeypatch.setattr(urllib.request, "build_opener", refuse)
    monkeypatch.setattr(ssl, "create_default_context", refuse)
    clients.posting(1).chat_postMessage(channel="C1", text="hello")
    clients.reading(1).auth_test()
    WebhookClient(slack.response_url, ssl=clients.ssl, retry_handlers=[]).send(text="hello")
    assert [call.method for call in slack.calls] == ["chat.postMessage", "auth.test", "response_url"]


def test_behind_a_proxy_the_context_is_shared_too(slack: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    clients = make(slack)
    first, second = clients.posting(1), clients.posting(1)
    assert first.proxy == "http://proxy.test:3128"
    assert isinstance(first.ssl, ssl.SSLContext)
    assert first.ssl is second.ssl
