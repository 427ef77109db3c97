"""Broadcasts: an organizer's own message to the people of a program, one a week; it counts in each one's cap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Broadcast, BroadcastReader, Member, Participant, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain.broadcasts import STATES, Outlook, Whom, Word, check
from bot.domain.calendar import local, week_of
from bot.domain.errors import ClosedError, InvalidInputError
from bot.domain.organizer_acts import Act
from bot.domain.states import ParticipantState, ProgramState
from bot.services import message_cap, organizer_log, organizers
from bot.services.conditions import is_counted, is_reachable, is_running, may_speak, takes_part, with_program_and_member
from bot.services.members import Actor

TELL_WITHIN = timedelta(days=4)  # later it waits in App Home alone
IN_HOME = timedelta(days=14)
# People who have not been told, and of what
UNTOLD = DueQuery(
    with_program_and_member(
        select(BroadcastReader.workspace_id, Broadcast.program_id, BroadcastReader.member_id, BroadcastReader.id)
        .join(Broadcast, Broadcast.id == BroadcastReader.broadcast_id)
        .join(
            Participant,
            (Participant.member_id == BroadcastReader.member_id) & (Participant.program_id == Broadcast.program_id),
        )
    )
    .join(Workspace, Workspace.id == BroadcastReader.workspace_id)
    .where(BroadcastReader.told_at.is_(None), Broadcast.sent_at > now_plus(-TELL_WITHIN), Broadcast.words != "")
    .where(Participant.state.not_in((ParticipantState.LEFT, ParticipantState.PAUSED)))
    .where(is_running(), may_speak(), is_reachable())
    .order_by(BroadcastReader.id)
)


def outlook(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Outlook:
    """How many would read it. Raises as `organizers.require`, and ClosedError where the program does not run."""
    program = _running(session, actor, program_id)
    counts = {
        row[0]: row[1]
        for row in session.execute(
            with_program_and_member(select(Participant.state, func.count()))
            .where(Participant.program_id == program_id, is_counted(), is_reachable())
            .group_by(Participant.state)
        )
    }
    people = {whom: sum(counts.get(state, 0) for state in states) for whom, states in STATES.items()}
    sent_at = session.scalar(
        select(Broadcast.sent_at).where(Broadcast.program_id == program_id, Broadcast.week_on == _week_on(program, now))
    )
    return Outlook(program_id, program.name, program.zone, people, sent_at)


def send(session: Session, actor: Actor, program_id: int, *, words: str, whom: Whom, now: datetime) -> int:
    """Let it go out, to each in their own daytime; returns to how many. Raises as `outlook`, and InvalidInputError for
    words that will not do, for nobody to read them, and for a second one in the program's week.
    """
    program, kept = _running(session, actor, program_id), check(words)
    week_on = _week_on(program, now)
    new = insert_once(
        session, Broadcast, program_id=program_id, by_id=actor.member_id, words=kept, week_on=week_on, sent_at=now
    )
    if not new:
        raise InvalidInputError("words", "One such message a week: this week's has gone out. It keeps until Monday.")
    broadcast_id = session.scalars(
        select(Broadcast.id).where(Broadcast.program_id == program_id, Broadcast.week_on == week_on)
    ).one()
    found = session.scalars(
        with_program_and_member(select(Participant.member_id)).where(
            Participant.program_id == program_id, is_counted(), is_reachable(), Participant.state.in_(STATES[whom])
        )
    )
    rows = [
        {"workspace_id": actor.workspace_id, "broadcast_id": broadcast_id, "member_id": member_id}
        for member_id in found
    ]
    if not rows:
        raise InvalidInputError("whom", "There is nobody of these at the moment.")
    session.execute(insert(BroadcastReader), rows)
    number = len(rows)
    organizer_log.note(session, actor, program_id, Act.BROADCAST, {"to": whom.value, "number": number}, now=now)
    return number


def word(session: Session, reader_id: int) -> tuple[Word, int | None]:
    """What somebody is to read, and the member who wrote it."""
    row = session.execute(_words().where(BroadcastReader.id == reader_id)).one()
    return Word(row.name, row.slack_user_id or "", row.words), row.by_id


def mark_told(session: Session, reader_id: int, *, now: datetime) -> None:
    """Note that the message is decided."""
    session.get_one(BroadcastReader, reader_id).told_at = now


def in_home(session: Session, actor: Actor, *, now: datetime) -> list[Word]:
    """What found no room in the actor's week: shown in App Home for a fortnight, but not in a hard week."""
    zone = session.scalars(select(Member.zone).where(Member.id == actor.member_id)).one()
    week_on = week_of(local(now, zone).date())
    if message_cap.hard_weeks(session, {actor.member_id}, {week_on}):
        return []
    rows = session.execute(
        _words()
        .join(
            Participant,
            (Participant.member_id == BroadcastReader.member_id) & (Participant.program_id == Broadcast.program_id),
        )
        .where(BroadcastReader.member_id == actor.member_id, BroadcastReader.told_at.is_(None), takes_part())
        .where(Broadcast.sent_at > now - IN_HOME, Broadcast.words != "")
        .order_by(Broadcast.id.desc())
    )
    return [Word(row.name, row.slack_user_id or "", row.words) for row in rows]


def _words() -> Select[str, str, str, int | None]:
    return (
        select(Program.name, Member.slack_user_id, Broadcast.words, Broadcast.by_id)
        .select_from(BroadcastReader)
        .join(Broadcast, Broadcast.id == BroadcastReader.broadcast_id)
        .join(Program, Program.id == Broadcast.program_id)
        .outerjoin(Member, Member.id == Broadcast.by_id)
    )


def _running(session: Session, actor: Actor, program_id: int) -> Program:
    program = organizers.require(session, actor, program_id)
    if program.state is not ProgramState.RUNNING:
        raise ClosedError(f"program {program_id} does not run")
    return program


def _week_on(program: Program, now: datetime) -> date:
    return week_of(local(now, program.zone).date())
