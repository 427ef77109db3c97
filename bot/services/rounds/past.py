"""What earlier rounds mean for pairing: who was with whom, whose turn it is. Person ids are participant ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Council, CouncilMember, GroupMember, Participant, Round, Waiting
from bot.domain.pairing.people import PastGroup
from bot.domain.states import DID_NOT_MEET, MeetingAnswer, RoundState, WaitingWhy
from bot.services.rounds import elsewhere


def history(
    session: Session, program_id: int, *, with_coming: bool = False, of: Collection[int] | None = None
) -> list[PastGroup]:
    """Every group that was introduced in the program, in the order of rounds, and then those `elsewhere`.

    The people of a group never change. Being introduced counts as paired. `did_not_meet`: all of them answered that
    they did not meet. `with_coming`: groups of a round that runs count before they are introduced, too. `of`: groups in
    which one of these participants was.
    """
    is_coming = and_(BuddyGroup.dissolved_at.is_(None), Round.state == RoundState.RUNNING)
    is_past = BuddyGroup.introduced_at.is_not(None)
    query = (
        select(Round.number, GroupMember.group_id, GroupMember.participant_id, GroupMember.answer)
        .join(BuddyGroup, BuddyGroup.round_id == Round.id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(Round.program_id == program_id, or_(is_past, is_coming) if with_coming else is_past)
        .order_by(Round.number, GroupMember.group_id, GroupMember.participant_id)
    )
    if of is not None:
        mine = select(GroupMember.group_id).where(GroupMember.participant_id.in_(of))
        query = query.where(BuddyGroup.id.in_(mine))
    rows = session.execute(query)
    groups: dict[tuple[int, int], list[tuple[int, MeetingAnswer | None]]] = {}
    for number, group_id, participant_id, answer in rows:
        groups.setdefault((number, group_id), []).append((participant_id, answer))
    here = [
        PastGroup(
            number,
            tuple(participant_id for participant_id, _ in members),
            all(answer in DID_NOT_MEET for _, answer in members),
        )
        for (number, _), members in groups.items()
    ]
    last = max((number for number, _ in groups), default=0)
    return [
        *here,
        *elsewhere.history(session, program_id, of=of),
        *_councils(session, program_id, last=last, of=of),
    ]


def _councils(session: Session, program_id: int, *, last: int, of: Collection[int] | None) -> list[PastGroup]:
    """Who has met in a council of the program is nobody new, and as if introduced in its last round."""
    query = (
        select(CouncilMember.council_id, CouncilMember.participant_id)
        .join(Council, Council.id == CouncilMember.council_id)
        .where(Council.program_id == program_id, CouncilMember.told_at.is_not(None))
        .order_by(CouncilMember.council_id, CouncilMember.participant_id)
    )
    if of is not None:
        mine = select(CouncilMember.council_id).where(CouncilMember.participant_id.in_(of))
        query = query.where(Council.id.in_(mine))
    rows = session.execute(query)
    councils: dict[int, list[int]] = {}
    for council_id, participant_id in rows:
        councils.setdefault(council_id, []).append(participant_id)
    return [PastGroup(last, tuple(dict.fromkeys(there)), elsewhere=True) for there in councils.values()]


def quiet_in(session: Session, program_id: int, round_number: int) -> tuple[int, ...]:
    """Who was not heard from after their introduction in that round: first those who were somebody's only buddy, and of
    them who has been silent for longest.
    """
    rows = session.execute(
        select(GroupMember.group_id, Participant.id, Participant.last_active_at, BuddyGroup.introduced_at)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.program_id == program_id, Round.number == round_number, BuddyGroup.introduced_at.is_not(None))
    ).all()
    people_in = Counter(group_id for group_id, *_ in rows)
    silent: dict[int, tuple[bool, datetime, int]] = {}
    heard: set[int] = set()
    for group_id, participant_id, last_active_at, introduced_at in rows:
        rank = (people_in[group_id] > 2, last_active_at, participant_id)
        silent[participant_id] = min(rank, silent.get(participant_id, rank))
        if introduced_at is None or last_active_at >= introduced_at:
            heard.add(participant_id)
    return tuple(participant_id for _, _, participant_id in sorted(silent[one] for one in silent.keys() - heard))


def times_proposed(session: Session, program_id: int) -> Counter[int]:
    """How often each participant was asked to propose the time."""
    rows = session.execute(
        select(BuddyGroup.proposer_id, func.count())
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.program_id == program_id, BuddyGroup.proposer_id.is_not(None))
        .group_by(BuddyGroup.proposer_id)
    )
    return Counter({row[0]: row[1] for row in rows if row[0] is not None})


def times_sat_out(session: Session, program_id: int) -> Counter[int]:
    """How often each participant sat out a round as the odd one."""
    rows = session.execute(
        select(Waiting.participant_id, func.count())
        .join(Round, Round.id == Waiting.round_id)
        .where(Round.program_id == program_id, Round.state != RoundState.PROPOSED, Waiting.why == WaitingWhy.SITS_OUT)
        .group_by(Waiting.participant_id)
    )
    return Counter({row[0]: row[1] for row in rows if row[0] is not None})
