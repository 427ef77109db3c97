"""A program's own texts: what each is called, and the form to write them in Slack."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.messages import View
from bot.domain.own_texts import LIMITS, LONGEST_STARTER, MOST_STARTERS, ONE_LINE, TextKind
from bot.domain.programs import ProgramSettings
from bot.views.blocks import context, input_block, modal, section, text_input
from bot.views.form_again import as_opened

FORM = "programs.texts"
NAMES: Mapping[TextKind, str] = {
    TextKind.ANNOUNCEMENT: "Announcement",
    TextKind.WELCOME: "Welcome to whoever joins",
    TextKind.PROMPT: "First line of Monday's prompt",
    TextKind.CHECKIN: "First line of Friday's check-in",
    TextKind.STARTERS: "Starters for introductions",
    TextKind.CLOSING: "Closing word",
}
WHERE: Mapping[TextKind, str] = {
    TextKind.ANNOUNCEMENT: "The channel reads it when you invite again, and whoever comes into the channel.",
    TextKind.WELCOME: "Somebody who has just joined reads it first.",
    TextKind.PROMPT: "In place of “What will you do this week to widen your network?”",
    TextKind.CHECKIN: "In place of “How was your week?”; not in a hard week.",
    TextKind.STARTERS: "One question a line. Each introduction has one of them.",
    TextKind.CLOSING: "Each member reads it once the program is over.",
}
IN_SLACK = tuple(kind for kind in TextKind if kind is not TextKind.CLOSING)  # which stands under “The end”


def limit(kind: TextKind) -> str:
    """How much room there is, in words."""
    if kind is TextKind.STARTERS:
        return f"Up to {MOST_STARTERS} questions of {LONGEST_STARTER} characters."
    line = "One line, at" if kind in ONE_LINE else "At"
    return f"{line} most {LIMITS[kind]:,} characters."


def form(settings: ProgramSettings) -> View:
    """All of them at once."""
    said = "Plain text: no bold, no mentions. What you leave empty, Kith says in its own words."
    fields = [
        input_block(
            NAMES[kind],
            text_input(
                action_id="value",
                initial=settings.texts.of(kind),
                multiline=kind not in ONE_LINE,
                limit=LIMITS[kind],
            ),
            block_id=kind.value,
            hint=f"{WHERE[kind]} {limit(kind)}",
        )
        for kind in IN_SLACK
    ]
    closing = context("The closing word stands under *The end*.")
    blocks = [section(said), *fields, closing]
    remembered = f"{settings.program_id} {as_opened(blocks)}"
    return modal("Own texts", blocks, callback_id=FORM, submit="Save", private_metadata=remembered)
