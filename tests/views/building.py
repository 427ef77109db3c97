"""Values of any type a view takes, full of the texts that people should never have entered."""

from __future__ import annotations

import dataclasses
import inspect
import random
import types
from collections import abc
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.domain.errors import InvalidInputError, KithError
from bot.domain.programs import MIXES
from bot.domain.progress import WeekTotal
from bot.domain.slots import Slots, Within

ODD = (
    "",
    " \t\n\u200b\u202e",
    "<!channel> <!here> <@U1> <#C1|x> <https://evil.example|click>",
    "& < > &amp; &lt;!channel&gt;",
    "*bold* _italic_ ~struck~ `code` ```block```\n> quote\n• list",
    "👩🏽‍💻🇩🇪" * 40,
    "אבגד הוזח مرحبا \u202eنص\u202c",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 e\u0301 \ufffd \x00\x07",
    "<" * 10_000,
    "word " * 2_000,
    "x" * 10_000,
    "😀" * 10_000,
    "Ines",
)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham")
# No person can write these: ids and zones come from Slack, the rest from Kith's own hand.
GIVEN: Mapping[str, Callable[[random.Random], str]] = {
    "zone": lambda chance: chance.choice(ZONES),
    "slack_user_id": lambda chance: f"U{chance.randint(1, 10**9):09}",
    "slack_channel_id": lambda chance: f"C{chance.randint(1, 10**9):09}",
    "taken_by": lambda chance: f"U{chance.randint(1, 10**9):09}",
    "takers": lambda chance: f"U{chance.randint(1, 10**9):09}",
    "thanks_to": lambda chance: chance.choice(("", "U123")),
    "by": lambda chance: "U123",
    "digest_channel_id": lambda chance: "C000000001",
    "action_id": lambda chance: "participants.leave",
    "callback_id": lambda chance: "preparations.note",
    "label": lambda chance: "Leave",
    "line": lambda chance: "Noted.",
    "comes": lambda chance: "You meet your next buddy on Mon 2 Mar.",
    "question": lambda chance: "Which program?",
    "weights": lambda chance: chance.choice(list(MIXES)),
    "measure": lambda chance: chance.choice([field.name for field in dataclasses.fields(WeekTotal)][1:]),
    "metadata": lambda chance: "12:home:2026-03-02 https://hooks.slack.com/actions/T/1/x",
    "url": lambda _chance: "https://kith.example.org/link/abc",  # of the page, made of the settings
}
IN_A_ROW = dict.fromkeys(
    ("people", "named", "landed", "organizers", "viewers", "buddies", "slack_user_ids", "others"), "slack_user_id"
)
# What the tables hold to, by a constraint.
WITHIN: Mapping[str, tuple[int, int]] = {
    "every_rounds": (1, 12),
    "target": (1, 20),
    "round_weeks": (1, 12),
    "group_size": (2, 4),
    "weekday": (0, 4),
}
# What services guarantee and types do not say: never empty.
FILLED = frozenset({"catalogues", "weeks", "sections", "activities", "options", "programs", "steps"})
PLAIN: Mapping[Any, Callable[[random.Random], Any]] = {
    str: lambda chance: chance.choice(ODD),
    int: lambda chance: chance.choice((0, 1, 2, chance.randint(0, 2**31 - 1))),
    float: lambda chance: chance.choice((0.0, 1.5, 10.0**6)),
    bool: lambda chance: chance.random() < 0.5,
    bytes: lambda chance: chance.randbytes(20),
    date: lambda chance: date(2024, 1, 1) + timedelta(days=chance.randint(0, 2500)),
    datetime: lambda chance: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 3_600_000)),
    time: lambda chance: time(chance.randint(0, 23), chance.randint(0, 59)),
    timedelta: lambda chance: timedelta(days=chance.randint(0, 400)),
    KithError: lambda chance: InvalidInputError(chance.choice(ODD), chance.choice(ODD)),
    type(None): lambda _chance: None,
    Any: lambda _chance: None,
}


def called(function: Callable[..., Any], chance: random.Random) -> Any:
    """What the function makes of any arguments, by its annotations; two of what it takes any number of."""
    hints, parameters = get_type_hints(function), inspect.signature(function).parameters
    rest = [one for one in parameters.values() if one.kind is one.VAR_POSITIONAL]
    named = {name: value(hints[name], name, chance) for name in parameters if parameters[name] not in rest}
    return function(*(value(hints[one.name], one.name, chance) for one in rest for _ in range(2)), **named)


def value(wanted: Any, name: str, chance: random.Random, *, deep: int = 0) -> Any:
    """Any value of the type; `name` is that of the field or parameter it is for."""
    if wanted is str and name in GIVEN:
        return GIVEN[name](chance)
    if wanted is int and name in WITHIN:
        return chance.randint(*WITHIN[name])
    if wanted in PLAIN:
        return PLAIN[wanted](chance)
    if isinstance(wanted, type):
        return chance.choice(list(wanted)) if issubclass(wanted, Enum) else _instance(wanted, chance, deep=deep)
    return _compound(wanted, name, chance, deep=deep)


def _compound(wanted: Any, name: str, chance: random.Random, *, deep: int) -> Any:
    origin, inside = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return chance.choice(inside)
    if origin in (Union, types.UnionType):
        return value(chance.choice(inside), name, chance, deep=deep)
    if origin is dict and inside == (str, Any):
        return {"type": "section", "text": {"type": "plain_text", "text": chance.choice(ODD)[:3000] or "…"}}
    return _many(origin, inside, name, chance, deep=deep)


def _many(origin: Any, inside: tuple[Any, ...], name: str, chance: random.Random, *, deep: int) -> Any:
    if origin is tuple and inside[-1] is not Ellipsis:
        return tuple(value(one, name, chance, deep=deep) for one in inside)
    number = chance.choice((0, 1, 2, 20) if deep < 2 else (0, 1, 3))
    number = max(number, 1) if name in FILLED else number
    number = min(max(number, 2), 4) if name == "buddies" else number  # of one group
    if origin in (dict, abc.Mapping):
        return {
            value(inside[0], name, chance, deep=deep): value(inside[1], name, chance, deep=deep) for _ in range(number)
        }
    made = [value(inside[0], IN_A_ROW.get(name, name), chance, deep=deep + 1) for _ in range(number)]
    if origin in (frozenset, set, abc.Set, abc.Collection):
        return frozenset(made)
    if origin in (tuple, list, abc.Sequence, abc.Iterable):
        return tuple(made) if origin is tuple else made
    raise NotImplementedError(f"no values for {name}: {origin}{inside}")


def _instance(wanted: type, chance: random.Random, *, deep: int) -> Any:
    """An instance of the dataclass; rows of a table have ids of their own, so no id is given twice."""
    hints = get_type_hints(wanted)
    given = {
        field.name: value(hints[field.name], field.name, chance, deep=deep)
        for field in dataclasses.fields(wanted)
        if field.init
    }
    if wanted is Slots:  # no times, no hours: the two go together
        given["within"] = chance.choice(list(Within)[:-1]) if given["starts"] else Within.NOWHERE
    own = {name: chance.randint(1, 2**31 - 1) for name, made in given.items() if _is_row(name, made)}
    return wanted(**{**given, **own})


def _is_row(name: str, made: Any) -> bool:
    return name == "activity_id" or (isinstance(made, int) and (name == "id" or name.endswith("_id")))
