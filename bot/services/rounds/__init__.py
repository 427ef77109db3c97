"""Rounds: buddy groups, introductions, meetings, changes. Use cases by theme, each in its module."""

from bot.services.do_not_pair import add_do_not_pair, do_not_pair_list, set_do_not_pair
from bot.services.rounds.ahead import Coming, coming, may_plan, plan_next
from bot.services.rounds.changes import about_to_change, about_to_part, change_buddy, keep_waiting, part_ways, release
from bot.services.rounds.home import buddy_of, fridays, home_round
from bot.services.rounds.inactivity import mark_asked, question
from bot.services.rounds.introductions import introduce
from bot.services.rounds.keeping import keep_buddy
from bot.services.rounds.latecomers import join_another, match_unplaced
from bot.services.rounds.meeting_times import TimeSet, about_to_agree, agree, call_off
from bot.services.rounds.meetings import Answered, record_meeting
from bot.services.rounds.nudges import due_nudges
from bot.services.rounds.pairs import draw_list, list_pairs
from bot.services.rounds.preview import (
    copies,
    copy_key,
    due_previews,
    lock,
    match_anew,
    open_preview,
    proposed,
    refresh_proposal,
    send_now,
)
from bot.services.rounds.rearranging import rearrange, wanted_of, weigh, weigh_each
from bot.services.rounds.start import Started, start
from bot.services.rounds.waiting import mark_told, tell, without_buddy

__all__ = [
    "Answered",
    "Coming",
    "Started",
    "TimeSet",
    "about_to_agree",
    "about_to_change",
    "about_to_part",
    "add_do_not_pair",
    "agree",
    "buddy_of",
    "call_off",
    "change_buddy",
    "coming",
    "copies",
    "copy_key",
    "do_not_pair_list",
    "draw_list",
    "due_nudges",
    "due_previews",
    "fridays",
    "home_round",
    "introduce",
    "join_another",
    "keep_buddy",
    "keep_waiting",
    "list_pairs",
    "lock",
    "mark_asked",
    "mark_told",
    "match_anew",
    "match_unplaced",
    "may_plan",
    "open_preview",
    "part_ways",
    "plan_next",
    "proposed",
    "question",
    "rearrange",
    "record_meeting",
    "refresh_proposal",
    "release",
    "send_now",
    "set_do_not_pair",
    "start",
    "tell",
    "wanted_of",
    "weigh",
    "weigh_each",
    "without_buddy",
]
