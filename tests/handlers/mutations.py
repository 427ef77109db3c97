"""Payloads as Slack never sends them: recorded ones, with a field or three gone, replaced or turned inside out."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from bot.views import digests
from handlers.rows import Who
from handlers.table import COMMANDS, EVENTS
from tests.handlers import payloads
from tests.handlers.cases import CASES, who_may
from tests.handlers.world import World

DEEP: Any = []
for _ in range(300):
    DEEP = [DEEP]
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, float("nan"), 2**31, 2**63, 10**40, "", " ", "\0", "a\0b", "\ud800", "\u202e", "０"),
    *("x" * 300, "x" * 50_000, "-1", "9" * 9, "9" * 40, "1:2:3", ":::", "1:prompt:0001-01-01", "1:home:9999-12-31"),
    *("0001-01-01", "9999-12-31", "24:00", "null", "<@U1>", "http://127.0.0.1/", [], {}, [None], {"id": 5}, DEEP),
    *({"": ""}, {"id": "\0"}, {"value": {}}, ["x"] * 200, {"type": "input"}),
)


def recorded(world: World) -> list[dict[str, Any]]:
    """A good payload of each thing that people can do, and of each event."""
    team, url = world.kith.workspace.slack_team_id, world.kith.slack.response_url
    found = [payloads.command(team, world.ada.slack_user_id, name, response_url=url) for name in COMMANDS]
    for (kind, name), case in CASES.items():
        user = (world.organizer if who_may((kind, name)) is Who.ORGANIZER else world.ada).slack_user_id
        carried = case.carried(world.mine)
        if kind == "view":
            entered = _entered(case.fields(world.mine))
            found.append(payloads.view_submission(team, user, name, entered, private_metadata=carried))
        elif kind == "shortcut":
            found.append(payloads.shortcut(team, user, name))
        else:
            pressed = payloads.action(name, carried)
            in_message = payloads.message_click(team, user, pressed, channel="D1", response_url=url)
            in_modal = payloads.view_click(team, user, pressed)
            in_message["message"]["blocks"] = in_modal["view"]["blocks"] = [_item(world)]
            found += [in_message, in_modal, payloads.home_click(team, user, pressed)]
    for event in sorted(EVENTS):
        channel: Any = {"id": "C1", "name": "new"} if event.endswith("rename") else "C1"
        ada = world.ada.slack_user_id
        person: Any = {"id": ada} if event in ("user_change", "team_join") else ada
        # In the workspace of this run, these would end it
        whose = "T_ELSEWHERE" if event in ("app_uninstalled", "tokens_revoked") else team
        found.append(payloads.event(whose, {"type": event, "user": person, "channel": channel, "tokens": {"bot": []}}))
    return found


def mutated(whole: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The payload with one to three of its places changed."""
    changed = copy.deepcopy(whole)
    for _ in range(chance.randint(1, 3)):
        parent, key = chance.choice(list(_places(changed)) or [(changed, "type")])
        what = chance.random()
        if what < 0.2 and isinstance(parent, dict):
            del parent[key]
        elif what < 0.3:
            parent[key] = [copy.deepcopy(parent[key])]
        elif what < 0.4 and isinstance(parent[key], str):
            parent[key] = parent[key] + chance.choice(("\0", "0" * 50, ":", " ", "x" * 5000))
        else:
            parent[key] = copy.deepcopy(chance.choice(ODD))  # else a later change would grow the choice itself
    return changed


def _places(part: Any, depth: int = 12) -> Iterator[tuple[Any, Any]]:
    """Every (dict or list, key or index) in it, so deep."""
    if not depth or not isinstance(part, dict | list):
        return
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        yield part, key
        yield from _places(value, depth - 1)


def _item(world: World) -> dict[str, Any]:
    """A block that is drawn anew from itself."""
    said = {"type": "mrkdwn", "text": "Few people"}
    accessory = {"type": "button", "action_id": digests.TAKE, "value": str(world.mine.item)}
    block_id = f"{digests.ITEM_BLOCK}{world.mine.item}"
    return {"type": "section", "block_id": block_id, "text": said, "accessory": accessory}


def _entered(fields: Any) -> dict[str, Any]:
    return {field: {"value": element} for field, element in fields.items()}
