"""What organizers fill in about a program's people in Slack: whom to invite, whom to bring together, a pause."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import View
from bot.domain.people import Asked, PersonPage
from bot.views.blocks import context, input_block, modal, option, section
from bot.views.people import ASKING, PAUSING, TOGETHER
from bot.views.pickers import date_picker, people_select, radio_buttons
from bot.views.text import listed, mention, plain

ADD_FORM = "program_people.add_form"
CHOOSE_FORM = "program_people.choose_form"
PAUSE_FORM = "program_people.pause_form"
PEOPLE, HOW, UNTIL = "people", "how", "until"
_PASSED_OVER = "Nobody is asked who takes part, was asked in the last four weeks, or wants to hear nothing of Kith."
TOGETHER_NEXT, NEVER = "together", "apart"


def add_form(program_id: int, asked: Asked) -> View:
    """Whom to invite; `asked`: what the list below shows."""
    return modal(
        "Add somebody",
        [
            input_block(
                "Whom?",
                people_select(action_id="value"),
                block_id=PEOPLE,
                optional=False,
                hint="They need not be in the channel. Up to 20 at once.",
            ),
            context(ASKING),
        ],
        callback_id=ADD_FORM,
        submit="Invite them",
        private_metadata=f"{program_id} {asked.value()}",
    )


def invited(asked: Sequence[str], others: Sequence[str]) -> View:
    """Said in place of the form: who is asked, and who is passed over."""
    said = []
    if asked:
        names = listed([mention(one) for one in asked])
        said.append(f"Kith asks {names}, each in their own daytime. A no is told to nobody.")
    if others:
        passed = listed([mention(one) for one in others])
        said.append(f"Not asked: {passed}. {_PASSED_OVER}")
    return modal("Add somebody", [section("\n".join(said))], callback_id="program_people.invited")


def choose_form(found: PersonPage, asked: Asked) -> View:
    """With whom somebody is to be in the next round, or never."""
    ways = [
        option("Together in the next round", TOGETHER_NEXT),
        option("Never in one group", NEVER),
    ]
    name = plain(found.line.name, 80)
    return modal(
        "Together or apart",
        [
            section(f"*{name}* and these people of the program:"),
            input_block("Whom?", people_select(action_id="value"), block_id=PEOPLE, optional=False),
            input_block("How?", radio_buttons(ways, action_id="value"), block_id=HOW, optional=False),
            context(TOGETHER),
        ],
        callback_id=CHOOSE_FORM,
        submit="Save",
        private_metadata=_remembers(found, asked),
    )


def pause_form(found: PersonPage, asked: Asked) -> View:
    """Until when somebody pauses."""
    return modal(
        "A pause",
        [
            section(f"*{plain(found.line.name, 80)}*"),
            input_block(
                "Pause until",
                date_picker(action_id="value", initial=found.line.paused_until_on),
                block_id=UNTIL,
                optional=False,
                hint="The first day back.",
            ),
            context(PAUSING),
        ],
        callback_id=PAUSE_FORM,
        submit="Save",
        private_metadata=_remembers(found, asked),
    )


def _remembers(found: PersonPage, asked: Asked) -> str:
    return f"{found.program_id}:{found.line.participant_id} {asked.value()}"
