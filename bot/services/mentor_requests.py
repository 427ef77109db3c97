"""A member asks for a mentor: one whom they choose, or whoever suits. The mentor decides; a no is told to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, MentorPair, Participant, Program, Workspace
from bot.domain import mentor_pairs as rules
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, InvalidInputError, MentorFullError, NotFoundError
from bot.domain.meaning import NEAR, Text, nearness_of
from bot.domain.mentor_pairs import ASK_AGAIN, ASKED_FOR, Asking, Closed, Mentor
from bot.domain.pairing.mentor_choice import in_order, suited_mentors
from bot.domain.pairing.rules import Mixes
from bot.domain.states import ParticipantState, ProgramState, Role
from bot.services import enrollments, offers, participants
from bot.services.conditions import is_reachable, is_running, may_mentor, may_speak
from bot.services.enrollments import Enrollment
from bot.services.members import Actor
from bot.services.rounds import past, people
from bot.services.rounds.people import Pairable

_MIXES = Mixes()
NO_ROUND = 0  # wishes for a round are about buddies
_ASKED = (MentorPair.starts_on.is_(None), MentorPair.closed_at.is_(None))
_mentor, _mentor_member = aliased(Participant), aliased(Member)
# Of members who ask for whoever suits: the one asked said no, or is not there any more
TO_ASK_NEXT = DueQuery(
    select(MentorPair.workspace_id, MentorPair.id)
    .join(Program, Program.id == MentorPair.program_id)
    .join(Workspace, Workspace.id == MentorPair.workspace_id)
    .join(_mentor, _mentor.id == MentorPair.mentor_id)
    .join(_mentor_member, _mentor_member.id == _mentor.member_id)
    .where(*_ASKED, MentorPair.asks_anybody, MentorPair.lapses_at > now_plus(), is_running(), may_speak())
    .where(
        or_(
            MentorPair.declined_at.is_not(None),
            ~may_mentor(_mentor),
            _mentor.role != Role.MENTOR,
            _mentor_member.deactivated_at.is_not(None),
        )
    )
    .order_by(MentorPair.id)
)


def asking(session: Session, actor: Actor, program_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> Asking:
    """What the form shows. Raises NotFoundError where they take no part or there are no mentors, ClosedError where the
    program does not run, InvalidInputError (`what_for`) for somebody who cannot ask now.
    """
    mine = _may_ask(session, actor, program_id, now=now)
    mentors = [_described(session, one) for one in _suited(session, mine.program, _place(mine), now=now, mixes=mixes)]
    return Asking(program_id, mine.program.name, mine.program.mentor_weeks, tuple(mentors))


def ask(
    session: Session,
    actor: Actor,
    program_id: int,
    what_for: str,
    mentor_id: int | None,
    *,
    now: datetime,
    mixes: Mixes = _MIXES,
) -> int:
    """Ask this mentor (a participant), or whoever suits best; the question's id. It lapses after fourteen days.

    Raises as `asking`, and InvalidInputError (`what_for`, `mentor`) for what will not do.
    """
    mine = _may_ask(session, actor, program_id, now=now)
    line = rules.wanted(what_for)
    suited = _suited(session, mine.program, _place(mine), now=now, mixes=mixes)
    if not suited:
        raise InvalidInputError("mentor", "No mentor has room at present. Ask again in a week or two.")
    chosen = _best(session, suited, line) if mentor_id is None else mentor_id
    if chosen not in {participant.id for participant, _ in suited}:
        raise InvalidInputError("mentor", "They have no room any more. Choose another one, or whoever suits.")
    pair = MentorPair(
        program_id=program_id,
        participant_id=mine.participant.id,
        mentor_id=chosen,
        what_for=line,
        asks_anybody=mentor_id is None,
        asked_at=now,
        lapses_at=now + ASKED_FOR,
    )
    session.add(pair)
    session.flush()
    return pair.id


def withdraw(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """Take the question back. Raises NotFoundError for another's, ClosedError where it is answered or over."""
    pair = session.scalar(
        select(MentorPair)
        .join(Participant, Participant.id == MentorPair.participant_id)
        .where(MentorPair.id == pair_id, Participant.member_id == actor.member_id)
        .with_for_update(of=MentorPair)
    )
    if pair is None:
        raise NotFoundError(f"member {actor.member_id} has not asked {pair_id}")
    if pair.closed_at is not None or pair.starts_on is not None:
        raise ClosedError(f"question {pair_id} is over")
    close(session, pair, Closed.WITHDRAWN, now=now)


def yes(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """The actor is the mentor from now on; the two are introduced at an hour that suits both.

    Raises NotFoundError for another's question, ClosedError where it is over, MentorFullError beyond what they take.
    """
    pair, mentor, program = _asked_of(session, actor, pair_id, now=now)
    has = session.scalars(
        select(func.count(MentorPair.id)).where(
            MentorPair.mentor_id == mentor.id, MentorPair.closed_at.is_(None), MentorPair.starts_on.is_not(None)
        )
    ).one()
    if has >= mentor.capacity:
        raise MentorFullError(f"participant {mentor.id} takes {mentor.capacity}")
    pair.starts_on = local(now, program.zone).date()
    pair.ends_on = rules.last_day(pair.starts_on, program.mentor_weeks)
    session.flush()


def not_this_time(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """The actor says no; nobody learns of it, and it reads as if they had not answered. Raises as `yes`."""
    pair, _, _ = _asked_of(session, actor, pair_id, now=now)
    pair.declined_at = now
    session.flush()


def ask_next(session: Session, pair_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> None:
    """Somebody asked for whoever suits, and the one asked is not to be: ask the next, within the same fourteen days.

    Where nobody is left, it waits for its end.
    """
    pair = session.get_one(MentorPair, pair_id, with_for_update=True)
    program, participant = session.get_one(Program, pair.program_id), session.get_one(Participant, pair.participant_id)
    close(session, pair, Closed.DECLINED, now=now)
    place = (participant, session.get_one(Member, participant.member_id))
    suited = _suited(session, program, place, now=now, mixes=mixes)
    again = MentorPair(
        program_id=pair.program_id,
        participant_id=participant.id,
        mentor_id=_best(session, suited, pair.what_for) if suited else None,
        what_for=pair.what_for,
        asks_anybody=True,
        asked_at=pair.asked_at,
        lapses_at=pair.lapses_at,
    )
    session.add(again)
    session.flush()


def close(session: Session, pair: MentorPair, why: Closed, *, now: datetime) -> None:
    """It is over."""
    pair.closed, pair.closed_at = why, now
    session.flush()


def _may_ask(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Enrollment:
    """The actor's enrollment, locked: they ask one at a time."""
    mine = enrollments.require(session, actor, program_id, now=now)
    if not mine.program.has_mentors:
        raise NotFoundError(f"program {program_id} has no mentors")
    if mine.program.state is not ProgramState.RUNNING or mine.participant.state is not ParticipantState.ACTIVE:
        raise ClosedError(f"participant {mine.participant.id} asks for nobody now")
    if mine.participant.role is Role.MENTOR:
        raise InvalidInputError("what_for", "You are a mentor here. Under “Mentor or mentee” you can change that.")
    session.refresh(mine.participant, with_for_update=True)
    open_ = select(MentorPair.id).where(
        MentorPair.participant_id == mine.participant.id, MentorPair.closed_at.is_(None)
    )
    if session.scalar(open_.limit(1)) is not None:
        raise InvalidInputError("what_for", "You have asked already, or have a mentor. Kith's Home tab shows it.")
    return mine


def _place(mine: Enrollment) -> Pairable:
    return mine.participant, mine.member


def _suited(session: Session, program: Program, mine: Pairable, *, now: datetime, mixes: Mixes) -> Sequence[Pairable]:
    """The mentors with room whom no hard rule keeps apart from them, the best suited first."""
    places = {participant.id: (participant, member) for participant, member in _with_room(session, mine, now=now)}
    if not places:
        return []
    every, on = [mine, *places.values()], local(now, program.zone).date()
    pool = people.persons(session, every, on=on, round_number=NO_ROUND)
    ids = suited_mentors(
        pool[0],
        pool[1:],
        past.history(session, program.id),
        people.rules(session, program, every, pool),
        people.weights(program, mixes),
        seed=program.seed,
    )
    return [places[one] for one in ids]


def _with_room(session: Session, mine: Pairable, *, now: datetime) -> Sequence[Pairable]:
    """Mentors who take more than they have and are asked about, and whom this member did not ask lately."""
    participant, member = mine
    taken = select(func.count(MentorPair.id)).where(
        MentorPair.mentor_id == Participant.id, MentorPair.closed_at.is_(None), MentorPair.declined_at.is_(None)
    )
    asked_lately = select(MentorPair.mentor_id).where(
        MentorPair.participant_id == participant.id,
        MentorPair.mentor_id.is_not(None),
        MentorPair.starts_on.is_(None),
        MentorPair.closed_at > now - ASK_AGAIN,
    )
    rows = session.execute(
        select(Participant, Member)
        .join(Member, Member.id == Participant.member_id)
        .join(Program, Program.id == Participant.program_id)
        .where(Participant.program_id == participant.program_id, Participant.role == Role.MENTOR, may_mentor())
        .where(is_reachable(), or_(Program.pairs_guests, Member.is_guest.is_(False)), Member.id != member.id)
        .where(Participant.capacity > taken.correlate(Participant).scalar_subquery())
        .where(Participant.id.not_in(asked_lately), Participant.channel_left_at.is_(None))
        .order_by(Participant.id)
    )
    return [(place, person) for place, person in rows]


def _best(session: Session, suited: Sequence[Pairable], what_for: str) -> int:
    """Of these, the best suited first: whoever's words are near what is asked for, then who has fewer mentees."""
    ids = [participant.id for participant, _ in suited]
    lines = offers.lines_of(session, [member for _, member in suited])
    asked, near = Text.of(what_for), {}
    for participant, member in suited:
        known = [participant.mentor_line, *lines.get(member.id, ()), member.field, member.employer]
        nearest = max((nearness_of(asked, Text.of(line)) for line in known if line), default=0)
        near[participant.id] = nearest if nearest >= NEAR else 0
    rows = session.execute(
        select(MentorPair.mentor_id, func.count())
        .where(MentorPair.mentor_id.in_(ids), MentorPair.closed_at.is_(None), MentorPair.declined_at.is_(None))
        .group_by(MentorPair.mentor_id)
    )
    return in_order(near, {one: number for one, number in rows if one is not None}, ids)[0]


def _described(session: Session, place: Pairable) -> Mentor:
    participant, member = place
    offered = offers.lines_of(session, [member]).get(member.id, ())
    about = participant.mentor_line or " · ".join(offered)
    return Mentor(participant.id, member.slack_user_id, member.name or member.slack_user_id, about)


def _asked_of(
    session: Session, actor: Actor, pair_id: int, *, now: datetime
) -> tuple[MentorPair, Participant, Program]:
    """The open question to the actor, their place (locked: capacity is counted by it) and the program."""
    row = session.execute(
        select(MentorPair, Participant, Program)
        .join(Participant, Participant.id == MentorPair.mentor_id)
        .join(Program, Program.id == MentorPair.program_id)
        .where(MentorPair.id == pair_id, Participant.member_id == actor.member_id)
        .with_for_update(of=MentorPair)
    ).first()
    if row is None:
        raise NotFoundError(f"member {actor.member_id} is not asked {pair_id}")
    pair, mentor, program = row
    session.refresh(mentor, with_for_update=True)
    participants.touch(session, mentor.id, now=now)
    i_may = mentor.role is Role.MENTOR and mentor.state in (ParticipantState.ACTIVE, ParticipantState.LANDED)
    is_open = (
        i_may
        and pair.starts_on is None
        and pair.closed_at is None
        and pair.declined_at is None
        and pair.lapses_at > now
    )
    mentee = session.get_one(Participant, pair.participant_id)
    if not is_open or mentee.state is not ParticipantState.ACTIVE or program.state is not ProgramState.RUNNING:
        raise ClosedError(f"question {pair_id} is over")
    return pair, mentor, program
