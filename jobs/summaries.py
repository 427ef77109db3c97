"""Monday's post in the channel about the last week."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.sending import send
from bot.services import programs, summaries
from bot.views import summaries as summaries_view
from jobs.work import Work, claimed


def _post(context: AppContext, session: Session, work: Work) -> None:
    """Post the summary, once for each week."""
    week_on = programs.reported_week(session, work.program_id, on=work.due.local_on)
    if week_on is None:
        return
    told = summaries.summary(session, work.program_id, week_on=week_on, now=work.now)
    to, key = Target(channel=told.slack_channel_id), f"{MessageKind.SUMMARY}:{work.program_id}:{week_on}"
    message, program_id = summaries_view.summary(told), work.program_id
    send(context, session, MessageKind.SUMMARY, to, key=key, message=message, now=work.now, program_id=program_id)


JOBS = (claimed(MessageKind.SUMMARY, _post),)
