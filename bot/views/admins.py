"""What a workspace's admins read: who organizes what, what nobody organizes, and who may start programs."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.admins import OverseenProgram, Overview
from bot.domain.messages import Block, Message, View
from bot.domain.programs import ProgramNews
from bot.domain.states import ProgramState, Starters
from bot.views.blocks import actions, button, context, input_block, message, modal, option, section
from bot.views.participants import JOIN
from bot.views.pickers import people_select, radio_buttons
from bot.views.programs import SETTINGS
from bot.views.text import counted, plain

TAKE_OVER, STARTERS, STARTERS_FORM = "admins.take_over", "admins.starters", "admins.starters_form"
MOST_SHOWN = 20
ABOUT = "For admins: which programs there are and who organizes them. What is in them stays with them."

_WHO = {
    Starters.EVERYONE: "Everyone",
    Starters.ADMINS: "Admins and owners of the workspace",
    Starters.NAMED: "Admins, and the people named below",
}


def home_blocks(seen: Overview | None) -> list[Block]:
    """App Home of an admin."""
    return [] if seen is None else list(_overview(seen))


def overview(seen: Overview) -> Message:
    """The same after `/kith programs`."""
    return message("Programs in this workspace", _overview(seen))


def _overview(seen: Overview) -> Iterator[Block]:
    yield section("*Programs in this workspace*")
    yield context(ABOUT)
    programs = orphans_first(seen)
    for one in programs[:MOST_SHOWN]:
        yield _program(one)
    if len(programs) > MOST_SHOWN:
        yield context(f"And {counted(len(programs) - MOST_SHOWN, 'more program', 'more programs')}.")
    yield section(
        f"Who may start a program: {may_start(seen)}", accessory=button("Change", action_id=STARTERS, value="")
    )


def orphans_first(seen: Overview) -> list[OverseenProgram]:
    """The programs, those that nobody organizes before the others."""
    return sorted(seen.programs, key=lambda one: bool(one.organizers))


def state(one: OverseenProgram) -> str:
    """Whether it runs."""
    return "runs" if one.state is ProgramState.RUNNING else "is paused"


def organized_by(one: OverseenProgram) -> str:
    """Who organizes it; mrkdwn."""
    if not one.organizers:
        return "Nobody organizes it now."
    return "Organized by " + ", ".join(f"<@{user}>" for user in one.organizers[:10]) + "."


def _program(one: OverseenProgram) -> Block:
    said = f"*{plain(one.name, 150)}* in <#{one.slack_channel_id}> {state(one)}. {organized_by(one)}"
    if one.organizers:
        return section(said)
    return section(
        said,
        accessory=button("Take it over", action_id=TAKE_OVER, value=str(one.program_id), style="primary"),
    )


def may_start(seen: Overview) -> str:
    """Who may start a program; mrkdwn."""
    if seen.starters is Starters.EVERYONE:
        return "everyone."
    named = [f"<@{user}>" for user in seen.named[:20]] if seen.starters is Starters.NAMED else []
    return ", ".join(["admins", *named]) + "."


def starters_form(seen: Overview) -> View:
    """Who may start programs in this workspace."""
    options = {starters: option(label, starters) for starters, label in _WHO.items()}
    choice = radio_buttons(list(options.values()), action_id="value", initial=options[seen.starters])
    return modal(
        "Who starts programs",
        [
            input_block("Who may start a program?", choice, block_id="starters", optional=False),
            input_block(
                "People",
                people_select(action_id="value", initial=seen.named),
                block_id="people",
                hint="Programs that run already stay as they are.",
            ),
        ],
        callback_id=STARTERS_FORM,
        submit="Save",
    )


def orphaned(program: ProgramNews) -> Message:
    """To an admin: a program has nobody who organizes it."""
    name = plain(program.name)
    said = (
        f"*{name}* in <#{program.slack_channel_id}> has nobody who organizes it: the account of its last organizer was "
        "closed. It goes on by itself. As an admin of this workspace you can take it over, and name somebody else "
        "afterwards; at most three admins read this."
    )
    take_over = button("Take it over", action_id=TAKE_OVER, value=str(program.program_id), style="primary")
    return message(f"{name} has no organizer", [section(said), actions(take_over)])


def orphaned_in_channel(program: ProgramNews) -> Message:
    """To the program's members: who looked after it is not here any more."""
    said = (
        f"Whoever looked after *{plain(program.name)}* is not in this workspace any more. Buddies and goals go on as "
        "before, and admins of the workspace have been asked who takes it over."
    )
    return message(f"{plain(program.name)} looks for an organizer", [section(said)])


def taken_over(program: ProgramNews) -> Message:
    """To the admin who took a program over."""
    name = plain(program.name)
    settings = button("Settings", action_id=SETTINGS, value=str(program.program_id))
    said = f"You organize *{name}* in <#{program.slack_channel_id}> now. Its settings are the place to name others."
    return message(f"You organize {name} now", [section(said), actions(settings)])


def new_organizer(program: ProgramNews, *, slack_user_id: str) -> Message:
    """To the program's members: who looks after it from now on."""
    said = f"<@{slack_user_id}> looks after *{plain(program.name)}* from now on."
    join = button("Join", action_id=JOIN, value=str(program.program_id))
    return message(f"{plain(program.name)} has an organizer", [section(said), actions(join)])
