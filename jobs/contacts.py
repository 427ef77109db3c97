"""Members who asked for someone to get in touch: each organizer is told once, in their own daytime."""

from __future__ import annotations

from datetime import datetime

from bot.domain.calendar import is_daytime, local
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.edge import Edge
from bot.services import hard_weeks, notices, organizers
from bot.services.hard_weeks import ContactWish
from bot.views import checkins as views
from jobs.work import guarded


def sweep(edge: Edge, now: datetime) -> None:
    """Tell the organizers of every wish that is still open."""
    with edge.database.unit_of_work(read_only=True) as session:
        wishes = hard_weeks.open_wishes(session, now=now)
    for wish in wishes:
        guarded("contact_wish", lambda wish=wish: _tell(edge, wish, now=now))  # type: ignore[misc]


def _tell(edge: Edge, wish: ContactWish, *, now: datetime) -> None:
    with edge.database.unit_of_work(wish.workspace_id) as session:
        readers = [reader for reader in organizers.of_program(session, wish.program_id) if reader.id != wish.member_id]
        awake = [reader for reader in readers if is_daytime(now, reader.zone)]
        for reader in awake:
            planned = edge.outbox.plan(
                session,
                key=f"contact:{wish.week_id}:{reader.id}",
                kind=MessageKind.CONTACT,
                target=Target(users=(reader.slack_user_id,)),
                message=views.contact_wished(wish.program, wish.slack_user_id),
                now=now,
                program_id=wish.program_id,
                member_id=reader.id,
            )
            if planned:
                on = local(now, reader.zone).date()
                notices.count_apart(session, member_id=reader.id, kind=MessageKind.CONTACT, local_on=on, now=now)
        if len(awake) == len(readers):
            hard_weeks.mark_told(session, wish.week_id, now=now)
