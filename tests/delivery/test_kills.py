"""Processes are killed while Slack fails, and nothing is lost or doubled. The long form is `make chaos`."""

from __future__ import annotations

import pytest

from benchmarks.chaos import Trial, survive, table


@pytest.mark.process
@pytest.mark.parametrize("trial_on", ["sqlite", "postgresql"])
def test_after_kills_slack_has_what_was_decided_once_and_in_order(trial_on: str) -> None:
    outcome = survive(Trial(trial_on, seed=4, kills=5, workspaces=2, people=12, pause=(1.0, 3.0)))
    assert outcome.is_clean, f"{table([outcome])}\n{outcome.faults}"
    assert outcome.verdict.sent > 40
    assert outcome.acked > 5
    assert sum(outcome.killed.values()) == 5
