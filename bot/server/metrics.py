"""What an operator watches, in Prometheus' words, read from the database at each scrape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.clock import real_now
from bot.context import AppContext
from bot.domain.states import DeliveryState, WorkspaceState
from bot.services import metrics
from bot.slack.refusals import Refusals


class KithCollector(Collector):
    """Deliveries by state, how long the oldest waits, how far due work is behind, who works, where Slack said 429;
    what was refused."""

    def __init__(self, context: AppContext, refusals: Refusals) -> None:
        self._context, self._refusals = context, refusals

    def collect(self) -> Iterable[Metric]:
        """Read anew each time."""
        now = self._context.clock.now()
        with self._context.database.unit_of_work(read_only=True) as session:
            read = metrics.read(session, real_now=real_now())
        yield _by_state("kith_deliveries", "Messages in the ledger by state", DeliveryState, read.deliveries)
        yield _gauge(
            "kith_delivery_lag_seconds", "Age of the oldest message that waits", _age(read.oldest_unfinished_at, now)
        )
        yield _gauge("kith_due_lag_seconds", "How far due work is behind its hour", _age(read.due_checked_at, now))
        yield _gauge("kith_paused_methods", "Slack methods that wait after a 429", read.paused_methods)
        yield _gauge("kith_workers", "Workers alive", read.workers)
        yield _by_state("kith_workspaces", "Workspaces by state", WorkspaceState, read.workspaces)
        refused = CounterMetricFamily("kith_refused_requests", "Requests that were refused unread", labels=["name"])
        for name, number in sorted(self._refusals.counted.items()):
            refused.add_metric([name], number)
        yield refused


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def _by_state(name: str, about: str, states: type[StrEnum], counted: Mapping[Any, int]) -> Metric:
    metric = GaugeMetricFamily(name, about, labels=["state"])
    for state in states:
        metric.add_metric([state.value], counted.get(state, 0))
    return metric


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0
