"""Monday's report to the organizers: five things to act on, the numbers, a chart and a table."""

from __future__ import annotations

from functools import partial

from bot.domain.calendar import local
from bot.domain.digests import Digest
from bot.domain.messages import File, Target
from bot.domain.states import Kind
from bot.edge import Edge
from bot.services import digests, notices, occurrences, organizers, summaries
from bot.services.summaries import closed_week
from bot.views import digest_csv
from bot.views import digests as digests_view
from jobs.work import Work


def run(edge: Edge, work: Work) -> None:
    """Plan the digest for the program's private channel, or for each organizer. Drawn before anything is written."""
    week_on = closed_week(work.due.local_on)
    with edge.database.unit_of_work(work.workspace_id, read_only=True) as session:
        reason = summaries.skip_reason(session, work.program_id, local_on=work.due.local_on)
        told = None if reason else digests.digest(session, work.program_id, week_on=week_on, now=work.now)
    if told is None:
        with edge.database.unit_of_work(work.workspace_id) as session:
            occurrences.skip(session, program_id=work.program_id, due=work.due, now=work.now, reason=reason)
        return
    from bot.views import charts  # noqa: PLC0415  # 30 MB, which a process that draws none does not need

    _decide(edge, work, told, files=(charts.weeks_chart(told), digest_csv.file(told)))


def _decide(edge: Edge, work: Work, told: Digest, *, files: tuple[File, ...]) -> None:
    with edge.database.unit_of_work(work.workspace_id) as session:
        if not work.claim(session):
            return
        rows = digests.list_items(session, work.program_id, told.items, now=work.now)
        message = digests_view.digest(told.with_rows(rows), files=files)
        key = f"{Kind.DIGEST}:{work.program_id}:{told.week_on}"
        plan = partial(
            edge.outbox.plan,
            session,
            kind=Kind.DIGEST,
            message=message,
            now=work.now,
            program_id=work.program_id,
        )
        if told.digest_channel_id:
            plan(key=key, target=Target(channel=told.digest_channel_id))
            return
        for reader in organizers.of_program(session, work.program_id):
            plan(key=f"{key}:{reader.id}", target=Target(users=(reader.slack_user_id,)), member_id=reader.id)
            today = local(work.now, reader.zone).date()
            notices.count_apart(session, member_id=reader.id, kind=Kind.DIGEST, local_on=today, now=work.now)
