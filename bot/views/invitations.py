"""What somebody reads whom an organizer invites to a program, takes out of it, or lets pause."""

from __future__ import annotations

from datetime import date

from bot.domain.messages import Message
from bot.domain.programs import ProgramNews
from bot.views.blocks import actions, button, context, message, section
from bot.views.participants import BACK, rhythm
from bot.views.privacy import SEES
from bot.views.text import mention, plain
from bot.views.times import day

YES, NO = "invitations.yes", "invitations.no"


def invitation(program: ProgramNews, *, by: str) -> Message:
    """The question, and who asks it (a Slack id; empty once they are gone)."""
    name, value = plain(program.name), str(program.program_id)
    who = mention(by) if by else "An organizer"
    return message(
        f"An invitation to {name}",
        [
            section(f"{who} invites you to *{name}* in <#{program.slack_channel_id}>. {rhythm(program)}"),
            actions(
                button("Join", action_id=YES, value=value, style="primary"),
                button("Not this time", action_id=NO, value=value),
                button("Who sees what", action_id=SEES),
            ),
            context("“Not this time” is told to nobody."),
        ],
    )


def declined(program: ProgramNews) -> Message:
    """After the no."""
    said = (
        "That's fine, and told to nobody. Should you like to later, type `/kith join` in "
        f"<#{program.slack_channel_id}>."
    )
    return message(said, [section(said)])


def taken_out(program: ProgramNews) -> Message:
    """To somebody whom an organizer took out of the program."""
    name = plain(program.name)
    said = (
        f"Your place in *{name}* has come to its end: its organizers closed it. Thank you for the time you were there. "
        "What you noted stays yours: `/kith data` sends it to you."
    )
    again = f"If that is a surprise, ask an organizer. You can join again in <#{program.slack_channel_id}>."
    return message(f"Your place in {name} has come to its end", [section(said), context(again)])


def paused(program: ProgramNews, *, until_on: date) -> Message:
    """To somebody whom an organizer lets pause."""
    name = plain(program.name)
    said = (
        f"An organizer of *{name}* gave you a pause until {day(until_on)}: no buddy and no messages until then, and it "
        "ends by itself. If you would rather go on, one click is enough."
    )
    back = button("I'm back", action_id=BACK, value=str(program.program_id))
    return message(f"You are on a pause in {name}", [section(said), actions(back)])
