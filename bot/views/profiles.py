"""The profile form: short, and all of it optional."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram
from bot.domain.profiles import LONGEST_LINK, LONGEST_TEXT, LONGEST_WORD, Profile
from bot.views.blocks import actions, button, context, input_block, message, modal, option, section, select, text_input
from bot.views.pickers import time_picker
from bot.views.text import one_line, plain

OPEN, MORE = "profiles.open", "profiles.more"
FORM = "profiles.write"
EVERYWHERE, NOWHERE = "all", "nobody"
MOST_PROGRAMS = 50

_TEXTS = (
    ("targeting", "What I'm targeting", "A role in public health data"),
    ("offers", "What I can offer", "Reading CVs, knowing the hospital scene"),
    ("asks", "What I'd like to ask for", "Somebody who works in a lab"),
)
_WORDS = (("school", "School"), ("employer", "Employer, present or last"), ("field", "Field"), ("city", "City"))


def form(profile: Profile, *, zone: str, programs: Sequence[MyProgram] = (), is_whole: bool = False) -> View:
    """What they wrote so far, to be changed: three fields first, and with `is_whole` the rest."""
    first, *texts = [_text(name, label, getattr(profile, name), example) for name, label, example in _TEXTS]
    more = actions(button("More: school, city, my day …", action_id=MORE))
    return modal(
        "My profile",
        [
            context("Everything here is optional. Your buddy reads it when you are introduced."),
            first,
            *_shown_to(profile, programs),
            *texts,
            *(_rest(profile, zone) if is_whole else [more]),
        ],
        callback_id=FORM,
        submit="Save",
    )


def _text(name: str, label: str, initial: str, example: str) -> Block:
    element = text_input(
        action_id="value", initial=initial, multiline=True, limit=LONGEST_TEXT, hint=f"For example: {example}"
    )
    return input_block(label, element, block_id=name)


def _shown_to(profile: Profile, programs: Sequence[MyProgram]) -> list[Block]:
    """Who reads what they are targeting; nothing to choose in one program alone."""
    mine = [one for one in programs if one.takes_part]
    if len(mine) < 2 and not profile.targeting_kept:
        return []
    options = [option("All my programs", EVERYWHERE)]
    options += [option(f"Only {one_line(one.name)}", str(one.program_id)) for one in mine[:MOST_PROGRAMS]]
    chosen = str(profile.targeting_program_id or NOWHERE) if profile.targeting_kept else EVERYWHERE
    if chosen not in {one["value"] for one in options}:  # they left that program, or it is gone
        options.append(option("Nobody at present", chosen))
    initial = next(one for one in options if one["value"] == chosen)
    return [input_block("Show it to", select(options, action_id="value", initial=initial), block_id="targeting_in")]


def _rest(profile: Profile, zone: str) -> list[Block]:
    link = text_input(action_id="value", initial=profile.link, limit=LONGEST_LINK, hint="https://…")
    return [
        *(
            input_block(
                label, text_input(action_id="value", initial=getattr(profile, name), limit=LONGEST_WORD), block_id=name
            )
            for name, label in _WORDS
        ),
        input_block("A link about me", link, block_id="link"),
        input_block("My day begins", time_picker(action_id="value", initial=profile.works_from), block_id="works_from"),
        input_block("My day ends", time_picker(action_id="value", initial=profile.works_until), block_id="works_until"),
        context(f"Times are in your zone, {plain(zone)}, which comes from your Slack settings."),
    ]


def saved() -> Message:
    """Said where the form was opened by a command."""
    said = "Your profile is saved."
    return message(said, [section(said)])


def home_blocks(profile: Profile) -> list[Block]:
    """The profile as others read it, and the way to change it."""
    lines = [f"*{label}:* {plain(getattr(profile, name))}" for name, label, _ in _TEXTS if getattr(profile, name)]
    if profile.targeting and profile.targeting_kept:
        lines[0] += " _(kept to one program)_"
    circles = " · ".join(plain(getattr(profile, name)) for name, _ in _WORDS if getattr(profile, name))
    lines += [circles] if circles else []
    said = "\n".join(lines) or "Your profile is empty. Two lines in it help Kith to find you a buddy who fits."
    return [
        section(f"*My profile*\n{said}"),
        actions(button("Change my profile" if lines else "Write my profile", action_id=OPEN)),
    ]
