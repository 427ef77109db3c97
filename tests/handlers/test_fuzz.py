"""Payloads mutated from recorded ones: each is answered or refused by name, and none makes Kith stumble.

`make fuzz` sends 20,000 of them with a new seed, and prints it; `--fuzz-seed` repeats a run.
"""

from __future__ import annotations

import logging
import random
import sys
import threading
import time
from typing import Any

import psutil
import pytest

from bot.slack.envelope import NotUnderstoodError
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.mutations import mutated, recorded
from tests.handlers.world import World, make_world


@pytest.fixture
def world(kith: Kith) -> World:
    kith.knows_channel("C7", "UOLGA")
    return make_world(kith)


def send(world: World, payload: object) -> str:
    """What became of it: its status, or the name of its refusal."""
    try:
        acked = threading.Event()
        answer = world.kith.bolt.answer(payload, acked=acked)
        acked.set()
    except NotUnderstoodError as error:
        return error.name
    world.kith.settle()
    return str(answer.status)


def afresh(payload: dict[str, Any]) -> dict[str, Any]:
    """As if it were done once more: what has been done already is not done again."""
    return payload | {"trigger_id": payloads.trigger_id()} if "trigger_id" in payload else payload


def test_mutated_payloads_are_answered_or_refused_by_name(
    world: World, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    number = request.config.getoption("--fuzz")
    seed = request.config.getoption("--fuzz-seed") or random.SystemRandom().randrange(10**9)
    chance, good, met = random.Random(seed), recorded(world), {"200": 0}
    memory, began = psutil.Process().memory_info().rss, time.perf_counter()
    for _ in range(number):
        payload = mutated(afresh(chance.choice(good)), chance)
        outcome = send(world, payload)
        met[outcome] = met.get(outcome, 0) + 1
        stumbled = [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
        assert not stumbled, f"seed {seed}: {payload}"
        caplog.clear()
        world.kith.slack.calls.clear()
    took = time.perf_counter() - began
    assert set(met) <= {"200", "not_an_object", "unknown_type", "bad_field"}, f"seed {seed}"
    began = time.perf_counter()
    person, url = world.ada.slack_user_id, world.kith.slack.response_url
    world.kith.send(payloads.command(world.kith.workspace.slack_team_id, person, "help", response_url=url))
    waited = time.perf_counter() - began
    assert "What you can ask Kith" in str(world.kith.slack.of("response_url"))
    grown = (psutil.Process().memory_info().rss - memory) / 1e6
    with capsys.disabled():
        sys.stdout.write(
            f"\n{number} payloads, seed {seed}: {met}; {took:.1f} s; the next good command took {waited * 1000:.0f} ms;"
            f" {grown:+.0f} MB\n"
        )
