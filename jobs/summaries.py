"""Monday's post in the channel about the week that just closed."""

from __future__ import annotations

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import occurrences, summaries
from bot.services.summaries import closed_week
from bot.views import summaries as summaries_view
from jobs.work import Job, Work


def run(context: AppContext, work: Work) -> None:
    """Post the summary, once. On a break day, and about a week that was all break, nothing is posted."""
    with context.database.unit_of_work(work.workspace_id) as session:
        reason = summaries.skip_reason(session, work.program_id, local_on=work.due.local_on)
        if reason:
            occurrences.skip(session, program_id=work.program_id, due=work.due, now=work.now, reason=reason)
            return
        if not work.claim(session):
            return
        week_on = closed_week(work.due.local_on)
        told = summaries.summary(session, work.program_id, week_on=week_on)
        to, key = Target(channel=told.slack_channel_id), f"{MessageKind.SUMMARY}:{work.program_id}:{week_on}"
        message, program_id = summaries_view.summary(told), work.program_id
        send(context, session, MessageKind.SUMMARY, to, key=key, message=message, now=work.now, program_id=program_id)


JOBS = (Job(MessageKind.SUMMARY, run),)
