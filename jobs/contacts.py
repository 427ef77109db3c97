"""Members who asked for someone to get in touch: tells each organizer once, in their own daytime, until one has it."""

from __future__ import annotations

from datetime import datetime

from bot.context import AppContext
from bot.domain.digests import contact_item
from bot.domain.kinds import MessageKind
from bot.services import digests, hard_weeks
from bot.services.hard_weeks import ContactWish
from bot.views import digest_items
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
        item = contact_item(wish.participant_id, wish.slack_user_id, wish.wanted_at)
        item_id = digests.list_items(session, wish.program_id, [item], now=now)[item.key]
        is_taken = item_id in digests.takers(session, wish.program_id)
        if is_taken or tell_organizers(
            context,
            session,
            MessageKind.CONTACT,
            wish.program_id,
            key=f"contact:{wish.week_id}",
            message=digest_items.contact_wished(wish.program, wish.slack_user_id, item_id=item_id),
            now=now,
            about=wish.member_id,
        ):
            hard_weeks.mark_told(session, wish.week_id, now=now)


SWEEPS = (Sweep("contacts", 70, hard_weeks.WISHES, _sweep),)
