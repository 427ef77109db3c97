"""What the two of a mentor pair do: agree, say that they talked, go on, end, say a word. No one else may."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Meeting, Member, MentorAgreement, MentorPair, MentorTalk, MentorWord, Participant, Program
from bot.db.upsert import insert_once, insert_or_update
from bot.domain import mentor_figures
from bot.domain import mentor_pairs as rules
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.lengths import LINE, fitting
from bot.domain.mentor_pairs import LINES, NO_MENTORING, Agreement, Closed, Ended, MyMentoring, Pair
from bot.domain.reports import Period
from bot.domain.states import MeetingOutcome, ParticipantState, ProgramState
from bot.services import contacts, members, participants
from bot.services.members import Actor
from bot.services.mentor_facts import agreement_of
from bot.services.my_mentoring import of_members, with_slots
from bot.services.rounds import meeting_checkins
from bot.services.rounds.changes import Parted
from bot.services.rounds.meeting_times import open_meeting


def pair_of(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> Pair:
    """A running pair of the actor. Raises NotFoundError for another's, ClosedError where it does not run."""
    pair, _ = own_pair(session, actor, pair_id, now=now)
    found = _mine(session, actor, now=now)
    return with_slots(session, next(one for one in found.pairs if one.pair_id == pair.id), now=now)


def write(session: Session, actor: Actor, pair_id: int, lines: Agreement, *, now: datetime) -> bool:
    """Write the pair's five lines; the actor agrees to them, and the other one is asked anew. True if they changed.

    Raises InvalidInputError as `Agreement.checked`, else as `pair_of`.
    """
    pair, is_mentor = own_pair(session, actor, pair_id, now=now)
    checked = lines.checked()
    row = session.scalar(select(MentorAgreement).where(MentorAgreement.pair_id == pair.id))
    if row is None:
        row = MentorAgreement(
            pair_id=pair.id, participant_id=pair.participant_id, mentor_id=pair.mentor_id, version=0, written_at=now
        )
        session.add(row)
    changed = agreement_of(row) != checked
    if changed:
        for name, line in asdict(checked).items():
            setattr(row, name, line)
        row.version, row.written_at = row.version + 1, now
        row.written_by_id = pair.mentor_id if is_mentor else pair.participant_id
        row.mentee_agreed_at = row.mentor_agreed_at = None
    _agree(row, is_mentor=is_mentor, now=now)
    session.flush()
    return changed


def agree(session: Session, actor: Actor, pair_id: int, version: int, *, now: datetime) -> None:
    """The actor agrees to the lines as they read them. Raises as `pair_of`; InvalidInputError if they changed since."""
    pair, is_mentor = own_pair(session, actor, pair_id, now=now)
    row = session.scalar(select(MentorAgreement).where(MentorAgreement.pair_id == pair.id))
    if row is None:
        raise ClosedError(f"nothing is written for pair {pair_id}")
    if row.version != version:
        raise InvalidInputError(LINES[0], "The lines have changed since. Open your agreement, and read them first.")
    _agree(row, is_mentor=is_mentor, now=now)
    session.flush()


def talked(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """The pair talked on the day that it had a time for, else today, by the actor's clock; said twice, it counts once.
    It is a chat of whoever says so, too.

    Raises as `pair_of`.
    """
    pair, is_mentor = own_pair(session, actor, pair_id, now=now)
    mine, theirs = pair.participant_id, pair.mentor_id
    if is_mentor and theirs is not None:
        mine, theirs = theirs, mine
    on = local(_talked_at(session, pair.id, now=now), members.zone_of(session, actor.member_id)).date()
    insert_once(session, MentorTalk, pair_id=pair.id, talked_on=on, participant_id=mine, said_at=now)
    other = session.scalar(
        select(Member).join(Participant, Participant.member_id == Member.id).where(Participant.id == theirs)
    )
    if other is not None:
        contacts.talked(session, actor.member_id, other.id, on=on)
        source = f"mentor_talk:{pair.id}:{on}"
        meeting_checkins.count_talk(session, mine, other.name, source, done_on=on, now=now)


def go_on(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """The actor would go on beyond the end; once both say so, the pair lasts as long again. Raises as `pair_of`."""
    pair, is_mentor = own_pair(session, actor, pair_id, now=now)
    program = session.get_one(Program, pair.program_id)
    today, weeks = local(now, members.zone_of(session, actor.member_id)).date(), program.mentor_weeks
    if pair.ends_on is None or not rules.asks_to_go_on(pair.ends_on, weeks=weeks, today=today):
        raise ClosedError(f"pair {pair_id} is not in its last weeks")
    if is_mentor:
        pair.mentor_goes_on = True
    else:
        pair.mentee_goes_on = True
    if pair.mentee_goes_on and pair.mentor_goes_on:
        pair.ends_on += timedelta(weeks=weeks)
        pair.mentee_goes_on = pair.mentor_goes_on = False
    session.flush()


def end(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """The pair is over; nobody is told who ended it, or why. Raises as `pair_of`."""
    pair, _ = own_pair(session, actor, pair_id, now=now)
    pair.closed, pair.closed_at = Closed.BY_ONE, now
    session.flush()


def about_to_part(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> Parted:
    """Whom the actor would part from. Raises as `part_ways`."""
    pair, is_mentor = _side_of(session, actor, pair_id, now=now)
    program, theirs = session.get_one(Program, pair.program_id), pair.participant_id if is_mentor else pair.mentor_id
    other = select(Member.slack_user_id).join(Participant, Participant.member_id == Member.id)
    return Parted(program.id, program.name, None, tuple(session.scalars(other.where(Participant.id == theirs))))


def part_ways(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> Parted:
    """As `end`, and whom the actor parted from. The pair may be over: nobody has to look for the right button.

    Raises NotFoundError for another's pair.
    """
    parted = about_to_part(session, actor, pair_id, now=now)
    pair = session.get_one(MentorPair, pair_id)
    if pair.closed_at is None:
        pair.closed, pair.closed_at = Closed.BY_ONE, now
        session.flush()
    return parted


def say(session: Session, actor: Actor, pair_id: int, words: str, *, passed_on: bool, now: datetime) -> None:
    """A short word at the end, which the other reads if it is `passed_on`. Raises NotFoundError for another's pair,
    ClosedError where it is not over, or for too long, InvalidInputError (`words`).
    """
    ended_pair(session, actor, pair_id, now=now)
    line = fitting("words", words, LINE)
    if not line:
        raise InvalidInputError("words", "Write a word, or close the form.")
    pair, is_mentor = _side_of(session, actor, pair_id, now=now)
    key = {"pair_id": pair.id, "participant_id": pair.mentor_id if is_mentor else pair.participant_id}
    insert_or_update(session, MentorWord, key, words=line, passed_on=passed_on, written_at=now)


def ended_pair(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> Ended:
    """A pair of the actor that is over, and of which a word can be said. Raises as `say`."""
    _side_of(session, actor, pair_id, now=now)
    found = _mine(session, actor, now=now)
    for one in found.ended:
        if one.pair_id == pair_id:
            return one
    raise ClosedError(f"pair {pair_id} is not over, or was so long ago")


def figures(session: Session, program_id: int, period: Period | None = None) -> mentor_figures.PairFigures:
    """The figure of the program's mentor pairs since its start, or of those that there were in a period. One query."""
    talked = exists().where(MentorTalk.pair_id == MentorPair.id, MentorTalk.workspace_id == MentorPair.workspace_id)
    over: ColumnElement[bool] = MentorPair.closed_at.is_not(None)
    pairs = select(MentorPair.participant_id, MentorPair.mentor_id).where(
        MentorPair.program_id == program_id, MentorPair.introduced_at.is_not(None)
    )
    if period is not None:
        begins, ends = period.whole_weeks()
        talked = talked.where(MentorTalk.talked_on <= period.last_on)
        over = and_(over, MentorPair.closed_at < ends)
        there = or_(MentorPair.closed_at.is_(None), MentorPair.closed_at >= begins)
        pairs = pairs.where(MentorPair.introduced_at < ends, there)
    rows = session.execute(pairs.add_columns(over, talked)).all()
    people = {one for row in rows for one in row[:2]} - {None}  # a mentor who erased their data
    return mentor_figures.figures(((row[2], row[3]) for row in rows), people=len(people))


def _talked_at(session: Session, pair_id: int, *, now: datetime) -> datetime:
    """When the talk was that somebody tells of now: the time that the two had, which is settled, or that of the talk of
    which the other one has told already.
    """
    meeting = open_meeting(session, pair_id=pair_id)
    if meeting is not None:
        meeting.outcome, meeting.settled_at = MeetingOutcome.MET, now
        return min(now, meeting.starts_at or now)
    lately = (Meeting.outcome == MeetingOutcome.MET, Meeting.settled_at > now - rules.NEXT_TALK_IN)
    told = session.scalar(select(func.max(Meeting.starts_at)).where(Meeting.pair_id == pair_id, *lately))
    return min(now, told or now)


def _agree(row: MentorAgreement, *, is_mentor: bool, now: datetime) -> None:
    if is_mentor:
        row.mentor_agreed_at = row.mentor_agreed_at or now
    else:
        row.mentee_agreed_at = row.mentee_agreed_at or now


def _side_of(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> tuple[MentorPair, bool]:
    """A pair of the actor, locked, and whether they are its mentor; this counts as activity of theirs."""
    row = session.execute(
        select(MentorPair, Participant.id)
        .join(Participant, Participant.id.in_((MentorPair.participant_id, MentorPair.mentor_id)))
        .where(MentorPair.id == pair_id, Participant.member_id == actor.member_id)
        .where(Participant.state != ParticipantState.LEFT, MentorPair.starts_on.is_not(None))
        .with_for_update(of=MentorPair)
    ).first()
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has no pair {pair_id}")
    participants.touch(session, row[1], now=now)
    return row[0], row[1] == row[0].mentor_id


def own_pair(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> tuple[MentorPair, bool]:
    """A running pair of the actor, locked, and whether they are its mentor. Raises as `pair_of`."""
    pair, is_mentor = _side_of(session, actor, pair_id, now=now)
    if pair.closed_at is not None or session.get_one(Program, pair.program_id).state is ProgramState.ENDED:
        raise ClosedError(f"pair {pair_id} is over")
    return pair, is_mentor


def _mine(session: Session, actor: Actor, *, now: datetime) -> MyMentoring:
    return of_members(session, [actor.member_id], now=now).get(actor.member_id, NO_MENTORING)
