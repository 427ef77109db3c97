"""Goals: one click on Monday, the day, the form, `/kith goals`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.errors import NotFoundError
from bot.domain.goals import GoalNow, Offer, Plan, Week, WeekSection
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, goals
from bot.services.members import Actor
from bot.views import goal_form
from bot.views import goals as views
from handlers import screens
from handlers.acting import acting
from handlers.clicks import Click, register_clicks
from handlers.forms import Form
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to everything about goals."""
    register_clicks(edge, _CLICKS)

    @app.action(views.OPEN_FORM)
    @app.action(views.EDIT)
    def handle_open_form(ack: Ack, body: dict[str, Any]) -> None:
        is_edit = body["actions"][0]["action_id"] == views.EDIT
        (found_id,), spot = screens.read(screens.pressed_value(body), count=1)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            goal_id = found_id if is_edit else None
            program_id = goals.program_of(session, actor, found_id) if is_edit else found_id
            week, part, goal = _week(session, actor, program_id, goal_id, spot=spot, now=now)
        metadata = screens.metadata(spot, body, part.program_id, goal.goal_id if goal else 0)
        view = goal_form.goal_form(part, week, goal=goal, metadata=metadata)
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.view(goal_form.CALLBACK)
    def handle_form(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        (program_id, goal_id), spot, response_url = screens.from_metadata(form.metadata, count=2)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            week, _, goal = _week(session, actor, program_id, goal_id or None, spot=spot, now=now)
            goals.set_goal(
                session,
                actor,
                program_id,
                week_on=week.week_on,
                offer=_offer(form, goal),
                plan=Plan(form.date(goal_form.PLAN_ON), form.time(goal_form.PLAN_AT), form.text(goal_form.PLACE)),
                is_private=goal_form.PRIVATE in form.ticked(goal_form.PRIVATE),
                now=now,
            )
            message = screens.draw(session, actor, spot, now=now, also=[program_id])
        ack()
        screens.show(edge, body, spot, message, response_url=response_url)


def run_goals(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith goals`: this week's goals of every program, to be set and changed."""
    now = edge.clock.now()
    with acting(edge, body) as (session, actor):
        spot = Spot(Surface.GOALS, agenda.today(session, actor, now=now))
        message = screens.draw(session, actor, spot, now=now)
    screens.whisper(edge, body, message)


SUBCOMMANDS: Mapping[str, Subcommand] = {"goals": Subcommand(run_goals, "your goals of this week")}


def _take_offers(session: Session, actor: Actor, ids: Sequence[int], spot: Spot, now: datetime) -> None:
    goals.take_offers(session, actor, ids[0], week_on=spot.week_on, now=now)


def _take_small_step(session: Session, actor: Actor, ids: Sequence[int], spot: Spot, now: datetime) -> None:
    goals.take_small_step(session, actor, ids[0], week_on=spot.week_on, now=now)


def _take_last_week(session: Session, actor: Actor, ids: Sequence[int], spot: Spot, now: datetime) -> None:
    goals.take_last_week(session, actor, ids[0], week_on=spot.week_on, now=now)


def _plan_day(session: Session, actor: Actor, ids: Sequence[int], _spot: Spot, now: datetime) -> None:
    day, goal_id = ids
    try:
        on = None if day == views.NO_DAY else date.fromordinal(day)
    except (ValueError, OverflowError) as error:
        raise NotFoundError(f"no such day: {day}") from error
    goals.plan_day(session, actor, goal_id, on=on, now=now)


def _remove(session: Session, actor: Actor, ids: Sequence[int], _spot: Spot, now: datetime) -> None:
    goals.remove(session, actor, ids[0], now=now)


_CLICKS: Mapping[str, Click] = {
    views.TAKE_OFFERS: Click(1, _take_offers),
    views.TAKE_SMALL_STEP: Click(1, _take_small_step),
    views.TAKE_LAST_WEEK: Click(1, _take_last_week),
    views.PLAN_DAY: Click(2, _plan_day),
    views.REMOVE: Click(1, _remove),
}


def _week(
    session: Session, actor: Actor, program_id: int, goal_id: int | None, *, spot: Spot, now: datetime
) -> tuple[Week, WeekSection, GoalNow | None]:
    """The actor's own week, program and goal. Raises NotFoundError for what is not theirs, ClosedError once over."""
    goals.check_open(session, actor, program_id, week_on=spot.week_on, now=now)
    week = agenda.redrawn(session, actor, spot, now=now, also=[program_id])
    part = next((found for found in week.sections if found.program_id == program_id), None) if week else None
    if week is None or part is None:
        raise NotFoundError(f"member {actor.member_id} has no week in program {program_id}")
    goal = next((found for found in part.goals if found.goal_id == goal_id), None)
    if goal_id is not None and goal is None:
        raise NotFoundError(f"member {actor.member_id} has no goal {goal_id} in that week")
    if goal is None and not part.activities:
        raise NotFoundError(f"program {program_id} has no activities")
    return week, part, goal


def _offer(form: Form, goal: GoalNow | None) -> Offer:
    activity_id = goal.activity_id if goal else form.number(goal_form.ACTIVITY)
    return Offer(activity_id, "", form.number(goal_form.TARGET))
