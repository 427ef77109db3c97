"""What one can give, line by line, how often a month one likes to be asked, and one's own balance."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.helps import LIMITS, USUAL_LIMIT, Balance, MyOffers, PeoplesOffers
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.text import mention, plain

OPEN, SWITCH, REMOVE, OTHERS, MORE = "offers.open", "offers.switch", "offers.remove", "offers.others", "offers.more"
LET, LET_NOT = "offers.let", "offers.let_not"
FORM, LIST = "offers.save", "offers.list"
VALUE = "value"  # the one element of each input
TEXT, LIMIT = "text", "limit"

_TIMES = {0: "Never", 1: "Once a month", 2: "Twice a month", 4: "Four times a month", 8: "Eight times a month"}


def home_blocks(mine: MyOffers) -> list[Block]:
    """What the reader offers, their balance, and the ways to more; nothing to somebody who is in no program."""
    if not mine.is_member:
        return []
    lines = [f"• {plain(one.text, LINE + 100)}{'' if one.is_on else ' (off)'}" for one in mine.offers]
    lines += [f"• {plain(mine.profile, 300)} (from your profile)"] if mine.profile else []
    begin = "Nothing yet. What could you give in half an hour? A look at a résumé, how you got into your field, a name."
    blocks = [
        section("*You offer*\n" + ("\n".join(lines) or begin)),
        actions(
            button("Change what I offer", action_id=OPEN),
            button("What people offer", action_id=OTHERS, value="0"),
        ),
        context(balance(mine.balance)),
    ]
    return [*blocks, *(block for one in mine.landed for block in _landed(*one))]


def balance(of: Balance) -> str:
    """`In the last four weeks: given four, received three; one under way.` For oneself alone."""
    if of == Balance():
        return "In the last four weeks you gave and received no help that was noted here. There is no score."
    under_way = f"; {of.promised} under way" if of.promised else ""
    return f"In the last four weeks: given {of.given}, received {of.received}{under_way}. Only you see this."


def form(mine: MyOffers) -> View:
    """One's lines, each to be switched or taken away; a new one; how often one likes to be asked."""
    limits = [option(_TIMES[times], str(times)) for times in LIMITS]
    limit = USUAL_LIMIT if mine.limit is None else mine.limit
    blocks = [block for one in mine.offers for block in _line(one.offer_id, one.text, is_on=one.is_on)]
    return modal(
        "What I offer",
        [
            *blocks,
            input_block(
                "One thing more",
                text_input(action_id=VALUE, limit=LINE),
                block_id=TEXT,
                hint="“Used to teach, now an engineer: happy to tell how”, or “I read résumés for nursing jobs”",
            ),
            input_block(
                "How often may Kith ask you for help?",
                select(limits, action_id=VALUE, initial=limits[LIMITS.index(limit)]),
                block_id=LIMIT,
                optional=False,
                hint="At the most, in four weeks; what you give by yourself counts, too. A little is plenty.",
            ),
        ],
        callback_id=FORM,
        submit="Save",
    )


def others_form(found: PeoplesOffers) -> View:
    """What the people of one's programs offer."""
    blocks: list[Block] = [
        section(f"{mention(slack_user_id)}\n" + "\n".join(f"• {plain(line, LINE + 100)}" for line in lines))
        for slack_user_id, lines in found.people
    ]
    if found.has_more:
        blocks.append(actions(button("More", action_id=MORE, value=str(found.page + 1))))
    return modal(
        "What people offer",
        blocks or [section("Nobody has written down what they offer yet. You could be the first.")],
        callback_id=LIST,
        private_metadata=str(found.page),
    )


def _line(offer_id: int, text: str, *, is_on: bool) -> Sequence[Block]:
    value = str(offer_id)
    said = "Others read it, and Kith may ask you about it." if is_on else "It is off: nobody reads it."
    return [
        section(f"{plain(text, LINE + 100)}\n_{said}_"),
        actions(
            button("Switch off" if is_on else "Switch on", action_id=SWITCH, value=f"{value}:{int(not is_on)}"),
            button("Take away", action_id=REMOVE, value=value),
        ),
    ]


_HERE = "The question stands in Home and comes in no message."


def _landed(program_id: int, program: str, *rest: bool) -> list[Block]:
    """Somebody who has landed is asked only if they like."""
    value, (may_ask,) = str(program_id), rest
    name = plain(program, 100)
    if may_ask:
        said = f"You landed in *{name}*, and Kith may ask you for help once in four weeks. {_HERE}"
        return [section(said, accessory=button("Don't ask me", action_id=LET_NOT, value=value))]
    said = (
        f"You landed in *{name}*. When somebody needs what you know, may Kith ask you, once in four weeks at most? "
        f"{_HERE}"
    )
    return [section(said, accessory=button("Yes, ask me", action_id=LET, value=value))]
