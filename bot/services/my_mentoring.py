"""Mentor pairs as each of the two reads them: what they are asked, wait for, have, and had lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import (
    DoNotPair,
    Member,
    MentorAgreement,
    MentorPair,
    Participant,
    Program,
)
from bot.domain import mentor_pairs as rules
from bot.domain.calendar import local
from bot.domain.mentor_pairs import (
    NEWS_FOR,
    NEXT_TALK_IN,
    NO_MENTORING,
    TALK,
    WORD_FOR,
    Asked,
    Closed,
    Ended,
    MyMentoring,
    Pair,
    Question,
    Signed,
)
from bot.domain.rounds import Buddy
from bot.domain.slots import Hours, common_slots
from bot.domain.states import ParticipantState, ProgramState, Role
from bot.services import programs
from bot.services.conditions import is_active, is_running, may_mentor
from bot.services.members import Actor
from bot.services.mentor_facts import Facts, agreement_of

MENTEE, MENTOR = aliased(Participant), aliased(Participant)
MENTEE_MEMBER, MENTOR_MEMBER = aliased(Member), aliased(Member)
APART = exists().where(
    DoNotPair.workspace_id == MENTEE.workspace_id,  # a column of a query is not narrowed by itself
    or_(
        and_(DoNotPair.member_id == MENTEE.member_id, DoNotPair.other_id == MENTOR.member_id),
        and_(DoNotPair.member_id == MENTOR.member_id, DoNotPair.other_id == MENTEE.member_id),
    ),
)
# Built once: every message about a week asks for it
_ROWS = (
    select(MentorPair, Program, MENTEE, MENTEE_MEMBER, MENTOR, MENTOR_MEMBER, APART)
    .join(Program, Program.id == MentorPair.program_id)
    .join(MENTEE, MENTEE.id == MentorPair.participant_id)
    .join(MENTEE_MEMBER, MENTEE_MEMBER.id == MENTEE.member_id)
    .outerjoin(MENTOR, MENTOR.id == MentorPair.mentor_id)
    .outerjoin(MENTOR_MEMBER, MENTOR_MEMBER.id == MENTOR.member_id)
    .where(or_(*(one.member_id.in_(bindparam("ids", expanding=True)) for one in (MENTEE, MENTOR))))
    .where(MentorPair.closed_at.is_(None) | (MentorPair.closed_at > bindparam("since_at")))
    .order_by(MentorPair.id)
)
_ASK_IN = (
    select(Program.id, Program.name)
    .join(Participant, Participant.program_id == Program.id)
    .where(Participant.member_id == bindparam("member_id"), is_active(), is_running(), Program.has_mentors)
    .where(Participant.role != Role.MENTOR)
    .where(
        ~exists().where(MentorPair.participant_id == Participant.id, MentorPair.closed_at.is_(None)),
        exists().where(
            MENTOR.program_id == Program.id,
            MENTOR.role == Role.MENTOR,
            MENTOR.id != Participant.id,
            may_mentor(MENTOR),
        ),
    )
    .order_by(Program.id)
)


@dataclass(frozen=True)
class _Side:
    """A pair, and which of the two looks at it."""

    pair: MentorPair
    program: Program
    mine: Participant
    my_zone: str
    other: Participant | None
    other_user: str  # empty where the other one is gone
    mentor_user: str
    mentee_user: str
    people: tuple[Buddy, ...]
    is_mentor: bool
    apart: bool


def home(session: Session, actor: Actor, *, now: datetime) -> MyMentoring:
    """All that the actor has of mentor pairs, and in which programs they can ask. The number of queries is constant."""
    found = of_members(session, [actor.member_id], now=now).get(actor.member_id, NO_MENTORING)
    pairs = tuple(with_slots(session, pair, now=now) for pair in found.pairs)
    may_ask = {row[0]: row[1] for row in session.execute(_ASK_IN, {"member_id": actor.member_id})}
    return replace(found, pairs=pairs, may_ask=may_ask)


def with_slots(session: Session, pair: Pair, *, now: datetime) -> Pair:
    """The pair with times in common for their next talk, where they have not agreed on one."""
    if pair.agreed is not None or not pair.is_introduced or len(pair.people) < 2:
        return pair
    later = now + NEXT_TALK_IN
    after = later if pair.talks and later.date() < pair.ends_on else now
    hours, breaks = [one.hours for one in pair.people], programs.breaks_of(session, pair.program_id)
    found = common_slots(hours, after=after, breaks=breaks, until_on=pair.ends_on, length=TALK)
    before_its_end = (one for one in found.starts if local(one, hours[0].zone).date() <= pair.ends_on)
    return replace(pair, slots=replace(found, starts=tuple(before_its_end)))


def of_members(session: Session, member_ids: Collection[int], *, now: datetime) -> Mapping[int, MyMentoring]:
    """By member, their questions, pairs and news. One query, and four more where there are pairs."""
    rows = session.execute(_ROWS, {"ids": list(member_ids), "since_at": now - WORD_FOR}).all()
    if not rows:
        return {}
    wanted, sides = set(member_ids), defaultdict(list)
    for row in rows:
        for member_id, side in _sides(*row):
            if member_id in wanted and side.mine.state is not ParticipantState.LEFT:
                sides[member_id].append(side)
    facts = Facts.of(session, [row[0].id for row in rows if row[0].starts_on is not None])
    return {member_id: _mentoring(of_one, facts, now=now) for member_id, of_one in sides.items()}


def _sides(
    pair: MentorPair,
    program: Program,
    mentee: Participant,
    mentee_member: Member,
    mentor: Participant | None,
    mentor_member: Member | None,
    apart: bool,  # noqa: FBT001  # a column of the query
) -> list[tuple[int, _Side]]:
    """The pair as the mentee sees it, and as the mentor does."""
    mentee_user = _there(mentee, mentee_member)
    mentor_user = _there(mentor, mentor_member) if mentor and mentor_member else ""
    both = [(mentee, mentee_member, mentee_user), *([(mentor, mentor_member, mentor_user)] if mentor else [])]
    people = tuple(
        Buddy(place.id, member.id, user, Hours(member.zone, member.works_from, member.works_until))
        for place, member, user in both
        if member and user
    )
    names = {"mentor_user": mentor_user, "mentee_user": mentee_user, "people": people, "apart": apart}
    found = [
        (
            mentee.member_id,
            _Side(
                pair,
                program,
                mentee,
                mentee_member.zone,
                mentor,
                mentor_user,
                is_mentor=False,
                **names,  # type: ignore[arg-type]
            ),
        )
    ]
    if mentor and mentor_member:
        side = _Side(pair, program, mentor, mentor_member.zone, mentee, mentee_user, is_mentor=True, **names)  # type: ignore[arg-type]
        found.append((mentor.member_id, side))
    return found


def _there(place: Participant, member: Member) -> str:
    gone = place.state is ParticipantState.LEFT or member.deactivated_at is not None
    return "" if gone else member.slack_user_id


def _mentoring(sides: Collection[_Side], facts: Facts, *, now: datetime) -> MyMentoring:
    open_, over = [one for one in sides if one.pair.closed_at is None], [one for one in sides if one.pair.closed_at]
    waiting = [one for one in open_ if one.pair.starts_on is None and one.pair.lapses_at > now]
    asked_again = {one.program.id for one in open_ if not one.is_mentor}
    return MyMentoring(
        questions=tuple(_question(one) for one in waiting if _is_asked(one)),
        asked=tuple(_asked(one) for one in waiting if not one.is_mentor),
        unanswered=tuple(
            one.program.name
            for one in over
            if not one.is_mentor
            and one.pair.closed is Closed.LAPSED  # after a no of somebody the next was asked, or it lapsed, too
            and one.program.id not in asked_again
            and _is_news(one, now=now)
        ),
        pairs=tuple(
            _pair(one, facts, today=local(now, one.my_zone).date()) for one in open_ if one.pair.starts_on is not None
        ),
        ended=tuple(_ended(one, facts, now=now) for one in over if one.pair.introduced_at is not None),
    )


def _is_asked(side: _Side) -> bool:
    """Whether this mentor is asked now."""
    mentee_waits = side.other is not None and side.other.state is ParticipantState.ACTIVE and side.other_user != ""
    i_may = side.mine.role is Role.MENTOR and side.mine.state in (ParticipantState.ACTIVE, ParticipantState.LANDED)
    runs = side.program.state is ProgramState.RUNNING
    return side.is_mentor and mentee_waits and i_may and runs and not side.apart and side.pair.declined_at is None


def _is_news(side: _Side, *, now: datetime) -> bool:
    return side.pair.closed_at is not None and side.pair.closed_at > now - NEWS_FOR


def _question(side: _Side) -> Question:
    pair, until_on = side.pair, local(side.pair.lapses_at, side.my_zone).date()
    weeks = side.program.mentor_weeks
    return Question(pair.id, side.program.name, side.mentee_user, pair.what_for, weeks, until_on)


def _asked(side: _Side) -> Asked:
    until_on = local(side.pair.lapses_at, side.my_zone).date()
    return Asked(side.pair.id, side.program.name, "" if side.pair.asks_anybody else side.mentor_user, until_on)


def _pair(side: _Side, facts: Facts, *, today: date) -> Pair:
    pair, written = side.pair, facts.agreements.get(side.pair.id)
    starts_on, ends_on = pair.starts_on or today, pair.ends_on or today
    is_asked = side.mine.state in (ParticipantState.ACTIVE, ParticipantState.LANDED)
    return Pair(
        pair_id=pair.id,
        program_id=side.program.id,
        program=side.program.name,
        mentor=side.mentor_user,
        mentee=side.mentee_user,
        is_mentor=side.is_mentor,
        starts_on=starts_on,
        ends_on=ends_on,
        weeks=side.program.mentor_weeks,
        is_introduced=pair.introduced_at is not None,
        what_for=pair.what_for,
        signed=_signed(written, is_mentor=side.is_mentor) if written is not None else None,
        talks=facts.talks.get(pair.id, 0),
        asks_to_go_on=is_asked and pair.introduced_at is not None and _in_last_weeks(side, ends_on, today),
        i_go_on=pair.mentor_goes_on if side.is_mentor else pair.mentee_goes_on,
        people=side.people,
        agreed=facts.times.get(pair.id) if pair.introduced_at is not None else None,
    )


def _in_last_weeks(side: _Side, ends_on: date, today: date) -> bool:
    return rules.asks_to_go_on(ends_on, weeks=side.program.mentor_weeks, today=today)


def _signed(row: MentorAgreement, *, is_mentor: bool) -> Signed:
    mentee, mentor = row.mentee_agreed_at is not None, row.mentor_agreed_at is not None
    mine, theirs = (mentor, mentee) if is_mentor else (mentee, mentor)
    return Signed(agreement_of(row), row.version, by_me=mine, by_other=theirs)


def _ended(side: _Side, facts: Facts, *, now: datetime) -> Ended:
    key = (side.pair.id, side.other.id if side.other else 0)
    theirs = None if key in facts.unread else facts.words.get(key)
    return Ended(
        pair_id=side.pair.id,
        program=side.program.name,
        other=side.other_user,
        word=theirs.words if theirs and theirs.passed_on else "",
        said=(side.pair.id, side.mine.id) in facts.words,
        is_news=_is_news(side, now=now) or bool(theirs and theirs.passed_on and theirs.written_at > now - NEWS_FOR),
    )
