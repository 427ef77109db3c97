"""A member's own work-search record: a table for programs and a page to print. What an office takes, it alone says."""

from __future__ import annotations

import csv
import io
from datetime import date

from bot.domain.calendar import week_of
from bot.domain.lengths import NOTE
from bot.domain.messages import File, Message, View
from bot.domain.work_search import Entry, Record
from bot.views.blocks import context, input_block, modal, section
from bot.views.pickers import date_picker
from bot.views.text import cell, counted, one_line, sentence_start
from bot.views.times import span

OPEN, FORM = "work_search.open", "work_search.take"
VALUE = "value"  # the one element of each input
FIRST, LAST = "first", "last"

COLUMNS = (
    "week",
    "date",
    "kind",
    "employer_or_event",
    "contact_and_title",
    "how",
    "phone_or_web",
    "position",
    "result",
    "proof_note",
)
HOW = {True: "in person", False: "by phone or online", None: ""}
NO_CLAIM = "It holds what you logged, in your own words. What counts for an office, that office says."


def form(*, first: date, last: date) -> View:
    """Which weeks."""
    return modal(
        "Work-search record",
        [
            section(
                "What you logged, week by week, as a table and as a page to print. Only you get it, in your direct "
                "messages with Kith."
            ),
            input_block("From the week of", _day(first), block_id=FIRST, optional=False),
            input_block("To the week of", _day(last), block_id=LAST, optional=False),
            context(f"{NO_CLAIM} Employer, position, result and proof are behind *More* in the form of each entry."),
        ],
        callback_id=FORM,
        submit="Send it to me",
    )


def record(told: Record) -> Message:
    """The message that brings it: UTF-8 with a byte order mark, so that spreadsheets read every alphabet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([cell(value, NOTE + 1) for value in _row(entry)] for entry in told.entries)
    found = counted(len(told.entries), "entry", "entries")
    said = f"Your work-search record, {span(told.from_on, told.until_on)}: {found}. Only you get it."
    files = (
        File("kith-work-search.html", "My work-search record", _page(told)),
        File("kith-work-search.csv", "My work-search record (table)", text.getvalue().encode("utf-8-sig")),
    )
    return Message(text=said, blocks=(section(said), context(NO_CLAIM)), files=files)


def is_coming() -> View:
    """Said at once, in place of the form."""
    said = "Your record is on its way: look for two files in your direct messages with Kith."
    return modal("Work-search record", [section(said)], callback_id=FORM)


def _day(on: date) -> dict[str, object]:
    return date_picker(action_id=VALUE, initial=on)


def _page(told: Record) -> bytes:
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415  # most processes never draw one

    pages = Environment(loader=PackageLoader("bot.views", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return (
        pages.get_template("work_search.html")
        .render(
            name=one_line(told.name),
            weeks=span(told.from_on, told.until_on),
            columns=[sentence_start(column.replace("_", " ")) for column in COLUMNS],
            rows=[_row(entry) for entry in told.entries],
            no_claim=NO_CLAIM,
        )
        .encode()
    )


def _row(entry: Entry) -> tuple[str, ...]:
    details = entry.details
    values = (
        week_of(entry.on).isoformat(),
        entry.on.isoformat(),
        entry.activity,
        entry.employer,
        ", ".join(filter(None, (entry.with_whom, details.title))),
        HOW[entry.in_person],
        details.phone_or_web,
        details.position,
        details.result,
        details.proof_note,
    )
    return tuple(one_line(value) for value in values)
