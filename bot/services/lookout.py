"""Whether anything waits for the sweeps of a tick, asked in one query: most ticks have nothing to sweep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.looks import FirstLook
from bot.services import channels, deliveries, hard_weeks, members, plans, returns, workspaces
from bot.services.rounds import changes, introductions, latecomers, preview, unheard, waiting

# By the names that `jobs.schedule` has for its sweeps.
LOOKOUT = FirstLook(
    {
        "delivery_outcomes": deliveries.UNHANDLED,
        "previews": preview.PREVIEWS,
        "absent": changes.ABSENT,
        "unplaced": latecomers.UNPLACED,
        "introductions": introductions.INTRODUCTIONS,
        "unpaired": waiting.TELLINGS,
        "contacts": hard_weeks.WISHES,
        "plans": plans.REMINDERS,
        "questions": unheard.QUESTIONS,
        "returns": returns.RETURNS,
        "welcomes": returns.UNWELCOMED,
        "outside": returns.OUTSIDE,
        "lost_channels": returns.LOST_CHANNELS,
        "people": members.TO_DESCRIBE,
        "channels": channels.TO_READ,
        "left_workspaces": workspaces.LEFT,
    }
)


def with_work(session: Session, *, now: datetime) -> frozenset[str]:
    """The sweeps that would find something at `now`."""
    return LOOKOUT.found(session, now=now)
