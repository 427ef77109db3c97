"""What a person reads when something cannot be done: what was wrong, and what to do."""

from __future__ import annotations

from bot.domain.errors import ClosedError, InvalidInputError, KithError, NotAllowedError, NotFoundError
from bot.domain.messages import Message, View
from bot.views.blocks import modal, section
from bot.views.text import plain

_SAID: dict[type[KithError], str] = {
    NotAllowedError: "That is not yours to change. An organizer of the program can help; `/kith help` names them.",
    NotFoundError: "This is no longer there. Open Kith's Home tab to see how things stand now.",
    ClosedError: "That time is over, so nothing was changed. Kith's Home tab shows what is open now.",
}
_OTHERWISE = "That did not go through, and nothing was changed. Please try again from Kith's Home tab."


def error(raised: KithError) -> Message:
    """The words for a named error; of an input, its own."""
    said = plain(raised.message) if isinstance(raised, InvalidInputError) else _SAID.get(type(raised), _OTHERWISE)
    return Message(text=said, blocks=(section(said),))


def notice(message: Message) -> View:
    """The same words as a small modal, for where no message can be answered."""
    return modal("Kith", message.blocks, callback_id="errors.notice")
