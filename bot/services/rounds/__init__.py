"""Rounds: buddy groups, introductions, meetings, changes. Use cases by theme, each in its module."""

from bot.services.rounds.introductions import due_introductions, introduce
from bot.services.rounds.start import Started, start
from bot.services.rounds.waiting import due_tellings, tell

__all__ = ["Started", "due_introductions", "due_tellings", "introduce", "start", "tell"]
