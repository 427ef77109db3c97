"""Messages about a person's week: each is drawn anew, from the database, after a click on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.goals import Week
from bot.domain.messages import Message
from bot.domain.spots import Spot, Surface
from bot.services import recipients, rounds
from bot.services.members import Actor
from bot.views import checkins as checkin_views
from bot.views import goals as goal_views
from bot.views import rounds as round_views

_DRAWN: Mapping[Surface, Callable[[Week, Spot], Message]] = {
    Surface.PROMPT: goal_views.prompt,
    Surface.GOALS: goal_views.prompt,
    Surface.TODAY: goal_views.today,
    Surface.HARD_WEEK: checkin_views.hard_week_answer,
}


def draw(session: Session, actor: Actor, spot: Spot, *, now: datetime, also: Collection[int] = ()) -> Message | None:
    """The message at `spot` as it stands now; None for App Home, and where nothing is left to speak of."""
    drawn = _DRAWN.get(spot.surface)
    week = recipients.current_week(session, actor, spot, now=now, also=also)
    if week and spot.surface is Surface.CHECKIN:
        mine = [part.participant_id for part in week.sections]
        extras = round_views.friday_extras(
            rounds.fridays(session, mine, on=spot.on).values(), spot, is_hard=week.is_hard
        )
        return checkin_views.friday(week, spot, extras=extras)
    return drawn(week, spot) if drawn and week else None


def drawn_for_command(session: Session, actor: Actor, surface: Surface, *, now: datetime) -> Message:
    """The answer to a command about the actor's week; for somebody in no program, how to find one."""
    spot = Spot(surface, recipients.today(session, actor, now=now))
    return draw(session, actor, spot, now=now) or goal_views.nowhere()
