"""Whom organizers would like in one group of a round, once: as if they had locked that group in its proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import Participant, TogetherNext
from bot.domain.pairing.rules import SMALLEST_GROUP


def wanted(session: Session, program_id: int, round_number: int, *, among: Container[int]) -> list[tuple[int, ...]]:
    """The participants of each such group, as far as two of them are among these."""
    rows = session.execute(
        select(TogetherNext.number, TogetherNext.person_id)
        .join(Participant, Participant.id == TogetherNext.person_id)
        .where(Participant.program_id == program_id, TogetherNext.round_number == round_number)
        .order_by(TogetherNext.number, TogetherNext.person_id)
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for number, participant_id in rows:
        groups[number].append(participant_id)
    able = [tuple(one for one in people if one in among) for people in groups.values()]
    return [people for people in able if len(people) >= SMALLEST_GROUP]


def forget_past(session: Session, program_id: int, *, round_number: int) -> None:
    """A round begins: what was wanted of it and of earlier ones is used up, and goes."""
    of_program = select(Participant.id).where(Participant.program_id == program_id)
    session.execute(
        delete(TogetherNext).where(TogetherNext.person_id.in_(of_program), TogetherNext.round_number <= round_number)
    )
