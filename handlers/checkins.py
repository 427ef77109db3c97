"""Check-ins: one click, the form, the log with edit and undo, a hard week, follow-ups."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.db.session import DATABASE_AWAY
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, catalogues, checkins, hard_weeks, participants
from bot.services.members import Actor
from bot.views import checkins as views
from bot.views import log as log_views
from bot.views import weeks as week_views
from handlers import answers, screens
from handlers.acting import acting, reading
from handlers.clicks import Click, register_clicks
from handlers.forms import Form, is_number
from handlers.subcommand import Subcommand

SHORTCUT = "log_activity"


def register(app: App, edge: Edge) -> None:
    """Listen to everything about check-ins."""
    register_clicks(edge, _CLICKS)
    answers.register_opener(edge, views.OPEN_FORM, _open_form_of_message)
    answers.register_opener(edge, SHORTCUT, lambda edge, body: _open_form(edge, body, None))
    app.view(log_views.FORM)(_form_listener(edge))

    @app.action(views.OPEN_LOG)
    def handle_open_log(ack: Ack, body: dict[str, Any]) -> None:
        _, spot = screens.read(screens.pressed_value(body), count=0)
        with acting(edge, body) as (session, actor):
            participants.hear_everywhere(session, actor, now=edge.clock.now())
            view = log_views.log(checkins.log(session, actor), spot, metadata=screens.origin(body))
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.action(log_views.EDIT)
    def handle_edit(ack: Ack, body: dict[str, Any]) -> None:
        (checkin_id,), spot = screens.read(screens.pressed_value(body), count=1)
        with acting(edge, body) as (session, actor):
            entry = checkins.entry(session, actor, checkin_id)
            metadata = screens.metadata(spot, body, checkin_id)
            view = log_views.edit_form(entry, catalogues.own(session, actor), metadata=metadata)
        ack()
        show = edge.replies.push_view if "view" in body and _in_modal(body) else edge.replies.open_view
        show(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.action(log_views.UNDO)
    def handle_undo(ack: Ack, body: dict[str, Any]) -> None:
        (checkin_id,), spot = screens.read(screens.pressed_value(body), count=1)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            checkins.undo(session, actor, checkin_id, now=now)
            view = log_views.log(checkins.log(session, actor), spot, metadata=screens.origin(body))
            message = screens.draw(session, actor, spot, now=now)
        ack()
        if _in_modal(body):
            edge.replies.update_view(actor.workspace_id, view_id=body["view"]["id"], view=view)
        screens.show(edge, body, spot, message, response_url=screens.origin(body))


def run_log(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith log`: the form."""
    _open_form(edge, body, None)


def run_hard_week(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith hard-week`: one plain sentence."""
    now = edge.clock.now()
    with acting(edge, body) as (session, actor):
        spot = Spot(Surface.HARD_WEEK, agenda.today(session, actor, now=now))
        hard_weeks.declare(session, actor, week_on=spot.week_on, now=now)
        message = screens.draw(session, actor, spot, now=now)
    screens.whisper(edge, body, message)


SUBCOMMANDS: Mapping[str, Subcommand] = {
    "log": Subcommand(run_log, "record a chat, an event or another act"),
    "hard-week": Subcommand(run_hard_week, "say that this week is a hard one"),
}


def _add(session: Session, actor: Actor, ids: Sequence[int], spot: Spot, now: datetime) -> None:
    program_id, activity_id, newest = ids
    checkins.add_one(session, actor, program_id, activity_id, week_on=spot.week_on, newest=newest, now=now)


def _hard_week(session: Session, actor: Actor, _ids: Sequence[int], spot: Spot, now: datetime) -> None:
    hard_weeks.declare(session, actor, week_on=spot.week_on, now=now)


def _want_contact(session: Session, actor: Actor, ids: Sequence[int], spot: Spot, now: datetime) -> None:
    hard_weeks.want_contact(session, actor, ids[0], week_on=spot.week_on, now=now)


def _follow_up_done(session: Session, actor: Actor, ids: Sequence[int], _spot: Spot, now: datetime) -> None:
    checkins.follow_up_done(session, actor, ids[0], now=now)


_CLICKS: Mapping[str, Click] = {
    views.ADD: Click(3, _add),
    views.HARD_WEEK: Click(0, _hard_week),
    views.WANT_CONTACT: Click(1, _want_contact),
    week_views.FOLLOW_UP_DONE: Click(1, _follow_up_done),
}


def _form_listener(edge: Edge) -> Any:
    def handle_form(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        (checkin_id,), spot, response_url = screens.from_metadata(form.metadata, count=1)
        program_id, act = _entered(form)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            if checkin_id:
                checkins.edit(session, actor, checkin_id, act, now=now)
            else:
                checkins.record(session, actor, program_id, act, source=f"form:{form.view_id}", now=now)
            message = screens.draw(session, actor, spot, now=now)
            view = log_views.log(checkins.log(session, actor), spot, metadata=response_url)
        ack()
        screens.show(edge, body, spot, message, response_url=response_url)
        below = body["view"].get("previous_view_id")
        if checkin_id and below:
            edge.replies.update_view(actor.workspace_id, view_id=below, view=view)

    return handle_form


def _open_form_of_message(edge: Edge, body: Mapping[str, Any]) -> None:
    _, spot = screens.read(screens.pressed_value(body), count=0)
    _open_form(edge, body, spot)


def _open_form(edge: Edge, body: Mapping[str, Any], spot: Spot | None) -> None:
    """Show the empty form. Without a spot it stands alone: nothing is replaced once it is sent."""
    now = edge.clock.now()
    with reading(edge, body) as (session, actor):
        choices, today = catalogues.own(session, actor), agenda.today(session, actor, now=now)
        is_noted = participants.is_noted(session, actor, now=now)
    metadata = screens.metadata(spot or Spot(Surface.ALONE, today), {} if spot is None else body, 0)
    view = log_views.new_form(choices, today=today, metadata=metadata)
    edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view)
    if not is_noted:
        edge.replies.act(lambda: _hear(edge, body, now))


def _hear(edge: Edge, body: Mapping[str, Any], now: datetime) -> None:
    # Kith was removed meanwhile, or the database is away: the form is open, and its answer will be heard.
    with contextlib.suppress(NotFoundError, *DATABASE_AWAY), acting(edge, body) as (session, actor):
        participants.hear_everywhere(session, actor, now=now)


def _entered(form: Form) -> tuple[int, Act]:
    done_on = form.date(log_views.DONE_ON)
    if done_on is None:
        raise InvalidInputError(log_views.DONE_ON, "Choose a day.")
    program_id, activity_id = _activity(form)
    return program_id, Act(
        activity_id=activity_id,
        done_on=done_on,
        with_whom=form.text(log_views.WITH_WHOM),
        in_person={log_views.YES: True, log_views.NO: False}.get(form.choice(log_views.IN_PERSON)),
        new_contacts=tuple(form.text(log_views.CONTACTS_FIELD).splitlines()),
        companies=form.text(log_views.COMPANIES),
        advice=form.text(log_views.ADVICE),
        thanks=form.text(log_views.THANKS),
        thanks_to=form.person(log_views.THANKS_TO),
        thanks_shared=log_views.YES in form.ticked(log_views.CONSENT),
        follow_up_on=form.date(log_views.FOLLOW_UP_ON),
        follow_up_note=form.text(log_views.FOLLOW_UP_NOTE),
    )


def _activity(form: Form) -> tuple[int, int]:
    program_id, _, activity_id = form.choice(log_views.ACTIVITY).partition(":")
    if not (is_number(program_id) and is_number(activity_id)):
        raise InvalidInputError(log_views.ACTIVITY, "Choose one of the list.")
    return int(program_id), int(activity_id)


def _in_modal(body: Mapping[str, Any]) -> bool:
    return (body.get("view") or {}).get("type") == "modal"
