"""Payloads mutated from recorded ones, sent as Slack sends them: each is answered or refused by name, and none makes
Kith stumble.

`make fuzz` sends 100,000 of them with a new seed, and prints it; `--fuzz-seed` repeats a run.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psutil
import pytest

from tests.factories import make_workspace
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.doors import Door, kind_of, over_http, over_socket_mode
from tests.handlers.mutations import mutated, recorded
from tests.handlers.world import World, make_world

ALLOWED = {"200", "not_an_object", "unknown_type", "bad_field", "not_json", "not_utf8"}
WORLD = 250  # payloads, until everything begins anew
TELLS = 5000  # payloads, between two lines that tell how far it is


def new_world(kith: Kith) -> World:
    """In a workspace of its own: in the last one everybody has left, ended and erased what they could."""
    with kith.context.database.unit_of_work() as session:
        kith.workspace = make_workspace(session)
    return make_world(kith)


def afresh(payload: dict[str, Any]) -> dict[str, Any]:
    """As if it were done once more: what has been done already is not done again."""
    return payload | {"trigger_id": payloads.trigger_id()} if "trigger_id" in payload else payload


@pytest.mark.parametrize("way", [over_http, over_socket_mode])
def test_mutated_payloads_are_answered_or_refused_by_name(
    kith: Kith,
    way: Callable[[Kith], AbstractContextManager[Door]],
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    number = request.config.getoption("--fuzz")
    seed = request.config.getoption("--fuzz-seed") or random.SystemRandom().randrange(10**9)
    kith.knows_channel("C7", "UOLGA")
    world = new_world(kith)
    chance, good, met = random.Random(seed), recorded(world), Counter[str]()
    memory, began = psutil.Process().memory_info().rss, time.perf_counter()

    def tell(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{way.__name__}, seed {seed}: {line}")
            sys.stdout.flush()

    with way(kith) as hand_over:
        for sent in range(1, number + 1):
            whole = afresh(chance.choice(good))
            payload = mutated(whole, chance)
            outcome = hand_over(kind_of(whole), payload)
            met[outcome] += 1
            assert outcome in ALLOWED, f"seed {seed}: {outcome}: {payload}"
            kith.settle()
            stumbled = [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
            assert not stumbled, f"seed {seed}: {payload}"
            caplog.clear()
            kith.slack.calls.clear()
            if sent % WORLD == 0:
                world = new_world(kith)
                good = recorded(world)
            if sent % TELLS == 0:
                tell(f"{sent} payloads")
        took, began = time.perf_counter() - began, time.perf_counter()
        person, url = world.ada.slack_user_id, kith.slack.response_url
        asked = payloads.command(kith.workspace.slack_team_id, person, "help", response_url=url)
        assert hand_over(kind_of(asked), asked) == "200"
        kith.settle()
        waited = time.perf_counter() - began
    assert "What you can ask Kith" in str(kith.slack.of("response_url"))
    grown = (psutil.Process().memory_info().rss - memory) / 1e6
    tell(
        f"{number} payloads: {dict(met)}; {took:.0f} s; the next command took {waited * 1000:.0f} ms; {grown:+.0f} MB\n"
    )
