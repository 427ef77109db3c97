"""Pauses that end by themselves, and people whom Kith still has to tell something about their participation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import Member, Organizer, Participant, Program, Workspace
from bot.domain.calendar import local
from bot.domain.participants import NotPaired
from bot.domain.programs import StopReason
from bot.domain.states import Joining, ParticipantState, ProgramState
from bot.services import participants
from bot.services.conditions import goes_on, is_active, is_running, may_speak, takes_part, with_program_and_member

FURTHEST_AHEAD = timedelta(hours=14)  # the first zone to reach a day
THANK_WITHIN = timedelta(days=28)  # a break may follow a program's end
TELL_WITHIN = timedelta(days=7)  # news that are older wait in App Home alone


_ANYWHERE = (
    with_program_and_member(select(Participant.workspace_id, Participant.program_id, Member.id))
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(may_speak(), takes_part(), Member.deactivated_at.is_(None))
    .order_by(Participant.id)
)
_PEOPLE = _ANYWHERE.where(goes_on())
# People whose first day back has come and who have not been told
ENDED_PAUSES = DueQuery(
    _PEOPLE.where(
        Participant.paused_until_on <= today_plus(FURTHEST_AHEAD),
        Participant.state.in_((ParticipantState.PAUSED, ParticipantState.ACTIVE)),
    )
)
# People who take part because everyone in the channel does, and who have not been told
UNWELCOMED = DueQuery(
    _PEOPLE.where(
        Program.joining == Joining.EVERYONE, is_running(), is_active(), Participant.welcomed_at.is_(None)
    ).where(
        Participant.channel_left_at.is_(None),  # they are asked whether they stay
        or_(Program.pairs_guests, Member.is_guest.is_(False)),
    )
)
# People who left the channel lately and have not said whether they stay in the program
OUTSIDE = DueQuery(_PEOPLE.where(Participant.channel_left_at > now_plus(-TELL_WITHIN)))
# People who took part in a program that ended lately, and have not read its closing word
UNTHANKED = DueQuery(
    _ANYWHERE.where(
        Program.state == ProgramState.ENDED,
        Program.state_changed_at > now_plus(-THANK_WITHIN),
        is_active(),
        Participant.farewell_at.is_(None),
    )
)
# People whose account was opened again lately and who have not said whether they go on
REOPENED = DueQuery(
    _PEOPLE.where(
        Participant.state == ParticipantState.PAUSED, Participant.account_reopened_at > now_plus(-TELL_WITHIN)
    )
)
# The organizers of programs that lost their channel lately
LOST_CHANNELS = DueQuery(
    select(Program.workspace_id, Program.id, Member.id)
    .join(Organizer, Organizer.program_id == Program.id)
    .join(Member, Member.id == Organizer.member_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        Program.state == ProgramState.PAUSED,
        Program.state_reason.in_((StopReason.BOT_REMOVED, StopReason.ARCHIVED, StopReason.DELETED)),
        Program.state_changed_at > now_plus(-TELL_WITHIN),
        may_speak(),
        Member.deactivated_at.is_(None),
    )
    .order_by(Program.id, Organizer.id)
)


def end_pause(session: Session, program_id: int, member_id: int, *, now: datetime) -> Participant | None:
    """End the pause if its day has come in the program's zone. Returns the participant while they should be told.

    Until they are, `paused_until_on` stays, and nothing else that comes by itself reaches them.
    """
    program, participant = session.get_one(Program, program_id), participant_of(session, program_id, member_id)
    until_on = participant.paused_until_on
    today = local(now, program.zone).date()
    if until_on is None or today < until_on:
        return None
    if participant.state is ParticipantState.PAUSED:
        participant.state, participant.state_changed_at = ParticipantState.ACTIVE, now
    if today - until_on > TELL_WITHIN:
        participant.paused_until_on = None
        return None
    return participant


def welcomed(session: Session, participant_ids: Collection[int]) -> None:
    """A message about their week welcomed those of them who came back from a pause: they are not told again."""
    session.execute(
        update(Participant)
        .where(Participant.id.in_(participant_ids), is_active(), Participant.paused_until_on.is_not(None))
        .values(paused_until_on=None)
    )


def participant_of(session: Session, program_id: int, member_id: int) -> Participant:
    """The member's participation in the program."""
    place = select(Participant).where(Participant.program_id == program_id, Participant.member_id == member_id)
    return session.scalars(place).one()


def why_not_in_next(session: Session, participant: Participant, *, on: date) -> NotPaired | None:
    """What keeps the participant out of the round that starts on `on`, by pairing's own rule; None if nothing does."""
    program, member = session.get_one(Program, participant.program_id), session.get_one(Member, participant.member_id)
    number = participants.next_round_numbers(session, [program.id])[program.id]
    return participants.why_not_paired(program, participant, member, round_number=number, on=on)
