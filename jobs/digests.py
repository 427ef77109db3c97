"""Monday's report to the organizers: five things to act on, the numbers, a chart and a table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.digests import Digest
from bot.domain.kinds import MessageKind
from bot.domain.messages import File, Message, Reader, Target
from bot.sending import send
from bot.services import digests, organizers, programs
from bot.views import digest_csv
from bot.views import digests as digests_view
from jobs.work import Job, Work


def run(context: AppContext, work: Work) -> None:
    """Plan the digest for the program's private channel, or for each organizer. Drawn before anything is written."""
    with context.database.unit_of_work(work.workspace_id, read_only=True) as session:
        week_on = programs.reported_week(session, work.program_id, on=work.due.local_on)
        if week_on is None:
            return
        told = digests.digest(session, work.program_id, week_on=week_on, now=work.now)
    _decide(context, work, told, files=(*_chart(told), digest_csv.file(told)))


def _chart(told: Digest) -> tuple[File, ...]:
    """Of weeks in which something was done; there is no picture of nothing."""
    if not any(week.acts for week in told.weeks):
        return ()
    from bot.views import charts  # noqa: PLC0415  # 30 MB, which a process that draws none does not need

    return (charts.weeks_chart(told),)


def _decide(context: AppContext, work: Work, told: Digest, *, files: tuple[File, ...]) -> None:
    with context.database.unit_of_work(work.workspace_id) as session:
        if not work.claim(session):
            return
        rows = digests.list_items(session, work.program_id, told.items, now=work.now)
        message = digests_view.digest(told.with_rows(rows), files=files)
        key = f"{MessageKind.DIGEST}:{work.program_id}:{told.week_on}"
        send_report(context, session, work.program_id, key=key, message=message, now=work.now)


def send_report(
    context: AppContext, session: Session, program_id: int, *, key: str, message: Message, now: datetime
) -> None:
    """Send it to the program's private channel, or to each organizer."""
    copies: dict[str, Reader | Target] = {
        f"{key}:{reader.member_id}": reader for reader in organizers.readers(session, program_id, now=now)
    }
    if channel := digests.place(session, program_id):
        copies = {key: Target(channel=channel)}
    for key_of_copy, to in copies.items():
        send(context, session, MessageKind.DIGEST, to, key=key_of_copy, message=message, now=now, program_id=program_id)


JOBS = (Job(MessageKind.DIGEST, run),)
