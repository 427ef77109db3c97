"""A report of any days, sent as a file: to organizers and viewers who have no page."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import InvalidInputError
from bot.domain.messages import File, Message, View
from bot.services import page_access, reports
from bot.views import reports as view
from bot.views.report_layouts import LaidOut, laid_out
from bot.views.report_pictures import pictures
from bot.views.reports import FileKind
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Who


def _open(request: Request) -> View:
    return _form(request, request.id)


def _by_command(request: Request) -> View | Message:
    """Of this channel's program, or of the one that the person reads; else they choose."""
    found = page_access.shelves(request.session, request.actor)
    here = [one for one in found if one.slack_channel_id == request.channel_id]
    if len(here or found) == 1:
        return _form(request, (here or found)[0].program_id)
    return view.choose([(one.program_id, one.name) for one in found])


def _form(request: Request, program_id: int) -> View:
    first, last = reports.suggested(request.session, request.actor, program_id, now=request.now)["all"]
    return view.form(program_id, first=first, last=last)


def _send(request: Request) -> View:
    form = request.form
    from_on, until_on = form.date(view.FROM), form.date(view.UNTIL)
    if from_on is None or until_on is None:
        raise InvalidInputError(view.FROM if from_on is None else view.UNTIL, "Choose a day.")
    report = reports.report(
        request.session, request.actor, request.id, from_on=from_on, until_on=until_on, now=request.now
    )
    told, kind = laid_out(report, view.layout_of(form.choice(view.LAYOUT))), view.kind_of(form.choice(view.KIND))
    name = f"report:{request.id}:{told.layout}:{kind}:{from_on}:{until_on}"
    send_file(request, name, lambda: view.sent(told, _files(told, kind)), program_id=request.id)
    return view.is_coming()


def _files(told: LaidOut, kind: FileKind) -> Sequence[File]:
    if kind is FileKind.PICTURES:
        from bot.views import report_charts  # noqa: PLC0415  # 30 MB, which a process that draws none does not need

        return [report_charts.file(told, picture) for picture in pictures(told)]
    from bot.views import report_files  # noqa: PLC0415  # a process that writes none does not need it

    return [report_files.csv_file(told) if kind is FileKind.CSV else report_files.xlsx_file(told)]


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.READER, _open, ids=1),
    Form(view.FORM, Who.READER, _send, ids=1),
    Command("report", 61, "a report of any days, as a file", _by_command),
)
