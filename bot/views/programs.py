"""A program's start, its news, and what its channel reads of it."""

from __future__ import annotations

from bot.domain.messages import Block, Message, View
from bot.domain.presets import PRESETS
from bot.domain.programs import MOST_ROUNDS, Ending, ProgramNews, StopReason
from bot.views.blocks import Element, actions, button, context, input_block, message, modal, option, section, select
from bot.views.participants import JOIN, LEAVE, next_round, rhythm
from bot.views.pickers import channel_select, confirmed, date_picker, radio_buttons
from bot.views.privacy import SEES
from bot.views.text import counted, own_lines, plain
from bot.views.times import day

OPEN_SETUP, SETUP_FORM = "programs.open_setup", "programs.setup"
SETTINGS = "programs.settings"
RESUME = "programs.resume"

OPEN_END, ON_A_DAY = "open", "day"
_OPEN = Ending()
_STOPPED: dict[str, str] = {
    StopReason.BY_ORGANIZER: "An organizer paused it.",
    StopReason.BOT_REMOVED: "Kith was removed from the channel. Invite it back with `/invite @Kith`, and it goes on.",
    StopReason.ARCHIVED: "The channel was archived. Once it is open again, invite Kith with `/invite @Kith`.",
    StopReason.DELETED: "The channel was deleted. Copy the program to another channel to go on there.",
}


def why_stopped(reason: str) -> str:
    """Why a program is paused, and what to do."""
    return _STOPPED.get(reason, "")


def ending_fields(now: Ending = _OPEN, *, has_rounds: bool = True) -> list[Block]:
    """After how many rounds it ends, on which day, or by an organizer. A choice of its own: Slack clears no field.

    Without buddy rounds no number of them is offered but one that was chosen while there were.
    """
    rounds = range(1, MOST_ROUNDS + 1) if has_rounds else filter(None, [now.last_round])
    ways = [
        option("When an organizer ends it", OPEN_END),
        option("After the day below", ON_A_DAY),
        *(option(f"After {counted(number, 'round')}", str(number)) for number in rounds),
    ]
    chosen = ON_A_DAY if now.ends_on else str(now.last_round or OPEN_END)
    how = select(ways, action_id="value", initial=next(one for one in ways if one["value"] == chosen))
    last_day = date_picker(action_id="value", initial=now.ends_on)
    return [
        input_block("The program ends", how, block_id="ends", optional=False),
        input_block("Last day", last_day, block_id="ends_on", hint="Only if you chose “After the day below”."),
    ]


def setup(*, slack_channel_id: str) -> View:
    """The first click: a kind of program. Without a channel it asks for one. Nothing is posted yet."""
    kinds = [option(one.title, one.key, description=one.summary) for one in PRESETS.values()]
    where = (
        section(f"Who is it for? The program will be at home in <#{slack_channel_id}>.")
        if slack_channel_id
        else input_block(
            "In which channel?",
            channel_select(action_id="value", include=["public", "private"]),
            block_id="channel",
            optional=False,
            hint="You need to be in it. Kith joins public channels by itself; invite it to a private one first.",
        )
    )
    return modal(
        "Start a program",
        [
            where,
            input_block("Kind of program", radio_buttons(kinds, action_id="value"), block_id="preset", optional=False),
            context(
                "You become its organizer. Everything can be changed afterwards: days, times, goals, who joins. Before "
                "anything is posted you see what, and to how many."
            ),
        ],
        callback_id=SETUP_FORM,
        submit="Next",
        private_metadata=slack_channel_id,
    )


def readers(people: int | None) -> str:
    """Who reads what is posted in a program's channel: `the 24 people in its channel`. For plain text, too."""
    if not people:
        return "everybody in its channel"
    return "the one person in its channel" if people == 1 else f"the {counted(people, '', 'people')} in its channel"


def resume_button(program_id: int, people: int | None) -> Element:
    """Resumes a program, once it is said what that posts."""
    return confirmed(
        button("Resume the program", action_id=RESUME, value=str(program_id), style="primary"),
        title="Resume the program?",
        text=f"Kith posts to {readers(people)} that it goes on and when the next round starts, with a button to join. "
        "Nothing of the pause is caught up.",
        yes="Resume",
    )


def working() -> View:
    """Shown while Slack is asked."""
    return modal("One moment", [section("Kith is having a look at the channel …")], callback_id="programs.working")


def started(program: ProgramNews) -> View:
    """Said in place of the form."""
    return modal(
        "It's on",
        [
            section(
                f"*{plain(program.name)}* starts in <#{program.slack_channel_id}> on {day(program.next_round_on)}. "
                "Kith has said so in the channel, with a button. Home shows who joins, and invites again."
            ),
            actions(button("Change settings", action_id=SETTINGS, value=str(program.program_id))),
        ],
        callback_id="programs.started",
    )


def open_to_everyone(program: ProgramNews) -> Message:
    """The notice that everyone in the channel takes part from now on."""
    name = plain(program.name)
    said = (
        f"From now on everyone in this channel takes part in *{name}*. {rhythm(program)}\n"
        "If it is not for you, press *Leave*: one click, and nobody is told."
    )
    return message(
        f"Everyone here takes part in {name}",
        [
            section(said),
            leave_row(program),
        ],
    )


def paused(program: ProgramNews) -> Message:
    """What the channel reads when an organizer pauses the program."""
    stays = "Your buddies stay your buddies" if program.buddy_rounds else "Your council stays your council"
    said = f"*{plain(program.name)}* takes a break. {stays}; Kith is quiet until it goes on."
    return message(said, [section(said)])


def resumed(program: ProgramNews) -> Message:
    """What the channel reads when the program goes on."""
    name = plain(program.name)
    said = f"*{name}* goes on. {next_round(program)}"
    return message(f"{name} goes on", [section(said), join_row(program)])


def ended(program: ProgramNews) -> Message:
    """What the channel reads when the program is over."""
    said = (
        f"*{plain(program.name)}* has come to its end. Thank you for the chats, the introductions and the patience. "
        "What you noted stays yours: `/kith data` sends it to you. Whom you met here you can write to as before."
    )
    return message(said, [section(said)])


def farewell(program: ProgramNews, word: str) -> Message:
    """To each member when the program is over: its organizers' own words, or the usual ones."""
    name = plain(program.name)
    usual = f"*{name}* has come to its end. Thank you for taking part: every chat you had is a door that stays open."
    said = "\n".join([f"*{name}* has come to its end.", *own_lines(word)]) if word else usual
    kept = "Kith asks nothing more of you here. What you noted stays yours: `/kith data` sends it to you."
    return message(f"{name} has come to its end", [section(said), context(kept)])


def channel_lost(program: ProgramNews, reason: str) -> Message:
    """To the organizers, when Kith cannot speak in the channel any more."""
    name = plain(program.name)
    said = f"*{name}* in <#{program.slack_channel_id}> is paused. {why_stopped(reason)}"
    return message(
        f"{name} is paused",
        [section(said), actions(button("Settings", action_id=SETTINGS, value=str(program.program_id)))],
    )


def channel_renamed(program: ProgramNews) -> Message:
    """In the channel, when it has another name: nothing breaks by it."""
    said = f"This channel has a new name. *{plain(program.name)}* goes on here under its own."
    return message(said, [section(said)])


def named_organizer(program: ProgramNews, *, by: str, digest_channel_id: str | None = None) -> Message:
    """To somebody who was made an organizer."""
    name = plain(program.name)
    said = (
        f"<@{by}> made you an organizer of *{name}* in <#{program.slack_channel_id}>. You can change its settings, and "
        f"the weekly digest {f'goes to <#{digest_channel_id}>' if digest_channel_id else 'comes to you'}."
    )
    return message(
        f"You organize {name} now",
        [section(said), actions(button("Settings", action_id=SETTINGS, value=str(program.program_id)))],
    )


def named_viewer(program: ProgramNews, *, by: str) -> Message:
    """To somebody who was made a viewer."""
    name = plain(program.name)
    said = (
        f"<@{by}> lets you read along in *{name}*. `/kith digest` shows you last week's figures at any time, and "
        "Kith's Home tab keeps them under *Programs*. You see no names and change nothing."
    )
    return message(f"You can read along in {name}", [section(said)])


def invitation(program: ProgramNews) -> Message:
    """Seen by somebody who has just come into the channel, and by nobody else."""
    said = f"Welcome! *{plain(program.name)}* is at home in this channel."
    said = "\n".join([said, *own_lines(program.announcement)]) if program.announcement else f"{said} {rhythm(program)}"
    return message(f"{plain(program.name)} is at home here", [section(said), join_row(program)])


def runs_here(program: ProgramNews, organizers: list[str]) -> Message:
    """To somebody who wants to start a program where one runs."""
    people = ", ".join(f"<@{one}>" for one in organizers) or "nobody at present"
    said = f"*{plain(program.name)}* is at home in this channel. It is organized by {people}."
    return message(said, [section(said), join_row(program)])


def leave_row(program: ProgramNews) -> Block:
    """The way out of a program that everybody in its channel is in."""
    return actions(
        button("Leave", action_id=LEAVE, value=str(program.program_id)), button("Who sees what", action_id=SEES)
    )


def join_row(program: ProgramNews) -> Block:
    """The way into a program, and what is seen there of whom."""
    return actions(
        button("Join", action_id=JOIN, value=str(program.program_id), style="primary"),
        button("Who sees what", action_id=SEES),
    )
