"""Whatever an app sends, the Web API answers as Slack does: a reply with `ok`, never a crash."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import conversations, installs
from sandbox.core import Options, Sandbox
from sandbox.manifest import EVERY_EVENT, EVERY_SCOPE, load
from sandbox.model import Token
from sandbox.webapi import METHODS
from sandbox.webapi.api_app import ApiApp

ARGUMENTS = (
    "attachments blocks channel channels channel_id code cursor email exclude_archived external_id file filename files "
    "grant_type hash inclusive latest length limit metadata oldest post_at redirect_uri refresh_token "
    "scheduled_message_id team_id text thread_ts trigger_id ts types user user_id users view view_id"
)
KEYS = "type text blocks elements element accessory options option_groups fields title submit label value action_id"
REAL = ["@channel", "@user", "@trigger"]  # stand for ids that are there
WORDS = [
    *REAL,
    "",
    "modal",
    "home",
    "section",
    "actions",
    "input",
    "button",
    "static_select",
    "plain_text",
    "mrkdwn",
    "x",
]

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
values = st.recursive(
    scalars | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS.split()) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)
arguments = st.dictionaries(st.sampled_from(ARGUMENTS.split()), values, max_size=6)


async def ask(api: ApiApp, method: str, token: str, body: bytes, kind: bytes) -> tuple[int, Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", kind)]
    scope = {"type": "http", "path": f"/api/{method}", "query_string": b"", "headers": headers}
    await api(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.fixture(scope="module")
def target() -> tuple[ApiApp, dict[str, str]]:
    sandbox = Sandbox(Options(limits=None, workspaces=2, org=True, installed=False))
    workspaces = list(sandbox.store.workspaces.values())
    token = installs.install(sandbox.store, workspaces, org_wide=True)
    sandbox.spawn = lambda work: work.close()  # type: ignore[method-assign,assignment,return-value]
    person = Token("xoxp-1", "user", ("openid",), workspaces[0].id, user_id=workspaces[0].people[0].id)
    sandbox.store.tokens[person.value] = person
    tokens = {"bot": token.value, "any": token.value, "app": sandbox.store.app.app_token, "user": "xoxp-1", "none": ""}
    return ApiApp(sandbox), tokens


@pytest.mark.parametrize("method", [name for name in METHODS if name not in ("auth.revoke", "apps.uninstall")])
@settings(max_examples=15, deadline=None)
@given(sent=arguments)
def test_nonsense_is_answered(target: tuple[ApiApp, dict[str, str]], method: str, sent: dict[str, Any]) -> None:
    api, tokens = target
    workspace = api.sandbox.workspace
    dm, _ = conversations.open_direct(api.sandbox.store, workspace, [*workspace.users][-1:] + [*workspace.users][:1])
    text = json.dumps(sent).replace("@channel", dm.id).replace("@user", workspace.people[1].id)
    trigger = api.sandbox.triggers.issue(workspace.id, workspace.people[1].id)
    body = text.replace("@trigger", trigger).encode()
    status, reply = asyncio.run(ask(api, method, tokens[METHODS[method].by], body, b"application/json"))
    assert status == 200
    assert reply["ok"] is True or isinstance(reply["error"], str)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=60))
def test_bodies_of_any_bytes_are_answered(target: tuple[ApiApp, dict[str, str]], body: bytes) -> None:
    api, tokens = target
    for kind in (b"application/json", b"application/x-www-form-urlencoded", b"text/plain", b""):
        status, _ = asyncio.run(ask(api, "chat.postMessage", tokens["bot"], body, kind))
        assert status == 200


def test_every_event_and_scope_of_the_repositorys_manifest_is_known() -> None:
    manifest = load(Path(__file__).parents[2] / "bot" / "manifest.json")
    assert set(manifest["oauth_config"]["scopes"]["bot"]) <= set(EVERY_SCOPE)
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) <= set(EVERY_EVENT)
