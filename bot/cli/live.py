"""`kith doctor --live`: asks a real workspace what can be asked without harm.

It writes to the person who runs it and to nobody else, takes away the file that it shares, and leaves one message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app import build_context
from bot.cli.doctor import Finding, is_still_to_be_made, scopes
from bot.cli.live_person import REPORT, Asked, Tell, with_person
from bot.services import workspaces
from bot.settings import Settings
from bot.slack.clients import Clients
from bot.slack.errors import DoubtfulError, LimitedError, RefusedError, UnreachedError, translate_errors

# Every message and view as it was read aloud; a checkout has them, an image or a wheel has not
EXAMPLES = Path(__file__).parents[2] / "tests" / "views" / "golden"
NEEDED = frozenset({"database", "tables", "keys", "bot token", "app token", "OAuth client", "Slack"})
REFUSALS = ("invalid_blocks", "invalid_message", "invalid_view")


class _NowhereError(Exception):
    """There is no workspace to ask; the finding says why."""

    def __init__(self, found: str, to_do: str) -> None:
        super().__init__(found)
        self.finding = Finding("workspace", found, to_do)


def examine_live(
    settings: Settings,
    so_far: Iterable[Finding],
    *,
    who: str = "",
    team: str = "",
    patience: float = 120.0,
    tell: Tell = print,
    examples: Path = EXAMPLES,
) -> Iterator[Finding]:
    """Every check that asks Slack; those that need a person where `who` says who that is (an id or a handle).

    Asks nothing where what was found `so_far` says that Slack would not answer.
    `patience` is how many seconds the person has to press and send; `tell` is told what to wait for and what to press.
    """
    if faults := [one.what for one in so_far if one.what in NEEDED and not one.is_well]:
        yield Finding("workspace", f"not asked: mend first {', '.join(faults)}", is_tried=False)
        return
    try:
        with _speaking(settings, team) as workspace:
            if not settings.slack_bot_token:
                installed = _installed(workspace)
                yield from installed
                if not installed[0].is_well:
                    return
            yield _blocks(workspace.reading, examples, tell)
            yield from with_person(settings, workspace, who=who, patience=patience, tell=tell)
    except _NowhereError as error:
        yield error.finding


@contextmanager
def _speaking(settings: Settings, team: str) -> Iterator[Asked]:
    if settings.slack_bot_token:
        token = settings.slack_bot_token.get_secret_value()
        yield Asked(Clients(api_url=settings.slack_api_url, token_of=lambda _id: token), 0)
        return
    if is_still_to_be_made(settings.database_url):
        raise _NowhereError("none has installed Kith yet", "Install it first: https://…/slack/install")
    context = build_context(settings)
    try:
        with context.database.unit_of_work(read_only=True) as session:
            known = {one.slack_team_id: (one.id, one.name) for one in workspaces.installed(session)}
        if not known:
            raise _NowhereError("none has installed Kith yet", "Install it first: https://…/slack/install")
        if team not in known and (team or len(known) > 1):
            named = ", ".join(f"{key} ({name})" for key, (_, name) in known.items())
            raise _NowhereError(f"{team} is not known" if team else f"{len(known)} of them", f"--team: one of {named}")
        yield Asked(context.clients, known[team or next(iter(known))][0])
    finally:
        context.database.dispose()


def _installed(workspace: Asked) -> list[Finding]:
    """Whose workspace it is, and what was granted there; for a token of the settings `examine` says it."""
    try:
        answer = workspace.reading.auth_test()
    except (SlackApiError, OSError) as error:
        name = error.response["error"] if isinstance(error, SlackApiError) else str(error)
        return [Finding("workspace", f"Slack says {name}", "Install Kith there again: https://…/slack/install")]
    return [Finding("workspace", f"{answer['user']} in {answer['team']}"), scopes(answer)]


def _blocks(client: WebClient, examples: Path, tell: Tell) -> Finding:
    """Whether Slack would take every message and view."""
    shown = sorted(path for path in examples.rglob("*.json") if _is_shown(path))
    if not shown:
        return Finding("blocks", "not tried: the examples are in a checkout alone (tests/views/golden)", is_tried=False)
    refused: list[str] = []
    for number, path in enumerate(shown):
        if number % 100 == 0:
            tell(f"Asking Slack about messages and views: {number} of {len(shown)} …")
        try:
            with translate_errors():
                _validate(client, json.loads(path.read_text()))
        except RefusedError as error:
            cause = error.__cause__
            if error.name == "unknown_method":
                return Finding("blocks", "not tried: this server does not know blocks.validate", is_tried=False)
            if error.name not in REFUSALS or not isinstance(cause, SlackApiError):
                return Finding("blocks", f"Slack says {error.name}", REPORT)
            refused.append(f"{path.relative_to(examples).with_suffix('')}: {_first_error(cause)}")
        except (LimitedError, DoubtfulError, UnreachedError) as error:
            return Finding("blocks", f"{number} of {len(shown)}, then: {error}", "Run it again in some minutes")
    if refused:
        named = "; ".join(refused[:3])
        return Finding("blocks", f"{len(refused)} of {len(shown)} refused: {named}", REPORT)
    return Finding("blocks", f"all {len(shown)} messages and views would be taken")


def _is_shown(path: Path) -> bool:
    return "blocks" in json.loads(path.read_text())


def _validate(client: WebClient, shown: dict[str, Any]) -> None:
    if "type" in shown:
        client.blocks_validate(view=shown)
    elif "text" in shown:
        client.blocks_validate(message=shown)
    else:
        client.blocks_validate(blocks=shown["blocks"])


def _first_error(refusal: SlackApiError) -> str:
    errors = refusal.response.get("errors") or [{}]
    return f"{errors[0].get('pointer', '')} {errors[0].get('message', '')}".strip() or str(refusal.response["error"])
