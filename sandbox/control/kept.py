"""What the people's side keeps: product time, who has read what, the raw traffic between the app and the sandbox."""

import itertools
from collections import Counter, deque
from datetime import datetime

from sandbox.clock import Clock
from sandbox.core import Sandbox
from sandbox.model import Change, Conversation, Json, Message, User

MOST_UNREAD = 99
KEPT = 1000


class Memory:
    """What people's clients keep: how far each has read; and at which product time each message came."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._arrived: dict[str, datetime] = {}
        self._read: dict[tuple[str, str], str] = {}

    def on_change(self, change: Change) -> None:
        """A subscriber of the store."""
        if change.kind == "message_posted":
            self._arrived[change.data["message"].ts] = self._clock.now()
        elif change.kind == "message_deleted":
            self._arrived.pop(change.data["message"].ts, None)

    def arrived(self, message: Message) -> str:
        """The product time of a message, ISO 8601 in UTC."""
        return self._arrived.get(message.ts, self._clock.now()).isoformat()

    def mark_read(self, user: User, conversation: Conversation) -> bool:
        """Up to the last message; False if nothing changed."""
        last = next(reversed(conversation.messages), "")
        changed = self._read.get((user.id, conversation.id), "") != last
        self._read[user.id, conversation.id] = last
        return changed

    def unread(self, user: User, conversation: Conversation) -> int:
        """Messages by others since the person last looked; no more than `MOST_UNREAD` are counted."""
        read, count = self._read.get((user.id, conversation.id), ""), 0
        for message in reversed(conversation.messages.values()):
            if message.ts <= read or count == MOST_UNREAD:
                break
            count += message.user != user.id and message.only_for in (None, user.id)
        return count


class Traffic:
    """Keeps the last `KEPT` calls (`in`: app to Slack) and deliveries (`out`), and counts all of them."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._kept: deque[tuple[int, Change]] = deque(maxlen=KEPT)
        self._calls: Counter[str] = Counter()
        self._errors: Counter[tuple[str, str]] = Counter()

    def on_change(self, change: Change) -> None:
        """A subscriber of the store; it only notes, as benchmarks run through it."""
        if change.kind not in ("request", "delivery"):
            return
        self._kept.append((next(self._numbers), change))
        method, error = _method(change), _error(change)
        self._calls[method] += 1
        if error:
            self._errors[method, error] += 1

    def last(self, *, limit: int, method: str, errors: bool) -> list[Json]:
        """The last entries, oldest first, whose method contains `method`, only failed ones if `errors`."""
        found: list[Json] = []
        for number, change in reversed(self._kept):
            if len(found) >= limit:
                break
            if method.lower() in _method(change).lower() and (not errors or _error(change)):
                found.append(_entry(number, change))
        return found[::-1]

    def counts(self) -> Json:
        """`{method: {"calls", "errors": {name: count}}}`."""
        counted: Json = {method: {"calls": calls, "errors": {}} for method, calls in self._calls.items()}
        for (method, error), count in self._errors.items():
            counted[method]["errors"][error] = count
        return counted

    def clear(self) -> None:
        """Start counting and keeping anew."""
        self._kept.clear()
        self._calls.clear()
        self._errors.clear()


def _method(change: Change) -> str:
    if change.kind == "request":
        return str(change.data["method"])
    payload: Json = change.data["payload"]
    if change.data["type"] == "events_api":
        return str(payload.get("event", {}).get("type", "event"))
    return str(payload.get("command") or payload.get("type", change.data["type"]))


def _error(change: Change) -> str:
    if change.kind == "delivery":
        return "" if change.data["ok"] else str(change.data["reason"] or "not acknowledged")
    reply, fault = change.data["reply"], change.data.get("fault")
    if fault in ("timeout", "reset_before", "reset_after"):
        return str(fault)
    if isinstance(reply, dict) and reply.get("ok") is False:
        return str(reply.get("error", "error"))
    return "" if change.data["status"] < 400 else str(change.data["status"])


def _entry(number: int, change: Change) -> Json:
    sent = change.kind == "delivery"
    return {
        "number": number,
        "direction": "out" if sent else "in",
        "at": change.at,
        "workspace": change.team_id,
        "method": _method(change),
        "error": _error(change) or None,
        "status": ("ok" if change.data["ok"] else "failed") if sent else change.data["status"],
        "ms": change.data.get("milliseconds"),
        "attempt": change.data.get("attempt"),
        "fault": change.data.get("fault"),
        "request": change.data["payload"] if sent else change.data["args"],
        "response": change.data["reply"],
    }


class Control:
    """What the people's side keeps: product time, who has read what, the traffic."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.clock = Clock(sandbox.options.start, changed=lambda: sandbox.store.emit("clock_moved", None))
        self.memory = Memory(self.clock)
        self.traffic = Traffic()
        for subscriber in (self.memory.on_change, self.traffic.on_change):
            sandbox.store.subscribe(subscriber)

    def opening(self) -> Json:
        """Whom and what the page shows first, by the options `open_as` and `open_channel` (ids or names)."""
        options = self.sandbox.options
        for workspace in self.sandbox.store.workspaces.values():
            for user in workspace.people:
                if options.open_as in (user.id, user.name, user.real_name):
                    channel = next(
                        (
                            one.id
                            for one in workspace.conversations.values()
                            if options.open_channel in (one.id, one.name)
                        ),
                        "home" if options.open_channel == "home" else None,
                    )
                    return {"workspace": workspace.id, "person": user.id, "channel": channel}
        return {}
