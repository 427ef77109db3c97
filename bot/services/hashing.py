"""Keyed hashes: what is hashed is found again by whoever has the database's secret, and by nobody else."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import DatabaseState


def hasher(session: Session, scope: object) -> Callable[[str], str]:
    """Hashes words (HMAC-SHA256) so that they are the same within the scope alone."""
    secret = session.scalars(select(DatabaseState.secret)).one().encode()
    return lambda words: hmac.new(secret, f"{scope} {words}".encode(), "sha256").hexdigest()


def own_hasher(session: Session) -> Callable[[str], str]:
    """Hashes Slack ids of the session's workspace."""
    return hasher(session, session.info["workspace_id"])
