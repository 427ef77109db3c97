"""What a participant wishes of one round: read by themselves and by pairing, and gone once the next round begins."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, becomes, private_words
from bot.db.models.workspaces import member_key


class RoundWish(WorkspaceRecord):
    """Whom they would like to meet in the round of this number, and a note to themselves."""

    __tablename__ = "round_wishes"
    __table_args__ = (UniqueConstraint("participant_id", "round_number"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    round_number: Mapped[int]
    field: Mapped[str] = private_words()
    school: Mapped[str] = private_words()
    city: Mapped[str] = private_words()
    note: Mapped[str] = private_words()
    two_buddies: Mapped[bool] = mapped_column(default=False, info=becomes(False))  # in two groups, if numbers allow


class WishedPerson(WorkspaceRecord):
    """Somebody whom they wish for by name."""

    __tablename__ = "wished_people"
    __table_args__ = (UniqueConstraint("participant_id", "round_number", "other_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    round_number: Mapped[int]
    other_id: Mapped[int] = member_key(GOES)
