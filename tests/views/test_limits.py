"""No message or view breaks a limit of Slack, whatever names and texts people enter.

Every public function of `bot.views` that makes a message, a view or blocks is found by itself and called with
anything its types allow; Slack's rules are the sandbox's, which knows nothing of Kith.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.views
from bot.domain.messages import Message
from bot.views import blocks
from tests.views import building
from tests.views.building import called
from tests.views.limits import check_limits

MAKES = {"Message", "View", "Block", "list[Block]", "Block | None", "Sequence[Block]"}
PARTS = {
    "bot.views.blocks",
    "bot.views.pickers",
    "bot.views.program_fields",
    "bot.views.text",
}  # what views are made of
# Made of commands, or of a form that was checked when it was made
OURS = {"bot.views.help.commands", "bot.views.form_again.form_again", "bot.views.form_again.changed_meanwhile"}


def views() -> Iterator[Any]:
    """Each public function that makes something for Slack, once, named by its module."""
    seen = set()
    for found in pkgutil.walk_packages(bot.views.__path__, "bot.views."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ not in PARTS and f"{function.__module__}.{name}" not in OURS
            own = own and function.__module__.startswith("bot.views.")
            if own and not name.startswith("_") and function.__annotations__.get("return") in MAKES:
                if function not in seen:
                    yield pytest.param(function, id=f"{function.__module__.removeprefix('bot.views.')}.{name}")
                seen.add(function)


@pytest.mark.parametrize("view", list(views()))
@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_limit_of_slack_is_broken_whatever_people_enter(view: Callable[..., Any], seed: int) -> None:
    made = called(view, random.Random(seed))
    check_limits(made if isinstance(made, Message) or _is_view(made) else _in_home(made))


@pytest.mark.parametrize("view", list(views()))
def test_what_slack_shows_as_it_is_is_not_escaped(view: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "ODD", ("R&D",))
    made = called(view, random.Random(1))
    shown = made.blocks if isinstance(made, Message) else made
    assert not [text for text in _plain_texts(shown) if "&amp;" in text]


def _plain_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value.get("type") == "plain_text":
        yield value["text"]
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _plain_texts(part)


def _is_view(made: Any) -> bool:
    return isinstance(made, dict) and made.get("type") in ("modal", "home")


def _in_home(made: Any) -> dict[str, Any]:
    """Blocks alone are checked where they are shown: in App Home, which takes a hundred."""
    return blocks.home([made] if isinstance(made, dict) else list(made or []))
