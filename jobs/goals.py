"""Monday: ask everybody what they will do this week."""

from __future__ import annotations

from bot.domain.kinds import MessageKind
from bot.domain.spots import Surface
from bot.views import goals as views
from jobs.weeks import about_week

JOBS = (about_week(MessageKind.PROMPT, Surface.PROMPT, lambda _session, week, spot: views.prompt(week, spot)),)
