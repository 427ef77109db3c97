"""A small world in a sandbox and, for every method and route, a request that is done in it: where fuzzing starts."""

import json
import time
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from sandbox import app as application
from sandbox import conversations, messages, surfaces
from sandbox.core import Options, Sandbox
from sandbox.dispatch import Kind, Reply
from sandbox.httpmode import _decoded
from sandbox.model import File, ScheduledMessage, Token
from tests.sandbox.app_under_test import FORM, HOME, blocks_for

Json = dict[str, Any]
TEXT: Json = {"text": "Hello", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}]}
METADATA: Json = {"event_type": "made", "event_payload": {"by": "test"}}
NOTE: Json = {"note": {"it": "Something"}}


@dataclass
class App:
    """The app at the other end: it answers with `body`, read as the sandbox reads what came over HTTP."""

    body: Any = None

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Reply:
        return Reply(ok=True, body=_decoded(json.dumps(self.body).encode()))


@dataclass
class World:
    """A sandbox with one of everything. `names` are the ids that stand behind `@…` in a request."""

    sandbox: Sandbox
    answers: ASGIApp
    app: App
    names: dict[str, str]

    def meant(self, value: Any) -> Any:
        """A request with its names replaced by ids."""
        if isinstance(value, dict):
            return {name: self.meant(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.meant(item) for item in value]
        return self.names.get(value, value) if isinstance(value, str) else value


def make_world() -> World:
    """A workspace with a channel, a DM, a message with buttons, a Home tab, two modals, a file and a plan."""
    sandbox = Sandbox(Options(limits=None, people=3, patience_seconds=0.2))
    app = App()
    sandbox.dispatcher.transport = app
    store, workspace = sandbox.store, sandbox.workspace
    features = store.app.manifest["features"]
    features["slash_commands"] = [{"command": "/plan", "should_escape": True}]
    features["shortcuts"] = [
        {"name": "Plan", "type": "global", "callback_id": "plan_week"},
        {"name": "Save", "type": "message", "callback_id": "save"},
    ]
    store.app.manifest["oauth_config"]["redirect_urls"] = ["http://a/"]
    bot, ada, lin = workspace.bot, *workspace.people[:2]
    assert bot
    channel = conversations.create(store, workspace, "talk", members=[ada.id, lin.id, bot.id])
    other = conversations.create(store, workspace, "other", members=[ada.id])
    dm, _ = conversations.open_direct(store, workspace, [bot.id, ada.id])
    asked = messages.post(store, dm, bot, "Did you meet?", blocks=blocks_for(ada.id))
    said = messages.post(store, channel, bot, "Hello")
    surfaces.publish(store, workspace, ada.id, HOME)
    view = surfaces.open_modal(store, workspace, ada.id, FORM)
    file = File("F1", workspace.id, bot.id, "a.png", "a", "image/png", b"png", 0, "elsewhere")
    draft = File("F2", workspace.id, bot.id, "b.png", "b", "image/png", b"png", 0, "elsewhere")
    file.completed = True
    workspace.files |= {file.id: file, draft.id: draft}
    workspace.scheduled["Q1"] = ScheduledMessage("Q1", channel.id, 9999999999, 0, bot.id, dict(TEXT))
    fault = sandbox.faults.add(kind="latency", method="never", seconds=0)
    code = sandbox.codes.issue([workspace], asked={"scope": "chat:write"}, user_id=ada.id)
    sign_in = sandbox.codes.issue([workspace], asked={"scope": "openid email"}, user_id=ada.id, signs_in=True)
    store.tokens["xoxp-ada"] = Token("xoxp-ada", "user", ("openid", "profile"), workspace.id, user_id=ada.id)
    return World(
        sandbox,
        application.build(sandbox),
        app,
        {
            "@team": workspace.id,
            "@soon": str(int(time.time()) + 60),
            "@ada": ada.id,
            "@lin": lin.id,
            "@bot": bot.bot_id or "",
            "@channel": channel.id,
            "@other": other.id,
            "@dm": dm.id,
            "@asked": asked.ts,
            "@said": said.ts,
            "@view": view.id,
            "@hash": view.hash,
            "@fault": fault.id,
            "@trigger": sandbox.triggers.issue(workspace.id, ada.id, view.id),
            "@response": sandbox.response_urls.issue(workspace.id, dm.id, ada.id, asked.ts),
            "@code": code,
            "@sign_in": sign_in,
            "@client": store.app.client_id,
            "@secret": store.app.client_secret,
            "@email": ada.email,
        },
    )


# Web API method -> arguments
METHODS: dict[str, Json] = {
    "auth.test": {},
    "auth.revoke": {"test": True},
    "users.list": {"limit": 2, "cursor": "", "team_id": "@team"},
    "users.info": {"user": "@ada"},
    "users.lookupByEmail": {"email": "@email"},
    "users.profile.get": {"user": "@ada", "include_labels": True},
    "users.conversations": {"user": "@ada", "types": "public_channel,im", "exclude_archived": True, "limit": 5},
    "conversations.open": {"users": ["@ada", "@lin"], "return_im": True},
    "conversations.info": {"channel": "@channel", "include_num_members": True},
    "conversations.list": {"types": "public_channel", "exclude_archived": True, "limit": 5},
    "conversations.members": {"channel": "@channel", "limit": 1, "cursor": "bmV4dDox"},
    "conversations.history": {"channel": "@channel", "oldest": "0", "latest": "9999999999", "inclusive": 1, "limit": 3},
    "conversations.replies": {"channel": "@channel", "ts": "@said", "limit": 3},
    "conversations.join": {"channel": "@other"},
    "conversations.leave": {"channel": "@other"},
    "chat.postMessage": {"channel": "@channel", **TEXT, "thread_ts": "@said", "metadata": METADATA, "attachments": []},
    "chat.postEphemeral": {"channel": "@channel", "user": "@ada", **TEXT},
    "chat.update": {"channel": "@channel", "ts": "@said", **TEXT, "metadata": METADATA},
    "chat.delete": {"channel": "@channel", "ts": "@said"},
    "chat.getPermalink": {"channel": "@channel", "message_ts": "@said"},
    "chat.scheduleMessage": {"channel": "@channel", "post_at": "@soon", **TEXT},
    "chat.scheduledMessages.list": {"channel": "@channel", "limit": 5},
    "chat.deleteScheduledMessage": {"channel": "@channel", "scheduled_message_id": "Q1"},
    "blocks.validate": {"message": TEXT},
    "views.open": {"trigger_id": "@trigger", "view": FORM},
    "views.push": {"trigger_id": "@trigger", "view": FORM},
    "views.update": {"view_id": "@view", "hash": "@hash", "view": FORM},
    "views.publish": {"user_id": "@ada", "view": HOME},
    "apps.connections.open": {},
    "apps.uninstall": {"client_id": "@client", "client_secret": "@secret"},
    "files.getUploadURLExternal": {"filename": "a.png", "length": 3},
    "files.completeUploadExternal": {
        "files": [{"id": "F2", "title": "B"}],
        "channel_id": "@channel",
        "initial_comment": "See",
        "blocks": TEXT["blocks"],
    },
    "files.info": {"file": "F1"},
    "files.delete": {"file": "F1"},
    "team.info": {},
    "bots.info": {"bot": "@bot"},
    "oauth.v2.access": {"client_id": "@client", "client_secret": "@secret", "code": "@code"},
    "openid.connect.token": {"client_id": "@client", "client_secret": "@secret", "code": "@sign_in"},
    "openid.connect.userInfo": {"team_id": "@team"},
}
AT = {"channel": "@dm", "ts": "@asked"}
# (HTTP method, route) -> arguments; those of the path too
ROUTES: dict[tuple[str, str], Json] = {
    ("GET", "workspaces"): {},
    ("GET", "people"): {"workspace": "@team"},
    ("POST", "people"): {
        "name": "Grace Hopper",
        "handle": "grace",
        "tz": "Europe/Berlin",
        "fields": {"School": "Yale"},
    },
    ("POST", "people/{user}"): {"user": "@ada", "tz": "Europe/Berlin", "is_admin": True, "fields": {"School": "Yale"}},
    ("GET", "people/{user}/conversations"): {"user": "@ada"},
    ("GET", "people/{user}/conversations/{channel}/messages"): {"user": "@ada", "channel": "@dm", "limit": 5},
    ("GET", "people/{user}/home"): {"user": "@ada"},
    ("GET", "people/{user}/modal"): {"user": "@ada"},
    ("POST", "people/{user}/read"): {"user": "@ada", "channel": "@dm"},
    ("POST", "people/{user}/direct"): {"user": "@ada", "users": ["@lin"]},
    ("POST", "people/{user}/messages"): {"user": "@ada", "channel": "@dm", "text": "Hello"},
    ("POST", "people/{user}/press"): {"user": "@ada", **AT, "label": "Pick a place", "value": "cafe", "beside": ""},
    ("POST", "people/{user}/fill"): {"user": "@ada", "home": True, "values": NOTE},
    ("POST", "people/{user}/submit"): {
        "user": "@ada",
        "values": {
            "What": "Coffee",
            "How many": "3",
            "Email": "a@b.example",
            "Place": "Library",
            "With": "@lin",
            "Day": "2027-01-05",
            "Time": "09:30",
            "how": {"it": ["person"]},
            "where": {"it": "@channel"},
            "moment": {"it": 1800000000},
            "How it went": "Well",
        },
    },
    ("POST", "people/{user}/close"): {"user": "@ada", "all": True},
    ("POST", "people/{user}/command"): {"user": "@ada", "channel": "@dm", "command": "/plan", "text": "@x #general"},
    ("POST", "people/{user}/shortcut"): {"user": "@ada", "callback_id": "plan_week"},
    ("POST", "people/{user}/message_shortcut"): {"user": "@ada", **AT, "name": "Save"},
    ("POST", "people/{user}/suggest"): {"user": "@ada", "action_id": "it", "block_id": "alum", "typed": "He"},
    ("POST", "people/{user}/home"): {"user": "@ada"},
    ("POST", "channels"): {"name": "Book Club", "members": ["@lin"], "private": True, "topic": "Books", "by": "@ada"},
    ("POST", "channels/{channel}"): {"channel": "@other", "name": "Readers", "archived": True, "by": "@ada"},
    ("POST", "channels/{channel}/members"): {"channel": "@other", "add": ["@lin"], "remove": ["@lin"], "by": "@ada"},
    ("GET", "clock"): {"wait": 0},
    ("POST", "clock"): {"to_weekday": "monday", "time": "09:00", "zone": "Europe/Berlin", "step": "1h"},
    ("DELETE", "clock/travel"): {},
    ("DELETE", "clock/followers/{app}"): {"app": "kith"},
    ("GET", "traffic"): {"limit": 5, "method": "chat", "errors": "1"},
    ("GET", "stats"): {},
    ("DELETE", "stats"): {},
    ("GET", "faults"): {},
    ("POST", "faults"): {
        "kind": "error",
        "method": "chat.postMessage",
        "count": 2,
        "probability": 0.5,
        "seconds": 0.01,
        "status": 503,
        "error": "fatal_error",
        "team": "@team",
        "channel": "@channel",
        "user": "@ada",
    },
    ("DELETE", "faults"): {},
    ("DELETE", "faults/{fault}"): {"fault": "@fault"},
    ("POST", "limits"): {"factor": 2},
    ("POST", "app/disconnect"): {"reason": "warning", "close": True},
    ("POST", "app/uninstall"): {"workspace": "@team"},
    ("POST", "app/revoke"): {"workspace": "@team"},
}
# Further ways to move the clock, and what an app answers forms, commands and selects with
CLOCK: list[Json] = [{"to": "2099-01-04T07:00:00+01:00", "step": "1w"}, {"advance": "1w2d3h4m5s"}]
ANSWERS: list[Any] = [
    None,
    "Done",
    {"text": "Done", **TEXT, "response_type": "in_channel", "thread_ts": "1.2", "metadata": METADATA},
    {"response_action": "errors", "errors": {"what": "Say more"}},
    {"response_action": "update", "view": FORM},
    {"response_action": "push", "view": FORM},
    {"response_action": "clear"},
    {"options": [{"text": {"type": "plain_text", "text": "Hedy"}, "value": "hedy"}]},
]
RESPONSE: Json = {**TEXT, "replace_original": True, "attachments": [], "metadata": METADATA, "thread_ts": "1.2"}
OAUTH: dict[str, str] = {
    "client_id": "@client",
    "scope": "chat:write,users:read",
    "state": "s",
    "redirect_uri": "http://a/back",
    "workspace": "@team",
    "user": "@ada",
    "decision": "allow",
}
SIGN_IN: dict[str, str] = {
    "client_id": "@client",
    "response_type": "code",
    "scope": "openid profile email",
    "state": "s",
    "nonce": "n",
    "redirect_uri": "http://a/back",
    "team": "@team",
    "user": "@ada",
    "decision": "allow",
}
