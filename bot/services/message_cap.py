"""The cap on unprompted messages: five a week to one person across all programs, one a day, two when a round starts.

What finds no room waits in App Home. In a week that the member called hard nothing goes out but the
reminder of a time with a buddy. Which message goes first is a column of its kind (`domain.kinds.Cap`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.models import (
    Council,
    CouncilMember,
    GroupMember,
    Meeting,
    Member,
    MentorPair,
    Notice,
    Participant,
    ParticipantWeek,
)
from bot.db.upsert import insert_once
from bot.domain.calendar import WEEK, local, week_of
from bot.domain.kinds import Cap, MessageKind

A_WEEK = 5
EXEMPT = 0  # the place in the day of an exempt message, which the day does not count


def reserve(
    session: Session,
    *,
    member_id: int,
    kind: MessageKind,
    local_on: date,
    now: datetime,
    even_if_hard: bool = False,
) -> bool:
    """Reserve room for an unprompted message of this kind on the member's `local_on`; True if there was room.

    False when one of the kind went out that day, the day or the week is full, the room left is kept for the check-in,
    for the reminder of a time with a buddy or for the word of a council's meeting, or the member said that this week is
    a hard one, unless `even_if_hard`: somebody counts on them that day.
    """
    if not even_if_hard and hard_weeks(session, {member_id}, {week_of(local_on)}):
        return False
    this_week = _of_week(session, member_id, local_on)
    meets = (
        kind.cap is Cap.ROOM and kind is not MessageKind.PLAN and _meets_later(session, member_id, local_on, now=now)
    )
    gathers = kind.cap is Cap.ROOM and _reads_of_council_later(session, member_id, local_on, now=now)
    if not _has_room(kind, this_week, local_on, kept=meets + gathers):
        return False
    of_day = len(_kinds_of(this_week, local_on)) + 1
    return _count(session, this_week, of_day, member_id=member_id, kind=kind, local_on=local_on, now=now)


def reserve_for_all(
    session: Session, kind: MessageKind, people: Sequence[Member], *, now: datetime, even_if_hard: bool = False
) -> bool:
    """`reserve` room for each of these on their own day, or for none of them."""
    with session.begin_nested() as attempt:
        for one in people:
            on = local(now, one.zone).date()
            if not reserve(session, member_id=one.id, kind=kind, local_on=on, now=now, even_if_hard=even_if_hard):
                attempt.rollback()
                return False
    return True


def with_room(
    session: Session, kind: MessageKind, days: Collection[tuple[int, date]], *, even_if_hard: Collection[int] = ()
) -> set[tuple[int, date]]:
    """Which of these (member id, local day) have room for an unprompted message of this kind; counts nothing.

    `even_if_hard`: members whose message concerns somebody who counts on them; a hard week does not hold it back.
    """
    sent: dict[tuple[int, date], list[Notice]] = defaultdict(list)
    for notice in session.scalars(
        select(Notice).where(
            Notice.member_id.in_({member_id for member_id, _ in days}),
            Notice.week_on.in_({week_of(on) for _, on in days}),
        )
    ):
        sent[notice.member_id, notice.week_on].append(notice)
    hard = hard_weeks(session, {member_id for member_id, _ in days}, {week_of(on) for _, on in days})
    return {
        (member_id, on)
        for member_id, on in days
        if ((member_id, week_of(on)) not in hard or member_id in even_if_hard)
        and _has_room(kind, sent[member_id, week_of(on)], on)
    }


def record_exempt(session: Session, *, member_id: int, kind: MessageKind, local_on: date, now: datetime) -> None:
    """Record a report that comes with somebody's role: it goes out in any case, beside the day's message.

    It takes a place of the week where one is left, so that five a week hold for organizers too.
    """
    this_week = _of_week(session, member_id, local_on)
    if len(this_week) < A_WEEK:
        _count(session, this_week, EXEMPT, member_id=member_id, kind=kind, local_on=local_on, now=now)


def hard_weeks(session: Session, member_ids: set[int], weeks: set[date]) -> set[tuple[int, date]]:
    """Members and weeks of theirs that are hard ones: until Monday, Kith writes only what brings people together."""
    rows = session.execute(
        select(Participant.member_id, ParticipantWeek.week_on)
        .join(Participant, Participant.id == ParticipantWeek.participant_id)
        .where(
            Participant.member_id.in_(member_ids),
            ParticipantWeek.week_on.in_(weeks),
            ParticipantWeek.excused_at.is_not(None),
        )
    )
    return {(row.member_id, row.week_on) for row in rows}


def _of_week(session: Session, member_id: int, local_on: date) -> Sequence[Notice]:
    of_week = select(Notice).where(Notice.member_id == member_id, Notice.week_on == week_of(local_on))
    return session.scalars(of_week).all()


def _count(
    session: Session,
    this_week: Sequence[Notice],
    of_day: int,
    *,
    member_id: int,
    kind: MessageKind,
    local_on: date,
    now: datetime,
) -> bool:
    return insert_once(
        session,
        Notice,
        member_id=member_id,
        kind=kind,
        local_on=local_on,
        week_on=week_of(local_on),
        of_week=len(this_week) + 1,
        of_day=of_day,
        sent_at=now,
    )


def _meets_later(session: Session, member_id: int, local_on: date, *, now: datetime) -> bool:
    """Whether they have a time with a buddy, mentor or mentee later this week: its reminder keeps a place, so that
    nobody stands waiting.

    The week is UTC's here: at its edges a place more or less is kept.
    """
    until = now + (week_of(local_on) + WEEK - local_on)
    mine = (
        select(GroupMember.group_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(Participant.member_id == member_id, GroupMember.left_at.is_(None))
    )
    places = select(Participant.id).where(Participant.member_id == member_id)
    pairs = select(MentorPair.id).where(
        MentorPair.closed_at.is_(None), or_(MentorPair.participant_id.in_(places), MentorPair.mentor_id.in_(places))
    )
    ahead = select(Meeting.id).where(
        or_(Meeting.group_id.in_(mine), Meeting.pair_id.in_(pairs)),
        Meeting.outcome.is_(None),
        Meeting.starts_at.between(now, until),
    )
    return session.scalar(ahead.limit(1)) is not None


def _reads_of_council_later(session: Session, member_id: int, local_on: date, *, now: datetime) -> bool:
    """Whether a council of theirs reads of its meeting later this week: the message cannot leave one of it out."""
    until = now + (week_of(local_on) + WEEK - local_on)
    ahead = (
        select(Council.id)
        .join(CouncilMember, CouncilMember.council_id == Council.id)
        .join(Participant, Participant.id == CouncilMember.participant_id)
        .where(Participant.member_id == member_id, CouncilMember.left_at.is_(None), Council.dissolved_at.is_(None))
        .where(Council.next_at.between(now, until))
    )
    return session.scalar(ahead.limit(1)) is not None


def _has_room(kind: MessageKind, this_week: Sequence[Notice], local_on: date, *, kept: int = 0) -> bool:
    today = _kinds_of(this_week, local_on)
    is_first = kind.cap in (Cap.KEPT, Cap.SECOND) or any(notice.kind.cap is Cap.KEPT for notice in this_week)
    kept_free = 0 if is_first else 1
    return kind not in today and len(this_week) < A_WEEK - kept_free - kept and _day_has_room(kind, today)


def _kinds_of(this_week: Sequence[Notice], local_on: date) -> list[MessageKind]:
    return [notice.kind for notice in this_week if notice.local_on == local_on and notice.of_day != EXEMPT]


def _day_has_room(kind: MessageKind, today: list[MessageKind]) -> bool:
    """One message a day; a second only if one of the two is an introduction."""
    return not today or (len(today) == 1 and Cap.SECOND in (kind.cap, today[0].cap))
