"""A message as data: what views write, what the ledger stores, what Slack gets."""

from __future__ import annotations

from collections.abc import Collection
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


def conversation_key(member_ids: Collection[int]) -> str:
    """The key of the conversation with these members: `m3+m14`."""
    return "+".join(f"m{member_id}" for member_id in sorted(member_ids))


def is_conversation_with(key: str, member_id: int) -> bool:
    """Whether the conversation of this key is one with the member."""
    return f"m{member_id}" in key.split("+")
