"""App Home's rooms, and the parts that belong to no other noun. The number of queries does not grow with people."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.db.models import ChannelPerson, Member, Organizer, Participant, Program, Round, Viewer
from bot.domain.figures import NO_LANDINGS
from bot.domain.home import OpenProgram, OpenQuestion, Organized, Room, Viewed
from bot.domain.states import ParticipantState, RoundState
from bot.services import admins, landings, organizers, programs, rounds, viewers
from bot.services.conditions import is_active, is_counted, is_running, takes_part, with_program_and_member
from bot.services.members import Actor

MOST_OPEN = 10
LATELY = timedelta(weeks=2)


def enter(session: Session, actor: Actor, room: Room) -> None:
    """The actor goes into this room, and is found there until they go into another."""
    session.execute(update(Member).where(Member.id == actor.member_id).values(home_room=room))


def present(session: Session, actor: Actor) -> tuple[Room, tuple[Room, ...]]:
    """The room that the actor is in, and those that they have: Programs only with something to see there.

    Whoever never chose a room begins in Week; in Programs if they organize or view one and take part in none.
    """
    organizes = or_(
        select(Organizer.id).where(Organizer.member_id == Member.id).exists(),
        select(Viewer.id).where(Viewer.member_id == Member.id).exists(),
    )
    inside = select(Participant.id).where(Participant.member_id == Member.id, takes_part()).exists()
    room, is_admin, reads, is_inside = session.execute(
        select(Member.home_room, Member.is_admin, organizes, inside).where(Member.id == actor.member_id)
    ).one()
    rooms = tuple(one for one in Room if one is not Room.PROGRAMS or reads or is_admin)
    first = Room.PROGRAMS if reads and not is_inside else Room.WEEK
    return (room if room in rooms else first), rooms


def organized(session: Session, actor: Actor, *, now: datetime) -> list[Organized]:
    """The programs not ended that the actor organizes, oldest first."""
    mine = organizers.programs_of(session, actor)
    ids = [program.id for program in mine]
    people: dict[int, dict[ParticipantState, int]] = defaultdict(dict)
    for program_id, state, number in session.execute(
        with_program_and_member(select(Participant.program_id, Participant.state, func.count()))
        .where(Participant.program_id.in_(ids), is_counted())
        .group_by(Participant.program_id, Participant.state)
    ):
        people[program_id][state] = number
    joined: dict[int, list[str]] = defaultdict(list)
    for program_id, slack_user_id in session.execute(
        select(Participant.program_id, Member.slack_user_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id.in_(ids), takes_part(), Participant.joined_at > now - LATELY)
        .order_by(Participant.joined_at.desc(), Participant.id.desc())
    ):
        joined[program_id].append(slack_user_id)
    landed = landings.of_programs(session, ids)
    starts = {program.id: programs.next_round_on(session, program, now=now) for program in mine}
    proposed: dict[int, int] = {}
    began: dict[int, int] = {}
    for program_id, round_id, round_state in session.execute(
        select(Round.program_id, Round.id, Round.state).where(Round.program_id.in_(ids)).order_by(Round.number)
    ):
        (proposed if round_state is RoundState.PROPOSED else began)[program_id] = round_id
    return [
        Organized(
            program_id=program.id,
            name=program.name,
            slack_channel_id=program.slack_channel_id,
            state=program.state,
            state_reason=program.state_reason,
            next_round_on=starts[program.id],
            over_on=programs.dates_of(session, program).over_on(starts[program.id]),
            people=people[program.id],
            proposed_round_id=proposed.get(program.id),
            may_plan=program.id not in proposed and rounds.may_plan(session, program, now=now),
            joining=program.joining,
            channel_people=program.channel_people,
            joined=tuple(joined[program.id]),
            round_id=began.get(program.id),
            landings=landed.get(program.id, NO_LANDINGS),
        )
        for program in mine
    ]


def viewed(session: Session, actor: Actor) -> list[Viewed]:
    """The programs whose digests the actor reads without organizing them."""
    return [Viewed(program.id, program.name, program.state) for program in viewers.programs_of(session, actor)]


def may_start(session: Session, actor: Actor) -> bool:
    """Whether the actor is shown how to start a program."""
    return admins.may_start(session, session.get_one(Member, actor.member_id))


def open_programs(session: Session, actor: Actor) -> list[OpenProgram]:
    """Running programs that the actor is not in and could join, those of private channels they are not in left out:
    the ten newest.
    """
    inside = select(Participant.program_id).where(Participant.member_id == actor.member_id, takes_part())
    is_guest = select(Member.is_guest).where(Member.id == actor.member_id).scalar_subquery()
    in_channel = select(ChannelPerson.program_id).where(ChannelPerson.member_id == actor.member_id)
    rows = session.execute(
        select(Program.id, Program.name, Program.slack_channel_id, Program.id.in_(in_channel))
        .where(or_(Program.is_private.is_(False), Program.id.in_(in_channel)))
        .where(is_running(), Program.id.not_in(inside), or_(Program.pairs_guests, is_guest.is_(False)))
        .order_by(Program.id.desc())
        .limit(MOST_OPEN)
    )
    return [OpenProgram(*row) for row in rows]


def open_questions(session: Session, actor: Actor) -> list[OpenQuestion]:
    """Open questions to the actor about their programs."""
    rows = session.execute(
        select(Program.id, Program.name, Participant.channel_left_at)
        .join(Participant, Participant.program_id == Program.id)
        .where(
            Participant.member_id == actor.member_id,
            is_active(),
            is_running(),
            or_(Participant.asked_at.is_not(None), Participant.channel_left_at.is_not(None)),
        )
        .order_by(Program.id)
    )
    return [OpenQuestion(program_id, name, left_at is not None) for program_id, name, left_at in rows]
