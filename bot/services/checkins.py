"""Check-ins: record once, edit, undo, list, follow up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, FollowUp, Member, Participant, Program
from bot.db.upsert import insert_once
from bot.domain.calendar import LAST_DAY, local
from bot.domain.checkins import CLICKED, LOOK_BACK, Act, LogEntry, act_day, checked_names
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.follow_ups import ACTIVITIES, LOOK_AHEAD, Outcome
from bot.domain.lengths import LINE, NOTE, fitting
from bot.domain.work_search import Details, stored
from bot.services import after_add, contacts, enrollments, follow_ups, members, participants
from bot.services.conditions import goes_on, takes_part
from bot.services.enrollments import Enrollment
from bot.services.members import Actor

# Built once: every "add one" runs it.
_MEETING_SINCE = (
    select(CheckIn.id)
    .where(
        CheckIn.participant_id == bindparam("participant_id"),
        CheckIn.activity_id == bindparam("activity_id"),
        CheckIn.meeting_id.is_not(None),
        CheckIn.id > bindparam("newest"),
        CheckIn.undone_at.is_(None),
        CheckIn.done_on.between(bindparam("first_on"), bindparam("last_on")),
    )
    .limit(1)
)


def add_one(
    session: Session, actor: Actor, program_id: int, activity_id: int, *, week_on: date, newest: int, now: datetime
) -> bool:
    """Record one more check-in by one click, in the week of the message: today, or that week's last day once it is
    over.

    `newest` is the check-in that was the newest when the button was drawn: the same button pressed again is
    False and changes nothing. So is one drawn before a buddy recorded that they met in this week: it means that chat.
    Raises NotFoundError for a program or activity that is not the actor's.
    """
    enrollment = enrollments.require(session, actor, program_id, now=now)
    act = Act(activity_id=activity_id, done_on=act_day(enrollment.today, week_on))
    if _is_counted_since(session, enrollment, activity_id, week_on=week_on, newest=newest):
        enrollments.activity(session, enrollment, activity_id)
        return False
    return _insert(session, enrollment, act, source=f"{CLICKED}{week_on}:{activity_id}:{newest}", now=now)


def record(session: Session, actor: Actor, program_id: int, act: Act, *, source: str, now: datetime) -> bool:
    """Record an act from the form. `source` names the form once opened: sent again, it is False and changes nothing.
    Its new people become contacts.

    Raises InvalidInputError (fields `done_on`, `follow_up_on`, `new_contacts`, texts by name) and NotFoundError.
    """
    enrollment = enrollments.require(session, actor, program_id, now=now)
    if not _insert(session, enrollment, act, source=source, now=now):
        return False
    made = session.scalars(
        select(CheckIn).where(CheckIn.participant_id == enrollment.participant.id, CheckIn.source == source)
    ).one()
    after_add.leave(session, actor, made, act, new=checked_names(act.new_contacts), now=now)
    return True


def edit(session: Session, actor: Actor, checkin_id: int, act: Act, *, now: datetime) -> None:
    """Replace what the actor recorded. Raises NotFoundError for another person's, InvalidInputError as `record`."""
    checkin, program_id = _own(session, actor, checkin_id)
    enrollment = enrollments.require(session, actor, program_id, now=now)
    enrollments.activity(session, enrollment, act.activity_id, used_before=act.activity_id == checkin.activity_id)
    was_on = session.scalar(select(FollowUp.due_on).where(FollowUp.checkin_id == checkin.id))
    new = [name for name in checked_names(act.new_contacts) if name not in checkin.new_contacts]
    for name, value in _values(session, enrollment, act, was_on=was_on).items():
        setattr(checkin, name, value)
    checkin.edited_at = now
    after_add.leave(session, actor, checkin, act, new=new, now=now)


def undo(session: Session, actor: Actor, checkin_id: int, *, now: datetime) -> None:
    """Take back what the actor recorded, with its follow-up; it counts nowhere from then on. A second click changes
    nothing.
    """
    checkin, program_id = _own(session, actor, checkin_id, undone=True)
    enrollments.require(session, actor, program_id, now=now)
    checkin.undone_at = checkin.undone_at or now
    session.execute(delete(FollowUp).where(FollowUp.checkin_id == checkin.id))


def follow_up_done(session: Session, actor: Actor, follow_up_id: int, *, now: datetime) -> bool:
    """The actor followed up: it is closed. Whether it counted as an act: once, by an activity of one of their programs.

    Raises NotFoundError for another member's.
    """
    own = follow_ups.close(session, actor, follow_up_id, Outcome.DONE, now=now)
    participants.touch_everywhere(session, actor, now=now)
    on = local(now, members.zone_of(session, actor.member_id)).date()
    if own.contact_id is not None:
        contacts.in_touch(session, [own.contact_id], on=on)
    whom = follow_ups.follow_up(session, actor, follow_up_id).whom
    source = f"follow_up:{follow_up_id}"
    return count(session, actor, ACTIVITIES, with_whom=whom, source=source, prefers=own.checkin_id, now=now)


def count(
    session: Session,
    actor: Actor,
    keys: Sequence[str],
    *,
    with_whom: str,
    source: str,
    prefers: int | None = None,
    now: datetime,
) -> bool:
    """Count something with somebody as an act of today, by the first of these activities that a program of the actor
    has. False, and nothing changes, where none has one, or `source` was counted before.

    `prefers`: a check-in in whose program it counts where it can.
    """
    counted = counts_as(session, actor, keys, prefers=prefers)
    if counted is None:
        return False
    program_id, activity_id = counted
    enrollment = enrollments.require(session, actor, program_id, now=now)
    act = Act(activity_id, enrollment.today, with_whom=with_whom[:LINE])
    return _insert(session, enrollment, act, source=source, now=now)


def entry(session: Session, actor: Actor, checkin_id: int) -> LogEntry:
    """One of the actor's own check-ins. Raises NotFoundError for another person's, or one undone."""
    found = log(session, actor, limit=1, checkin_id=checkin_id)
    if not found:
        raise NotFoundError(f"member {actor.member_id} has no check-in {checkin_id}")
    return found[0]


def log(
    session: Session,
    actor: Actor,
    *,
    limit: int | None = 10,
    offset: int = 0,
    checkin_id: int | None = None,
    week_on: date | None = None,
) -> list[LogEntry]:
    """The actor's own check-ins in all programs, the latest first; nobody else's. `week_on`: of that week alone."""
    one = () if checkin_id is None else (CheckIn.id == checkin_id,)
    week = () if week_on is None else (CheckIn.done_on.between(week_on, week_on + LAST_DAY),)
    rows = session.execute(
        select(CheckIn, Activity.name, Program.id, Program.name, Member.slack_user_id, FollowUp)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Program, Program.id == Participant.program_id)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .outerjoin(Member, Member.id == CheckIn.thanks_to_id)
        .outerjoin(FollowUp, FollowUp.checkin_id == CheckIn.id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None), *one, *week)
        .order_by(CheckIn.done_on.desc(), CheckIn.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        LogEntry(
            checkin.id,
            program_id,
            program,
            activity,
            _act(checkin, follow_up, thanks_to=thanked or ""),
            outcome=follow_up.outcome if follow_up else None,
        )
        for checkin, activity, program_id, program, thanked, follow_up in rows
    ]


def counts_as(
    session: Session, actor: Actor, keys: Sequence[str], *, prefers: int | None = None, program_id: int | None = None
) -> tuple[int, int] | None:
    """(program, activity) by which it counts: of this program, else of the check-in `prefers`, else of the oldest."""
    rows = session.execute(
        select(Program.id, Activity.id, Activity.key, CheckIn.id.is_not(None))
        .join(Participant, Participant.program_id == Program.id)
        .join(Activity, Activity.program_id == Program.id)
        .outerjoin(CheckIn, (CheckIn.participant_id == Participant.id) & (CheckIn.id == prefers))
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
        .where(Activity.key.in_(keys), Activity.retired_at.is_(None))
    ).all()
    best = min(rows, key=lambda row: (row[0] != program_id, not row[3], keys.index(row[2]), row[0]), default=None)
    return (best[0], best[1]) if best else None


def _is_counted_since(
    session: Session, enrollment: Enrollment, activity_id: int, *, week_on: date, newest: int
) -> bool:
    """Whether a buddies' meeting was counted for this activity after the button was drawn."""
    asked = {"participant_id": enrollment.participant.id, "activity_id": activity_id, "newest": newest}
    days = {"first_on": week_on, "last_on": week_on + LAST_DAY}
    return session.scalar(_MEETING_SINCE, {**asked, **days}) is not None


def _insert(session: Session, enrollment: Enrollment, act: Act, *, source: str, now: datetime) -> bool:
    enrollments.activity(session, enrollment, act.activity_id)
    return insert_once(
        session,
        CheckIn,
        participant_id=enrollment.participant.id,
        source=source,
        created_at=now,
        **_values(session, enrollment, act),
    )


def _own(session: Session, actor: Actor, checkin_id: int, *, undone: bool = False) -> tuple[CheckIn, int]:
    checkin, program_id = enrollments.own(session, actor, CheckIn, checkin_id)
    if checkin.undone_at is not None and not undone:
        raise NotFoundError(f"check-in {checkin_id} was undone")
    return checkin, program_id


def _values(session: Session, enrollment: Enrollment, act: Act, *, was_on: date | None = None) -> dict[str, Any]:
    """The row's columns, checked. A follow-up day that was stored may be over; a new one must lie ahead."""
    _check_days(enrollment, act, was_on=was_on)
    new_contacts = checked_names(act.new_contacts)
    fitting("follow_up_note", act.follow_up_note, NOTE)
    return {
        "activity_id": act.activity_id,
        "done_on": act.done_on,
        "with_whom": fitting("with_whom", act.with_whom, LINE),
        "in_person": act.in_person,
        "new_contacts": new_contacts,
        "new_contact_count": len(new_contacts),
        "companies": fitting("companies", act.companies, NOTE),
        "advice": fitting("advice", act.advice, NOTE),
        "details": stored(act.details),
        "thanks": fitting("thanks", act.thanks, NOTE),
        "thanks_to_id": members.ensure(session, slack_user_id=act.thanks_to).id if act.thanks_to else None,
        "thanks_shared": act.thanks_shared,
    }


def _check_days(enrollment: Enrollment, act: Act, *, was_on: date | None) -> None:
    latest = max(enrollment.today, enrollment.here)
    if act.done_on > latest:
        raise InvalidInputError("done_on", "This day is still to come. Choose today or an earlier day.")
    if act.done_on < latest - LOOK_BACK:
        raise InvalidInputError("done_on", "This is more than a year ago. Choose a day of the last twelve months.")
    follow_up_on = act.follow_up_on
    if act.follow_up_note.strip() and follow_up_on is None:
        raise InvalidInputError("follow_up_on", "Choose the day for what you noted, or leave the note empty.")
    if follow_up_on and follow_up_on != was_on and not latest < follow_up_on <= latest + LOOK_AHEAD:
        raise InvalidInputError("follow_up_on", "Choose a day from tomorrow on, within a year.")


def _act(checkin: CheckIn, follow_up: FollowUp | None, *, thanks_to: str) -> Act:
    return Act(
        activity_id=checkin.activity_id,
        done_on=checkin.done_on,
        with_whom=checkin.with_whom,
        in_person=checkin.in_person,
        new_contacts=tuple(checkin.new_contacts),
        companies=checkin.companies,
        advice=checkin.advice,
        thanks=checkin.thanks,
        thanks_to=thanks_to,
        thanks_shared=checkin.thanks_shared,
        follow_up_on=follow_up.due_on if follow_up else None,
        follow_up_note=follow_up.note if follow_up else "",
        details=Details.of(checkin.details),
    )
