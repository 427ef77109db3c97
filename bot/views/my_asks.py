"""Asks in Friday's check-in: what Kith asks the reader, and their own that lapse soon."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.asks import MyAsk, OpenAsk
from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage
from bot.views.asks import DONE, line, own_line
from bot.views.blocks import actions, button, section

CAN_HELP, NOT_THIS_TIME = "asks.week_can_help", "asks.week_not_this_time"
RENEW, WITHDRAW = "asks.week_renew", "asks.week_withdraw"
MOST = 2  # of each that a message asks about; the others wait in the room


def week_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """Nothing in a hard week."""
    if week.is_hard:
        return []
    return [*_asked(week.questions_of_others[:MOST], week_message), *_lapsing(week.lapsing[:MOST], week_message)]


def _asked(asked: Sequence[OpenAsk], week_message: WeekMessage) -> list[Block]:
    return [
        block
        for ask in asked
        for block in (
            section(f"{line(ask)}\nIt is close to what you know. Could you help?"),
            actions(
                button("I can help", action_id=CAN_HELP, value=week_message.value(ask.ask_id), style="primary"),
                button("Not this time", action_id=NOT_THIS_TIME, value=week_message.value(ask.ask_id)),
            ),
        )
    ]


def _lapsing(mine: Sequence[MyAsk], week_message: WeekMessage) -> list[Block]:
    return [
        block
        for ask in mine
        for block in (
            section(f"You ask: {own_line(ask)}. Does it still hold?"),
            actions(
                button("Keep it for two weeks", action_id=RENEW, value=week_message.value(ask.ask_id)),
                button("It's done", action_id=DONE, value=str(ask.ask_id)),
                button("Take it back", action_id=WITHDRAW, value=week_message.value(ask.ask_id)),
            ),
        )
    ]
