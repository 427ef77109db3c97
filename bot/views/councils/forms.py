"""The forms of a council's people: when it meets, one's line, and going on in another council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.councils import Gathering, Line
from bot.domain.lengths import LINE as LONGEST
from bot.domain.messages import Message, View
from bot.views import blocks
from bot.views.pickers import checkboxes
from bot.views.rounds import time_form
from bot.views.rounds.changes import private_note
from bot.views.text import listed, mention, plain

TIME_FORM, LINE_FORM, CHANGE_FORM = "councils.time_form", "councils.line_form", "councils.change_form"
WILL_TRY, NOT_AGAIN, NOTE = "will_try", "not_again", "note"
NOTE_LIMIT = 1000
_TITLE = "Change my council"


def when(said: Gathering, *, zone: str, now: datetime, metadata: str) -> View:
    """When and where, by the clock of whoever opened it."""
    agreed = said.meeting.agreed if said.meeting else None
    return time_form.time_form(
        agreed.starts_at if agreed else next(iter(said.slots.starts), None),
        agreed.place if agreed else "",
        zone=zone,
        now=now,
        callback_id=TIME_FORM,
        metadata=metadata,
        clock=f"{time_form.BY_CLOCK} The meetings that follow keep it.",
        whose="A room, a link to a call. Only your council sees it.",
    )


def line_form(meeting_id: int, mine: str, others: Sequence[Line]) -> View:
    """One line, and those of the others."""
    return blocks.modal(
        "Until next time",
        [
            *_told(others),
            blocks.input_block(
                "What I'll try until we meet again",
                blocks.text_input(action_id=time_form.VALUE, initial=mine, limit=LONGEST),
                block_id=WILL_TRY,
                hint="Your council alone reads this; it opens your next meeting.",
            ),
        ],
        callback_id=LINE_FORM,
        submit="Save",
        private_metadata=str(meeting_id),
    )


def line_saved(lines: Sequence[Line]) -> View:
    """What everybody wrote so far, once one has saved."""
    shown = _told(lines) or [blocks.section("Nothing is written yet. It can wait.")]
    return blocks.modal("Until next time", shown, callback_id=LINE_FORM)


def _told(lines: Sequence[Line]) -> list[blocks.Element]:
    told = [f"{mention(one.slack_user_id)}: “{plain(one.will_try, LONGEST)}”" for one in lines]
    return [blocks.section("\n".join(told))] if told else []


def change_form(council_id: int, program_name: str, others: Sequence[str]) -> View:
    """Go on in another council: what it means, do-not-pair, and a note if they want to write one."""
    names = listed([mention(one) for one in others]) or "The others"
    again = blocks.option("Please don't put us together again", NOT_AGAIN)
    return blocks.modal(
        _TITLE,
        [
            blocks.section(
                f"You don't have to explain anything. Kith finds another council for you in "
                f"{plain(program_name, 80)}. {names} will read only that the councils have changed a little. Nobody "
                "learns who asked, or why."
            ),
            blocks.input_block(
                "From now on",
                checkboxes([again], action_id=time_form.VALUE),
                block_id=NOT_AGAIN,
                hint="In any program, with any of them. Nobody but you can see it, organizers included.",
            ),
            blocks.input_block(
                "A note to somebody who answers for the program",
                blocks.text_input(action_id=time_form.VALUE, multiline=True, limit=NOTE_LIMIT),
                block_id=NOTE,
                hint="Only if you like: it goes with your name to the program's organizers. If one of them is in your "
                "council, or there is none but you, it goes to the admins of this workspace.",
            ),
        ],
        callback_id=CHANGE_FORM,
        submit="Find me another",
        private_metadata=str(council_id),
    )


def note(program_name: str, slack_user_id: str, text: str) -> Message:
    """What somebody who changed wrote, to somebody who answers for the program."""
    return private_note(program_name, slack_user_id, text, "council")


def changed(*, found: bool, told: Sequence[str] | None) -> View:
    """What replaces the form after it was sent. `told`: who reads the note; None where there was none."""
    lines = [
        "Done. You are in another council; its message comes as soon as it is daytime for everybody in it."
        if found
        else "Done. No other council has room for you right now. Kith goes on looking, and introduces you to the next."
    ]
    if told:
        lines.append(f"{listed([mention(one) for one in told])} will read your note.")
    elif told is not None:
        lines.append(
            "Kith found nobody outside this council to give your note to, so nobody has read it. Please write to an "
            "admin of this workspace, or to somebody you trust."
        )
    return blocks.modal(_TITLE, [blocks.section("\n".join(lines))], callback_id=CHANGE_FORM)
