"""All that is said about rounds: introductions, answers, changes, waiting."""

from bot.views.rounds.introduction import answered, introduction, meeting_buttons
from bot.views.rounds.waiting import unpaired

__all__ = ["answered", "introduction", "meeting_buttons", "unpaired"]
