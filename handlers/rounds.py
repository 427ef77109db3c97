"""Rounds: another buddy, the private list, the ways out on Thursday, the next round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.messages import Message, Target
from bot.domain.rounds import Unpaired
from bot.edge import Edge
from bot.services import joining, organizers, participants, rounds
from bot.services.members import Actor
from bot.views import rounds as views
from bot.views.rounds import changes, home, words
from handlers import home as app_home
from handlers import screens
from handlers.acting import acting
from handlers.answers import tell
from handlers.clicks import Click, register_clicks
from handlers.forms import Form, row_id
from handlers.replacing import replace
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to everything about rounds."""
    for action_id, act in _WORD_CLICKS.items():
        app.action(action_id)(_word_listener(edge, act))
    register_clicks(edge, _FRIDAY_CLICKS)
    _register_change(app, edge)
    _register_apart(app, edge)


def run_buddy(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith buddy`: who they are, how far it is, and how to get another."""
    now = edge.clock.now()
    with acting(edge, body) as (session, actor):
        participants.hear_everywhere(session, actor, now=now)
        message = views.buddy(rounds.home_round(session, actor, now=now))
    tell(edge, body, message)


SUBCOMMANDS: Mapping[str, Subcommand] = {"buddy": Subcommand(run_buddy, "your buddy, times to meet, another buddy")}


def _register_change(app: App, edge: Edge) -> None:
    @app.action(changes.CHANGE)
    def handle_change(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            said, mine_id = rounds.about_to_change(session, actor, pressed_id(body), now=edge.clock.now())
        ack()
        view = views.change_form(said, mine_id=mine_id)
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.view(changes.CHANGE_FORM)
    def handle_change_form(ack: Ack, body: dict[str, Any]) -> None:
        form, now = Form.of(body), edge.clock.now()
        with acting(edge, body) as (session, actor):
            changed = rounds.change_buddy(session, actor, form.id(), now=now)
            if changes.NOT_AGAIN in form.ticked(changes.NOT_AGAIN):
                rounds.keep_apart(session, actor, list(changed.former), now=now)
            if form.text(changes.NOTE).strip():
                _send_note(edge, session, actor, changed.told, form, former=changed.former, now=now)
        ack(response_action="update", view=views.changed(changed.told))
        app_home.refresh(edge, body)


def _send_note(
    edge: Edge,
    session: Session,
    actor: Actor,
    told: Unpaired,
    form: Form,
    *,
    former: Sequence[str],
    now: datetime,
) -> None:
    """To every organizer but those it may be about."""
    note = views.note_to_organizers(told.program_name, actor.slack_user_id, form.text(changes.NOTE))
    for organizer in organizers.of_program(session, told.program_id):
        if organizer.slack_user_id not in {*former, actor.slack_user_id}:
            edge.outbox.plan(
                session,
                key=f"note:{form.view_id}:{organizer.id}",
                kind="note",
                target=Target(users=(organizer.slack_user_id,)),
                message=note,
                now=now,
                program_id=told.program_id,
                member_id=organizer.id,
            )


def _register_apart(app: App, edge: Edge) -> None:
    @app.action(changes.APART)
    def handle_apart(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            view = views.apart_form(rounds.apart_from(session, actor))
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.view(changes.APART_FORM)
    def handle_apart_form(ack: Ack, body: dict[str, Any]) -> None:
        form, now = Form.of(body), edge.clock.now()
        with acting(edge, body) as (session, actor):
            rounds.set_apart(session, actor, form.people(changes.PEOPLE), now=now)
            participants.hear_everywhere(session, actor, now=now)
        ack()


Answered = Callable[[Session, Actor, int, datetime], Message]


def _word_listener(edge: Edge, act: Answered) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_word(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            message = act(session, actor, pressed_id(body), edge.clock.now())
        ack()
        replace(edge, body, message)

    return handle_word


def _here(session: Session, actor: Actor, _id: int, now: datetime) -> Message:
    participants.hear_everywhere(session, actor, now=now)
    return views.noted("Thank you. Good to have you here.")


def _wait(session: Session, actor: Actor, group_id: int, now: datetime) -> Message:
    rounds.keep_waiting(session, actor, group_id, now=now)
    return views.noted("Good. If you would like another buddy later, `/kith buddy` has the button.")


def _join_another(session: Session, actor: Actor, group_id: int, now: datetime) -> Message:
    found = rounds.join_another(session, actor, group_id, now=now)
    return views.changing(found) if isinstance(found, Unpaired) else views.joined()


def _new_buddy(session: Session, actor: Actor, group_id: int, now: datetime) -> Message:
    return views.changing(rounds.change_buddy(session, actor, group_id, now=now).told)


def _stay(session: Session, actor: Actor, program_id: int, now: datetime) -> Message:
    joining.come_back(session, actor, program_id, now=now)
    return views.noted("Good to have you with us. You are matched again from the next round on, or sooner.")


_WORD_CLICKS: Mapping[str, Answered] = {
    words.HERE: _here,
    words.WAIT: _wait,
    words.JOIN_ANOTHER: _join_another,
    words.NEW_BUDDY: _new_buddy,
    words.STAY: _stay,
}


def _wished(*, keep: bool) -> Click:
    return Click(
        1,
        lambda session, actor, ids, _spot, now: rounds.wish_to_keep(session, actor, ids[0], keep=keep, now=now),
    )


def _takes_part(*, skips: bool) -> Click:
    return Click(
        1,
        lambda session, actor, ids, _spot, now: joining.skip_next(session, actor, ids[0], skips=skips, now=now),
    )


_FRIDAY_CLICKS: Mapping[str, Click] = {
    home.KEEP: _wished(keep=True),
    home.NOT_KEEP: _wished(keep=False),
    home.SKIP_NEXT: _takes_part(skips=True),
    home.STAY_NEXT: _takes_part(skips=False),
}


def pressed_id(body: Mapping[str, Any]) -> int:
    """The id that the pressed button carries. Raises NotFoundError as `row_id`."""
    return row_id(screens.pressed_value(body))
