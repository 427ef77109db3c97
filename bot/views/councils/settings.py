"""Councils in a program's settings: how they stand, and the form that has them or not."""

from __future__ import annotations

from bot.domain.council_settings import EVERY_WEEKS, SIZES, CouncilSettings, CouncilState
from bot.domain.messages import Block, View
from bot.domain.programs import ProgramSettings
from bot.views import blocks
from bot.views.councils.messages import rhythm
from bot.views.councils.organizers import SHOW
from bot.views.form_again import as_opened
from bot.views.pickers import checkboxes, date_picker, radio_buttons
from bot.views.text import counted, in_words, sentence_start
from bot.views.times import dated

COUNCILS, FORM = "programs.councils_form", "programs.councils"
NONE, BESIDE, INSTEAD = "none", "beside", "instead"
HAVE, SIZE, EVERY, STARTS_ON, LINES = "have", "size", "every_weeks", "starts_on", "lines"
YES = "yes"
_SAID = (
    "A council is the same four to six people for the whole programme. They meet for an hour by a rhythm of their own; "
    "each time somebody else facilitates."
)


def stands(state: CouncilState | None) -> str:
    """One paragraph for the menu."""
    if state is None:
        return "None: people meet as buddies, round by round."
    now = state.settings
    how = f"About {in_words(now.size)} people, an hour {rhythm(now.every_weeks)}"
    beside = "beside buddy rounds" if now.with_rounds else "instead of buddy rounds"
    if not state.launched:
        return f"{how}, {beside}, from the week of {dated(now.starts_on)} on. You see them first."
    going = f"{sentence_start(counted(state.councils, 'council'))} with {counted(state.people, 'person', 'people')}"
    return f"{going}: an hour {rhythm(now.every_weeks)}, {beside}."


def row(settings: ProgramSettings) -> list[Block]:
    """The councils themselves, where there are any to look at."""
    if settings.councils is None:
        return []
    look = blocks.button("See the councils", action_id=SHOW, value=str(settings.program_id))
    return [blocks.section("Who is in which council", accessory=look)]


def form(settings: ProgramSettings) -> View:
    """Have councils, beside buddy rounds or instead of them; how large, how often, from when."""
    state = settings.councils
    now = state.settings if state else CouncilSettings(settings.councils_from or settings.basics.starts_on)
    ways = [
        blocks.option("No councils", NONE, description="People meet as buddies, round by round"),
        blocks.option("Councils beside buddy rounds", BESIDE, description="A council that stays, and changing buddies"),
        blocks.option("Councils instead of buddy rounds", INSTEAD, description="Rounds introduce nobody"),
    ]
    chosen = NONE if state is None else BESIDE if now.with_rounds else INSTEAD
    line = blocks.option("Each may write one line: what they will try until next time", YES)
    start = blocks.input_block(
        "Week of the first meeting",
        date_picker(action_id="value", initial=now.starts_on),
        block_id=STARTS_ON,
        optional=False,
        hint="A Monday, within a year. You see the councils the Thursday before; they are introduced on that Tuesday.",
    )
    fields = [
        blocks.section(_SAID),
        blocks.input_block(
            "How people meet",
            radio_buttons(ways, action_id="value", initial=next(one for one in ways if one["value"] == chosen)),
            block_id=HAVE,
            optional=False,
        ),
        _choice("People in a council, about", SIZE, [(str(one), in_words(one)) for one in SIZES], str(now.size)),
        _choice("They meet", EVERY, [(str(one), rhythm(one)) for one in EVERY_WEEKS], str(now.every_weeks)),
        *([] if state and state.launched else [start]),
        blocks.input_block(
            "After a meeting",
            checkboxes([line], action_id="value", initial=[line] if now.has_lines else []),
            block_id=LINES,
            hint="Their council alone reads it; it opens the next meeting.",
        ),
        blocks.context(
            "Councils are composed once, with the same rules as rounds. If you have none any more, those there are end."
        ),
    ]
    remembered = f"{settings.program_id} {as_opened(fields)}"
    return blocks.modal("Councils", fields, callback_id=FORM, submit="Save", private_metadata=remembered)


def _choice(label: str, name: str, values: list[tuple[str, str]], chosen: str) -> Block:
    options = [blocks.option(sentence_start(words), value) for value, words in values]
    initial = next((one for one in options if one["value"] == chosen), None)
    element = blocks.select(options, action_id="value", initial=initial)
    return blocks.input_block(label, element, block_id=name, optional=False)
