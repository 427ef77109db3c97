"""What `kith deliveries` reads and changes in the ledger, across workspaces. Never the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Workspace
from bot.db.session import Database, bind_workspace
from bot.delivery.outbox import Outbox
from bot.delivery.stored import DAMAGED
from bot.domain.errors import NotFoundError
from bot.domain.states import DeliveryState


@dataclass(frozen=True)
class Listed:
    """One line of the list. `why` says why it failed or what it waits for."""

    number: int
    team: str
    state: DeliveryState
    kind: str
    to: str
    decided_at: datetime
    why: str


class DeliveryAdmin:
    """The ledger as the command line sees it."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox

    def newest(self, *, state: DeliveryState | None, team: str, limit: int) -> list[Listed]:
        """The newest deliveries; of one state or one Slack team, if given."""
        query = select(Delivery, Workspace.slack_team_id).join(Workspace, Workspace.id == Delivery.workspace_id)
        if state is not None:
            query = query.where(Delivery.state == state)
        if team:
            query = query.where(Workspace.slack_team_id == team)
        with self._database.unit_of_work(read_only=True) as session:
            return [
                Listed(row.id, of, row.state, row.kind, row.target_key, row.created_at, row.error or row.waits_for)
                for row, of in session.execute(query.order_by(Delivery.id.desc()).limit(limit))
            ]

    def counts(self) -> dict[DeliveryState, int]:
        """How many there are in each state."""
        query = select(Delivery.state, func.count()).group_by(Delivery.state).order_by(Delivery.state)
        with self._database.unit_of_work(read_only=True) as session:
            return {state: count for state, count in session.execute(query)}  # noqa: C416  # rows, not tuples

    def show(self, number: int) -> dict[str, Any]:
        """One delivery, by column. Raises NotFoundError."""
        with self._database.unit_of_work(read_only=True) as session:
            row = _find(session, number)
            found = {column.key: getattr(row, column.key) for column in Delivery.__table__.columns}
        return {name: value for name, value in found.items() if name != "payload" and value not in (None, "", [])}

    def failed_by(self, error: str) -> list[int]:
        """The numbers of the deliveries that failed with this error."""
        query = select(Delivery.id).where(Delivery.state == DeliveryState.FAILED, Delivery.error == error)
        with self._database.unit_of_work(read_only=True) as session:
            return [*session.scalars(query.order_by(Delivery.id))]

    def damaged(self, *, since: datetime) -> int:
        """How many were set aside since then because their rows cannot be read."""
        count = select(func.count()).select_from(Delivery)
        with self._database.unit_of_work(read_only=True) as session:
            return session.scalar(count.where(Delivery.error == DAMAGED, Delivery.finished_at > since)) or 0

    def retry(self, number: int) -> bool:
        """As `Outbox.retry`. Raises NotFoundError."""
        with self._database.unit_of_work() as session:
            return self._outbox.retry(session, key=_bound(session, number))

    def cancel(self, number: int) -> bool:
        """As `Outbox.cancel`. Raises NotFoundError."""
        with self._database.unit_of_work() as session:
            return self._outbox.cancel(session, key=_bound(session, number))


def _bound(session: Session, number: int) -> str:
    """Bind the session to the delivery's workspace. Returns its key."""
    row = _find(session, number)
    bind_workspace(session, row.workspace_id)
    return row.key


def _find(session: Session, number: int) -> Delivery:
    row = session.get(Delivery, number)
    if row is None:
        raise NotFoundError(f"There is no message {number}.")
    return row
