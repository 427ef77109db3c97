"""What members share with each other, until it is passed on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import Encrypted
from bot.db.erasing import GOES
from bot.db.models.programs import program_key
from bot.db.models.workspaces import member_key


class Share(WorkspaceRecord):
    """A link that `member` shares with `receiver`. It waits for the receiver's daytime; passed on, it goes."""

    __tablename__ = "shares"

    program_id: Mapped[int] = program_key()
    help_id: Mapped[int] = mapped_column(ForeignKey("helps.id", ondelete="CASCADE"), unique=True)
    member_id: Mapped[int] = member_key(GOES)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, info=GOES)
    link: Mapped[str] = mapped_column(Encrypted, info=GOES)
    words: Mapped[str] = mapped_column(Encrypted, info=GOES)
    shared_at: Mapped[datetime]
