"""Compares what was decided with what Slack has: nothing lost, nothing doubled, order kept, texts up to date."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from benchmarks._stage import Stage, ledger_rows
from bot.db.models import Delivery
from bot.domain.states import DeliveryState
from sandbox.model import Message


@dataclass(frozen=True)
class Verdict:
    """Keys of messages, by what is wrong with them. `failed` is no fault: it is what organizers are told."""

    decided: int
    sent: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    never_decided: tuple[str, ...]
    out_of_order: tuple[str, ...]
    out_of_date: tuple[str, ...]
    files_wrong: tuple[str, ...]
    unfinished: tuple[str, ...]
    failed: dict[str, int]

    @property
    def faults(self) -> dict[str, tuple[str, ...]]:
        """What must be empty."""
        return {
            "lost": self.lost,
            "doubled": self.doubled,
            "never decided": self.never_decided,
            "out of order": self.out_of_order,
            "out of date": self.out_of_date,
            "files wrong": self.files_wrong,
            "unfinished": self.unfinished,
        }

    @property
    def is_clean(self) -> bool:
        """Whether Slack has what was decided."""
        return not any(self.faults.values())


def judge(stage: Stage) -> Verdict:
    """Compare all workspaces. Nothing may be sending any more."""
    rows = [row for (row,) in ledger_rows(stage.database, select(Delivery).order_by(Delivery.id))]
    posted, files = _in_slack(stage)
    known = {(row.workspace_id, row.key) for row in rows}
    sent = [row for row in rows if row.state is DeliveryState.SENT]
    may_be_there = [row for row in rows if row.error == "in_doubt"]
    return Verdict(
        decided=len(rows),
        sent=len(sent),
        lost=tuple(row.key for row in sent if not posted[row.workspace_id, row.key]),
        doubled=tuple(row.key for row in rows if len(posted[row.workspace_id, row.key]) > 1),
        never_decided=tuple(key for (place, key), found in posted.items() if found and (place, key) not in known),
        out_of_order=tuple(_out_of_order(sent + may_be_there, posted)),
        out_of_date=tuple(
            row.key for row in sent if any(m.text != row.payload["text"] for m in posted[row.workspace_id, row.key])
        ),
        files_wrong=tuple(row.key for row in sent if row.payload.get("files") and files[row.key] != 1),
        unfinished=tuple(f"{row.key} ({row.state}: {row.waits_for})" for row in rows if row.finished_at is None),
        failed=dict(Counter(row.error for row in rows if row.state is DeliveryState.FAILED)),
    )


Posted = defaultdict[tuple[int, str], list[Message]]


def _in_slack(stage: Stage) -> tuple[Posted, Counter[str]]:
    """Messages by workspace and key, and how often each file is shown."""
    posted: Posted = defaultdict(list)
    files: Counter[str] = Counter()
    for place in stage.plan.places:
        workspace = stage.sandbox.sandbox.store.workspaces[place.slack_team_id]
        for conversation in workspace.conversations.values():
            for message in conversation.messages.values():
                for file_id in message.file_ids:
                    files[workspace.files[file_id].name.removesuffix(".ics")] += 1
                if message.metadata:
                    posted[place.workspace_id, message.metadata["event_payload"]["key"]].append(message)
    return posted, files


def _out_of_order(rows: list[Delivery], posted: Posted) -> list[str]:
    places: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        for message in posted[row.workspace_id, row.key][:1]:
            places[row.workspace_id, row.target_key].append((float(message.ts), row.key))
    return [later[1] for found in places.values() for earlier, later in pairwise(found) if later[0] < earlier[0]]
