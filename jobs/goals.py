"""Monday: ask everybody what they will do this week."""

from __future__ import annotations

from bot.domain.kinds import MessageKind
from bot.domain.week_messages import WeekMessageKind
from bot.views import goals as views
from jobs.weeks import about_week

JOBS = (
    about_week(
        MessageKind.PROMPT,
        WeekMessageKind.PROMPT,
        lambda _session, week, week_message: views.prompt(week, week_message),
    ),
)
