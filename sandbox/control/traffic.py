"""The raw traffic between the app and the sandbox: the last calls and events, and counts since the start."""

import itertools
from collections import Counter, deque

from sandbox.control.call import Call
from sandbox.model import Change, Json

KEPT = 1000


class Traffic:
    """Keeps the last ``KEPT`` calls (``in``: app to Slack) and deliveries (``out``), and counts all of them."""

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
        """The last entries, oldest first, whose method contains ``method``, only failed ones if ``errors``."""
        found: list[Json] = []
        for number, change in reversed(self._kept):
            if len(found) >= limit:
                break
            if method.lower() in _method(change).lower() and (not errors or _error(change)):
                found.append(_entry(number, change))
        return found[::-1]

    def counts(self) -> Json:
        """``{method: {"calls", "errors": {name: count}}}``."""
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


def list_traffic(call: Call) -> Json:
    """The last ``limit`` (100) entries; ``method`` filters by a part of the name, ``errors``=1 to failures."""
    limit = max(1, call.number("limit", 100))
    found = call.control.traffic.last(limit=limit, method=call.text("method", ""), errors=call.flag("errors"))
    return {"traffic": found}


def show_stats(call: Call) -> Json:
    """Calls and deliveries by method and error since the start, or since they were set to zero."""
    return {"methods": call.control.traffic.counts()}


def clear_stats(call: Call) -> Json:
    """Forget the traffic and set the counts to zero."""
    call.control.traffic.clear()
    return {}
