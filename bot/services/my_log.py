"""A member's own log, searched: of what is encrypted, each of their own entries is read. Nobody else's is reached."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.domain.my_log import SHOWN, LogPage, LogSearch, is_found
from bot.services import checkins
from bot.services.members import Actor


def find(session: Session, actor: Actor, search: LogSearch) -> LogPage:
    """A page of the actor's entries that the search finds, the latest first. One query, whatever is looked for."""
    first = search.page * SHOWN
    if search.words:
        every = checkins.log(session, actor, limit=None, week_on=search.week_on)
        found = [entry for entry in every if is_found(entry, search.words)][first : first + SHOWN + 1]
    else:
        found = checkins.log(session, actor, limit=SHOWN + 1, offset=first, week_on=search.week_on)
    return LogPage(search, tuple(found[:SHOWN]), has_more=len(found) > SHOWN)
