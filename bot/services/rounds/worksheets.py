"""A meeting's worksheet: written by each who was there, read by them alone."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import GroupMember, Meeting, Member, Participant, Worksheet
from bot.db.upsert import insert_once
from bot.domain import worksheets as rules
from bot.domain.errors import NotFoundError
from bot.domain.states import MeetingOutcome
from bot.domain.worksheets import Lines, Written
from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.places import place_in

LINES = tuple(field.name for field in fields(Lines))


def of_group(session: Session, actor: Actor, group_id: int) -> rules.Worksheet:
    """The worksheet of the last meeting of this group that the actor was part of.

    Raises as `place_in`; NotFoundError where the group has not met since the actor is in it.
    """
    mine = place_in(session, actor, group_id).member
    last = session.scalars(_meetings_of(mine.participant_id).where(Meeting.group_id == group_id).limit(1)).first()
    if last is None:
        raise NotFoundError(f"group {group_id} has not met with participant {mine.participant_id}")
    return _read(session, mine, last)


def of_meeting(session: Session, actor: Actor, meeting_id: int) -> rules.Worksheet:
    """The worksheet of this meeting. Raises NotFoundError for a meeting that the actor was not part of."""
    return _read(session, *_own_meeting(session, actor, meeting_id))


def write(session: Session, actor: Actor, meeting_id: int, lines: Lines, *, now: datetime) -> None:
    """Replace the actor's lines. Raises as `of_meeting`, and InvalidInputError (a line's name) for one too long."""
    mine, meeting = _own_meeting(session, actor, meeting_id)
    checked = lines.checked()
    key = {"meeting_id": meeting.id, "participant_id": mine.participant_id}
    insert_once(session, Worksheet, **key, written_at=now)
    row = session.scalars(select(Worksheet).filter_by(**key)).one()
    for name in LINES:
        setattr(row, name, getattr(checked, name))
    row.written_at = now
    participants.touch(session, mine.participant_id, now=now)
    session.flush()


def _read(session: Session, mine: GroupMember, meeting: Meeting) -> rules.Worksheet:
    written = _written(session, meeting, mine.group_id)
    own = written.pop(mine.participant_id, None)
    return rules.Worksheet(
        meeting_id=meeting.id,
        mine=own.lines if own else Lines(),
        others=tuple(written.values()),
        before=tuple(_before(session, mine, meeting).values()),
    )


def _before(session: Session, mine: GroupMember, meeting: Meeting) -> dict[int, Written]:
    """What people of this group wrote the last time that any of them met with the reader."""
    earlier = _meetings_of(mine.participant_id).join(Worksheet, Worksheet.meeting_id == Meeting.id)
    of_same = select(GroupMember.participant_id).where(GroupMember.group_id == mine.group_id)
    together = aliased(GroupMember)
    last = session.scalars(
        earlier.join(together, together.group_id == Meeting.group_id)
        .where(
            Meeting.id < meeting.id,
            together.participant_id.in_(of_same),
            together.participant_id != mine.participant_id,
        )
        .limit(1)
    ).first()
    return _written(session, last, mine.group_id) if last else {}


def _written(session: Session, meeting: Meeting, group_id: int) -> dict[int, Written]:
    """By participant, what the people of this group wrote of the meeting."""
    rows = session.execute(
        select(Worksheet, Member.slack_user_id)
        .join(GroupMember, GroupMember.participant_id == Worksheet.participant_id)
        .join(Participant, Participant.id == Worksheet.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Worksheet.meeting_id == meeting.id, GroupMember.group_id == group_id)
        .order_by(Worksheet.participant_id)
    )
    found = {row.participant_id: Written(user, _lines(row)) for row, user in rows}
    return {participant_id: one for participant_id, one in found.items() if not one.lines.is_empty}


def _lines(row: Worksheet) -> Lines:
    return Lines(**{name: getattr(row, name) for name in LINES})


def _own_meeting(session: Session, actor: Actor, meeting_id: int) -> tuple[GroupMember, Meeting]:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or meeting.group_id is None:
        raise NotFoundError(f"meeting {meeting_id} of buddies")
    mine = place_in(session, actor, meeting.group_id).member
    if session.scalars(_meetings_of(mine.participant_id).where(Meeting.id == meeting_id)).first() is None:
        raise NotFoundError(f"meeting {meeting_id} was not one of participant {mine.participant_id}")
    return mine, meeting


def _meetings_of(participant_id: int) -> Select[Meeting]:
    """The meetings that took place while the participant was in the group, the last first."""
    return (
        select(Meeting)
        .join(GroupMember, GroupMember.group_id == Meeting.group_id)
        .where(
            GroupMember.participant_id == participant_id,
            GroupMember.joined_at <= Meeting.settled_at,
            or_(GroupMember.left_at.is_(None), GroupMember.left_at >= Meeting.settled_at),
            Meeting.outcome == MeetingOutcome.MET,
        )
        .order_by(Meeting.id.desc())
    )
