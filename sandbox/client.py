"""A scripted person: acting in a sandbox from Python, with the standard library alone.

    client = SandboxClient("http://127.0.0.1:8400")
    ada = client.as_person("Ada Byron")
    ada.dm().last.press("Add one")
    ada.fill({"Where": "Café Central"})
    ada.submit()

Every act returns when the app has acknowledged it, and raises `SandboxError` when it did not.
"""

from datetime import datetime
from typing import Any, Self

from sandbox.http_client import HttpClient, Json, SandboxError, ViewError, wait_until
from sandbox.person import Conversation, Message, Modal, Person, Surface

__all__ = ["Conversation", "Message", "Modal", "Person", "SandboxClient", "SandboxError", "Surface", "ViewError"]

ARRIVAL_SECONDS = 5  # how long one question for the clock's arrival waits for it


class SandboxClient:
    """A sandbox at an address. Each thread has a connection of its own; close with `close` or `with`."""

    def __init__(self, url: str) -> None:
        self.http = HttpClient(url)
        self.clock = Clock(self.http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection."""
        self.http.close()

    def workspaces(self) -> list[Json]:
        """Every workspace with the app in it."""
        return list(self.http.get("workspaces")["workspaces"])

    def people(self, workspace: str = "") -> list[Json]:
        """Everyone in a workspace (the first one without `workspace`), bots and deactivated people included."""
        return list(self.http.get("people", workspace=workspace)["people"])

    def as_person(self, who: str, workspace: str = "") -> Person:
        """The person with this id, handle or full name."""
        hits = [one for one in self.people(workspace) if who in (one["id"], one["name"], one["real_name"])]
        if len(hits) != 1:
            raise SandboxError({"error": "user_not_found", "message": f"{len(hits)} people are called {who!r}"})
        return Person(self.http, hits[0], self._bot_of(hits[0], workspace))

    def everyone(self, workspace: str = "") -> list[Person]:
        """Every person who is neither a bot nor deactivated."""
        living = [one for one in self.people(workspace) if not one["is_bot"] and not one["deleted"]]
        return [Person(self.http, one, self._bot_of(one, workspace)) for one in living]

    def _bot_of(self, _person: Json, workspace: str) -> str:
        chosen = [one for one in self.workspaces() if workspace in ("", one["id"])]
        return str(chosen[0]["app"]["bot_user_id"] or "") if chosen else ""

    def add_person(self, name: str, *, workspace: str = "", **fields: Any) -> Person:
        """A new person (`tz`, `title`, `email`, `is_restricted` …)."""
        added = self.http.post("people", workspace=workspace, name=name, **fields)["person"]
        return Person(self.http, added, self._bot_of(added, workspace))

    def create_channel(self, name: str, **fields: Any) -> Json:
        """A new channel (`workspace`, `private`, `topic`, `members`, `by`)."""
        return dict(self.http.post("channels", name=name, **fields)["conversation"])

    def change_channel(self, channel: str, **fields: Any) -> Json:
        """Rename (`name`) or archive (`archived`) a channel."""
        return dict(self.http.post(f"channels/{channel}", **fields)["conversation"])

    def change_members(self, channel: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = (), by: str) -> None:
        """`by` invites and removes; the bot user is a member like others."""
        self.http.post(f"channels/{channel}/members", add=list(add), remove=list(remove), by=by)

    def traffic(self, **filters: Any) -> list[Json]:
        """The last calls and events: `limit`, `method`, `errors`."""
        return list(self.http.get("traffic", **filters)["traffic"])

    def stats(self) -> Json:
        """Calls by method and error."""
        return dict(self.http.get("stats")["methods"])

    def set_fault(self, method: str, kind: str, **options: Any) -> Json:
        """Make a method misbehave once, or `count` times (None: until cleared); docs/sandbox.md has the kinds."""
        return dict(self.http.call("POST", "faults", {"method": method, "kind": kind, **options})["fault"])

    def clear_faults(self) -> None:
        """Remove all faults."""
        self.http.delete("faults")

    def set_limits(self, factor: float | None) -> None:
        """Rate limits as Slack's (1.0), counted in shorter time (below 1), or none; counting starts anew."""
        self.http.call("POST", "limits", {"factor": factor})


class Clock:
    """Product time, in UTC."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def now(self) -> datetime:
        """What the clock shows."""
        return datetime.fromisoformat(self.status()["now"])

    def status(self) -> Json:
        """Where the clock is, where it goes, and for which apps it waits."""
        return self._http.get("clock")

    def to(self, when: datetime, **options: Any) -> datetime:
        """Travel to an instant and return on arrival; see `move`."""
        return self.move(to=when.isoformat(), **options)

    def advance(self, length: str, **options: Any) -> datetime:
        """Travel on by `1w`, `2d12h`, `30m` … and return on arrival; see `move`."""
        return self.move(advance=length, **options)

    def to_weekday(self, weekday: str, at: str, zone: str, **options: Any) -> datetime:
        """Travel to the next such weekday and wall time in a zone and return on arrival; see `move`."""
        return self.move(to_weekday=weekday, time=at, zone=zone, **options)

    def move(self, *, seconds: float = 300.0, wait: bool = True, **wish: Any) -> datetime:
        """Set out and (`wait`) return when the clock has arrived and every app has worked it through.

        `step` sets the length of its steps. `SandboxError` `timeout` if it takes more than `seconds`.
        """
        self._http.post("clock", **wish)
        if wait:
            wait_until(self._has_arrived, "the clock to arrive", seconds)
        return self.now()

    def _has_arrived(self) -> bool:
        return not self._http.get("clock", wait=ARRIVAL_SECONDS)["travelling"]

    def stop(self) -> None:
        """Stop where it is."""
        self._http.delete("clock/travel")

    def forget(self, app: str) -> None:
        """Do not wait for an app that followed the clock and was killed."""
        self._http.delete(f"clock/followers/{app}")
