"""Thursday's nudge, and the question after a long time."""

from __future__ import annotations

from bot.domain.messages import Block, Message
from bot.domain.rounds import Nudge, Question, Stalled
from bot.views import blocks
from bot.views.participants import LEAVE, PAUSE
from bot.views.rounds.answers import ONLY_YOU
from bot.views.text import listed, mention, plain

HERE = "rounds.here"
WAIT, JOIN_ANOTHER, NEW_BUDDY = "rounds.wait", "rounds.join_another", "rounds.new_buddy"
STAY = "rounds.stay"


# One after the other, while there is no answer: nobody reads the same twice in a row
_WORDS = (
    (
        "A word just for you: if this week is a full one, that is fine.",
        "No need to answer. If something gets in the way, tell me here.",
    ),
    (
        "Small steps count here.",
        "A message to somebody you already know is one. If this is not the week for it, that is fine too.",
    ),
    (
        "Whenever you are ready, your place is here.",
        "Nothing is piling up for you. One press tells Kith that you are around.",
    ),
    (
        "This is the last of these words for now.",
        "Kith keeps them for the days when they help. Everything stays open to you in Kith's Home tab.",
    ),
)


def nudge(said: Nudge) -> Message:
    """The nudge to somebody who was inactive this week, or whose buddy was."""
    if said.stalled:
        return _ways_out(said)
    line, more = _WORDS[said.before % len(_WORDS)]
    return blocks.message(
        line,
        [
            blocks.section(f"{line} {ONLY_YOU}\n{more}"),
            blocks.actions(blocks.button("I'm here", action_id=HERE, value="0", style="primary")),
        ],
    )


def _ways_out(said: Nudge) -> Message:
    line = "A word just for you about your buddy this round."
    shown: list[Block] = [blocks.section(f"{line} {ONLY_YOU}")]
    for stalled in said.stalled:
        shown += stalled_blocks(stalled)
    return blocks.message(line, shown)


def stalled_blocks(stalled: Stalled) -> list[Block]:
    """The three choices of somebody whose buddies have not found the time."""
    names, value = listed([mention(buddy) for buddy in stalled.buddies]), str(stalled.group_id)
    have = "have" if len(stalled.buddies) > 1 else "has"
    return [
        blocks.section(
            f"*{plain(stalled.program_name, 80)}*\n{names} {have} not had a moment yet. You can wait a little, be one "
            "more in another group, or meet somebody new. Nobody learns who asked."
        ),
        blocks.actions(
            blocks.button("I'll wait", action_id=WAIT, value=value),
            blocks.button("Join another group", action_id=JOIN_ANOTHER, value=value),
            blocks.button("A new buddy", action_id=NEW_BUDDY, value=value),
        ),
    ]


def question(said: Question) -> Message:
    """Stay, pause or leave?"""
    name, value = plain(said.program_name, 80), str(said.program_id)
    line = f"It has been a while. Would you like to go on in {name}?"
    return blocks.message(
        line,
        [
            blocks.section(
                f"{line}\nAny answer is a good one. Until you answer, Kith does not pair you from the next round on; "
                "*Stay* works whenever you like."
            ),
            blocks.actions(
                blocks.button("Stay", action_id=STAY, value=value, style="primary"),
                blocks.button("Pause", action_id=PAUSE, value=value),
                blocks.button("Leave", action_id=LEAVE, value=value),
            ),
        ],
    )
