"""A report in Slack: which days, layout and file; it comes by direct message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from bot.domain.messages import Block, File, Message, View
from bot.views.blocks import actions, button, context, input_block, message, modal, option, section, select
from bot.views.pickers import date_picker, radio_buttons
from bot.views.report_layouts import TITLES, LaidOut, Layout
from bot.views.text import plain
from bot.views.times import span

OPEN, FORM = "reports.open", "reports.send"
VALUE = "value"  # the one element of each input
FROM, UNTIL, LAYOUT, KIND = "from_on", "until_on", "layout", "kind"


class FileKind(StrEnum):
    """What is sent."""

    XLSX = "xlsx"
    CSV = "csv"
    PICTURES = "pictures"


_KINDS: Mapping[FileKind, str] = {
    FileKind.XLSX: "Excel (XLSX)",
    FileKind.CSV: "Table (CSV)",
    FileKind.PICTURES: "Pictures (PNG)",
}


def form(program_id: int, *, first: date, last: date) -> View:
    """Which days, in which layout, as which file."""
    layouts = [option(words, layout) for layout, words in TITLES.items()]
    kinds = [option(words, kind) for kind, words in _KINDS.items()]
    return modal(
        "Report",
        [
            input_block("From", date_picker(action_id=VALUE, initial=first), block_id=FROM, optional=False),
            input_block("Until", date_picker(action_id=VALUE, initial=last), block_id=UNTIL, optional=False),
            input_block(
                "Layout", select(layouts, action_id=VALUE, initial=layouts[0]), block_id=LAYOUT, optional=False
            ),
            input_block("As", radio_buttons(kinds, action_id=VALUE, initial=kinds[0]), block_id=KIND, optional=False),
            context(
                "Who joined and who left is counted by these days, all else by whole weeks. What is about fewer than "
                "five people is told in total alone. What each figure counts stands in the file."
            ),
        ],
        callback_id=FORM,
        submit="Send it to me",
        private_metadata=str(program_id),
    )


def is_coming() -> View:
    """Said at once, in place of the form."""
    said = "Your report is on its way: look for it in your direct messages with Kith."
    return modal("Report", [section(said)], callback_id=FORM)


def sent(told: LaidOut, files: Sequence[File]) -> Message:
    """The message that brings it; there are no pictures of nothing."""
    period = told.report.period
    said = f"*{plain(told.title)}*: report, {span(period.from_on, period.until_on)}."
    nothing = [] if files else [context("There is nothing to draw in these weeks.")]
    return Message(
        text=f"Report: {plain(told.title)}",
        blocks=(section(said), *(context(plain(line)) for line in told.lines), *nothing),
        files=tuple(files),
    )


def choose(programs: Sequence[tuple[int, str]]) -> Message:
    """One button a program, for somebody who reads several."""
    if not programs:
        said = "You organize no program. To start one, type `/kith setup` in its channel."
        return message(said, [section(said)])
    asked = "A report of which program?"
    rows = [
        section(f"*{plain(name)}*", accessory=button("Report", action_id=OPEN, value=str(one)))
        for one, name in programs
    ]
    return message(asked, [section(asked), *rows])


def row(program_id: int) -> Block:
    """Beneath the final report: the same of other days, in other layouts."""
    return actions(button("Other days or layouts", action_id=OPEN, value=str(program_id)))


def layout_of(chosen: str) -> Layout:
    """The layout that was chosen; the plain one where it is none."""
    return Layout(chosen) if chosen in list(Layout) else Layout.PLAIN


def kind_of(chosen: str) -> FileKind:
    """The kind of file that was chosen; a workbook where it is none."""
    return FileKind(chosen) if chosen in list(FileKind) else FileKind.XLSX
