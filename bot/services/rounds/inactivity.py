"""Kith asks people who were inactive for three rounds or six weeks; without an answer they are not paired.

Who would like a buddy less often than every round is asked after twice as long.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Participant, Program, Round, Workspace
from bot.domain.calendar import local
from bot.domain.rounds import Question
from bot.domain.slots import suits_now
from bot.domain.states import Frequency, ParticipantState, RoundState
from bot.services import programs, recipients
from bot.services.conditions import is_active, is_running, may_speak, with_program_and_member
from bot.services.rounds import people

INACTIVE_WEEKS = timedelta(weeks=6)
INACTIVE_ROUNDS = 3
TIME_TO_ANSWER = timedelta(days=2)


_present, _before = aliased(Round), aliased(Round)
_THREE_ROUNDS_AGO = (
    select(_before.started_at)
    .join(_present, _present.program_id == _before.program_id)
    .where(
        _before.program_id == Participant.program_id,
        _present.state == RoundState.RUNNING,
        _before.number == _present.number - INACTIVE_ROUNDS,
    )
    .limit(1)
    .scalar_subquery()
)
_SILENT_SINCE = (Participant.last_active_at, Participant.state_changed_at)
# Active participants who did nothing for three whole rounds or six weeks; a pause is no silence
QUESTIONS = DueQuery(
    with_program_and_member(select(Participant.workspace_id, Participant.id))
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(
        is_active(),
        Participant.asked_at.is_(None),
        exists().where(Round.program_id == Program.id, Round.state == RoundState.RUNNING),
        or_(
            and_(*(at <= now_plus(-INACTIVE_WEEKS) for at in _SILENT_SINCE)),
            and_(*(at < _THREE_ROUNDS_AGO for at in _SILENT_SINCE)),
        ),
        or_(
            Participant.frequency == Frequency.EVERY_ROUND,  # others are silent between their rounds
            and_(*(at <= now_plus(-2 * INACTIVE_WEEKS) for at in _SILENT_SINCE)),
        ),
        is_running(),
        may_speak(),
        Member.deactivated_at.is_(None),
        Member.is_bot.is_(False),
    )
    .order_by(Participant.id)
)


def question(session: Session, participant_id: int, *, now: datetime) -> Question | None:
    """The question for this participant. None if they were asked and inactive since, or if now does not suit them."""
    row = session.execute(
        with_program_and_member(select(Participant, Member, Program)).where(
            Participant.id == participant_id, Participant.asked_at.is_(None)
        )
    ).first()
    if row is None:
        return None
    participant, member, program = row
    if not suits_now([people.hours_of(member)], now, breaks=programs.breaks_of(session, program.id)):
        return None
    if programs.dates_of(session, program).over_on(programs.next_round_on(session, program, now=now)):
        return None  # there is no further round to be in
    local_on = local(now, member.zone).date()
    if recipients.has_week_message(session, member.id, on=local_on):
        return None  # it would take the place of that day's prompt or check-in
    return Question(participant.id, member.id, member.slack_user_id, program.id, program.name)


def mark_asked(session: Session, participant_id: int, *, now: datetime) -> None:
    """Note that they were asked: not again until they are active."""
    session.get_one(Participant, participant_id).asked_at = now


def rest_unanswered(session: Session, program_id: int, *, now: datetime) -> int:
    """Keep people who were asked and did not answer out of pairing; any activity undoes the asking. How many."""
    unanswered = session.scalars(
        select(Participant).where(
            Participant.program_id == program_id, is_active(), Participant.asked_at <= now - TIME_TO_ANSWER
        )
    ).all()
    for participant in unanswered:
        participant.state, participant.state_changed_at = ParticipantState.RESTING, now
    session.flush()
    return len(unanswered)
