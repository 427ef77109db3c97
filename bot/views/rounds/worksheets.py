"""The worksheet of a meeting: what was to be tried since the last one, what others wrote, four lines of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.domain.worksheets import Lines, Worksheet, Written
from bot.views.blocks import Element, button, context, input_block, modal, section, text_input
from bot.views.text import mention, plain

WRITE = "worksheets.write"
FORM = "worksheets.save"
VALUE = "value"  # the one element of each input

WILL_TRY = "What I'll try"
_LABELS = {
    "will_try": WILL_TRY,
    "stuck": "Where I am stuck",
    "worked": "What worked for me",
    "advice": "Advice I got",
}
_ASKED = ("stuck", "worked", "advice", "will_try")  # in this order they come up in a chat
_SEEN = "Your buddy group alone reads this. Write as little as you like."


def write_button(group_id: int) -> Element:
    """Opens the worksheet of the group's last meeting, for each with their own lines."""
    return button("Write ours", action_id=WRITE, value=str(group_id))


def form(sheet: Worksheet, *, metadata: str) -> View:
    """What was to be tried since the last time comes first, then the others' lines, then one's own."""
    asked = [_line(name, getattr(sheet.mine, name)) for name in _ASKED]
    return modal(
        "Our worksheet",
        [*_before(sheet.before), *_lines_of(sheet.others), *asked, context(_SEEN)],
        callback_id=FORM,
        submit="Save",
        private_metadata=metadata,
    )


def saved(sheet: Worksheet, slack_user_id: str) -> View:
    """What everybody wrote so far, once one has saved."""
    mine = [] if sheet.mine.is_empty else [Written(slack_user_id, sheet.mine)]
    written = _lines_of([*mine, *sheet.others])
    nothing = section("Nothing is written yet. It can wait.")
    return modal("Our worksheet", [*(written or [nothing]), context(_SEEN)], callback_id=FORM)


def quoted(will_try: str) -> str:
    """To oneself alone: what one set out to try after a meeting; empty where nothing was written."""
    return f"After your last meeting you wrote that you would try: “{plain(will_try, LINE)}”" if will_try else ""


def _before(written: Iterable[Written]) -> list[Block]:
    lines = [
        f"{mention(one.slack_user_id)}: “{plain(one.lines.will_try, 300)}”" for one in written if one.lines.will_try
    ]
    return [section("*Last time you set out to try*\n" + "\n".join(lines[:10]))] if lines else []


def _lines_of(written: Iterable[Written]) -> list[Block]:
    return [section(f"*{mention(one.slack_user_id)}*\n{_told(one.lines)}") for one in list(written)[:10]]


def _told(lines: Lines) -> str:
    told = ((label, getattr(lines, name)) for name, label in _LABELS.items())
    return "\n".join(f"{label}: {plain(words, 300)}" for label, words in told if words)


def _line(name: str, initial: str) -> Block:
    return input_block(_LABELS[name], text_input(action_id=VALUE, initial=initial, limit=LINE), block_id=name)
