"""Who sees what, taking one's data along, and having it erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.messages import Block, File, Message, View
from bot.views.blocks import actions, button, context, header, input_block, message, modal, option, section
from bot.views.my_data import page
from bot.views.pickers import checkboxes

SEES = "privacy.who_sees_what"
TAKE = "privacy.take_data"
ERASE = "privacy.erase_form"
ERASE_FORM = "privacy.erase"
SURE = "sure"

WHO_SEES_WHAT = (
    ("Your buddy", "sees which activity you plan, how many, and your worksheet. Not where, when or with whom."),
    ("Your council", "reads what you ask the program for, and the one line that you write after a meeting."),
    ("Who knows the way", "reads that you ask for an introduction, and what for. Nobody learns whom Kith asked."),
    ("Your mentor or mentee", "reads what you ask a mentor for, and what you two agreed on. Nobody else does."),
    ("The channel", "sees what was done, all together. It names only people who said yes to that."),
    ("The program", "reads what you ask for and offer, as far as you let it. Only you see what you gave and received."),
    (
        "The organizers",
        "see who takes part, who is with whom, whether they met, and how much was done. Never your notes or contacts.",
    ),
    ("Viewers", "whom the organizers name (a director, a funder), read the figures without names."),
    (
        "Kith",
        (
            "answers what you write to it, and reads nothing else but its own posts and a message on which you choose "
            "*Save with Kith*. What it understands of your words waits, encrypted, for your press: thirty days at most."
        ),
    ),
    (
        "Nobody",
        "reads your notes in Kith's database without its keys. They go a year after you left a program or it ended.",
    ),
    ("You", "can take all your data with you or have it erased, in Kith's Home tab."),
)


def who_sees_what() -> list[Block]:
    """The same words wherever it is asked."""
    return [section("*Who sees what*\n" + "\n".join(f"• *{reader}* {sees}" for reader, sees in WHO_SEES_WHAT))]


def screen() -> View:
    """Who sees what, on a screen of its own."""
    return modal("Who sees what", who_sees_what(), callback_id=SEES)


def home_blocks() -> list[Block]:
    """Who sees what, and the two things a member can do with their data."""
    return [
        *who_sees_what(),
        actions(
            button("Take my data", action_id=TAKE),
            button("Erase my data", action_id=ERASE, style="danger"),
        ),
    ]


def data(found: Mapping[str, Any]) -> Message:
    """The message that brings somebody their data."""
    said = (
        "Here is everything Kith keeps about you: a page for your browser, and the same as JSON for programs to read."
    )
    content = json.dumps(found, indent=2, ensure_ascii=False).encode()
    files = (File("kith-my-data.html", "My data", page(found)), File("kith-my-data.json", "My data (JSON)", content))
    return Message(text=said, blocks=(section(said),), files=files)


def data_is_coming() -> Message:
    """Said at once."""
    said = "Your data is on its way: look for a file in your direct messages with Kith."
    return message(said, [section(said)])


def erase_form() -> View:
    """What goes and what stays, and a box to tick."""
    return modal(
        "Erase my data",
        [
            header("This cannot be undone"),
            section(
                "*What goes:* your profile, the places and times of your goals, everything you noted about chats and "
                "contacts, your place in every program, and your name in what Kith keeps of its messages."
            ),
            section(
                "*What stays:* numbers. That a chat or an event took place, and that two people once were buddies, "
                "stay in the totals of others, without your name."
            ),
            context(
                "Messages that were already posted are Slack's, and stay in Slack. Backups of Kith's database keep "
                "what they had until they are replaced."
            ),
            input_block(
                "Are you sure?",
                checkboxes([option("Erase everything about me", SURE)], action_id="value"),
                block_id="sure",
                optional=False,
            ),
        ],
        callback_id=ERASE_FORM,
        submit="Erase my data",
    )


def erased() -> View:
    """Said in place of the form."""
    said = "Done. Kith keeps nothing that names you. You are welcome back any time, as somebody new to it."
    return modal("Erased", [section(said)], callback_id=ERASE_FORM)


def erased_home() -> Sequence[Block]:
    """App Home after that."""
    return [section("Your data was erased. To begin anew, type `/kith join` in a channel that has a program.")]
