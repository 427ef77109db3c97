"""How people join a program, leave, skip, pause, land and come back: always the actor's own participation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.db.models import ChannelPerson, Member, Participant, Program, Round
from bot.db.upsert import insert_once
from bot.domain.errors import ClosedError, GuestsNotPairedError, NotFoundError
from bot.domain.participants import JoinOffer, Place, RoleChoice
from bot.domain.states import ParticipantState, ProgramState, RoundState
from bot.services import participants, program_life
from bot.services.members import Actor
from bot.services.participant_states import check_pause, set_state, take_out


def open_program(session: Session, program_id: int) -> Program:
    """A program of the workspace that has not ended. Raises NotFoundError or ClosedError."""
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFoundError(f"program {program_id}")
    if program.state is ProgramState.ENDED:
        raise ClosedError(f"program {program_id} has ended")
    return program


def may_join(session: Session, actor: Actor, program_id: int) -> Program:
    """The program, for somebody who could join. Raises GuestsNotPairedError for a guest where guests are not paired."""
    program = open_program(session, program_id)
    member = session.get_one(Member, actor.member_id)
    if member.is_bot or (member.is_guest and not program.pairs_guests):
        raise GuestsNotPairedError(f"member {actor.member_id}")
    return program


def check_place(session: Session, actor: Actor, program: Program, *, slack_channel_id: str) -> None:
    """Newcomers join in the program's own channel, or from App Home if they are in it. Raises NotFoundError otherwise.

    Somebody who takes part in it, or did, may come back from anywhere; `slack_channel_id` is Slack's word, not a
    button's.
    """
    if slack_channel_id == program.slack_channel_id:
        return
    if not _is_in_channel(session, actor, program.id) and session.scalar(_own(actor, program.id)) is None:
        raise NotFoundError(f"program {program.id} is not at home in {slack_channel_id}")


def about_to_join(session: Session, actor: Actor, program_id: int, *, now: datetime) -> JoinOffer:
    """The program, for somebody who could join it. Raises as `may_join`."""
    program = may_join(session, actor, program_id)
    before = session.scalar(_own(actor, program_id))
    return JoinOffer(
        program=program_life.news_of(session, program, now=now),
        name_in_public=before is not None and before.name_in_public,
        mentoring=role_of(session, actor, program),
    )


def join(session: Session, actor: Actor, program_id: int, *, name_in_public: bool, now: datetime) -> Place:
    """Take part, from any state; the actor has seen who sees what. A second time changes only the choice."""
    program = may_join(session, actor, program_id)
    new = _add(session, program_id, actor.member_id, now=now)
    participant = session.scalars(_own(actor, program_id)).one()
    was_in = not new and participant.state.takes_part
    if not was_in:
        participant.joined_at = now
    if participant.state is not ParticipantState.ACTIVE:
        set_state(participant, ParticipantState.ACTIVE, now=now)
    participant.name_in_public, participant.welcomed_at, participant.channel_left_at = name_in_public, now, None
    session.flush()
    return _acted(session, program, participant, now=now, was_in=was_in)


def leave(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """Leave the program. Check-ins stay in the totals; what they handed on to newcomers goes."""
    participant = participants.get_for(session, actor, program_id)
    participants.touch(session, participant.id, now=now)
    take_out(session, participant, now=now)
    return _place(session, session.get_one(Program, program_id), participant, now=now)


def pause(session: Session, actor: Actor, program_id: int, *, until_on: date, now: datetime) -> Place:
    """Pause: no buddy and no messages until `until_on`, the first day back; it ends by itself.

    Raises InvalidInputError for a day that is not in the coming year.
    """
    program, participant = _participation(session, actor, program_id)
    check_pause(program, until_on, now=now)
    set_state(participant, ParticipantState.PAUSED, now=now)
    participant.paused_until_on = until_on
    return _acted(session, program, participant, now=now)


def skip_next(session: Session, actor: Actor, program_id: int, *, skips: bool, now: datetime) -> Place:
    """Sit out the next round, or (`skips=False`) take part in it after all. Later rounds are not affected."""
    program, participant = _participation(session, actor, program_id)
    number = participants.next_round_numbers(session, [program_id])[program_id]
    participant.skips_round = number if skips else None
    return _acted(session, program, participant, now=now)


def land(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """The actor's search is over, and they stay as an alum; what it ended in is `services.landings`'."""
    program, participant = _participation(session, actor, program_id)
    if participant.state is not ParticipantState.LANDED:
        set_state(participant, ParticipantState.LANDED, now=now)
    return _acted(session, program, participant, now=now)


def come_back(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """Be paired again after a pause, a skipped round, a rest, a landing, or having left the channel."""
    program, participant = _participation(session, actor, program_id)
    set_state(participant, ParticipantState.ACTIVE, now=now)
    return _acted(session, program, participant, now=now)


def stay_outside(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """Stay in the program though they left its channel."""
    program, participant = _participation(session, actor, program_id)
    if participant.channel_left_at is not None:
        participant.channel_left_at, participant.stays_outside_at = None, now
    return _acted(session, program, participant, now=now)


def choose_name_in_public(
    session: Session, actor: Actor, program_id: int, *, name_in_public: bool, now: datetime
) -> Place:
    """Whether the channel's summary may name them."""
    program, participant = _participation(session, actor, program_id)
    participant.name_in_public = name_in_public
    return _acted(session, program, participant, now=now)


def standing(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """The actor's state in the program."""
    program, participant = _participation(session, actor, program_id)
    return _place(session, program, participant, now=now)


def came_by_invitation(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """The actor joined because an organizer asked them to: they may stay outside the program's channel."""
    if not _is_in_channel(session, actor, program_id):
        participants.get_for(session, actor, program_id).stays_outside_at = now


def role_of(session: Session, actor: Actor, program: Program) -> RoleChoice | None:
    """The actor's role, chosen or by default; None where the program has no mentors."""
    found = session.scalar(_own(actor, program.id))
    if found is not None:
        return participants.mentoring(program, found)
    return RoleChoice(is_mentor=False, capacity=1) if program.has_mentors else None


def enroll(session: Session, program: Program, slack_user_ids: Collection[str], *, now: datetime) -> int:
    """Enroll those of these people who may take part and were never in the program. Returns how many."""
    members = session.scalars(select(Member).where(Member.slack_user_id.in_(slack_user_ids)).order_by(Member.id))
    return sum(
        _add(session, program.id, member.id, now=now)
        for member in members
        if member.seen_in_slack_at is not None
        and member.deactivated_at is None
        and not member.is_bot
        and (program.pairs_guests or not member.is_guest)
    )


def _add(session: Session, program_id: int, member_id: int, *, now: datetime) -> bool:
    return insert_once(
        session,
        Participant,
        program_id=program_id,
        member_id=member_id,
        joined_at=now,
        state_changed_at=now,
        last_active_at=now,
    )


def _is_in_channel(session: Session, actor: Actor, program_id: int) -> bool:
    there = select(ChannelPerson.id).where(
        ChannelPerson.program_id == program_id, ChannelPerson.member_id == actor.member_id
    )
    return session.scalar(there) is not None


def _own(actor: Actor, program_id: int) -> Select[Participant]:
    """The actor's participation in the program, even if they left."""
    return select(Participant).where(Participant.program_id == program_id, Participant.member_id == actor.member_id)


def _participation(session: Session, actor: Actor, program_id: int) -> tuple[Program, Participant]:
    return open_program(session, program_id), participants.get_for(session, actor, program_id)


def _acted(
    session: Session, program: Program, participant: Participant, *, now: datetime, was_in: bool = True
) -> Place:
    participants.touch(session, participant.id, now=now)
    return _place(session, program, participant, now=now, was_in=was_in)


def _place(
    session: Session, program: Program, participant: Participant, *, now: datetime, was_in: bool = True
) -> Place:
    number = participants.next_round_numbers(session, [program.id])[program.id]
    running = select(Round.id).where(Round.program_id == program.id, Round.state == RoundState.RUNNING)
    return Place(
        program=program_life.news_of(session, program, now=now),
        participant_id=participant.id,
        state=participant.state,
        paused_until_on=participant.paused_until_on if participant.state is ParticipantState.PAUSED else None,
        skips_next=participant.skips_round == number,
        was_in=was_in,
        round_runs=session.scalar(running.limit(1)) is not None,
        mentoring=participants.mentoring(program, participant),
    )
