"""Members who asked for someone to get in touch: tells each organizer once, in their own daytime."""

from __future__ import annotations

from datetime import datetime

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.services import hard_weeks
from bot.services.hard_weeks import ContactWish
from bot.views import checkins as views
from jobs.organizers import tell_organizers
from jobs.work import Sweep, run_isolated


def _sweep(context: AppContext, now: datetime) -> None:
    """Tell the organizers of every wish that is still open."""
    with context.database.unit_of_work(read_only=True) as session:
        wishes = hard_weeks.open_wishes(session, now=now)
    for wish in wishes:
        run_isolated("contact_wish", _tell, context, wish, now)


def _tell(context: AppContext, wish: ContactWish, now: datetime) -> None:
    with context.database.unit_of_work(wish.workspace_id) as session:
        message, key = views.contact_wished(wish.program, wish.slack_user_id), f"contact:{wish.week_id}"
        if tell_organizers(
            context,
            session,
            MessageKind.CONTACT,
            wish.program_id,
            key=key,
            message=message,
            now=now,
            about=wish.member_id,
        ):
            hard_weeks.mark_told(session, wish.week_id, now=now)


SWEEPS = (Sweep("contacts", 70, hard_weeks.WISHES, _sweep),)
