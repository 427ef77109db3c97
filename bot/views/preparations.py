"""The page before a chat, the buttons that open it, and its questions in "Today"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lengths import LINE, NOTE
from bot.domain.messages import Block, Message, View
from bot.domain.preparations import SIX, Asked, Prepared, question_field
from bot.domain.questions import Theme
from bot.views.blocks import Element, actions, button, context, input_block, message, modal, option, section, text_input
from bot.views.pickers import checkboxes
from bot.views.text import listed, mention, plain

GOAL, MEETING = "preparations.goal", "preparations.meeting"
OTHERS, CAME = "preparations.others", "preparations.came"
FORM, CAME_FORM = "preparations.save", "preparations.note"
PREPARE = "Prepare"

VALUE = "value"  # the one element of each input, but of questions
WHOM, ABOUT, TARGETING, OFFERS, KEEP = "whom", "about", "targeting", "offers", "keep"

_THEMES = {
    Theme.PATH: "Their path",
    Theme.FIELD: "Their field",
    Theme.DAY: "A day at work",
    Theme.SKILLS: "Skills",
    Theme.READING: "What they read",
    Theme.OTHERS: "Whom else to talk to",
}
_OWN = "A question of my own"


def goal_button(goal_id: int) -> Element:
    """Beside a planned chat."""
    return button(PREPARE, action_id=GOAL, value=str(goal_id))


def meeting_button(group_id: int) -> Element:
    """Beside a time that buddies agreed on: everybody opens a page of their own."""
    return button(PREPARE, action_id=MEETING, value=str(group_id))


def questions_block(questions: Sequence[str]) -> list[Block]:
    """In "Today", under its chats; nothing where there are none."""
    lines = "\n".join(f"{number}. {plain(one, 250)}" for number, one in enumerate(questions[:SIX], start=1))
    return [section(f"*What you could ask*\n{lines}")] if questions else []


def page(shown: Prepared) -> View:
    """All of it can be changed, and none of it has to be filled in."""
    written = shown.page
    questions = [*written.questions[:SIX], *(Asked("", "") for _ in range(SIX - len(written.questions)))]
    value = str(shown.preparation_id)
    return modal(
        "Before the chat",
        [
            *_whom(shown),
            _text("Three lines about me", written.about, ABOUT),
            _text("What I'm targeting", written.targeting, TARGETING),
            *(_question(number, one) for number, one in enumerate(questions)),
            _keep(questions),
            _text("What I can offer them", written.offers, OFFERS),
            actions(
                button("Other questions", action_id=OTHERS, value=value),
                button("What came of it", action_id=CAME, value=value),
            ),
            context("Only you see this. The lines about you come from your profile; what you change here stays here."),
        ],
        callback_id=FORM,
        submit="Save",
        private_metadata=value,
    )


def not_yet_met() -> Message:
    """To somebody who would note what came of a chat with their buddies of which nobody has said that it was."""
    said = (
        "Press *We met* first, in your buddy group or in Kith's Home tab. What came of it then stands with that chat."
    )
    return message(said, [section(said)])


def _whom(shown: Prepared) -> list[Block]:
    if shown.buddies:
        return [section(f"With {listed([mention(one) for one in shown.buddies])}")]
    asked = input_block("With whom?", text_input(action_id=VALUE, initial=shown.page.whom, limit=LINE), block_id=WHOM)
    if shown.known is None:
        return [asked]
    noted = [shown.known.organisation, shown.known.works_on, shown.known.notes]
    lines = " · ".join(plain(one, 300) for one in noted if one.strip())
    return [asked, *([context(f"You noted: {lines}")] if lines else [])]


def _text(label: str, initial: str, block_id: str) -> Block:
    return input_block(
        label, text_input(action_id=VALUE, initial=initial, limit=NOTE, multiline=True), block_id=block_id
    )


def _question(number: int, asked: Asked) -> Block:
    element = text_input(action_id=f"{VALUE}_{number}_{_name(asked)}", initial=asked.text, limit=LINE)
    return input_block(_label(number, asked), element, block_id=question_field(number))


def _name(asked: Asked) -> str:
    """Slack keeps what was typed in a field of the same name, so another question in its place needs another name."""
    return asked.key if asked.theme else "own"


def _label(number: int, asked: Asked) -> str:
    return f"{number + 1}. {_THEMES[asked.theme] if asked.theme else _OWN}"


def _keep(questions: Sequence[Asked]) -> Block:
    options = [option(_label(number, one), str(number)) for number, one in enumerate(questions)]
    kept = [options[number] for number, one in enumerate(questions) if one.is_kept]
    names = "_".join(map(_name, questions))
    return input_block(
        "Ask again next time",
        checkboxes(options, action_id=f"{KEEP}_{names}", initial=kept),
        block_id=KEEP,
        hint="These are the first of your next preparation.",
    )
