"""What organizers and admins do, as the log of it names it: who, what, when, with ids and settings, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Any


class Act(StrEnum):
    """One kind of act. The value is what is stored."""

    STARTED = "started"
    COPIED = "copied"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    INVITED_AGAIN = "invited_again"
    TOOK_OVER = "took_over"
    STARTERS = "starters"  # of the workspace: who may start programs

    BASICS = "basics"
    RHYTHM = "rhythm"
    BREAKS = "breaks"
    HOLIDAYS = "holidays"  # whose are offered as breaks
    JOINING = "joining"
    ACTIVITIES = "activities"
    GOALS = "goals"
    CONDUCT = "conduct"
    ENDING = "ending"
    TEXTS = "texts"
    COUNCILS = "councils"
    ORGANIZERS = "organizers"
    VIEWERS = "viewers"
    DIGEST_PLACE = "digest_place"

    PLANNED = "planned"
    SWAPPED = "swapped"
    MOVED = "moved"
    TAKEN_OUT = "taken_out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    MATCHED_ANEW = "matched_anew"
    SENT_NOW = "sent_now"
    COUNCIL_SWAPPED = "council_swapped"
    COUNCIL_LOCKED = "council_locked"
    COUNCIL_UNLOCKED = "council_unlocked"
    COUNCILS_ANEW = "councils_anew"
    COUNCILS_SENT_NOW = "councils_sent_now"

    PERSON_INVITED = "person_invited"
    PERSON_REMOVED = "person_removed"
    PERSON_PAUSED = "person_paused"
    PERSON_RESUMED = "person_resumed"
    KEPT_APART = "kept_apart"
    MAY_MEET = "may_meet"
    PARTED = "parted"
    BROUGHT_TOGETHER = "brought_together"
    NOT_TOGETHER = "not_together"
    MENTORS_INVITED = "mentors_invited"
    ROSTER_IN = "roster_in"
    ROSTER_UNDONE = "roster_undone"
    BROADCAST = "broadcast"
    ITEM_TAKEN = "item_taken"
    ADVICE_REMOVED = "advice_removed"
    EVENT_CHANGED = "event_changed"
    EVENT_CALLED_OFF = "event_called_off"
    EVENT_ANNOUNCED = "event_announced"
    POSTED_AGAIN = "posted_again"


PEOPLE = ("members", "added", "removed")  # the parts of a detail that are ids of members


@dataclass(frozen=True)
class Entry:
    """One act: who did it (a Slack id; empty for somebody who erased their data), what and when.

    `changes` are settings by name, each with its value before and after; `people` Slack ids by part (`PEOPLE`); `texts`
    the names of own texts that were changed, whose words are not kept; `facts` what else names it.
    """

    id: int
    at: datetime
    act: Act
    slack_user_id: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActsPage:
    """Some entries of a program's log, the newest first. `zone` is the program's; there may be older ones."""

    program_id: int
    program_name: str
    zone: str
    entries: tuple[Entry, ...]
    has_more: bool = False


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are not what they were, as a detail: empty where nothing changed."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    found = {name: [as_json(before.get(name)), as_json(after.get(name))] for name in names}
    return {"changes": found} if found else {}


def as_json(value: Any) -> Any:
    """A setting's value as the log stores it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    return [as_json(one) for one in value] if isinstance(value, list | tuple) else value
