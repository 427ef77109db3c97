"""Goals: one click on Monday, the day, the form, `/kith goals`."""

from __future__ import annotations

from datetime import date

from bot.domain.errors import NotFoundError
from bot.domain.goals import GoalNow, Offer, Plan, Week, WeekSection
from bot.domain.messages import Message, View
from bot.domain.week_messages import WeekMessageKind
from bot.services import goals, recipients
from bot.views import goal_form
from bot.views import goals as views
from handlers.forms import Entered
from handlers.participants import away
from handlers.redraw import drawn_for_command
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Show, Who


def _take_offers(request: Request) -> None:
    goals.take_offers(request.session, request.actor, request.id, week_on=request.week_message.week_on, now=request.now)


def _take_small_step(request: Request) -> None:
    goals.take_small_step(
        request.session, request.actor, request.id, week_on=request.week_message.week_on, now=request.now
    )


def _take_last_week(request: Request) -> None:
    goals.take_last_week(
        request.session, request.actor, request.id, week_on=request.week_message.week_on, now=request.now
    )


def _plan_day(request: Request) -> None:
    day, goal_id = request.ids
    try:
        on = None if day == views.NO_DAY else date.fromordinal(day)
    except (ValueError, OverflowError) as error:
        raise NotFoundError(f"no such day: {day}") from error
    goals.plan_day(request.session, request.actor, goal_id, on=on, now=request.now)


def _remove(request: Request) -> None:
    goals.remove(request.session, request.actor, request.id, now=request.now)


def _open_new(request: Request) -> View:
    return _form(request, request.id, None)


def _open_goal(request: Request) -> View:
    return _form(request, goals.program_of(request.session, request.actor, request.id), request.id)


def _form(request: Request, program_id: int, goal_id: int | None) -> View:
    week, part, goal = _week(request, program_id, goal_id)
    metadata = request.metadata(request.week_message, part.program_id, goal.goal_id if goal else 0)
    return goal_form.goal_form(part, week, goal=goal, metadata=metadata)


def _set_goal(request: Request) -> Show:
    (program_id, goal_id), form = request.ids, request.form
    week, _, goal = _week(request, program_id, goal_id or None)
    goals.set_goal(
        request.session,
        request.actor,
        program_id,
        week_on=week.week_on,
        offer=_offer(form, goal),
        plan=Plan(form.date(goal_form.PLAN_ON), form.time(goal_form.PLAN_AT), form.text(goal_form.PLACE)),
        is_private=goal_form.PRIVATE in form.ticked(goal_form.PRIVATE),
        now=request.now,
    )
    return Show(redraws=True, also=(program_id,))


def _week(request: Request, program_id: int, goal_id: int | None) -> tuple[Week, WeekSection, GoalNow | None]:
    """The actor's own week, program and goal. Raises NotFoundError for what is not theirs, ClosedError once over."""
    session, actor, now = request.session, request.actor, request.now
    goals.check_open(session, actor, program_id, week_on=request.week_message.week_on, now=now)
    week = recipients.current_week(session, actor, request.week_message, now=now, also=[program_id])
    part = next((found for found in week.sections if found.program_id == program_id), None) if week else None
    if week is None or part is None:
        raise NotFoundError(f"member {actor.member_id} has no week in program {program_id}")
    goal = next((found for found in part.goals if found.goal_id == goal_id), None)
    if goal_id is not None and goal is None:
        raise NotFoundError(f"member {actor.member_id} has no goal {goal_id} in that week")
    if goal is None and not part.activities:
        raise NotFoundError(f"program {program_id} has no activities")
    return week, part, goal


def _offer(form: Entered, goal: GoalNow | None) -> Offer:
    activity_id = goal.activity_id if goal else form.number(goal_form.ACTIVITY)
    return Offer(activity_id, "", form.number(goal_form.TARGET))


def my_goals(request: Request) -> Message:
    """This week's goals of every program, to be set and changed."""
    return away(request) or drawn_for_command(request.session, request.actor, WeekMessageKind.GOALS, now=request.now)


ROWS: tuple[Row, ...] = (
    Button(views.TAKE_OFFERS, Who.MEMBER, _take_offers, ids=1, on_week_message=True),
    Button(views.TAKE_SMALL_STEP, Who.MEMBER, _take_small_step, ids=1, on_week_message=True),
    Button(views.TAKE_LAST_WEEK, Who.MEMBER, _take_last_week, ids=1, on_week_message=True),
    Button(views.PLAN_DAY, Who.MEMBER, _plan_day, ids=2, on_week_message=True),
    Button(views.REMOVE, Who.MEMBER, _remove, ids=1, on_week_message=True),
    Button(views.OPEN_FORM, Who.MEMBER, _open_new, ids=1, on_week_message=True),
    Button(views.EDIT, Who.MEMBER, _open_goal, ids=1, on_week_message=True),
    Form(goal_form.CALLBACK, Who.MEMBER, _set_goal, ids=2, on_week_message=True),
    Command("goals", 20, "your goals of this week", my_goals),
)
