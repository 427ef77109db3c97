"""Thanks that are passed on by a message of their own, and what their author reads where that is not possible."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lengths import NOTE
from bot.domain.messages import Message, View
from bot.views.blocks import context, input_block, message, modal, section, text_input
from bot.views.text import mention, plain

FORM, WORDS = "thanks.save", "thanks"
VALUE = "value"  # the one element of each input
_QUOTED = 800


def thanks(author: str, words: str) -> Message:
    """To whoever is thanked."""
    said = f":envelope_with_arrow: {mention(author)} thanks you: “{plain(words, _QUOTED)}”"
    return message(
        f"{mention(author)} thanks you", [section(said), context("Kith passes this on, and asks nothing of you.")]
    )


def given_back(thanked: str, words: str) -> Message:
    """To the author, where Kith can write to nobody."""
    return message(f"Your thanks to {mention(thanked)} are still with you", [section(_stays(thanked, words))])


def form(slack_user_id: str, *, metadata: str) -> View:
    """One field: whoever helped is known, and the day is today."""
    words = text_input(action_id=VALUE, limit=NOTE, multiline=True, hint="What it led to, or a word of thanks")
    return modal(
        "A line of thanks",
        [
            input_block("What would you like to say?", words, block_id=WORDS, optional=False),
            context(f"Kith passes it on to {mention(slack_user_id)}, in your name. It stands in your log as well."),
        ],
        callback_id=FORM,
        submit="Thank them",
        private_metadata=metadata,
    )


def passed_on() -> View:
    """Said in place of the form."""
    return modal("Thank you", [section("Kith passes it on.")], callback_id=FORM)


def saved(given: Sequence[tuple[str, str]]) -> View:
    """In place of the form, where that is known already: (thanked, words)."""
    return modal("Saved", [section(_stays(thanked, words)) for thanked, words in given], callback_id="thanks.saved")


def _stays(thanked: str, words: str) -> str:
    return (
        f"Kith cannot write to {mention(thanked)}: it is an app, or an account that is closed. Your words are in your "
        f"log, for you to send another way: “{plain(words, _QUOTED)}”"
    )
