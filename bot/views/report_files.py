"""A report as files: one CSV table whose columns do not change, and an Excel workbook (docs/report-files.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.domain.messages import File
from bot.views.report_figures import FIGURES
from bot.views.report_layouts import LaidOut, Row
from bot.views.text import cell, cut

COLUMNS = ("layout", "section", "figure", "label", "week_on", "value", "of", "percent", "note")
LONGEST = 2000  # of a note
_BOLD, _FAINT, _WRAPPED = Font(bold=True), Font(color="5F6B7A"), Alignment(wrap_text=True, vertical="top")

Value = str | int | date | None


def name(told: LaidOut, ending: str) -> str:
    """`kith-report-grant-2026-01-05-2026-03-29.csv`."""
    period = told.report.period
    return f"kith-report-{told.layout}-{period.from_on}-{period.until_on}.{ending}"


def csv_file(told: LaidOut) -> File:
    """UTF-8 with a byte order mark, so that spreadsheets read every alphabet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for section, *row in _rows(told):
        rows.writerow([told.layout, section, *(one.isoformat() if isinstance(one, date) else one for one in row)])
    return File(name=name(told, "csv"), title=_title(told), content=text.getvalue().encode("utf-8-sig"))


def xlsx_file(told: LaidOut) -> File:
    """Three sheets: the report, its weeks, and what each figure means. Days are days, numbers are numbers."""
    book, content = Workbook(write_only=True), io.BytesIO()
    _report(book, told)
    _by_week(book, told)
    _definitions(book, told)
    book.save(content)
    return File(name=name(told, "xlsx"), title=_title(told), content=content.getvalue())


def _title(told: LaidOut) -> str:
    period = told.report.period
    return cut(f"{told.title}: report, {period.from_on} to {period.until_on}", 150)


def _rows(told: LaidOut) -> Iterator[tuple[str, str, str, date | None, Value, Value, Value, str]]:
    """section, figure, label, week_on, value, of, percent, note."""
    period = told.report.period
    for figure, label, on in (
        ("from_on", "From", period.from_on),
        ("until_on", "Until", period.until_on),
        ("weeks_from_on", "Whole weeks from", period.weeks[0]),
        ("weeks_until_on", "Whole weeks until", period.last_on),
        ("made_on", "Made on", told.report.made_on),
    ):
        yield "Period", figure, label, None, on, None, None, ""
    yield "Period", "program", "Program", None, cell(told.title), None, None, ""
    for section in told.sections:
        for row in section.rows:
            of = row.of.whole if row.of is not None else None
            yield (
                section.title,
                row.key,
                cell(row.label),
                None,
                row.value,
                of,
                row.percent,
                cell(row.note, LONGEST),
            )
    for week in told.report.weeks:
        for figure in told.weekly:
            yield "By week", figure, FIGURES[figure].label, week.week_on, getattr(week, figure), None, None, ""
    for key, figure_ in told.definitions.items():
        yield "Definitions", key, figure_.label, None, None, None, None, figure_.means


def _report(book: Workbook, told: LaidOut) -> None:
    sheet = _sheet(book, "Report", (44, 14, 12, 12, 60))
    sheet.append(_styled(sheet, ("Figure", "Number", "Of", "Percent", "Note"), _BOLD))
    for section, _, label, week_on, value, of, percent, note in _rows(told):
        if section == "Period" and week_on is None:
            sheet.append(_typed(sheet, (label, value, of, percent, note)))
    for one in told.sections:
        sheet.append([])
        sheet.append(_styled(sheet, (one.title,), _BOLD))
        for row in one.rows:
            sheet.append(_typed(sheet, _cells(row)))


def _cells(row: Row) -> tuple[Value, ...]:
    indent = "    " if row.is_below else ""
    whole = row.of.whole if row.of is not None else None
    label = cell(row.label)
    return (
        indent + label if not label.startswith("'") else label,
        row.value,
        whole,
        row.percent,
        cell(row.note, LONGEST),
    )


def _by_week(book: Workbook, told: LaidOut) -> None:
    sheet = _sheet(book, "By week", (14, *(max(12, len(FIGURES[figure].label) + 2) for figure in told.weekly)))
    sheet.append(_styled(sheet, ("Week of", *(FIGURES[figure].label for figure in told.weekly)), _BOLD))
    for week in told.report.weeks:
        sheet.append(_typed(sheet, (week.week_on, *(getattr(week, figure) for figure in told.weekly))))


def _definitions(book: Workbook, told: LaidOut) -> None:
    sheet = _sheet(book, "Definitions", (30, 120))
    sheet.append(_styled(sheet, ("Figure", "What it counts"), _BOLD))
    for figure in told.definitions.values():
        sheet.append(_typed(sheet, (figure.label, figure.means)))
    for line in told.lines:
        sheet.append(_styled(sheet, ("", line), _FAINT))


def _sheet(book: Workbook, title: str, widths: Sequence[int]) -> Any:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _styled(sheet: Any, values: Sequence[Value], font: Font) -> list[Any]:
    cells = _typed(sheet, values)
    for one in cells:
        one.font = font
    return cells


def _typed(sheet: Any, values: Sequence[Value]) -> list[Any]:
    """Text wraps; a day is shown as one."""
    make: Any = WriteOnlyCell
    cells = [make(sheet, value=value) for value in values]
    for one, value in zip(cells, values, strict=True):
        if isinstance(value, str):
            one.alignment = _WRAPPED
        elif isinstance(value, date):
            one.number_format = "yyyy-mm-dd"
    return cells
