"""Groups of a program's people in the other programs of its workspace: who met there is not new here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import combinations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import BuddyGroup, GroupMember, Participant, Round
from bot.domain.pairing.people import PastGroup
from bot.domain.pairing.plan import NeverPaired, PairedBefore, SecondTry
from bot.domain.rounds import Reason
from bot.domain.states import DID_NOT_MEET, MeetingAnswer, RoundState

_HERE = aliased(Participant)


def history(session: Session, program_id: int, *, of: Collection[int] | None = None) -> list[PastGroup]:
    """The groups of other programs as far as their people are in this one, each in the round that ran when it began.

    One that began before this program's first round is of round 0. A group that is yet to be introduced there counts,
    or two programs that begin on one day would bring the same two together. `of`: those in which one of these is.
    """
    query = (
        select(BuddyGroup.id, Round.starts_on, _HERE.id, GroupMember.answer)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(_HERE, and_(_HERE.member_id == Participant.member_id, _HERE.program_id == program_id))
        .where(
            Round.program_id != program_id,
            or_(
                BuddyGroup.introduced_at.is_not(None),
                and_(BuddyGroup.dissolved_at.is_(None), Round.state != RoundState.CLOSED),
            ),
        )
        .order_by(BuddyGroup.id, _HERE.id)
    )
    if of is not None:
        mine = select(Participant.member_id).where(Participant.id.in_(of))
        theirs = select(GroupMember.group_id).join(Participant, Participant.id == GroupMember.participant_id)
        query = query.where(BuddyGroup.id.in_(theirs.where(Participant.member_id.in_(mine))))
    rows = session.execute(query)
    began: dict[int, date] = {}
    groups: dict[int, list[tuple[int, MeetingAnswer | None]]] = {}
    for group_id, starts_on, participant_id, answer in rows:
        began[group_id] = starts_on
        groups.setdefault(group_id, []).append((participant_id, answer))
    starts = _starts(session, program_id)
    return [
        PastGroup(
            bisect_right(starts, began[group_id]),
            tuple(participant_id for participant_id, _ in members),
            all(answer in DID_NOT_MEET for _, answer in members),
            elsewhere=True,
        )
        for group_id, members in groups.items()
        if len(members) > 1
    ]


def _starts(session: Session, program_id: int) -> list[date]:
    """The first days of the program's rounds that began, by their numbers."""
    of_program = select(Round.starts_on).where(Round.program_id == program_id, Round.state != RoundState.PROPOSED)
    return list(session.scalars(of_program.order_by(Round.number)))


def true_now(session: Session, group_id: int, reasons: Iterable[Reason], *, now: datetime) -> list[Reason]:
    """The reasons of a group that is about to be introduced, with what other programs did since they were found."""
    told = list(reasons)
    met = _introduced_before(session, group_id, now=now)
    known = {frozenset(one.people) for one in told if isinstance(one, PairedBefore | SecondTry) and not _is_other(one)}
    kept = [one for one in told if not _is_other(one) and not (met and isinstance(one, NeverPaired))]
    return [*(PairedBefore(pair, 1, elsewhere=True) for pair in met if frozenset(pair) not in known), *kept]


def _is_other(reason: Reason) -> bool:
    return isinstance(reason, PairedBefore) and reason.elsewhere


def _introduced_before(session: Session, group_id: int, *, now: datetime) -> list[tuple[int, int]]:
    """The pairs of the group whom another program has introduced by now, by their ids here."""
    mine, theirs = aliased(GroupMember), aliased(GroupMember)
    rows = session.execute(
        select(theirs.group_id, mine.participant_id)
        .join(_HERE, _HERE.id == mine.participant_id)
        .join(Participant, and_(Participant.member_id == _HERE.member_id, Participant.program_id != _HERE.program_id))
        .join(theirs, theirs.participant_id == Participant.id)
        .join(BuddyGroup, BuddyGroup.id == theirs.group_id)
        .where(mine.group_id == group_id, BuddyGroup.introduced_at <= now)
    )
    groups: dict[int, list[int]] = {}
    for other_group, participant_id in rows:
        groups.setdefault(other_group, []).append(participant_id)
    return sorted({pair for members in groups.values() for pair in combinations(sorted(members), 2)})
