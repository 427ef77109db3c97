"""Messages about a person's week: read where a button stood, draw the same message anew, put it in its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.errors import NotFoundError
from bot.domain.goals import Week
from bot.domain.messages import Message
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, rounds
from bot.services.members import Actor
from bot.views import checkins as checkin_views
from bot.views import goals as goal_views
from bot.views import rounds as round_views
from handlers import home
from handlers.answers import tell
from handlers.replacing import replace

_DRAWN: Mapping[Surface, Callable[[Week, Spot], Message]] = {
    Surface.PROMPT: goal_views.prompt,
    Surface.GOALS: goal_views.prompt,
    Surface.TODAY: goal_views.today,
    Surface.HARD_WEEK: checkin_views.hard_week_answer,
}


def pressed_value(body: Mapping[str, Any]) -> str:
    """The value of the button or option that was pressed."""
    action = body["actions"][0]
    return str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")


def read(value: str, *, count: int) -> tuple[list[int], Spot]:
    """The ids a button carried, and where it stands. Raises NotFoundError for what Kith never wrote on one."""
    try:
        ids, spot = Spot.read(value)
    except ValueError as error:
        raise NotFoundError(f"no such button: {value[:80]!r}") from error
    if len(ids) != count:
        raise NotFoundError(f"no such button: {value[:80]!r}")
    return ids, spot


def draw(session: Session, actor: Actor, spot: Spot, *, now: datetime, also: Collection[int] = ()) -> Message | None:
    """The message at `spot` as it stands now; None for App Home, and where nothing is left to speak of."""
    drawn = _DRAWN.get(spot.surface)
    week = agenda.redrawn(session, actor, spot, now=now, also=also)
    if week and spot.surface is Surface.CHECKIN:
        mine = [part.participant_id for part in week.sections]
        extras = round_views.friday_extras(
            rounds.fridays(session, mine, on=spot.on).values(), spot, is_hard=week.is_hard
        )
        return checkin_views.friday(week, spot, extras=extras)
    return drawn(week, spot) if drawn and week else None


def metadata(spot: Spot, body: Mapping[str, Any], *ids: int) -> str:
    """What a form has to remember: whose message is to be replaced once it is sent, and what it is about."""
    return f"{spot.value(*ids)} {origin(body)}"


def origin(body: Mapping[str, Any]) -> str:
    """The response_url of the message that all began with: of this click, or remembered by the list it was made in."""
    return str(body.get("response_url") or (body.get("view") or {}).get("private_metadata") or "")


def from_metadata(remembered: str, *, count: int) -> tuple[list[int], Spot, str]:
    """The reverse of `metadata`: ids, spot, response_url (empty where the form was not opened from a message)."""
    value, _, response_url = remembered.partition(" ")
    ids, spot = read(value, count=count)
    return ids, spot, response_url


def show(edge: Edge, body: Mapping[str, Any], spot: Spot, message: Message | None, *, response_url: str = "") -> None:
    """Replace the message that the click or form came from, or draw App Home anew."""
    if spot.surface is Surface.HOME:
        home.refresh(edge, body)
    elif message is not None:
        replace(edge, body, message, response_url=response_url)


def whisper(edge: Edge, body: Mapping[str, Any], message: Message | None) -> None:
    """Answer a command, so that only the one who asked sees it."""
    said = message or goal_views.nowhere()
    tell(edge, body, said)
