"""The forms of an ask: a new one, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.asks import COMPANY as LONGEST_COMPANY
from bot.domain.asks import AskKind, Audience, Helper, MyAsk
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.views.asks import own_line
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.pickers import checkboxes, radio_buttons
from bot.views.text import cut, mention, one_line

FORM, DONE_FORM, THANK = "asks.save", "asks.done_form", "asks.thank"
VALUE = "value"  # the one element of each input
PROGRAM, KIND, TEXT, COMPANY, AUDIENCE, SUMMARY, HELPED = (
    "program",
    "kind",
    "text",
    "company",
    "audience",
    "in_summary",
    "helped",
)
YES = "yes"

KINDS: Mapping[AskKind, tuple[str, str]] = {
    AskKind.ADVICE: ("Advice", "“How did you move from teaching into learning design?”"),
    AskKind.FEEDBACK: ("Feedback", "“A look at my one-page résumé for data analyst roles”"),
    AskKind.INTRODUCTION: ("An introduction", "“To somebody who works in supply chain at Nordbank”"),
    AskKind.COMPANY: ("Somebody to go with", "“Who comes along to the data meet-up on Tuesday?”"),
    AskKind.OTHER: ("Something else", "“Half an hour to practise interview questions”"),
}
_AUDIENCES: Mapping[Audience, tuple[str, str]] = {
    Audience.PROGRAM: ("Everybody of the program", "It stands in the room Give & ask."),
    Audience.ASKED: ("Only those whom Kith asks", "A few people whose offers are near it."),
}


def new_form(programs: Mapping[int, str], *, text: str = "") -> View:
    """A new ask."""
    options = [option(cut(one_line(name), 75), str(program_id)) for program_id, name in programs.items()]
    program = input_block(
        "In which program?",
        select(options, action_id=VALUE, initial=options[0]),
        block_id=PROGRAM,
        optional=False,
    )
    return modal("Ask for something", [program, *_fields(text)], callback_id=FORM, submit="Ask")


def _fields(text: str) -> list[Block]:
    kinds = [option(name, kind, description=example) for kind, (name, example) in KINDS.items()]
    audiences = [option(name, audience, description=what) for audience, (name, what) in _AUDIENCES.items()]
    return [
        input_block("What kind of help?", radio_buttons(kinds, action_id=VALUE), block_id=KIND, optional=False),
        input_block(
            "What do you ask for?",
            text_input(action_id=VALUE, initial=text, limit=LINE),
            block_id=TEXT,
            optional=False,
            hint="One line that somebody could say yes to today.",
        ),
        input_block(
            "A company, if it is about one", text_input(action_id=VALUE, limit=LONGEST_COMPANY), block_id=COMPANY
        ),
        input_block(
            "Who may read it?",
            radio_buttons(audiences, action_id=VALUE, initial=audiences[0]),
            block_id=AUDIENCE,
            optional=False,
        ),
        input_block(
            "In the channel?",
            checkboxes([option("The weekly summary may show it, with my name", YES)], action_id=VALUE),
            block_id=SUMMARY,
        ),
        context("It stays for two weeks. Before they are over, Kith asks whether it still holds."),
    ]


def asked() -> View:
    """Said in place of the form."""
    return modal(
        "You have asked",
        [
            section(
                "Kith looks for people whose offers are near it, and asks a few of them. Who can help is put in touch "
                "with you."
            )
        ],
        callback_id=FORM,
    )


def done_form(ask: MyAsk) -> View:
    """Whose help it was, where somebody said that they can."""
    options = [option(f"<@{one.slack_user_id}>", str(one.help_id)) for one in ask.helpers[:10]]
    named = [{**one, "text": {"type": "mrkdwn", "text": one["text"]["text"]}} for one in options]
    blocks = [section(own_line(ask))]
    if named:
        blocks.append(
            input_block(
                "Who helped?",
                checkboxes(named, action_id=VALUE, initial=named),
                block_id=HELPED,
                hint="It counts for them.",
            )
        )
    return modal("It's done", blocks, callback_id=DONE_FORM, submit="Yes, done", private_metadata=str(ask.ask_id))


def thanks(helped: Sequence[Helper]) -> View:
    """Said in place of the form: thanks are offered."""
    if not helped:
        return modal("Done", [section("Good to hear. It is off the list.")], callback_id=DONE_FORM)
    rows = [actions(button("Write a line of thanks", action_id=THANK, value=str(one.help_id))) for one in helped]
    said = [section(f"{mention(one.slack_user_id)} helped you. A line of thanks is read twice.") for one in helped]
    return modal("Done", [block for pair in zip(said, rows, strict=True) for block in pair], callback_id=DONE_FORM)
