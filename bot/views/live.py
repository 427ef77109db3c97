"""What the person who runs `kith doctor --live` reads and presses in Slack."""

from __future__ import annotations

from bot.domain.messages import Message, View
from bot.views.blocks import actions, button, input_block, message, modal, section, text_input

OPEN, FORM = "live.open", "live.form"
TITLE = "Kith is being tried"


def begun(*, has_form: bool) -> Message:
    """The message that everything is tried on; with a button where its press reaches the command."""
    said = "*Somebody runs `kith doctor --live` as you.* It writes to you here and to nobody else."
    if not has_form:
        return message(TITLE, [section(said)])
    ask = button("Open the form", action_id=OPEN, style="primary")
    return message(TITLE, [section(f"{said} Please open the form and send it."), actions(ask)])


def form() -> View:
    """A form with one field."""
    field = input_block("Type anything", text_input(action_id="words"), block_id="words", optional=False)
    return modal("Kith is being tried", [field], callback_id=FORM, submit="Send")


def ended(*, is_well: bool) -> Message:
    """What the message says afterwards; nothing on it is left to press."""
    if is_well:
        said = "*All is well.* Kith can write to you here, change what it wrote, share a file and take it away again."
    else:
        said = "*Not all of it worked.* `kith doctor` says in the terminal what to do."
    return message("Kith was tried", [section(said)])
