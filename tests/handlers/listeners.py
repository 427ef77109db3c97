"""Every listener that Kith registers, with Bolt or before it, by kind and id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from slack_bolt import App

from bot.app import HANDLERS
from bot.edge import Edge
from bot.slack.presses import Presses

Listener = tuple[str, str]


class _Edge:
    """What handlers ask of an edge while they register."""

    def __init__(self) -> None:
        self.presses = Presses()


class _Register:
    """Stands where Bolt's app does, and writes down what it is asked to listen to."""

    def __init__(self) -> None:
        self.found: list[Listener] = []

    def __getattr__(self, kind: str) -> Callable[[str], Callable[[Any], Any]]:
        def listen(key: str) -> Callable[[Any], Any]:
            self.found.append((kind, key))
            return lambda listener: listener

        return listen


def registered() -> list[Listener]:
    """("action", "rounds.met"), ("view", "goals.form"), ("command", "/kith") …"""
    register, edge = _Register(), _Edge()
    for noun in HANDLERS:
        noun.register(cast("App", register), cast("Edge", edge))
    return [*register.found, *(("action" if "." in key else "shortcut", key) for key in edge.presses)]
