"""The form and answers for asking for another buddy, and the form for the private do-not-pair list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.domain.messages import Message, View
from bot.domain.rounds import Introduction, Unpaired
from bot.views import blocks
from bot.views.pickers import checkboxes
from bot.views.rounds.introduction import CHANGE
from bot.views.rounds.waiting import next_step
from bot.views.text import listed, mention, plain

CHANGE_FORM = "rounds.change_form"
# Button and form of the do-not-pair list
DO_NOT_PAIR, DO_NOT_PAIR_FORM = "rounds.do_not_pair", "rounds.do_not_pair_form"
NOTE, NOT_AGAIN, PEOPLE = "note", "not_again", "people"
NOTE_LIMIT = 1000
NOBODY_READS = (
    "Nobody would read it: this program has no organizer outside your buddy group. Take it out, or use “Something's "
    "wrong”, which reaches an admin of this workspace."
)
__all__ = ["CHANGE", "CHANGE_FORM", "DO_NOT_PAIR", "DO_NOT_PAIR_FORM"]


def change_form(introduction: Introduction, *, mine_id: int) -> View:
    """Ask for another buddy: what it means, do-not-pair, and a note to an organizer if they want to write one."""
    others = [buddy for buddy in introduction.buddies if buddy.participant_id != mine_id]
    names = listed([mention(buddy.slack_user_id) for buddy in others])
    return blocks.modal(
        "Change my buddy",
        [
            blocks.section(
                f"Kith looks for somebody else for you in {plain(introduction.program_name, 80)}. {names} will read "
                "only that the groups have changed a little. Nobody learns who asked, or why."
            ),
            blocks.input_block(
                "For later rounds",
                checkboxes([blocks.option("Please don't pair us again", NOT_AGAIN)], action_id="value"),
                block_id=NOT_AGAIN,
                hint="This list is private: nobody but you can see it, organizers included.",
            ),
            blocks.input_block(
                "A note to the organizers",
                blocks.text_input(action_id="value", multiline=True, limit=NOTE_LIMIT),
                block_id=NOTE,
                hint="Only if you want to tell them something. It is sent to them with your name.",
            ),
        ],
        callback_id=CHANGE_FORM,
        submit="Find me a buddy",
        private_metadata=str(introduction.group_id),
    )


def changed(unpaired: Unpaired) -> View:
    """What replaces the form after it was sent."""
    return blocks.modal("Change my buddy", [blocks.section(f"Done. {next_step(unpaired)}")], callback_id=CHANGE_FORM)


def changing(unpaired: Unpaired) -> Message:
    """The answer to a click that asked for another buddy; the same words as `changed`."""
    line = f"Done. {next_step(unpaired)}"
    return blocks.message(line, [blocks.section(line)])


def joined() -> Message:
    """The answer to somebody who left an inactive group and is in another one now."""
    line = "Done. You are in another group; its introduction comes as soon as it is daytime for everybody in it."
    return blocks.message(line, [blocks.section(line)])


def note_to_organizers(program_name: str, slack_user_id: str, text: str) -> Message:
    """A private note about a buddy change, to each organizer."""
    return private_note(program_name, slack_user_id, text, "buddy")


def private_note(program_name: str, slack_user_id: str, text: str, other: Literal["buddy", "council"]) -> Message:
    """What a member wrote when they asked for another one."""
    title = f"A note from {mention(slack_user_id)} in {plain(program_name, 80)}"
    body = plain(text, 2500)
    return blocks.message(
        title,
        [
            blocks.section(f"*{title}*\n{body}"),
            blocks.context(f"They asked for another {other}. Please keep it private."),
        ],
    )


def do_not_pair_form(slack_user_ids: Sequence[str]) -> View:
    """The do-not-pair list of the person who opens it."""
    element: blocks.Element = {"type": "multi_users_select", "action_id": "value", "max_selected_items": 50}
    if slack_user_ids:
        element["initial_users"] = list(slack_user_ids[:50])
    return blocks.modal(
        "Rather not paired with",
        [
            blocks.section(
                "*People I'd rather not be paired with.* The list is private: nobody but you can see it, "
                "organizers included, and nobody is told."
            ),
            blocks.input_block("People", element, block_id=PEOPLE),
        ],
        callback_id=DO_NOT_PAIR_FORM,
        submit="Save",
    )
