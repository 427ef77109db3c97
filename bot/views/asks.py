"""The room Give & ask: what Kith asks the reader, what they ask for, what others ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.asks import AskKind, Audience, Listed, MyAsk, OpenAsk
from bot.domain.calendar import local
from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.views.blocks import Element, actions, button, context, message, modal, section
from bot.views.text import listed, mention, plain
from bot.views.times import day

ASK, RENEW, DONE, WITHDRAW = "asks.ask", "asks.renew", "asks.done", "asks.withdraw"
CAN_HELP, NOT_THIS_TIME = "asks.can_help", "asks.not_this_time"
MORE, LIST = "asks.more", "asks.list"

FOR: Mapping[AskKind, str] = {
    AskKind.ADVICE: "advice",
    AskKind.FEEDBACK: "feedback",
    AskKind.INTRODUCTION: "an introduction",
    AskKind.COMPANY: "somebody to go with",
    AskKind.OTHER: "help",
}
_BEGIN = (
    "*Give & ask*\nAsk for something specific: advice, a look at your résumé, an introduction, somebody to go with. "
    "No other ask is open at present."
)


def questions(asked: Sequence[OpenAsk]) -> list[Block]:
    """What Kith asks the reader, first of all."""
    return [block for ask in asked for block in _question(ask)]


def my_blocks(mine: Sequence[MyAsk]) -> list[Block]:
    """What the reader asks for, and who said that they can help."""
    if not mine:
        return []
    return [section("*You ask for*"), *(block for ask in mine for block in _mine(ask))]


def home_blocks(listed_: Listed) -> list[Block]:
    """The ten newest asks of others; nothing to somebody who is in no program."""
    if not listed_.programs:
        return []
    ask = actions(button("Ask for something", action_id=ASK, style="primary"))
    if not listed_.asks:
        return [section(_BEGIN), ask]
    return [section("*What people ask for*"), ask, *_rows(listed_), *_more(listed_)]


def list_form(listed_: Listed) -> View:
    """Those that the room does not show, ten at a time."""
    blocks = [*_rows(listed_), *_more(listed_)] or [section("There are no more.")]
    return modal("What people ask for", blocks, callback_id=LIST, private_metadata=str(listed_.page))


def said_yes(ask: OpenAsk) -> Message:
    """To whoever said that they can help."""
    said = f"Thank you. Kith has put you and {mention(ask.asked_by)} in touch: look at your messages."
    return message(said, [section(said)])


def not_this_time() -> Message:
    """To whoever said no."""
    said = "That's fine, and nobody is told."
    return message(said, [section(said)])


def line(ask: OpenAsk) -> str:
    """`@Ana asks for advice: “…” (Nordbank)`."""
    return f"{mention(ask.asked_by)} asks for {FOR[ask.kind]}: {quoted(ask.text, ask.company)}"


def quoted(text: str, company: str) -> str:
    """The line, and the company where it names one."""
    at = f" ({plain(company, 100)})" if company else ""
    return f"“{plain(text, LINE + 100)}”{at}"


def help_button(ask: OpenAsk) -> Element:
    """To say that one can help."""
    return button("I can help", action_id=CAN_HELP, value=str(ask.ask_id))


def own_line(ask: MyAsk) -> str:
    """`“…” (Nordbank), until Friday 13 March`."""
    on = day(local(ask.lapses_at, ask.zone).date())
    return f"{quoted(ask.text, ask.company)}, {'open until' if ask.is_open else 'was open until'} {on}"


def _question(ask: OpenAsk) -> list[Block]:
    value = str(ask.ask_id)
    return [
        section(f"{line(ask)}\nIt is close to what you know. Could you help?"),
        actions(
            {**help_button(ask), "style": "primary"},
            button("Not this time", action_id=NOT_THIS_TIME, value=value),
        ),
    ]


def _mine(ask: MyAsk) -> list[Block]:
    helpers = [mention(one.slack_user_id) for one in ask.helpers]
    can = f"{listed(helpers)} can help: you are in touch in your messages." if helpers else ""
    asked = "Only those whom Kith asks read it." if ask.audience is Audience.ASKED else ""
    value = str(ask.ask_id)
    buttons = [
        button("It's done", action_id=DONE, value=value),
        button("Keep it for two weeks" if ask.is_open else "Ask again", action_id=RENEW, value=value),
        button("Take it back", action_id=WITHDRAW, value=value),
    ]
    said = "\n".join(part for part in (own_line(ask), can, asked) if part)
    return [section(said), actions(*buttons)]


def _rows(listed_: Listed) -> list[Block]:
    is_one = len(listed_.programs) == 1
    return [_row(ask, is_one=is_one) for ask in listed_.asks]


def _row(ask: OpenAsk, *, is_one: bool) -> Block:
    where = "" if is_one else f"\n_{plain(ask.program, 100)}_"
    if ask.helps:
        return section(f"{line(ask)}{where}\nYou said that you can help.")
    return section(f"{line(ask)}{where}", accessory=help_button(ask))


def _more(listed_: Listed) -> list[Block]:
    return [actions(button("More", action_id=MORE, value=str(listed_.page + 1)))] if listed_.has_more else []


def summary_blocks(asked: Iterable[OpenAsk]) -> list[Block]:
    """In the channel's summary: asks whose authors agreed to it."""
    rows = [section(line(ask), accessory=help_button(ask)) for ask in asked]
    return [section("*Can you help?*"), *rows, context("A press puts you two in touch.")] if rows else []
