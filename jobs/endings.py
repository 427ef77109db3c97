"""A program's end: by itself after its last day; then the digest of its last week and the final report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import digests, program_life, programs, reports
from bot.services.close_week import close_week
from bot.services.program_life import mark_reported
from bot.views import digest_csv
from bot.views import digests as digests_view
from bot.views import final_reports as view
from bot.views import programs as program_view
from bot.views.report_layouts import Layout, laid_out
from jobs.digests import send_report
from jobs.work import for_each


def _end(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    """End a program whose last day is over, and say so in its channel."""
    program = program_life.end_as_planned(session, program_id, now=now)
    if program is None:
        return
    news = program_life.news_of(session, program, now=now)
    to, key = Target(channel=program.slack_channel_id), f"ended:{program_id}"
    message = program_view.ended(news)
    send(context, session, MessageKind.CHANNEL_NOTICE, to, key=key, message=message, now=now, program_id=program_id)


def _report(context: AppContext, session: Session, now: datetime, program_id: int) -> None:
    """Close the last week, however short, and report it; then all rounds together. Once, in the program's day."""
    if not programs.is_office_time(session, program_id, now=now):
        return
    from bot.views import report_files  # noqa: PLC0415  # a process that writes none does not need it

    mark_reported(session, program_id, now=now)
    key = f"{MessageKind.DIGEST}:{program_id}"
    for week_on in digests.last_weeks(session, program_id):
        close_week(session, program_id, week_on=week_on, now=now)
        told = digests.digest(session, program_id, week_on=week_on, now=now)
        rows = digests.list_items(session, program_id, told.items, now=now)
        digest = digests_view.digest(told.with_rows(rows), files=(digest_csv.file(told),))
        send_report(context, session, program_id, key=f"{key}:{week_on}", message=digest, now=now)
    whole = reports.whole(session, program_id, now=now)
    final = view.final(whole, files=(report_files.xlsx_file(laid_out(whole, Layout.PLAIN)),))
    send_report(context, session, program_id, key=f"{key}:final", message=final, now=now)


SWEEPS = (
    for_each("planned_ends", 15, program_life.ENDING, _end, gives_work=True),
    for_each("endings", 145, reports.UNREPORTED, _report),
)
