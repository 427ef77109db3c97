"""The form of *Save with Kith*: what somebody makes of a message, from a person of their book to an ask."""

from __future__ import annotations

from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import View
from bot.views.blocks import context, input_block, modal, option, section, select, text_input
from bot.views.pickers import date_picker
from bot.views.text import cut, plain

SHORTCUT = "save_message"
FORM = "saving.save"

VALUE = "value"  # the one element of each input
KIND, NAME, WORDS, DAY = "kind", "name", "words", "follow_up_on"
CONTACT, FOLLOW_UP, THANKS, SHARE, ASK = "contact", "follow_up", "thanks", "share", "ask"

_KINDS = {
    CONTACT: "Somebody for my people",
    FOLLOW_UP: "Something to follow up",
    THANKS: "Thanks to them",
    SHARE: "Something to share",
    ASK: "Something to ask my program for",
}
_ONLY_THIS = (
    "Kith reads this message and no other. Only you see what you save; thanks, a link and an ask go on to a form that "
    "says who reads them."
)


def form(name: str, words: str, *, author: str = "", has_link: bool = False) -> View:
    """`words`: the message, to be shared if it `has_link`. `author`: the Slack id of whoever wrote it, for thanks."""
    options = [option(label, kind) for kind, label in _KINDS.items()]
    blocks = [
        input_block(
            "Save it as",
            select(options, action_id=VALUE, initial=options[list(_KINDS).index(SHARE if has_link else CONTACT)]),
            block_id=KIND,
            optional=False,
        ),
        input_block("With whom?", text_input(action_id=VALUE, initial=name, limit=LINE), block_id=NAME),
        input_block(
            "What to keep",
            text_input(action_id=VALUE, initial=cut(words, NOTE), limit=NOTE, multiline=True),
            block_id=WORDS,
        ),
        input_block(
            "Be in touch again on",
            date_picker(action_id=VALUE),
            block_id=DAY,
            hint="Kith reminds you on that day. A follow-up needs one.",
        ),
        context(_ONLY_THIS),
    ]
    return modal("Save with Kith", blocks, callback_id=FORM, submit="Save", private_metadata=author)


def saved(name: str, *, as_contact: bool) -> View:
    """Said in place of the form."""
    place = "is in your people" if as_contact else "is on your list to follow up"
    said = f"{plain(name, 150)} {place}: Kith's Home tab, under People."
    return modal("Saved", [section(said)], callback_id=FORM)
