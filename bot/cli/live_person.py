"""The part of `kith doctor --live` that is a conversation with whoever runs it: a message, a file and a form."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.cli.doctor import Finding, is_still_to_be_made
from bot.cli.live_form import tried_form
from bot.cli.opening import opened
from bot.clock import real_now
from bot.db.migrate import is_current
from bot.delivery import upkeep
from bot.domain.messages import Message
from bot.settings import Settings
from bot.slack import directory, posting
from bot.slack.clients import Clients
from bot.slack.errors import DoubtfulError, LimitedError, RefusedError, UnreachedError, translate_errors
from bot.slack.posting import Posted
from bot.views import live

ARRIVAL_SECONDS = 10.0
MOST_PEOPLE = 20_000
_ID = re.compile(r"[UW][A-Z0-9]{2,}")

REPORT = "This is worth an issue: say what Slack said, and in which kind of workspace"
_REINSTALL = "Paste bot/manifest.json as your app's manifest, save, then “Reinstall to workspace”"
_WHO = "--as: write your own member id; in Slack it is in your profile, under ⋯ → “Copy member ID”"
_ADVICE = {
    "missing_scope": _REINSTALL,
    "user_not_found": _WHO,
    "user_disabled": _WHO,
    "cannot_dm_bot": _WHO,
    "not_enabled": _REINSTALL,
}
Tell = Callable[[str], None]


class _AmissError(Exception):
    """Slack said yes, and it is not so; or there is nobody to write to."""

    def __init__(self, found: str, to_do: str = REPORT) -> None:
        super().__init__(found)
        self.to_do = to_do


@dataclass(frozen=True)
class Asked:
    """The workspace that is asked, by Kith's own clients."""

    clients: Clients
    id: int

    @property
    def reading(self) -> WebClient:
        """For calls that may be repeated; it waits where Slack says so."""
        client = self.clients.reading(self.id)
        client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=5))
        return client

    @property
    def posting(self) -> WebClient:
        """For calls that may not be repeated."""
        return self.clients.posting(self.id)


def with_person(settings: Settings, workspace: Asked, *, who: str, patience: float, tell: Tell) -> Iterator[Finding]:
    """A message, a file and a form in the conversation with whoever runs this."""
    if not who:
        yield Finding("conversation", "not tried: say who you are with `--as`", is_tried=False)
        return
    found: dict[str, str] = {}

    def meet() -> str:
        found["user"], name = _person(workspace.reading, who)
        found["channel"] = posting.open_conversation(workspace.reading, [found["user"]])
        return f"with {name}"

    yield (conversation := _tried("conversation", meet))
    if not conversation.is_well:
        return
    skipped = _why_no_form(settings)
    key, channel = f"live:{uuid4()}", found["channel"]
    posted: list[Posted] = []
    begun = _as_json(live.begun(has_form=skipped is None))

    def post() -> str:
        posted.append(posting.post(workspace.posting, channel=channel, key=key, message=begun))
        page = posting.find(workspace.reading, channel=channel, key=key, oldest=_before(posted[0].ts), cursor="")
        if page.found != posted[0]:
            raise _AmissError("it was posted, and is not found again in the history by its key")
        return "posted, and found again by its key"

    tried = [_tried("message", post)]
    yield tried[0]
    if not posted:
        return
    try:
        tried.append(_tried("file", lambda: _file(workspace, channel, oldest=_before(posted[0].ts))))
        yield tried[-1]
        token = settings.slack_app_token
        if skipped is not None or token is None:
            yield Finding("form", f"not tried: {skipped}", is_tried=False)
        else:
            tell(f"In Slack, press “Open the form” in Kith's message to you and send it, within {patience:g} seconds …")
            form = tried_form(
                workspace.posting, token.get_secret_value(), user=found["user"], ts=posted[0].ts, patience=patience
            )
            tried.append(form)
            yield form
    finally:  # also after Ctrl-C: no button stays that nobody answers
        ended = _as_json(live.ended(is_well=len(tried) > 1 and all(one.is_well for one in tried)))
        last = _tried("change", lambda: _change(workspace, posted[0], key, ended))
    yield last


def _tried(what: str, act: Callable[[], str]) -> Finding:
    """What came of it, or what Slack said and what to do."""
    try:
        with translate_errors():
            return Finding(what, act())
    except _AmissError as error:
        return Finding(what, str(error), error.to_do)
    except RefusedError as error:
        return Finding(what, f"Slack says {error.name}", _ADVICE.get(error.name, REPORT))
    except LimitedError:
        return Finding(what, "Slack allows no more calls just now", "Run it again in some minutes")
    except (DoubtfulError, UnreachedError) as error:
        return Finding(what, f"no clear answer: {error.name}", "Check the network and run it again")


def _person(client: WebClient, who: str) -> tuple[str, str]:
    """The id and name of somebody by id, handle or e-mail address."""
    asked = who.removeprefix("@").casefold()
    people = (
        [client.users_info(user=who)["user"]] if _ID.fullmatch(who) else directory.everyone(client, most=MOST_PEOPLE)
    )
    for user in people:
        called = (*directory.handles(user), (user.get("profile") or {}).get("email") or "", user["id"])
        found = directory.person_values(user)
        if asked in (one.casefold() for one in called) and not (found["is_bot"] or found["is_deactivated"]):
            return found["slack_user_id"], found["name"]
    raise _AmissError(f"nobody here is called {who}", _WHO)


def _why_no_form(settings: Settings) -> str | None:
    """Why a press in Slack would not reach this command; None where it does."""
    if not settings.slack_app_token:
        return "over HTTP a press reaches `kith web`, not this command. Press a button in Kith's Home instead"
    if not is_still_to_be_made(settings.database_url):
        with opened(settings) as database:
            if is_current(database.engine):
                with database.unit_of_work(read_only=True) as session:
                    if upkeep.is_alive(session, now=real_now()):
                        return "Kith is running, and Slack would hand it the press. Stop it and run this again"
    return None


def _file(workspace: Asked, channel: str, *, oldest: float) -> str:
    """Share a file, find it in the conversation, and take it away with its message."""
    file_id = posting.upload(workspace.reading, name="kith.txt", content=b"Kith was tried, and takes this file away.\n")
    posting.share(workspace.posting, channel=channel, files=[(file_id, "Kith is being tried")])
    try:
        message = _arrived(workspace, channel, file_id, oldest=oldest)
        workspace.posting.chat_delete(channel=channel, ts=message.ts)
    finally:
        workspace.posting.files_delete(file=file_id)
    return "uploaded, shared, found and deleted"


def _arrived(workspace: Asked, channel: str, file_id: str, *, oldest: float) -> Posted:
    """The message that shares the file: Slack posts it a moment after the call."""
    until = time.monotonic() + ARRIVAL_SECONDS
    while True:
        page = posting.find_file(workspace.reading, channel=channel, file_id=file_id, oldest=oldest, cursor="")
        if page.found:
            return page.found
        if time.monotonic() > until:
            raise _AmissError(f"it was shared, and does not stand in the conversation after {ARRIVAL_SECONDS:g} s")
        time.sleep(0.5)


def _change(workspace: Asked, posted: Posted, key: str, ended: dict[str, Any]) -> str:
    posting.update(workspace.posting, posted=posted, key=key, message=ended)
    return "the message says what came of it"


def _as_json(written: Message) -> dict[str, Any]:
    return {"text": written.text, "blocks": list(written.blocks)}


def _before(ts: str) -> float:
    return float(ts) - 1
