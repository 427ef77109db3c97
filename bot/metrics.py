"""What an operator watches, in Prometheus' words, read from the database at each scrape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Delivery, KeptClick, Pace, Program, Worker, Workspace
from bot.domain.states import DeliveryState, ProgramState, WorkspaceState
from bot.edge import Edge
from bot.server.refusals import Refusals

WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING)
ALIVE_SECONDS = 30


class KithCollector(Collector):
    """Deliveries by state, how long the oldest waits, how far due work is behind, who works, where Slack said 429;
    what was refused."""

    def __init__(self, edge: Edge, refusals: Refusals) -> None:
        self._edge, self._refusals = edge, refusals

    def collect(self) -> Iterable[Metric]:
        """Seven queries, whatever the size."""
        now = self._edge.clock.now()
        with self._edge.database.unit_of_work(read_only=True) as session:
            yield _deliveries(session)
            yield _gauge("kith_delivery_lag_seconds", "Age of the oldest message that waits", _oldest(session, now))
            yield _gauge("kith_due_lag_seconds", "How far due work is behind its hour", _behind(session, now))
            yield _gauge("kith_paused_methods", "Slack methods that wait after a 429", _paused(session))
            yield _gauge("kith_kept_clicks", "Clicks that were acked and are still to be done", _kept(session))
            yield _gauge("kith_workers", "Workers alive", _workers(session))
            yield _workspaces(session)
        refused = CounterMetricFamily("kith_refused_requests", "What was refused at the door", labels=["name"])
        for name, number in sorted(self._refusals.counted.items()):
            refused.add_metric([name], number)
        yield refused


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def _deliveries(session: Session) -> Metric:
    rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    return _by_state("kith_deliveries", "Messages in the ledger by state", DeliveryState, dict(rows.all()))


def _workspaces(session: Session) -> Metric:
    rows = session.execute(select(Workspace.state, func.count()).group_by(Workspace.state))
    return _by_state("kith_workspaces", "Workspaces by state", WorkspaceState, dict(rows.all()))


def _by_state(name: str, about: str, states: type[StrEnum], counted: Mapping[Any, int]) -> Metric:
    metric = GaugeMetricFamily(name, about, labels=["state"])
    for state in states:
        metric.add_metric([state.value], counted.get(state, 0))
    return metric


def _oldest(session: Session, now: datetime) -> float:
    oldest = session.scalar(select(func.min(Delivery.created_at)).where(Delivery.state.in_(WAITING)))
    return (now - oldest).total_seconds() if oldest else 0.0


def _behind(session: Session, now: datetime) -> float:
    checked = session.scalar(
        select(func.min(Program.due_checked_at))
        .join(Workspace, Workspace.id == Program.workspace_id)
        .where(Program.state == ProgramState.RUNNING, Workspace.state == WorkspaceState.ACTIVE)
    )
    return (now - checked).total_seconds() if checked else 0.0


def _paused(session: Session) -> int:
    paused = select(func.count()).select_from(Pace).where(Pace.paused_until > real_now().timestamp())
    return session.scalar(paused) or 0


def _kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(KeptClick)) or 0


def _workers(session: Session) -> int:
    seen = session.scalars(select(Worker.seen_at))
    return sum((real_now() - at).total_seconds() < ALIVE_SECONDS for at in seen)
