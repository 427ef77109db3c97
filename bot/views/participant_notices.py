"""What Kith writes by itself to participants about their place in a program: it began, a pause is over, a question."""

from __future__ import annotations

from datetime import date

from bot.domain.messages import Message
from bot.domain.participants import NotPaired
from bot.domain.programs import ProgramNews
from bot.views.blocks import actions, button, message, section
from bot.views.conduct import conduct_block
from bot.views.participants import BACK, DO_NOT_SKIP, LEAVE, PAUSE, STAY, rhythm
from bot.views.privacy import SEES
from bot.views.text import own_lines, plain
from bot.views.times import day

_LONGER = "Should you need longer, that's fine."


def welcome(program: ProgramNews) -> Message:
    """To somebody who takes part because everyone in the channel does."""
    name, value = plain(program.name), str(program.program_id)
    own = "".join(f"{line}\n" for line in own_lines(program.welcome_word))
    said = (
        f"{own}You take part in *{name}*, because everyone in <#{program.slack_channel_id}> does. {rhythm(program)} "
        "If it is not for you, one click is enough, and nobody is told."
    )
    return message(
        f"You take part in {name}",
        [
            section(said),
            conduct_block(program.conduct),
            actions(
                button("Who sees what", action_id=SEES),
                button("Leave the program", action_id=LEAVE, value=value),
            ),
        ],
    )


def pause_over(program: ProgramNews, comes: str, *, why: NotPaired | None = None) -> Message:
    """A pause that ended by itself. `comes`: when they get a buddy, in a sentence; or `why` they get none so far."""
    name, value, on = plain(program.name), str(program.program_id), day(program.next_round_on)
    longer = button("Pause longer", action_id=PAUSE, value=value)
    goes_on, buttons = comes, [longer]
    if why is NotPaired.LEFT_CHANNEL:
        goes_on = f"You left <#{program.slack_channel_id}> meanwhile, so Kith matches you once you say that you stay."
        buttons = [button("Stay in the program", action_id=STAY, value=value, style="primary"), longer]
    elif why is NotPaired.SKIPS:
        goes_on = f"You sit out the round that starts on {on}, as you wished."
        buttons = [button("Take part after all", action_id=DO_NOT_SKIP, value=value), longer]
    elif why not in (None, NotPaired.BY_FREQUENCY):
        goes_on = "As things stand you are not matched; Kith's Home tab shows why."
    said = " ".join(filter(None, (f"Welcome back: your pause in *{name}* is over.", goes_on, _LONGER)))
    return message(f"Your pause in {name} is over", [section(said), actions(*buttons)])


def left_channel(program: ProgramNews) -> Message:
    """To somebody who left the channel but not the program."""
    name, value = plain(program.name), str(program.program_id)
    said = (
        f"You left <#{program.slack_channel_id}>, where *{name}* is at home. Would you like to stay in the program? "
        "Until you say so, Kith does not match you."
    )
    return message(
        f"Would you like to stay in {name}?",
        [
            section(said),
            actions(
                button("Stay in the program", action_id=STAY, value=value),
                button("Leave the program", action_id=LEAVE, value=value),
            ),
        ],
    )


def reopened(program: ProgramNews, *, until_on: date) -> Message:
    """To somebody whose Slack account was closed and is open again."""
    name, value = plain(program.name), str(program.program_id)
    said = (
        f"Good to see you again. Your place in *{name}* is as it was, and paused until {day(until_on)}, so that "
        "nothing comes before you want it. Would you like to go on now?"
    )
    go_on = button("Go on", action_id=BACK, value=value, style="primary")
    return message(
        f"Your place in {name} is still yours",
        [section(said), actions(go_on, button("Leave the program", action_id=LEAVE, value=value))],
    )
