"""Who is signed in to the page in a browser, and the one-use links that lead there. Tokens are kept as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, STAYS
from bot.db.models.workspaces import member_key


class PageSession(WorkspaceRecord):
    """A browser in which a member is signed in, by the hash of what its cookie holds."""

    __tablename__ = "page_sessions"

    member_id: Mapped[int] = member_key(GOES)
    token_hash: Mapped[str] = mapped_column(unique=True, info=STAYS)
    expires_at: Mapped[datetime]


class PageLink(WorkspaceRecord):
    """A link that signs a member in once; using it deletes the row."""

    __tablename__ = "page_links"

    member_id: Mapped[int] = member_key(GOES)
    token_hash: Mapped[str] = mapped_column(unique=True, info=STAYS)
    expires_at: Mapped[datetime]
