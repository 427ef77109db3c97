"""The activities that a person can log, by program. Every form that records a check-in reads them."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, Participant, Program
from bot.domain.checkins import Catalogue
from bot.domain.errors import NoProgramError
from bot.domain.goals import Choice
from bot.services.conditions import goes_on, takes_part
from bot.services.members import Actor

# Built once: many open a form at the same hour.
_OWN = (
    select(Program.id, Program.name, Activity.id, Activity.name)
    .join(Participant, Participant.program_id == Program.id)
    .join(Activity, Activity.program_id == Program.id)
    .where(Participant.member_id == bindparam("member_id"), takes_part(), goes_on(), Activity.retired_at.is_(None))
    .order_by(Program.id, Activity.position, Activity.id)
)


def own(session: Session, actor: Actor) -> list[Catalogue]:
    """One for each program of the actor that has activities. Raises NoProgramError where there is none."""
    rows = session.execute(_OWN, {"member_id": actor.member_id}).all()
    if not rows:
        raise NoProgramError(f"member {actor.member_id} has nothing to log in")
    return [
        Catalogue(program_id, program, tuple(Choice(activity_id, name) for _, _, activity_id, name in of_program))
        for (program_id, program), of_program in groupby(rows, key=lambda row: (row[0], row[1]))
    ]
