"""The profile form: short, and all of it optional."""

from __future__ import annotations

from bot.domain.messages import Block, Message, View
from bot.domain.profiles import LONGEST_LINK, LONGEST_TEXT, LONGEST_WORD, Profile
from bot.views.blocks import actions, button, context, input_block, message, modal, section, text_input
from bot.views.pickers import time_picker
from bot.views.text import plain

OPEN = "profiles.open"
FORM = "profiles.write"

_TEXTS = (
    ("targeting", "What I'm targeting", "A role in public health data"),
    ("offers", "What I can offer", "Reading CVs, knowing the hospital scene"),
    ("asks", "What I'd like to ask for", "Somebody who works in a lab"),
)
_WORDS = (("school", "School"), ("employer", "Employer, present or last"), ("field", "Field"), ("city", "City"))


def form(profile: Profile, *, zone: str) -> View:
    """What they wrote so far, to be changed."""
    fields = [
        input_block(
            label,
            text_input(
                action_id="value",
                initial=getattr(profile, name),
                multiline=True,
                limit=LONGEST_TEXT,
                hint=f"For example: {example}",
            ),
            block_id=name,
        )
        for name, label, example in _TEXTS
    ]
    fields += [
        input_block(
            label, text_input(action_id="value", initial=getattr(profile, name), limit=LONGEST_WORD), block_id=name
        )
        for name, label in _WORDS
    ]
    return modal(
        "My profile",
        [
            context("Everything here is optional. Your buddy reads it when you are introduced."),
            *fields,
            input_block(
                "A link about me",
                text_input(action_id="value", initial=profile.link, limit=LONGEST_LINK, hint="https://…"),
                block_id="link",
            ),
            input_block(
                "My day begins", time_picker(action_id="value", initial=profile.works_from), block_id="works_from"
            ),
            input_block(
                "My day ends", time_picker(action_id="value", initial=profile.works_until), block_id="works_until"
            ),
            context(f"Times are in your zone, {plain(zone)}, which comes from your Slack settings."),
        ],
        callback_id=FORM,
        submit="Save",
    )


def saved() -> Message:
    """Said where the form was opened by a command."""
    said = "Your profile is saved."
    return message(said, [section(said)])


def home_blocks(profile: Profile) -> list[Block]:
    """The profile as others read it, and the way to change it."""
    lines = [f"*{label}:* {plain(getattr(profile, name))}" for name, label, _ in _TEXTS if getattr(profile, name)]
    circles = " · ".join(plain(getattr(profile, name)) for name, _ in _WORDS if getattr(profile, name))
    lines += [circles] if circles else []
    said = "\n".join(lines) or "Your profile is empty. Two lines in it help Kith to find you a buddy who fits."
    return [
        section(f"*My profile*\n{said}"),
        actions(button("Change my profile" if lines else "Write my profile", action_id=OPEN)),
    ]
