"""What one promised a buddy: one form, seen by whoever opens it alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.lengths import NOTE
from bot.domain.messages import View
from bot.domain.rounds import Buddy
from bot.views.blocks import Element, button, context, input_block, modal, option, section, select, text_input
from bot.views.follow_ups import DAY, NOTE_FIELD
from bot.views.pickers import date_picker
from bot.views.text import cut, mention, one_line

PROMISE, FORM = "promises.open", "promises.save"
VALUE = "value"  # the one element of each input
TO = "to"
USUAL = timedelta(days=3)  # what is filled in: later it is forgotten by both


def promise_button(group_id: int) -> Element:
    """Opens the form, for whoever presses it."""
    return button("I promised something", action_id=PROMISE, value=str(group_id))


def form(buddies: Sequence[Buddy], *, today: date, metadata: str) -> View:
    """What, and by when; to whom where there are several."""
    people = [option(cut(one_line(one.name or one.slack_user_id), 75), one.slack_user_id) for one in buddies]
    first = (
        section(f"What did you promise {mention(buddies[0].slack_user_id)}?")
        if len(buddies) == 1
        else input_block("Whom?", select(people, action_id=VALUE), block_id=TO, optional=False)
    )
    what = text_input(action_id=VALUE, limit=NOTE, hint="Send the template of my letter")
    return modal(
        "I promised something",
        [
            first,
            input_block("What?", what, block_id=NOTE_FIELD, optional=False),
            input_block("By when?", date_picker(action_id=VALUE, initial=today + USUAL), block_id=DAY, optional=False),
            context("Only you see this. Kith reminds you on that day, and it stands in People until it is done."),
        ],
        callback_id=FORM,
        submit="Save",
        private_metadata=metadata,
    )


def noted() -> View:
    """Said in place of the form."""
    said = "Noted. It comes back on that day, and stands in People until you say what became of it."
    return modal("I promised something", [section(said)], callback_id=FORM)
