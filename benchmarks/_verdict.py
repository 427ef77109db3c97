"""Compares what was decided with what Slack has: nothing lost, nothing doubled, order kept, texts up to date."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from benchmarks._stage import Stage, ledger_rows
from bot.db.models import Delivery
from bot.domain.kinds import MessageKind
from bot.domain.states import DeliveryState
from sandbox.model import Message

# What people's presses decide, in `kith web`; all else in this load is the worker's.
DECIDED_BY_WEB = (MessageKind.DATA, MessageKind.HELP)


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
        files_wrong=tuple(f"{place}: {times}" for place, times in (files - _decided_files(sent)).items())
        + tuple(f"{place}: -{times}" for place, times in (_decided_files(sent) - files).items()),
        unfinished=tuple(f"{row.key} ({row.state}: {row.waits_for})" for row in rows if row.finished_at is None),
        failed=dict(Counter(row.error for row in rows if row.state is DeliveryState.FAILED)),
    )


Posted = defaultdict[tuple[int, str], list[Message]]
Files = Counter[tuple[int, str, str]]  # workspace, conversation, file name


def _decided_files(rows: list[Delivery]) -> Files:
    return Counter(
        (row.workspace_id, row.slack_channel_id or "", file["name"])
        for row in rows
        for file in row.payload.get("files", ())
        if row.files_shared and not row.error
    )


def _in_slack(stage: Stage) -> tuple[Posted, Files]:
    """Messages by workspace and key, and how often each file is shown where."""
    posted: Posted = defaultdict(list)
    files: Files = Counter()
    for place in stage.plan.places:
        workspace = stage.sandbox.sandbox.store.workspaces[place.slack_team_id]
        for conversation in workspace.conversations.values():
            for message in conversation.messages.values():
                for file_id in message.file_ids:
                    files[place.workspace_id, conversation.id, workspace.files[file_id].name] += 1
                if message.metadata:
                    posted[place.workspace_id, message.metadata["event_payload"]["key"]].append(message)
    return posted, files


def _out_of_order(rows: list[Delivery], posted: Posted) -> list[str]:
    """What one process decided for one place must be there in that order.

    What two decide at the same moment, in transactions of which neither sees the other, has none.
    """
    places: dict[tuple[int, str, bool], list[tuple[float, str]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        for message in posted[row.workspace_id, row.key][:1]:
            is_from_web = row.kind in DECIDED_BY_WEB
            places[row.workspace_id, row.target_key, is_from_web].append((float(message.ts), row.key))
    return [later[1] for found in places.values() for earlier, later in pairwise(found) if later[0] < earlier[0]]
