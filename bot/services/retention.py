"""Notes are kept for a time after their author left a program or it ended; then they are erased. Counts stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.encrypted import is_encrypted
from bot.db.erasing import GOES
from bot.db.models import (
    CheckIn,
    Contact,
    FollowUp,
    KnownCard,
    KnownPlace,
    Offer,
    Participant,
    Path,
    PathStep,
    Preparation,
    Program,
    TargetCompany,
    WarmIntroduction,
)
from bot.domain.states import ParticipantState, ProgramState
from bot.services.conditions import goes_on, takes_part
from bot.services.privacy import erase_columns, rows_naming

# To be asked as of the day before which they are too old: the time to keep them is a setting.
OLD_NOTES = DueQuery(
    select(Participant.workspace_id, Participant.id)
    .join(Program, Program.id == Participant.program_id)
    .where(
        or_(
            and_(Participant.state == ParticipantState.LEFT, Participant.state_changed_at < now_plus()),
            and_(Program.state == ProgramState.ENDED, Program.state_changed_at < now_plus()),
        ),
        or_(
            Participant.notes_erased_at.is_(None), Participant.notes_erased_at < Participant.state_changed_at
        ),  # they may have come back since
    )
    .order_by(Participant.id)
)

# What a member keeps across programs
_BOOK = (FollowUp, Contact, KnownCard, PathStep, Path, Preparation, Offer, TargetCompany, KnownPlace, WarmIntroduction)


def erase_notes(session: Session, participant_id: int, *, now: datetime) -> None:
    """Erase what the participant wrote in private in this program; with their last program, their book of people."""
    for mapper, column, ids in rows_naming(0, [participant_id]):
        private = [one for one in mapper.columns if is_encrypted(one.type)]
        if column.name != "participant_id" or not private:
            continue
        if column.info == GOES:
            session.execute(delete(mapper.class_).where(column.in_(ids)))
        else:
            for row in session.scalars(select(mapper.class_).where(column.in_(ids))):
                erase_columns(row, private)
    noted = select(CheckIn.id).where(CheckIn.participant_id == participant_id)
    session.execute(delete(FollowUp).where(FollowUp.checkin_id.in_(noted)))
    participant = session.get_one(Participant, participant_id)
    participant.notes_erased_at = now
    stays = select(Participant.id).join(Program, Program.id == Participant.program_id)
    if session.scalar(stays.where(Participant.member_id == participant.member_id, takes_part(), goes_on())) is None:
        for table in _BOOK:
            session.execute(delete(table).where(table.member_id == participant.member_id))
