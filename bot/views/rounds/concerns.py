"""Something's wrong: the form that ends a pairing at once, what follows it, and what somebody else reads of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Message, View
from bot.domain.rounds import Introduction, Unpaired
from bot.views import blocks
from bot.views.pickers import checkboxes, radio_buttons
from bot.views.rounds.waiting import next_step
from bot.views.text import listed, mention, plain

FORM = "concerns.send"
NOT_AGAIN, TELL, LINE = "not_again", "tell", "line"
YES, NOBODY, SOMEBODY = "yes", "nobody", "somebody"
LINE_LIMIT = 1000
TITLE = "Something's wrong"


def concern_form(introduction: Introduction, *, mine_id: int) -> View:
    """What happens, whom to tell, and a line of their own. Nothing has to be explained."""
    others = [buddy for buddy in introduction.buddies if buddy.participant_id != mine_id]
    names = listed([mention(buddy.slack_user_id) for buddy in others])
    again = blocks.option("Please don't pair us again", YES)
    nobody = blocks.option("Nobody", NOBODY)
    somebody = blocks.option("Tell somebody who answers for the program", SOMEBODY)
    return blocks.modal(
        TITLE,
        [
            blocks.section(
                f"You don't have to explain anything. When you send this, Kith ends the pairing with {names} in "
                f"{plain(introduction.program_name, 80)} at once. They read only that the groups have changed "
                "a little, and learn neither who asked nor why."
            ),
            blocks.input_block(
                "From now on",
                checkboxes([again], action_id="value", initial=[again]),
                block_id=NOT_AGAIN,
                hint="In any program. Nobody but you can see it, organizers included.",
            ),
            blocks.input_block(
                "Who should know?",
                radio_buttons([nobody, somebody], action_id="value", initial=nobody),
                block_id=TELL,
                optional=False,
                hint="That is the program's organizers. If one of them is your buddy, or there is none but you, it is "
                "the admins of this workspace.",
            ),
            blocks.input_block(
                "What they should read",
                blocks.text_input(action_id="value", multiline=True, limit=LINE_LIMIT),
                block_id=LINE,
                hint="Only if you like. It goes to them with your name, and to nobody else.",
            ),
            blocks.context("If you are in danger, call your local emergency number first."),
        ],
        callback_id=FORM,
        submit="End the pairing",
        private_metadata=str(introduction.group_id),
    )


def concern_done(*, told: Sequence[str] | None, unpaired: Unpaired | None) -> View:
    """What replaces the form. `told`: who reads it; None where nobody was to."""
    lines = ["Done. The pairing is over."]
    if told:
        lines.append(f"{listed([mention(one) for one in told])} will read it, and should get in touch with you first.")
    elif told is not None:
        lines.append(
            "Kith found nobody to tell who is not part of this, so nobody has read what you wrote. Please write to an "
            "admin of this workspace, or to somebody you trust."
        )
    if unpaired is not None:
        lines.append(next_step(unpaired))
    return blocks.modal(TITLE, [blocks.section("\n".join(lines))], callback_id=FORM)


def concern_told(program_name: str, author: str, others: Sequence[str], line: str) -> Message:
    """To somebody who answers for the program: what happened, and the author's line."""
    title = f"{mention(author)} says that something is wrong"
    about = listed([mention(one) for one in others])
    words = f"\n>{plain(line, 2500)}" if line.strip() else "\nThey wrote nothing more."
    return blocks.message(
        f"{title} in {plain(program_name, 80)}",
        [
            blocks.section(
                f"*{title}* in {plain(program_name, 80)}, and asked Kith to end the pairing with {about}.{words}"
            ),
            blocks.context(
                f"Please get in touch with {mention(author)} first, and keep it private: {about} will read only that "
                "the groups have changed a little. The pairing is over."
            ),
        ],
    )
