"""Forms of mentor pairs: ask for a mentor, the agreement, a word at the end."""

from __future__ import annotations

from bot.domain.lengths import LINE
from bot.domain.mentor_pairs import MOST_SHOWN, Agreement, Asking, Ended, Pair
from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.mentor_pairs import AGREE
from bot.views.pickers import checkboxes
from bot.views.text import in_words, mention, plain
from bot.views.times import day

ASK_FORM, AGREEMENT_FORM, WORD_FORM = "mentor_pairs.asked", "mentor_pairs.agreed", "mentor_pairs.word"
WHAT_FOR, MENTOR, WORDS, PASS_ON, YES = "what_for", "mentor", "words", "passed_on", "yes"
ANYBODY = "0"
VALUE = "value"  # the one element of each input

_LABELS = {
    "what_for": "What for",
    "how_often": "How often, and for how long",
    "place": "Where",
    "until": "Until when",
    "between_us": "What stays between us",
}


def ask_form(asking: Asking) -> View:
    """What about, and whom: the mentors with room as they described themselves, or whoever suits."""
    if not asking.mentors:
        said = (
            f"No mentor of *{plain(asking.program, 80)}* has room at present. Its organizers see that, and can invite "
            "more. Look in again in a week or two."
        )
        return modal("Ask for a mentor", [section(said)], callback_id=ASK_FORM)
    shown = asking.mentors[:MOST_SHOWN]
    anybody = option("Whoever suits me", ANYBODY, description="Kith asks one after the other")
    whom = [anybody, *(option(one.name, str(one.participant_id)) for one in asking.mentors[:99])]
    blocks: list[Block] = [
        section(
            f"A mentor talks with you for {in_words(asking.weeks)} weeks, beside your buddies. They read what you "
            "write here, and decide."
        ),
        input_block(
            "What would you like to talk about?",
            text_input(action_id=VALUE, limit=LINE, hint="Moving from teaching into learning design"),
            block_id=WHAT_FOR,
            optional=False,
        ),
        input_block("Whom shall Kith ask?", select(whom, action_id=VALUE, initial=anybody), block_id=MENTOR),
        section("*Mentors with room*\n" + "\n".join(_mentor(one.slack_user_id, one.about) for one in shown)),
        context("You hear within two weeks, whatever comes of it."),
    ]
    return modal(
        "Ask for a mentor", blocks, callback_id=ASK_FORM, submit="Ask", private_metadata=str(asking.program_id)
    )


def _mentor(slack_user_id: str, about: str) -> str:
    return f"• {mention(slack_user_id)}: {plain(about, 120)}" if about else f"• {mention(slack_user_id)}"


def asked() -> View:
    """In place of the form."""
    said = (
        "It is on its way. They find it in Kith's Home tab and in one of their week's messages. You hear within two "
        "weeks; until then it stands in Give & ask, where you can take it back."
    )
    return modal("Ask for a mentor", [section(said)], callback_id="mentor_pairs.told")


def agreement_form(pair: Pair) -> View:
    """The five lines as last written, to read, agree to or change; before that, something to begin from."""
    signed, value = pair.signed, str(pair.pair_id)
    lines = signed.agreement if signed else _begin(pair)
    fields = [
        input_block(
            label,
            text_input(action_id=VALUE, initial=getattr(lines, name), limit=LINE),
            block_id=name,
            optional=False,
        )
        for name, label in _LABELS.items()
    ]
    return modal(
        "Our agreement",
        [*_how_it_stands(pair), *fields, context(f"{mention(pair.other)} and you read this, and nobody else.")],
        callback_id=AGREEMENT_FORM,
        submit="Agree to these lines",
        private_metadata=value,
    )


def _how_it_stands(pair: Pair) -> list[Block]:
    signed = pair.signed
    if signed is None:
        return [
            section("Write what suits you both; these lines are there to begin from. The other one then reads them.")
        ]
    if signed.holds:
        return [section("You both agreed to these lines. If you change one, the other one reads and agrees again.")]
    if signed.by_me:
        return [section("You agreed to these lines; the other one has not yet. You can still change them.")]
    agree = button("I agree", action_id=AGREE, value=f"{pair.pair_id}:{signed.version}", style="primary")
    return [
        section("These lines wait for you. Agree to them as they are, or change what does not fit."),
        actions(agree),
    ]


def _begin(pair: Pair) -> Agreement:
    return Agreement(
        what_for=pair.what_for,
        how_often="Every second week, three quarters of an hour",
        place="A video call",
        until=f"Until {day(pair.ends_on)}",
        between_us="What we tell each other stays with the two of us",
    )


def agreed(pair: Pair) -> View:
    """In place of the form, once its lines were agreed to."""
    holds = pair.signed is not None and pair.signed.holds
    said = (
        "You both agreed on your five lines."
        if holds
        else "It is saved. The other one reads your lines next, and agrees or changes them."
    )
    return modal("Our agreement", [section(said)], callback_id="mentor_pairs.told")


def word_form(ended: Ended) -> View:
    """One line, to keep or to pass on."""
    tick = option("Pass it on to them", YES)
    return modal(
        "A last word",
        [
            section(f"Your time with {mention(ended.other)} as mentor and mentee is over. One line is plenty."),
            input_block(
                "What would you like to say?",
                text_input(
                    action_id=VALUE, limit=LINE, hint="Your question about the first ninety days stayed with me"
                ),
                block_id=WORDS,
                optional=False,
            ),
            input_block("They read it only if you tick this", checkboxes([tick], action_id=VALUE), block_id=PASS_ON),
        ],
        callback_id=WORD_FORM,
        submit="Save",
        private_metadata=str(ended.pair_id),
    )
