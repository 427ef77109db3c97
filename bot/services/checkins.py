"""Check-ins: record once, edit, undo, list, follow up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Member, Participant, Program
from bot.db.upsert import insert_once
from bot.domain.calendar import LAST_DAY
from bot.domain.checkins import CONTACTS, LINE, LOOK_AHEAD, LOOK_BACK, NOTE, Act, LogEntry, act_day
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.services import contacts, enrollments, members
from bot.services.enrollments import Enrollment
from bot.services.members import Actor

# Built once: every "add one" runs it.
_MEETING_SINCE = (
    select(CheckIn.id)
    .where(
        CheckIn.participant_id == bindparam("participant_id"),
        CheckIn.activity_id == bindparam("activity_id"),
        CheckIn.group_id.is_not(None),
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
    return _insert(session, enrollment, act, source=f"click:{week_on}:{activity_id}:{newest}", now=now)


def record(session: Session, actor: Actor, program_id: int, act: Act, *, source: str, now: datetime) -> bool:
    """Record an act from the form. `source` names the form once opened: sent again, it is False and changes nothing.
    Its new people become contacts.

    Raises InvalidInputError (fields `done_on`, `follow_up_on`, `new_contacts`, texts by name) and NotFoundError.
    """
    enrollment = enrollments.require(session, actor, program_id, now=now)
    is_new = _insert(session, enrollment, act, source=source, now=now)
    if is_new:
        contacts.note_new(session, actor, _contacts(act.new_contacts), on=act.done_on, now=now)
    return is_new


def edit(session: Session, actor: Actor, checkin_id: int, act: Act, *, now: datetime) -> None:
    """Replace what the actor recorded. Raises NotFoundError for another person's, InvalidInputError as `record`."""
    checkin, program_id = _own(session, actor, checkin_id)
    enrollment = enrollments.require(session, actor, program_id, now=now)
    enrollments.activity(session, enrollment, act.activity_id, used_before=act.activity_id == checkin.activity_id)
    moved = act.follow_up_on != checkin.follow_up_on
    more = [name for name in _contacts(act.new_contacts) if name not in checkin.new_contacts]
    contacts.note_new(session, actor, more, on=act.done_on, now=now)
    for name, value in _values(session, enrollment, act, was_on=checkin.follow_up_on).items():
        setattr(checkin, name, value)
    checkin.edited_at = now
    if moved:
        checkin.followed_up_at = None


def undo(session: Session, actor: Actor, checkin_id: int, *, now: datetime) -> None:
    """Take back what the actor recorded; it counts nowhere from then on. A second click changes nothing."""
    checkin, program_id = _own(session, actor, checkin_id, undone=True)
    enrollments.require(session, actor, program_id, now=now)
    checkin.undone_at = checkin.undone_at or now


def follow_up_done(session: Session, actor: Actor, checkin_id: int, *, now: datetime) -> None:
    """Note that the actor followed up. Raises NotFoundError for another person's check-in."""
    checkin, program_id = _own(session, actor, checkin_id)
    enrollments.require(session, actor, program_id, now=now)
    checkin.followed_up_at = checkin.followed_up_at or now


def entry(session: Session, actor: Actor, checkin_id: int) -> LogEntry:
    """One of the actor's own check-ins. Raises NotFoundError for another person's, or one undone."""
    found = log(session, actor, limit=1, checkin_id=checkin_id)
    if not found:
        raise NotFoundError(f"member {actor.member_id} has no check-in {checkin_id}")
    return found[0]


def log(session: Session, actor: Actor, *, limit: int = 10, checkin_id: int | None = None) -> list[LogEntry]:
    """The actor's own check-ins in all programs, the latest first; nobody else's."""
    one = () if checkin_id is None else (CheckIn.id == checkin_id,)
    rows = session.execute(
        select(CheckIn, Activity.name, Program.id, Program.name, Member.slack_user_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Program, Program.id == Participant.program_id)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .outerjoin(Member, Member.id == CheckIn.thanks_to_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None), *one)
        .order_by(CheckIn.done_on.desc(), CheckIn.id.desc())
        .limit(limit)
    )
    return [
        LogEntry(checkin.id, program_id, program, activity, _act(checkin, thanks_to=thanked or ""))
        for checkin, activity, program_id, program, thanked in rows
    ]


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
    contacts = _contacts(act.new_contacts)
    return {
        "activity_id": act.activity_id,
        "done_on": act.done_on,
        "with_whom": _text("with_whom", act.with_whom, LINE),
        "in_person": act.in_person,
        "new_contacts": contacts,
        "new_contact_count": len(contacts),
        "companies": _text("companies", act.companies, NOTE),
        "advice": _text("advice", act.advice, NOTE),
        "thanks": _text("thanks", act.thanks, NOTE),
        "thanks_to_id": members.ensure(session, slack_user_id=act.thanks_to).id if act.thanks_to else None,
        "thanks_shared": act.thanks_shared,
        "follow_up_on": act.follow_up_on,
        "follow_up_note": _text("follow_up_note", act.follow_up_note, NOTE),
    }


def _check_days(enrollment: Enrollment, act: Act, *, was_on: date | None) -> None:
    latest = max(enrollment.today, enrollment.here)
    if act.done_on > latest:
        raise InvalidInputError("done_on", "This day is still to come. Choose today or an earlier day.")
    if act.done_on < latest - LOOK_BACK:
        raise InvalidInputError("done_on", "This is more than a year ago. Choose a day of the last twelve months.")
    follow_up_on = act.follow_up_on
    if follow_up_on and follow_up_on != was_on and not latest < follow_up_on <= latest + LOOK_AHEAD:
        raise InvalidInputError("follow_up_on", "Choose a day from tomorrow on, within a year.")


def _contacts(written: Sequence[str]) -> list[str]:
    names = [name.strip() for name in written if name.strip()]
    if len(names) > CONTACTS:
        raise InvalidInputError("new_contacts", f"Up to {CONTACTS} people fit here. Log the others separately.")
    return [_text("new_contacts", name, LINE) for name in names]


def _text(field: str, written: str, limit: int) -> str:
    text = written.strip()
    if len(text) > limit:
        raise InvalidInputError(field, f"This is too long: {limit} characters fit here.")
    return text


def _act(checkin: CheckIn, *, thanks_to: str) -> Act:
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
        follow_up_on=checkin.follow_up_on,
        follow_up_note=checkin.follow_up_note,
    )
