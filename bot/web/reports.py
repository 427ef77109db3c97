"""A program's report: any dates, four layouts, pictures and files. The address says it all, so it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from bot.domain.errors import InvalidInputError
from bot.services import reports
from bot.views.report_layouts import TITLES, LaidOut, Layout, laid_out
from bot.views.report_pictures import Chart, pictures
from bot.web.programs import PROGRAM
from bot.web.request import Refused, Request, read_date
from bot.web.rows import Drawn, GoTo, Page, PageAct, Row, Sent, Who

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FROM, UNTIL, LAYOUT = "from_on", "until_on", "layout"


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    from_on: date
    until_on: date
    layout: Layout

    @property
    def query(self) -> str:
        """The same, as an address says it."""
        return urlencode({FROM: self.from_on, UNTIL: self.until_on, LAYOUT: self.layout})


def _page(request: Request) -> Drawn:
    """The form; and beneath it the report, once days are chosen."""
    program = request.shelf()
    found = reports.suggested(request.session, request.actor, program.program_id, now=request.now)
    values = {
        "program": program,
        "tab": "report",
        "layouts": list(TITLES.items()),
        "suggested": {key: Asked(*days, _layout(request)) for key, days in found.items()},
        "entered": request.asked,
        "told": None,
    }
    if not request.asked.get(FROM) and not request.asked.get(UNTIL):
        return Drawn("report.html", values)
    try:
        told, asked = _told(request), _asked(request)
    except InvalidInputError as error:
        return Drawn("report.html", {**values, "refused": Refused(error.field, error.message)})
    return Drawn("report.html", {**values, "told": told, "pictures": pictures(told), "query": asked.query})


def _told(request: Request) -> LaidOut:
    asked = _asked(request)
    report = reports.report(
        request.session,
        request.actor,
        request.program_id,
        from_on=asked.from_on,
        until_on=asked.until_on,
        now=request.now,
    )
    return laid_out(report, asked.layout)


def _asked(request: Request) -> Asked:
    """Without days, the program's own."""
    first, last = reports.suggested(request.session, request.actor, request.program_id, now=request.now)["all"]
    return Asked(
        read_date(FROM, request.asked.get(FROM, "").strip()) or first,
        read_date(UNTIL, request.asked.get(UNTIL, "").strip()) or last,
        _layout(request),
    )


def _layout(request: Request) -> Layout:
    asked = request.asked.get(LAYOUT, "")
    return Layout(asked) if asked in list(Layout) else Layout.PLAIN


def _csv(request: Request) -> Sent:
    from bot.views import report_files  # noqa: PLC0415  # a process that writes none does not need it

    return Sent(report_files.csv_file(_told(request)), "text/csv; charset=utf-8")


def _xlsx(request: Request) -> Sent:
    from bot.views import report_files  # noqa: PLC0415  # as above

    return Sent(report_files.xlsx_file(_told(request)), XLSX)


def _picture(chart: Chart) -> PageAct:
    def act(request: Request) -> Sent | GoTo:
        told = _told(request)
        picture = next((one for one in pictures(told) if one.chart is chart), None)
        if picture is None:  # there is nothing to draw, or it is about too few people
            return GoTo(f"/programs/{request.program_id}/report?{_asked(request).query}")
        from bot.views import report_charts  # noqa: PLC0415  # 30 MB, which a process that draws none does not need

        return Sent(report_charts.file(told, picture), "image/png", shown="save" not in request.asked)

    return act


ROWS: tuple[Row, ...] = (
    Page(f"{PROGRAM}/report", Who.READER, _page),
    Page(f"{PROGRAM}/report/table.csv", Who.READER, _csv),
    Page(f"{PROGRAM}/report/workbook.xlsx", Who.READER, _xlsx),
    *(Page(f"{PROGRAM}/report/{chart}.png", Who.READER, _picture(chart)) for chart in Chart),
)
