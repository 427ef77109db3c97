"""One sandbox: its options, its state and the parts that act on it."""

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox import installs, manifest, people
from sandbox.codes import Codes
from sandbox.dispatch import Dispatcher, Transport
from sandbox.faults import Faults
from sandbox.httpmode import HttpSender
from sandbox.identity import Signer
from sandbox.ids import Ids
from sandbox.limits import Limiter
from sandbox.model import Json, Store, Token, Workspace
from sandbox.record import Recorder
from sandbox.socketmode import Hub
from sandbox.triggers import ResponseUrls, Triggers


@dataclass(frozen=True)
class Options:
    """How a sandbox is started; times in seconds.

    `limits`: None for no rate limits, 1.0 for Slack's, other values stretch or shorten the time they
    count in. `people`: that many invented members a workspace instead of the roster's own. `http_url`:
    where the app takes events, clicks and commands; without it they go over Socket Mode. `org`: the
    workspaces belong to one organisation. `installed`: whether the app is in them from the start. `start`:
    product time at the beginning (now if None). `open_as`, `open_channel`: whom and what the page shows
    first, by id or name. `patience_seconds`: how long an act waits for the app's answer, and a trigger_id lives
    (Slack: three).
    """

    port: int = 0
    members: Path | None = None
    manifest: Path | None = None
    limits: float | None = 1.0
    http_url: str | None = None
    workspaces: int = 1
    people: int | None = None
    org: bool = False
    installed: bool = True
    record: Path | None = None
    patience_seconds: float = 3.0
    retry_seconds: tuple[float, ...] = (0, 60, 300)
    socket_seconds: float = 18_000
    start: datetime | None = None
    open_as: str | None = None
    open_channel: str | None = None


class Sandbox:
    """A running sandbox. `url` has no slash at its end and is known once the server listens."""

    organisation = "Sandbox organisation"

    def __init__(self, options: Options) -> None:
        self.options = options
        self.url = ""
        ids = Ids()
        self.store = Store(manifest.app_from(manifest.load(options.manifest), ids), ids=ids)
        self.store.tokens[self.store.app.app_token] = Token(
            self.store.app.app_token, "app", ("connections:write",), user_id=self.store.app.id
        )
        self._make_workspaces()
        self.limiter, self.faults = Limiter(options.limits), Faults(self.store)
        self.recorder = Recorder(self.store, options.record) if options.record else None
        self.triggers, self.response_urls, self.codes = Triggers(options.patience_seconds), ResponseUrls(), Codes()
        self.signer = Signer()
        self.hub = Hub(
            self.store.app,
            address=lambda: self.url,
            spawn=self.spawn,
            socket_seconds=options.socket_seconds,
            patience_seconds=options.patience_seconds,
        )
        self.dispatcher = Dispatcher(
            self.store, self._transport(), spawn=self.spawn, retry_seconds=options.retry_seconds
        )
        self._tasks: set[asyncio.Task[Any]] = set()

    def _transport(self) -> Transport:
        url, patience = self.options.http_url, self.options.patience_seconds
        return HttpSender(url, secret=self.store.app.signing_secret, patience_seconds=patience) if url else self.hub

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine in the background; it ends with the sandbox at the latest."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def start(self) -> None:
        """Begin to tell the app what happens; on the event loop, once it runs."""
        self.store.subscribe(self.dispatcher.on_change)
        if self.recorder:
            self.store.subscribe(self.recorder.on_change)

    async def stop(self) -> None:
        """End everything that was begun."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.recorder:
            self.recorder.close()

    def _make_workspaces(self) -> None:
        roster = people.load_roster(self.options.members)
        enterprise_id = self.store.ids.new("E") if self.options.org else None
        named = roster.get("workspace", {})
        for number in range(self.options.workspaces):
            suffix = "" if number == 0 else f" {number + 1}"
            workspace = installs.create_workspace(
                self.store,
                named.get("name", "Sandbox") + suffix,
                named.get("domain", "sandbox") + suffix.replace(" ", "-"),
                enterprise_id=enterprise_id,
            )
            people.populate(self.store, workspace, self._roster_of(roster, number))
            if self.options.installed:
                installs.install(self.store, [workspace])

    def _roster_of(self, roster: Json, number: int) -> Json:
        if self.options.people is None and number == 0:
            return roster
        how_many = self.options.people or len(roster["members"])
        channels = [channel | {"members": "all"} for channel in roster.get("channels", [])]
        return people.invented(roster, number=how_many, seed=random.Random(number).getrandbits(32)) | {
            "channels": channels
        }

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return next(iter(self.store.workspaces.values()))

    def described(self) -> Json:
        """What an app needs to connect: addresses, app credentials, and each workspace's bot token."""
        workspaces = []
        for workspace in self.store.workspaces.values():
            token = next(iter(installs.tokens_of(self.store, workspace)), None)
            workspaces.append(
                {
                    "team_id": workspace.id,
                    "name": workspace.name,
                    "enterprise_id": workspace.enterprise_id,
                    "bot_token": token.value if token else None,
                    "bot_user_id": workspace.bot_user_id,
                }
            )
        app = self.store.app
        return {
            "url": self.url,
            "api_url": f"{self.url}/api/",
            "app_id": app.id,
            "bot_token": workspaces[0]["bot_token"],
            "app_token": app.app_token,
            "signing_secret": app.signing_secret,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "workspaces": workspaces,
        }
