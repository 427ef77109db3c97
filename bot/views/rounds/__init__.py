"""Every message about rounds: introductions, answers, changes, waiting, nudges."""

from bot.views.rounds.answers import not_yet, noted, wont_happen
from bot.views.rounds.changes import change_form, changed, changing, do_not_pair_form, joined, note_to_organizers
from bot.views.rounds.home import buddy, friday_extras, home_blocks, what_comes
from bot.views.rounds.introduction import answered, introduction, meeting_buttons, standing, withdrawn
from bot.views.rounds.nudges import nudge, question
from bot.views.rounds.waiting import unpaired

__all__ = [
    "answered",
    "buddy",
    "change_form",
    "changed",
    "changing",
    "do_not_pair_form",
    "friday_extras",
    "home_blocks",
    "introduction",
    "joined",
    "meeting_buttons",
    "not_yet",
    "note_to_organizers",
    "noted",
    "nudge",
    "question",
    "standing",
    "unpaired",
    "what_comes",
    "withdrawn",
    "wont_happen",
]
