"""A message as data: what views write, what the ledger stores, what Slack gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that goes with a message (CSV, chart, calendar entry)."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """`text` is what notifications and screen readers get; `blocks` is what is seen. At most 50 blocks."""

    text: str
    blocks: tuple[Block, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Target:
    """Where a message goes: a channel by id, or the direct message with these people (1 to 8 Slack user ids)."""

    channel: str | None = None
    users: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.channel is None) == (not self.users):
            raise ValueError("a target is either a channel or people")


@dataclass(frozen=True)
class Reader:
    """A member who is written to directly. `on` is the day of theirs, in their zone, that the message counts for."""

    member_id: int
    slack_user_id: str
    zone: str
    on: date
