"""App Home: drawn when it is opened, and anew after whatever changes it. Each noun has its part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.messages import Block, View
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, history, home, participants, profiles, rounds
from bot.services.members import Actor
from bot.views import goals as goal_views
from bot.views import history as history_view
from bot.views import home as view
from bot.views import participants_home
from bot.views import privacy as privacy_view
from bot.views import profiles as profiles_view
from bot.views import rounds as round_views
from handlers.acting import acting
from handlers.answers import tell
from handlers.subcommand import Subcommand
from handlers.week_part import week_part

Part = Callable[[Session, Actor, datetime], Sequence[Block]]


def _questions(session: Session, actor: Actor, _now: datetime) -> Sequence[Block]:
    return view.questions(home.open_questions(session, actor))


def _week(session: Session, actor: Actor, now: datetime) -> Sequence[Block]:
    return [*week_part(session, actor, now), *history_view.history(history.history(session, actor))]


def _my_buddy(session: Session, actor: Actor, now: datetime) -> Sequence[Block]:
    return round_views.home_blocks(rounds.home_round(session, actor, now=now))


def _places(session: Session, actor: Actor, _now: datetime) -> Sequence[Block]:
    mine = participants.my_programs(session, actor)
    return participants_home.home_blocks(mine) if mine else view.welcome(home.open_programs(session, actor))


def _organized(session: Session, actor: Actor, now: datetime) -> Sequence[Block]:
    return view.organized(home.organized(session, actor, now=now))


def _profile(session: Session, actor: Actor, _now: datetime) -> Sequence[Block]:
    return profiles_view.home_blocks(profiles.own_profile(session, actor))


def _privacy(_session: Session, _actor: Actor, _now: datetime) -> Sequence[Block]:
    return privacy_view.home_blocks()


# What App Home shows, from top to bottom; each part is a query of a noun's service and its view
PARTS: tuple[Part, ...] = (_questions, _week, _my_buddy, _places, _organized, _profile, _privacy)


def register(app: App, edge: Edge) -> None:
    """Listen to somebody opening App Home."""

    @app.event("app_home_opened")
    def handle_opened(ack: Ack, body: dict[str, Any]) -> None:
        if body["event"].get("tab", "home") == "home":
            refresh(edge, body)
        ack()


def drawn(session: Session, actor: Actor, *, now: datetime) -> View:
    """App Home as it stands for the actor."""
    return view.home(part(session, actor, now) for part in PARTS)


def refresh(edge: Edge, body: Mapping[str, Any]) -> None:
    """Show whoever acts their App Home as it stands now. In a transaction of its own: to be called after the ack."""
    with acting(edge, body) as (session, actor):
        shown = drawn(session, actor, now=edge.clock.now())
    edge.replies.publish_home(actor.workspace_id, slack_user_id=actor.slack_user_id, view=shown)


def run_week(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith week`: the week at a glance."""
    now = edge.clock.now()
    with acting(edge, body) as (session, actor):
        spot = Spot(Surface.HOME, agenda.today(session, actor, now=now))
        week = agenda.redrawn(session, actor, spot, now=now)
        so_far = history.history(session, actor)
    message = history_view.week(week, so_far) if week else goal_views.nowhere()
    tell(edge, body, message)


SUBCOMMANDS: Mapping[str, Subcommand] = {"week": Subcommand(run_week, "your week at a glance")}
