"""Rounds: buddy groups, introductions, meetings, changes. Use cases by theme, each in its module."""

from bot.services.rounds.apart import apart_from, keep_apart, set_apart
from bot.services.rounds.changes import about_to_change, change_buddy, keep_waiting, release
from bot.services.rounds.home import fridays, home_round, next_round_on
from bot.services.rounds.introductions import introduce
from bot.services.rounds.latecomers import join_another, match_unplaced
from bot.services.rounds.meetings import Meeting, record_meeting
from bot.services.rounds.preview import (
    about_to_swap,
    copies,
    copy_key,
    due_previews,
    lock,
    match_anew,
    open_preview,
    proposed,
    send_now,
    swap,
)
from bot.services.rounds.start import Started, start
from bot.services.rounds.unheard import mark_asked, question
from bot.services.rounds.waiting import tell, without_buddy
from bot.services.rounds.wishes import wish_to_keep
from bot.services.rounds.words import due_words

__all__ = [
    "Meeting",
    "Started",
    "about_to_change",
    "about_to_swap",
    "apart_from",
    "change_buddy",
    "copies",
    "copy_key",
    "due_previews",
    "due_words",
    "fridays",
    "home_round",
    "introduce",
    "join_another",
    "keep_apart",
    "keep_waiting",
    "lock",
    "mark_asked",
    "match_anew",
    "match_unplaced",
    "next_round_on",
    "open_preview",
    "proposed",
    "question",
    "record_meeting",
    "release",
    "send_now",
    "set_apart",
    "start",
    "swap",
    "tell",
    "wish_to_keep",
    "without_buddy",
]
