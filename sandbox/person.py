"""A person in a sandbox, and what they see and act on: conversations, messages, the Home tab, modals."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sandbox.http_client import LOOK_SECONDS, WAIT_SECONDS, HttpClient, Json, SandboxError, wait_until


class Surface:
    """Something with blocks that a person can act on: a message, the Home tab, a modal."""

    def __init__(self, person: "Person", where: Json, blocks: list[Json]) -> None:
        self.person = person
        self._where = where
        self.blocks = blocks

    @property
    def words(self) -> str:
        """All text a person can read on it, a line for each text object."""
        return "\n".join(texts_of(self.blocks))

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order."""
        return [one["text"]["text"] for one in elements_of(self.blocks) if one.get("type") == "button"]

    def press(self, what: str, value: Any = None, *, beside: str | None = None, block_id: str | None = None) -> Json:
        """Press what has this label or action_id; `value` is the choice in a picker, by label or value.

        Where there are several, `beside` is a text of the block meant: `press("Add one", beside="Coffee chat")`.
        """
        return self.person.act("press", **self._where, action_id=what, block_id=block_id, beside=beside, value=value)

    def fill(self, values: Json) -> None:
        """Fill in fields, by label, action_id or block_id, without sending anything."""
        self.person.act("fill", **self._where, values=values)


class Message(Surface):
    """A message as the person sees it. `at` is the product time at which it came."""

    def __init__(self, person: "Person", channel: str, shape: Json) -> None:
        super().__init__(person, {"channel": channel, "ts": shape["ts"]}, shape.get("blocks", []))
        self.shape = shape
        self.channel = channel
        self.ts: str = shape["ts"]
        self.user: str = shape["user"]
        self.text: str = shape["text"]
        self.at = datetime.fromisoformat(shape["at"])
        self.is_ephemeral: bool = shape.get("is_ephemeral", False)

    @property
    def words(self) -> str:
        """The text of its blocks, or its own where it has none."""
        return super().words if self.blocks else self.text

    def shortcut(self, name: str) -> Json:
        """Run a message shortcut on it, by callback_id or name."""
        return self.person.act("message_shortcut", channel=self.channel, ts=self.ts, name=name)

    def __repr__(self) -> str:
        return f"<Message {self.ts} {self.words[:60]!r}>"


class Modal(Surface):
    """The modal on top of the person's stack."""

    def __init__(self, person: "Person", view: Json) -> None:
        super().__init__(person, {"modal": True}, view["blocks"])
        self.view = view
        self.title: str = view["title"]["text"]
        self.errors: dict[str, str] = view["errors"]

    def submit(self, values: Json | None = None) -> Json:
        """Fill in and submit; `ViewError` if the form is refused."""
        return self.person.submit(values)

    def close(self, *, everything: bool = False) -> None:
        """Close it, or the whole stack."""
        self.person.act("close", all=everything)


@dataclass(frozen=True)
class Conversation:
    """A conversation as the person's list showed it."""

    person: "Person"
    shape: Json

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.shape["id"])

    @property
    def title(self) -> str:
        """What it is called on the person's screen."""
        return str(self.shape["title"])

    def messages(self, limit: int = 200) -> list[Message]:
        """What the person sees in it, oldest first."""
        found = self.person.get(f"conversations/{self.id}/messages", limit=limit)["messages"]
        return [Message(self.person, self.id, shape) for shape in found]

    @property
    def last(self) -> Message:
        """The last message; `SandboxError` `no_messages` if there is none."""
        found = self.messages(1)
        if not found:
            raise SandboxError({"error": "no_messages", "message": f"{self.title} is empty"})
        return found[0]

    def find(self, text: str) -> Message | None:
        """The last message that contains a text."""
        return next((message for message in reversed(self.messages()) if text in message.words), None)

    def wait_for(self, text: str, seconds: float = WAIT_SECONDS) -> Message:
        """The last message that contains a text, as soon as there is one."""
        return wait_until(lambda: self.find(text), f"{text!r} in {self.title}", seconds)

    def say(self, text: str) -> Message:
        """Write a message."""
        return Message(self.person, self.id, self.person.act("messages", channel=self.id, text=text)["message"])

    def command(self, name: str, text: str = "") -> Json:
        """Type a slash command here."""
        return self.person.act("command", channel=self.id, command=name, text=text)


class Person:
    """Somebody to act as."""

    def __init__(self, http: HttpClient, shape: Json, bot: str) -> None:
        self._http = http
        self.shape = shape
        self.id: str = shape["id"]
        self.name: str = shape["real_name"]
        self.bot = bot

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    def get(self, path: str, **query: Any) -> Json:
        """A GET below this person."""
        return self._http.get(f"people/{self.id}/{path}", **query)

    def act(self, path: str, **body: Any) -> Json:
        """A POST below this person."""
        return self._http.post(f"people/{self.id}/{path}", **body)

    def conversations(self) -> list[Conversation]:
        """Everything in the person's list, and the public channels."""
        return [Conversation(self, shape) for shape in self.get("conversations")["conversations"]]

    def dm(self, other: str | None = None) -> Conversation:
        """The DM with the app, or with another person (an id)."""
        return self.group(other or self.bot)

    def group(self, *others: str) -> Conversation:
        """The DM or group DM with these people (ids); it is opened if need be."""
        return Conversation(self, self.act("direct", users=list(others))["conversation"])

    def groups(self) -> list[Conversation]:
        """The group DMs the person is in."""
        return [one for one in self.conversations() if one.shape["kind"] == "mpim"]

    def channel(self, name: str) -> Conversation:
        """The channel of this name or id."""
        for one in self.conversations():
            if name.lstrip("#") in (one.id, one.shape["name"]):
                return one
        raise SandboxError({"error": "channel_not_found", "message": f"{self.name} sees no channel {name!r}"})

    def command(self, name: str, text: str = "", *, channel: str | None = None) -> Json:
        """Type a slash command in the DM with the app, or in the channel of this name or id."""
        return (self.channel(channel) if channel else self.dm()).command(name, text)

    def shortcut(self, name: str) -> Json:
        """Run a global shortcut, by callback_id or name."""
        return self.act("shortcut", name=name)

    def home(self) -> Surface:
        """The Home tab as last published; `SandboxError` `no_home` if there is none."""
        view = self.get("home")["view"]
        if view is None:
            raise SandboxError({"error": "no_home", "message": f"nothing is published for {self.name}"})
        return Surface(self, {"home": True}, view["blocks"])

    @property
    def home_hash(self) -> str:
        """Which publishing of the Home tab this is: Slack gives each another one."""
        return str(self.get("home")["view"]["hash"])

    def open_home(self, seconds: float = WAIT_SECONDS) -> Surface:
        """Open the Home tab, and give it as soon as the app has published one."""
        self.act("home")
        wait_until(lambda: self.get("home")["view"], f"the Home tab of {self.name}", seconds)
        return self.home()

    def modals(self) -> list[Modal]:
        """The open modals, the undermost first."""
        return [Modal(self, view) for view in self.get("modal")["views"]]

    @property
    def modal(self) -> Modal:
        """The top modal, as soon as there is one."""
        return wait_until(self.modals, f"a modal for {self.name}")[-1]

    def fill(self, values: Json) -> None:
        """Fill in the top modal, by label, action_id or block_id."""
        self.modal.fill(values)

    def submit(self, values: Json | None = None, *, seconds: float = WAIT_SECONDS) -> Json:
        """Submit the top modal, as soon as there is one with a submit button; `ViewError` if it is refused.

        An app may open a modal after it acknowledged, and show first that it is still looking things up.
        """
        deadline = time.monotonic() + seconds
        while not any(modal.view.get("submit") for modal in self.modals()[-1:]) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return self.act("submit", values=values or {})

    def close(self) -> None:
        """Close the top modal."""
        self.act("close")

    def change(self, **fields: Any) -> None:
        """Rename (`real_name`), move (`tz`), deactivate (`deleted`)."""
        self.shape = self._http.post(f"people/{quote(self.id)}", **fields)["person"]


def texts_of(value: Any) -> Iterator[str]:
    """Every text in blocks, in order."""
    if isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str):
            yield text
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)


def elements_of(blocks: list[Json]) -> Iterator[Json]:
    """Every element in blocks, in order."""
    for block in blocks:
        candidates = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        yield from (one for one in candidates if isinstance(one, dict))
