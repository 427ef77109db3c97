"""What Kith understood of words that somebody typed to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import Encrypted, EncryptedJSON
from bot.db.erasing import GOES
from bot.db.models.workspaces import member_key


class TypedProposal(WorkspaceRecord):
    """What is proposed to `member`, by number; and a `link` that they typed, with the `words` around it. It goes once
    it is logged or let go, after thirty days in any case.
    """

    __tablename__ = "typed_proposals"

    member_id: Mapped[int] = member_key(GOES)
    entries: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default=dict, info=GOES)
    link: Mapped[str] = mapped_column(Encrypted, default="", info=GOES)
    words: Mapped[str] = mapped_column(Encrypted, default="", info=GOES)
    created_at: Mapped[datetime]
