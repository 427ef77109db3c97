"""Today: on the day of a plan or follow-up, each member's own words come back to them, in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import notices, plans, weeks
from bot.services.plans import Reminder
from bot.views import goals as views
from jobs.work import guarded


def sweep(edge: Edge, now: datetime) -> None:
    """Remind everybody whose moment has come: that morning, or an hour before a plan with a time."""
    with edge.database.unit_of_work(read_only=True) as session:
        due = plans.due(session, now=now)
    together: dict[tuple[int, date], list[Reminder]] = defaultdict(list)
    for reminder in due:
        together[reminder.workspace_id, reminder.on].append(reminder)
    for (workspace_id, on), reminders in together.items():
        guarded(
            "plan_reminders",
            lambda workspace_id=workspace_id, on=on, reminders=reminders: _remind(  # type: ignore[misc]
                edge, workspace_id, reminders, on=on, now=now
            ),
        )


def _remind(edge: Edge, workspace_id: int, reminders: Sequence[Reminder], *, on: date, now: datetime) -> None:
    with edge.database.unit_of_work(workspace_id) as session:
        found = weeks.load(session, on=on, member_ids=[reminder.member_id for reminder in reminders], now=now)
        for week in found.values():
            if _has_something(week) and notices.admit(
                session, member_id=week.member_id, kind=MessageKind.PLAN, local_on=on, now=now
            ):
                edge.outbox.plan(
                    session,
                    key=f"today:{on}:{week.member_id}",
                    kind=MessageKind.PLAN,
                    target=Target(users=(week.slack_user_id,)),
                    message=views.today(week, Spot(Surface.TODAY, on)),
                    now=now,
                    member_id=week.member_id,
                )


def _has_something(week: Week) -> bool:
    planned = (goal for part in week.sections for goal in part.goals if goal.plan.on == week.on and not goal.is_met)
    return bool(week.follow_ups) or any(planned)
