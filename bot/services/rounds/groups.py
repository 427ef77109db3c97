"""Buddy groups as rows: stored, and read by round or by participant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Round
from bot.domain.rounds import Reason, next_proposer, reasons_to_json
from bot.domain.states import RoundState
from bot.services.rounds import past


def add_groups(
    session: Session, of_round: Round, wanted: Sequence[tuple[tuple[int, ...], Sequence[Reason]]], *, now: datetime
) -> list[BuddyGroup]:
    """Store a buddy group for each (participants, reasons). Whoever has proposed a time least often proposes it."""
    times = past.times_proposed(session, of_round.program_id)
    groups = [
        BuddyGroup(
            round_id=of_round.id,
            proposer_id=next_proposer(members, times=times, seed=of_round.seed),
            reasons=reasons_to_json(reasons),
            introduce_at=now,
        )
        for members, reasons in wanted
    ]
    session.add_all(groups)
    session.flush()
    session.add_all(
        GroupMember(group_id=group.id, participant_id=participant_id, joined_at=now)
        for group, (members, _) in zip(groups, wanted, strict=True)
        for participant_id in members
    )
    session.flush()
    return groups


def groups_of(session: Session, round_id: int) -> list[tuple[BuddyGroup, list[int]]]:
    """The round's groups that are not dissolved, each with its participants' ids."""
    rows = session.execute(
        select(BuddyGroup, GroupMember.participant_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(BuddyGroup.round_id == round_id, BuddyGroup.dissolved_at.is_(None))
        .order_by(BuddyGroup.id, GroupMember.participant_id)
    )
    groups: dict[int, tuple[BuddyGroup, list[int]]] = {}
    for group, participant_id in rows:
        groups.setdefault(group.id, (group, []))[1].append(participant_id)
    return list(groups.values())


def running_groups(session: Session, participant_id: int) -> list[tuple[BuddyGroup, Round]]:
    """The participant's groups in running rounds, in the order in which they were formed: usually one."""
    rows = session.execute(
        select(BuddyGroup, Round)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(
            GroupMember.participant_id == participant_id,
            BuddyGroup.dissolved_at.is_(None),
            Round.state == RoundState.RUNNING,
        )
        .order_by(BuddyGroup.id)
    )
    return [(row[0], row[1]) for row in rows]
