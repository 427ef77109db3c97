"""What an interaction gives the app to answer with: a trigger_id for a modal, a response_url for messages."""

import secrets
import time
from dataclasses import dataclass, field

from sandbox.errors import SlackError

RESPONSE_SECONDS = 1800.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """A person's permission to show them a modal. `view_id` is the modal the person acted in, if any."""

    team_id: str
    user_id: str
    view_id: str | None
    expires: float
    exchanged: bool = False


class Triggers:
    """Trigger ids: each works once, for so many seconds of real time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._issued: dict[str, Trigger] = {}

    def issue(self, team_id: str, user_id: str, view_id: str | None = None) -> str:
        """A new trigger id."""
        number = f"{time.time_ns() // 1000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[number] = Trigger(team_id, user_id, view_id, time.monotonic() + self._seconds)
        return number

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; `SlackError` if it is unknown, used or too old."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if trigger.expires < time.monotonic():
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def team_of(self, trigger_id: str) -> str | None:
        """The workspace a trigger id belongs to."""
        trigger = self._issued.get(trigger_id)
        return trigger.team_id if trigger else None


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer goes: the conversation, the person, and the message that was acted on, if any."""

    team_id: str
    channel: str
    user_id: str
    message_ts: str | None
    uses: int = 0
    expires: float = field(default_factory=lambda: time.monotonic() + RESPONSE_SECONDS)


class ResponseUrls:
    """Response addresses: each works five times within half an hour."""

    def __init__(self) -> None:
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, team_id: str, channel: str, user_id: str, message_ts: str | None = None) -> str:
        """The path of a new one."""
        path = f"/response/{team_id}/{secrets.token_urlsafe(18)}"
        self._issued[path] = ResponseUrl(team_id, channel, user_id, message_ts)
        return path

    def use(self, path: str) -> ResponseUrl:
        """Count one use; `SlackError` if the address is unknown, used up or too old."""
        found = self._issued.get(path)
        if found is None or found.expires < time.monotonic():
            raise SlackError("expired_url")
        if found.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        found.uses += 1
        return found
