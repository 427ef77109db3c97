"""A meeting of buddies counts as a check-in (a coffee chat), once, for each of them whom Kith has heard from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, BuddyGroup, CheckIn, GroupMember, Meeting, Member, Participant
from bot.db.upsert import insert_once
from bot.domain.calendar import week_of
from bot.domain.checkins import is_meeting_with
from bot.domain.presets import COFFEE_CHAT
from bot.domain.states import MeetingOutcome
from bot.services import contacts


def heard_from(session: Session, group: BuddyGroup, participant_ids: Sequence[int]) -> list[int]:
    """Those of a group who did anything since their introduction. Nobody else can say it for the others."""
    since = group.introduced_at or group.introduce_at
    active = select(Participant.id).where(Participant.id.in_(participant_ids), Participant.last_active_at >= since)
    return list(session.scalars(active.order_by(Participant.id)))


def counted(session: Session, group_ids: Collection[int]) -> set[tuple[int, int]]:
    """(group, participant) of everybody who has the last meeting that this group had among their check-ins."""
    last = (
        select(Meeting.group_id, func.max(Meeting.id).label("id"))
        .where(Meeting.group_id.in_(group_ids), Meeting.outcome == MeetingOutcome.MET)
        .group_by(Meeting.group_id)
        .subquery()
    )
    rows = session.execute(
        select(last.c.group_id, CheckIn.participant_id).join(CheckIn, CheckIn.meeting_id == last.c.id)
    )
    return {(row[0], row[1]) for row in rows}


def count_meeting(
    session: Session,
    group: BuddyGroup,
    meeting: Meeting,
    participant_ids: Sequence[int],
    *,
    done_on: date,
    now: datetime,
) -> None:
    """Count the group's meeting for each of these participants, once; undoing it does not count it again.

    A check-in recorded before counts as the meeting: one of the same activity that names a buddy, or one of the same
    week that names nobody. A program whose catalogue never had coffee chats counts its first activity; one
    without activities, nothing.
    """
    activities = _activities(session, participant_ids)
    of_group = select(GroupMember.participant_id).where(GroupMember.group_id == group.id)
    names = _names(session, [*participant_ids, *session.scalars(of_group)])
    counted = set(
        session.scalars(
            select(CheckIn.participant_id).where(
                CheckIn.participant_id.in_(participant_ids), CheckIn.meeting_id == meeting.id
            )
        )
    )
    acts = _acts(session, participant_ids, since=(group.introduced_at or now).date(), until=done_on)
    for participant_id, activity_id in activities.items():
        if participant_id in counted:
            continue
        buddies = [name for other, name in names.items() if other != participant_id]
        same = [act for act in acts[participant_id] if act.activity_id == activity_id]
        recorded = _recorded(same, buddies, done_on=done_on)
        if recorded is not None:
            recorded.meeting_id = meeting.id
            continue
        insert_once(
            session,
            CheckIn,
            participant_id=participant_id,
            activity_id=activity_id,
            source=f"meeting:{meeting.id}",
            meeting_id=meeting.id,
            done_on=done_on,
            created_at=now,
        )
    contacts.met(session, participant_ids, group.id, on=done_on)
    session.flush()


def count_talk(session: Session, participant_id: int, other: str, source: str, *, done_on: date, now: datetime) -> None:
    """Count a talk with `other` (a name) on that day for this participant, once, as a coffee chat; one that names them
    is that talk already.
    """
    activity_id = _activities(session, [participant_id]).get(participant_id)
    acts = _acts(session, [participant_id], since=done_on, until=done_on)[participant_id]
    same = [act for act in acts if act.activity_id == activity_id]
    if activity_id is None or any(is_meeting_with([other], with_whom=act.with_whom) for act in same):
        return
    insert_once(
        session,
        CheckIn,
        participant_id=participant_id,
        activity_id=activity_id,
        source=source,
        done_on=done_on,
        created_at=now,
    )


def _recorded(acts: Sequence[CheckIn], buddies: Sequence[str], *, done_on: date) -> CheckIn | None:
    """The check-in that is this meeting: one that names a buddy before one that names nobody, the newest first."""
    naming = [act for act in acts if is_meeting_with(buddies, with_whom=act.with_whom)]
    unnamed = [act for act in acts if not act.with_whom and week_of(act.done_on) == week_of(done_on)]
    return next(iter([*naming, *unnamed]), None)


def _activities(session: Session, participant_ids: Sequence[int]) -> Mapping[int, int]:
    found = session.execute(
        select(Participant.id, Activity.id)
        .join(Activity, Activity.program_id == Participant.program_id)
        .where(Participant.id.in_(participant_ids))
        .order_by(Participant.id, (Activity.key == COFFEE_CHAT).desc(), Activity.position, Activity.id)
    )
    first: dict[int, int] = {}
    for participant_id, activity_id in found:
        first.setdefault(participant_id, activity_id)
    return first


def _names(session: Session, participant_ids: Sequence[int]) -> Mapping[int, str]:
    rows = session.execute(
        select(Participant.id, Member.name)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id.in_(participant_ids))
    )
    return {row[0]: row[1] for row in rows}


def _acts(session: Session, participant_ids: Sequence[int], *, since: date, until: date) -> Mapping[int, list[CheckIn]]:
    """The check-ins since the introduction that are no meeting yet, by participant; the newest first."""
    found: dict[int, list[CheckIn]] = defaultdict(list)
    for act in session.scalars(
        select(CheckIn)
        .where(
            CheckIn.participant_id.in_(participant_ids),
            CheckIn.meeting_id.is_(None),
            CheckIn.undone_at.is_(None),
            CheckIn.done_on.between(since, until),
        )
        .order_by(CheckIn.id.desc())
    ):
        found[act.participant_id].append(act)
    return found
