"""Faults on demand: what goes wrong between an app and Slack: in which method, how often, for which person."""

import random
from collections.abc import Container
from dataclasses import asdict
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from sandbox import conversations, installs, people
from sandbox.errors import RateLimitedError, SlackError
from sandbox.model import Json, Store, Token, Workspace

Kind = Literal[
    "ratelimited",  # HTTP 429 with Retry-After: `seconds`
    "server_error",  # HTTP `status`; the call is not done
    "error",  # ok: false with the name `error`; the call is not done
    "timeout",  # the call is done, but no answer comes for `seconds`
    "reset_before",  # the connection is reset; the call is not done
    "reset_after",  # the call is done, then the connection is reset
    "latency",  # the answer takes `seconds` longer
    "deactivate_user",  # whom the call is about is deactivated just before it
    "archive_channel",  # the channel the call is about is archived just before it
    "revoke_token",  # the token is revoked just before the call
]

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(slots=True, config=ConfigDict(extra="forbid"))
class Fault:
    """`method`: its name, or `*` for all. `count`: how many calls it meets, None for no end.
    `team`, `channel` and `user` narrow it to calls about them."""

    id: str
    kind: Kind
    method: str = "*"
    count: Annotated[int, Field(ge=1)] | None = 1
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    seconds: Annotated[float, Field(ge=0, le=3600)] = 1.0
    status: Annotated[int, Field(ge=200, le=599)] = 503
    error: str = "internal_error"
    team: str | None = None
    channel: str | None = None
    user: str | None = None

    def about(self, method: str, team: str, args: Json) -> bool:
        """Whether a call is one of those this fault is for."""
        return (
            self.method in ("*", method)
            and self.team in (None, team)
            and self.channel in (None, args.get("channel"))
            and (self.user is None or self.user in str([args.get(name) for name in ("user", "users", "channel")]))
        )


class Faults:
    """The faults that are set. The same seed and calls give the same outcome."""

    def __init__(self, store: Store, seed: int = 0) -> None:
        self._store = store
        self._random = random.Random(seed)
        self._set: dict[str, Fault] = {}

    def add(self, /, **fields: Any) -> Fault:
        """Set a fault (fields as in `Fault`); `ValidationError` if they make no sense."""
        fault = Fault(self._store.ids.new("F"), **fields)
        self._set[fault.id] = fault
        return fault

    def remove(self, fault_id: str) -> bool:
        """Take a fault away; False if it is not (or no longer) set."""
        return self._set.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Take all faults away."""
        self._set.clear()

    def listed(self) -> list[Json]:
        """The faults that are set."""
        return [asdict(fault) for fault in self._set.values()]

    def meeting(self, method: str, team: str, args: Json, *, kinds: Container[Kind] = KINDS) -> Fault | None:
        """The fault (of these kinds) this call meets, if any; a counted one is used up by it."""
        for fault in self._set.values():
            if fault.kind in kinds and fault.about(method, team, args) and self._random.random() < fault.probability:
                if fault.count is not None:
                    fault.count -= 1
                    if fault.count == 0:
                        del self._set[fault.id]
                return fault
        return None

    def before(self, fault: Fault, token: Token, workspace: Workspace | None, args: Json) -> None:
        """What a fault does before the call: refuse it, or change the world under it."""
        if fault.kind == "ratelimited":
            raise RateLimitedError(max(int(fault.seconds), 1))
        if fault.kind == "error":
            raise SlackError(fault.error)
        if fault.kind == "revoke_token":
            installs.revoke(self._store, token)
            raise SlackError("token_revoked")
        if workspace:
            self._change_world(fault, workspace, args)

    def _change_world(self, fault: Fault, workspace: Workspace, args: Json) -> None:
        channel = workspace.conversations.get(str(args.get("channel")))
        if fault.kind == "archive_channel" and channel:
            conversations.archive(self._store, channel, actor=channel.creator)
        if fault.kind == "deactivate_user":
            for user in _about(workspace, args, fault.user):
                people.change(self._store, workspace.users[user], deleted=True)


def _about(workspace: Workspace, args: Json, wanted: str | None) -> list[str]:
    """The person a call is about: the one wanted, or the first it names."""
    named = str(args.get("user") or args.get("users") or args.get("channel") or "")
    if named in workspace.conversations:
        found = [user for user in workspace.conversations[named].members if not workspace.users[user].is_bot]
    else:
        found = [user for user in workspace.users if user in named]
    return [user for user in found if wanted in (None, user)][:1]
