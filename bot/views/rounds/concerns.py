"""Something's wrong: the form that ends a pairing at once, what follows it, and what somebody else reads of it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from bot.domain.messages import Message, View
from bot.domain.rounds import Unpaired
from bot.views import blocks
from bot.views.pickers import checkboxes, radio_buttons
from bot.views.rounds.waiting import next_step
from bot.views.text import listed, mention, plain, sentence_start

FORM, MENTOR_FORM = "concerns.send", "concerns.send_mentor_pair"
NOT_AGAIN, TELL, LINE = "not_again", "tell", "line"
YES, NOBODY, SOMEBODY = "yes", "nobody", "somebody"
LINE_LIMIT = 1000
TITLE = "Something's wrong"


class Tie(Enum):
    """What ends: its form, as its member reads it, as somebody reads it who is told, and what the others read of it."""

    BUDDIES = (FORM, "the pairing", "the pairing", "that the groups have changed a little")
    MENTOR_PAIR = (MENTOR_FORM, "your time as mentor and mentee", "their mentor pair", "that it has come to its end")

    def __init__(self, form: str, mine: str, named: str, others_read: str) -> None:
        self.form, self.mine, self.named, self.others_read = form, mine, named, others_read


def concern_form(tie: Tie, number: int, program_name: str, others: Sequence[str]) -> View:
    """What happens, whom to tell, and a line of their own. Nothing has to be explained.

    `number`: which tie of this kind; `others`: Slack ids.
    """
    names = listed([mention(one) for one in others]) or "somebody who left"
    again = blocks.option("Please don't bring us together again", YES)
    nobody = blocks.option("Nobody", NOBODY)
    somebody = blocks.option("Tell somebody who answers for the program", SOMEBODY)
    return blocks.modal(
        TITLE,
        [
            blocks.section(
                f"You don't have to explain anything. When you send this, Kith ends {tie.mine} with {names} in "
                f"{plain(program_name, 80)} at once. They read only {tie.others_read}, and learn neither who asked "
                "nor why."
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
                hint="That is the program's organizers. If it is about one of them, or there is none but you, it is "
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
        callback_id=tie.form,
        submit="End it now",
        private_metadata=str(number),
    )


def concern_done(tie: Tie, *, told: Sequence[str] | None, unpaired: Unpaired | None) -> View:
    """What replaces the form. `told`: who reads it; None where nobody was to."""
    lines = [f"Done. {sentence_start(tie.mine)} is over."]
    if told:
        lines.append(f"{listed([mention(one) for one in told])} will read it, and should get in touch with you first.")
    elif told is not None:
        lines.append(
            "Kith found nobody to tell who is not part of this, so nobody has read what you wrote. Please write to an "
            "admin of this workspace, or to somebody you trust."
        )
    if unpaired is not None:
        lines.append(next_step(unpaired))
    return blocks.modal(TITLE, [blocks.section("\n".join(lines))], callback_id=tie.form)


def concern_told(tie: Tie, program_name: str, author: str, others: Sequence[str], line: str) -> Message:
    """To somebody who answers for the program: what happened, and the author's line."""
    title = f"{mention(author)} says that something is wrong"
    about = listed([mention(one) for one in others]) or "somebody who left"
    words = f"\n>{plain(line, 2500)}" if line.strip() else "\nThey wrote nothing more."
    return blocks.message(
        f"{title} in {plain(program_name, 80)}",
        [
            blocks.section(
                f"*{title}* in {plain(program_name, 80)}. Kith has ended {tie.named} with {about}, as they "
                f"asked.{words}"
            ),
            blocks.context(
                f"Please get in touch with {mention(author)} first, and keep it private: {about} will read only "
                f"{tie.others_read}."
            ),
        ],
    )
