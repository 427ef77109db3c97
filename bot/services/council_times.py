"""The times of members' councils, for the messages about their week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import CheckIn, Council, CouncilMeeting, CouncilMember, Member, Participant, Program
from bot.domain.councils import CouncilTime
from bot.domain.states import MeetingOutcome
from bot.services.conditions import is_active, is_running

AROUND = timedelta(days=7)
_other, _other_place, _other_member = aliased(CouncilMember), aliased(Participant), aliased(Member)
# Built once: every message about a week asks for them. Each meeting with each other who is there
_TIMES = (
    select(CouncilMeeting, Participant, Member.zone, _other_member.slack_user_id, _other_place.id)
    .join(Council, Council.id == CouncilMeeting.council_id)
    .join(Program, Program.id == Council.program_id)
    .join(CouncilMember, CouncilMember.council_id == Council.id)
    .join(Participant, Participant.id == CouncilMember.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .join(_other, (_other.council_id == Council.id) & _other.left_at.is_(None))
    .join(_other_place, _other_place.id == _other.participant_id)
    .join(_other_member, _other_member.id == _other_place.member_id)
    .where(
        Member.id.in_(bindparam("ids", expanding=True)),
        CouncilMeeting.starts_at.between(bindparam("since_at"), bindparam("until_at")),
        Council.dissolved_at.is_(None),
        CouncilMember.left_at.is_(None),
        is_active(),
        is_running(),
    )
    .order_by(CouncilMeeting.starts_at, CouncilMeeting.id, _other_place.id)
)


def of_members(session: Session, member_ids: Collection[int], *, now: datetime) -> dict[int, list[CouncilTime]]:
    """By member, the times of their councils within a week of now."""
    given = {"ids": list(member_ids), "since_at": now - AROUND, "until_at": now + AROUND}
    found: dict[tuple[int, int], tuple[CouncilMeeting, Participant, str, list[str]]] = {}
    for meeting, participant, zone, user, other_id in session.execute(_TIMES, given):
        row = found.setdefault((meeting.id, participant.id), (meeting, participant, zone, []))
        if other_id != participant.id:
            row[3].append(user)
    there = _were_there(session, found)
    times: dict[int, list[CouncilTime]] = defaultdict(list)
    for meeting, participant, zone, others in found.values():
        if meeting.starts_at is not None:
            times[participant.member_id].append(
                CouncilTime(
                    meeting.id,
                    tuple(others),
                    meeting.starts_at,
                    meeting.place,
                    zone,
                    facilitates=meeting.facilitator_id == participant.id,
                    met=meeting.outcome is MeetingOutcome.MET,
                    was_there=(meeting.id, participant.id) in there,
                )
            )
    return times


def source_of(meeting_id: int) -> str:
    """The source of a check-in that is this meeting of a council."""
    return f"council:{meeting_id}"


def _were_there(session: Session, meetings: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these (meeting, participant), those of which the participant said that they were there."""
    if not meetings:
        return set()
    sources = {source_of(meeting_id): meeting_id for meeting_id, _ in meetings}
    rows = session.execute(select(CheckIn.source, CheckIn.participant_id).where(CheckIn.source.in_(sources)))
    return {(sources[source], participant_id) for source, participant_id in rows}
