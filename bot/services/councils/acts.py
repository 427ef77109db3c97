"""What a council's people do about a meeting: agree on a time, call it off, say that they met, write their line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, CouncilLine, CouncilMeeting, Member
from bot.db.upsert import insert_once
from bot.domain.calendar import local, week_of
from bot.domain.councils import Gathering, Line
from bot.domain.lengths import LINE, fitting
from bot.domain.presets import COFFEE_CHAT
from bot.domain.slots import check_start
from bot.domain.states import MeetingOutcome
from bot.services import participants
from bot.services.council_times import source_of
from bot.services.councils import people
from bot.services.councils.gatherings import describe, message_key, tell_next_at
from bot.services.councils.places import InCouncil, place_at, place_at_next
from bot.services.members import Actor


@dataclass(frozen=True)
class Changed:
    """How a council's meeting stands after an act. `is_new`: something changed; `was_set`: it had a time before."""

    gathering: Gathering
    key: str  # of the group's message about it
    is_new: bool = True
    was_set: bool = False


@dataclass(frozen=True)
class MyLine:
    """What the actor set out to try, and what others of the council did, after a meeting."""

    meeting_id: int
    mine: str
    others: tuple[Line, ...]


def agree(
    session: Session, actor: Actor, meeting_id: int, *, starts_at: datetime, place: str | None, now: datetime
) -> Changed:
    """Write down when and where the council meets next; the meetings after it follow by the rhythm.

    `place` None keeps the one it has. Raises as `place_at_next` and `check_start`; InvalidInputError (`place`).
    """
    here, meeting = place_at_next(session, actor, meeting_id)
    check_start(starts_at, now=now)
    wanted = meeting.place if place is None else fitting("place", place, LINE)
    participants.touch(session, here.member.participant_id, now=now)
    was_set, is_new = meeting.starts_at is not None, (meeting.starts_at, meeting.place) != (starts_at, wanted)
    if is_new:
        meeting.starts_at, meeting.place, meeting.set_at = starts_at, wanted, now
        meeting.set_by_id, meeting.outcome, meeting.settled_at = here.member.participant_id, None, None
        meeting.changes += 1
        meeting.week_on = week_of(local(starts_at, here.program.zone).date())
        here.council.next_at = tell_next_at(session, here.council, meeting, now=max(now, starts_at))
        session.flush()
    return _changed(session, here, meeting, is_new=is_new, was_set=was_set, now=now)


def call_off(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> Changed:
    """The time does not hold; the council looks for another. Raises as `place_at_next`."""
    here, meeting = place_at_next(session, actor, meeting_id)
    participants.touch(session, here.member.participant_id, now=now)
    if meeting.starts_at is None:
        return _changed(session, here, meeting, is_new=False, now=now)
    meeting.starts_at, meeting.set_by_id, meeting.set_at = None, here.member.participant_id, now
    meeting.changes += 1
    session.flush()
    return _changed(session, here, meeting, was_set=True, now=now)


def about_to_agree(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> tuple[Gathering, str]:
    """The council as the form needs it, and the zone of the actor's clock. Raises as `place_at_next`."""
    here, meeting = place_at_next(session, actor, meeting_id)
    zone = session.scalars(select(Member.zone).where(Member.id == actor.member_id)).one()
    return describe(session, here.council, meeting, now=now), zone


def met(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> Changed:
    """The actor says that the council met and they were there: it counts as an act of theirs, once.

    The meeting took place with the first who says so; each other says for themselves that they were there. Raises as
    `place_at`.
    """
    here, meeting = place_at(session, actor, meeting_id)
    participants.touch(session, here.member.participant_id, now=now)
    is_new = meeting.outcome is not MeetingOutcome.MET
    if is_new:
        meeting.outcome, meeting.settled_at = MeetingOutcome.MET, now
    on = min(now, meeting.starts_at) if meeting.starts_at else now
    activity = session.scalars(
        select(Activity.id)
        .where(Activity.program_id == here.program.id)
        .order_by((Activity.key == COFFEE_CHAT).desc(), Activity.position, Activity.id)
        .limit(1)
    ).first()
    if activity is not None:
        insert_once(
            session,
            CheckIn,
            participant_id=here.member.participant_id,
            activity_id=activity,
            source=source_of(meeting.id),
            done_on=local(on, here.program.zone).date(),
            created_at=now,
        )
    session.flush()
    return _changed(session, here, meeting, is_new=is_new, now=now)


def line_of(session: Session, actor: Actor, meeting_id: int) -> MyLine:
    """The lines of a meeting, as the actor sees them. Raises as `place_at`."""
    here, meeting = place_at(session, actor, meeting_id)
    users = {row.participant_id: member.slack_user_id for row, _, member in people.members_of(session, here.council.id)}
    rows = session.scalars(
        select(CouncilLine).where(CouncilLine.meeting_id == meeting.id).order_by(CouncilLine.participant_id)
    )
    written = {row.participant_id: row.will_try for row in rows if row.will_try}
    mine = written.pop(here.member.participant_id, "")
    return MyLine(meeting.id, mine, tuple(Line(users[one], line) for one, line in written.items() if one in users))


def write_line(session: Session, actor: Actor, meeting_id: int, will_try: str, *, now: datetime) -> None:
    """Replace the actor's line. Raises as `place_at`, and InvalidInputError (`will_try`) for one too long."""
    here, meeting = place_at(session, actor, meeting_id)
    line = fitting("will_try", " ".join(will_try.split()), LINE)
    key = {"meeting_id": meeting.id, "participant_id": here.member.participant_id}
    insert_once(session, CouncilLine, **key, written_at=now)
    row = session.scalars(select(CouncilLine).filter_by(**key)).one()
    row.will_try, row.written_at = line, now
    participants.touch(session, here.member.participant_id, now=now)
    session.flush()


def _changed(
    session: Session,
    here: InCouncil,
    meeting: CouncilMeeting,
    *,
    now: datetime,
    is_new: bool = True,
    was_set: bool = False,
) -> Changed:
    return Changed(describe(session, here.council, meeting, now=now), message_key(meeting), is_new, was_set)
