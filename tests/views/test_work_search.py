"""The work-search record: a table that no spreadsheet runs, a page that no browser runs, and no claim."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

from bot.domain.messages import Message
from bot.domain.work_search import NOTHING, Details, Entry, Record
from bot.views import work_search as view

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
DETAILS = Details("Acme", "Head of data", "+1 555 0100", "Data engineer", "interview on Friday", "an e-mail")
FULL = Entry(FRIDAY, "Coffee chat", "Grace Hopper", True, "Navy", DETAILS)
BARE = Entry(FRIDAY, "Event", "", None, "Navy", NOTHING)
ODD = Entry(FRIDAY, "Event", "<script>alert(1)</script>", False, "=1+1", Details(proof_note="@SUM(A1)\n=2"))
RECORD = Record("Ada <b>", MONDAY, date(2026, 3, 8), (FULL, BARE, ODD))


def files(record: Record = RECORD) -> tuple[str, list[list[str]]]:
    page, table = view.record(record).files
    return page.content.decode(), list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))


def test_the_form_that_asks_for_the_weeks(golden: Callable[[str, Message | dict[str, object]], None]) -> None:
    golden("work_search/form", view.form(first=MONDAY, last=FRIDAY))
    golden("work_search/is_coming", view.is_coming())


def test_the_table_has_a_line_an_entry_and_the_columns_that_are_asked_for() -> None:
    _, (head, full, bare, _) = files()
    assert tuple(head) == view.COLUMNS
    assert full == [
        "2026-03-02",
        "2026-03-06",
        "Coffee chat",
        "Acme",
        "Grace Hopper, Head of data",
        "in person",
        "'+1 555 0100",
        "Data engineer",
        "interview on Friday",
        "an e-mail",
    ]
    assert bare[3:6] == ["Navy", "", ""]


def test_no_cell_is_a_formula_and_no_word_is_markup() -> None:
    page, (*_, odd) = files()
    assert (odd[3], odd[9]) == ("'=1+1", "'@SUM(A1) =2")
    assert "Ada &lt;b&gt;" in page
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_is_claimed_about_any_office() -> None:
    page, _ = files()
    assert view.NO_CLAIM in page.replace("&#39;", "'")
    assert "Nothing was logged in these weeks" in files(Record("", MONDAY, FRIDAY, ()))[0]
