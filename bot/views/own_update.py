"""An update for one's own people: a draft on demand, to copy or to open in the mail program."""

from __future__ import annotations

from bot.domain.messages import View
from bot.domain.own_update import OwnUpdate
from bot.views.blocks import modal, section
from bot.views.drafts import Draft, draft_blocks, lines, listed_lines
from bot.views.text import one_line

OPEN = "own_update.open"
SENT = "own_update.sent"

TITLE = "An update for my people"
_TARGETING = "[a role, a field, a place]"
_ASK = "[one specific thing, such as “do you know somebody who works at …?”]"
_WHY = (
    "For the people who cheer for you: once a month is plenty. It begins from your profile and log; what stands in "
    "brackets is yours to fill in."
)


def update_form(told: OwnUpdate) -> View:
    """The draft."""
    return modal("An update", [section(_WHY), *draft_blocks(draft(told))], callback_id=SENT, submit="I sent it")


def sent() -> View:
    """Said once it went out."""
    said = "Well done. Those who know what you are looking for can keep their eyes open for it."
    return modal("An update", [section(said)], callback_id=SENT)


def draft(told: OwnUpdate) -> Draft:
    """What could be written, in the member's own words."""
    return Draft(
        subject="What I am up to, and one thing I ask",
        body=lines(
            "Hello,",
            "a few lines on how it is going.",
            f"What I am looking for: {one_line(told.targeting) or _TARGETING}",
            listed_lines("What I learned:", told.learned),
            f"One thing you could help me with: {one_line(told.ask) or _ASK}",
            listed_lines("Thank you:", told.thanks),
            "Best wishes",
        ),
    )
