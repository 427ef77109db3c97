"""Payloads as Slack never sends them: recorded ones, with a field or three gone, replaced or turned inside out.

What is recorded comes from the tables: each row of handlers/ has a case, each field and element a golden file.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from bot.views import digest_items
from handlers.rows import Who
from handlers.table import COMMANDS, EVENTS
from tests.handlers import payloads
from tests.handlers.cases import CASES, who_may
from tests.handlers.forms import entered, filled, kinds
from tests.handlers.world import World

DEEP: Any = []
for _ in range(300):
    DEEP = [DEEP]
# What says whose it is and what: with other words there, it would be refused before it is looked at
KEPT = {
    "type",
    "team_id",
    "user_id",
    "id",
    "command",
    "action_id",
    "callback_id",
    "trigger_id",
    "block_id",
    "response_url",
}
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, float("nan"), 2**31, 2**63, 10**40, "", " ", "\0", "a\0b", "\ud800", "\u202e", "０"),
    *("x" * 300, "x" * 50_000, "-1", "9" * 9, "9" * 40, "1:2:3", ":::", "1:prompt:0001-01-01", "1:home:9999-12-31"),
    *("0001-01-01", "9999-12-31", "24:00", "null", "<@U1>", "http://127.0.0.1/", [], {}, [None], {"id": 5}, DEEP),
    *({"": ""}, {"id": "\0"}, {"value": {}}, ["x"] * 200, {"type": "input"}),
)
# What people can write, and pick: of the right type, so that it gets as far as the rules and the database
WORDS: tuple[str, ...] = (
    *(
        "",
        " ",
        "\n\n",
        "\u200b",
        "\u202eabc",
        "\ufeff",
        "e\u0301" * 50,
        "👩\u200d👩\u200d👧" * 30,
        "\U0010ffff",
        "٣",
        "①",
        "−1",
        "ı",
    ),
    *(
        "<!channel>",
        "<@U1>",
        "<https://example.com|x>",
        "&lt;!here&gt;",
        "*_~`>",
        "=1+1",
        "＝1+1",
        "%s %(x)s {0}",
        "' OR 1=1 --",
    ),
    *(
        "x" * 3000,
        "a, b; c\n" * 300,
        "x" * 151,
        "1",
        "0",
        "-1",
        "9" * 18,
        "1:2",
        "::",
        "null",
        "true",
        "\x7f",
        "\x1b[31m",
    ),
    *(
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2026-03-08",
        "2026-12-24 – 2027-01-06",
        "24:00",
        "23:59",
        "Europe/Berlin",
        "Mars/Base",
    ),
)


def recorded(world: World) -> list[dict[str, Any]]:
    """A good payload of each thing that people can do, and of each event."""
    team, url = world.kith.workspace.slack_team_id, world.kith.slack.response_url
    found = [payloads.command(team, world.ada.slack_user_id, name, response_url=url) for name in COMMANDS]
    for (kind, name), case in CASES.items():
        user = (world.organizer if who_may((kind, name)) in (Who.ORGANIZER, Who.READER) else world.ada).slack_user_id
        carried = case.carried(world.mine)
        if kind == "view":
            values = _entered({**filled(name), **case.fields(world.mine)})
            found.append(payloads.view_submission(team, user, name, values, private_metadata=carried))
        elif kind == "shortcut":
            found.append(payloads.shortcut(team, user, name))
        else:
            for element in sorted(kinds().get(name, {"button"})):
                pressed = payloads.action(name, **entered(element, carried))
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
        said = {"channel_type": "im", "text": "goals", "ts": "1.1", "tab": "home", "tokens": {"bot": []}}
        found.append(payloads.event(whose, {"type": event, "user": person, "channel": channel, **said}))
    return found


def mutated(whole: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The payload with one to three of its places changed: in every second one, words by other words alone."""
    changed = copy.deepcopy(whole)
    if chance.random() < 0.5:
        texts = [(parent, key) for parent, key in _places(changed) if isinstance(parent[key], str) and key not in KEPT]
        for parent, key in chance.choices(texts, k=chance.randint(1, 3)):
            parent[key] = chance.choice(WORDS)
        return changed
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
    accessory = {"type": "button", "action_id": digest_items.TAKE, "value": str(world.mine.item)}
    block_id = f"{digest_items.ITEM_BLOCK}{world.mine.item}"
    return {"type": "section", "block_id": block_id, "text": said, "accessory": accessory}


def _entered(fields: Any) -> dict[str, Any]:
    return {field: {"value": element} for field, element in fields.items()}
