"""Reminders: on the day of a plan or follow-up, the member gets one message with their own words about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import plans, preparations, weeks
from bot.views import goals as views
from jobs.work import Sweep, run_isolated


def _sweep(context: AppContext, now: datetime) -> None:
    """Send every reminder that is due: in the morning, or an hour before a plan that has a time."""
    with context.database.unit_of_work(read_only=True) as session:
        due = plans.due(session, now=now)
    members_by_day: dict[tuple[int, date], list[int]] = defaultdict(list)
    for reminder in due:
        members_by_day[reminder.workspace_id, reminder.on].append(reminder.member_id)
    for (workspace_id, on), member_ids in members_by_day.items():
        run_isolated("plan_reminders", _remind, context, workspace_id, member_ids, on, now)


def _remind(context: AppContext, workspace_id: int, member_ids: Sequence[int], on: date, now: datetime) -> None:
    with context.database.unit_of_work(workspace_id) as session:
        for week in _weeks(session, member_ids, on=on, now=now):
            if _has_something_to_do(week):
                to = Reader(week.member_id, week.slack_user_id, week.zone, on)
                prepared = preparations.for_today(session, week, now=now)
                message = views.today(prepared, WeekMessage(WeekMessageKind.TODAY, on))
                send(
                    context,
                    session,
                    MessageKind.PLAN,
                    to,
                    key=f"today:{on}:{to.member_id}",
                    message=message,
                    now=now,
                    even_if_hard=bool(week.meetings_today or week.councils_ahead),
                )


def _weeks(session: Session, member_ids: Sequence[int], *, on: date, now: datetime) -> Iterator[Week]:
    """Of whoever has landed and mentors on: their talks, and nothing that they planned before."""
    active = weeks.load(session, on=on, member_ids=member_ids, now=now)
    yield from active.values()
    others = [member_id for member_id in member_ids if member_id not in active]
    for week in weeks.load(session, on=on, member_ids=others, now=now, only_active=False).values() if others else ():
        yield replace(week, sections=tuple(replace(part, goals=()) for part in week.sections))


def _has_something_to_do(week: Week) -> bool:
    planned = (goal for part in week.sections for goal in part.goals if goal.plan.on == week.on and not goal.is_met)
    ahead = week.meetings_today or week.councils_ahead or week.events_today or week.follow_ups
    return bool(ahead) or any(planned)


SWEEPS = (Sweep("plans", 80, plans.REMINDERS, _sweep),)
