"""Mentor pairs in time: introduced at an hour that suits both; questions that lapse, pairs that come to their end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import Member, MentorPair, Participant, Program, Workspace
from bot.domain.kinds import MessageKind
from bot.domain.mentor_pairs import LONG_PAUSE, Closed, Pair
from bot.domain.slots import suits_now
from bot.domain.states import ParticipantState, ProgramState, Role
from bot.services import contacts, message_cap, programs
from bot.services.conditions import is_running, may_speak
from bot.services.my_mentoring import APART, MENTEE, MENTEE_MEMBER, MENTOR, MENTOR_MEMBER, of_members, with_slots
from bot.services.rounds.people import hours_of


def _is_here(place: type[Participant], member: type[Member]) -> ColumnElement[bool]:
    """They take part, or will again before long."""
    back_soon = and_(place.state == ParticipantState.PAUSED, place.paused_until_on <= today_plus(LONG_PAUSE))
    return and_(member.deactivated_at.is_(None), or_(place.state == ParticipantState.ACTIVE, back_soon))


_stays_as_mentor = and_(
    MENTOR.state == ParticipantState.LANDED, MENTOR.role == Role.MENTOR, MENTOR_MEMBER.deactivated_at.is_(None)
)
_OPEN = (
    select(MentorPair.workspace_id, MentorPair.id)
    .join(Program, Program.id == MentorPair.program_id)
    .join(Workspace, Workspace.id == MentorPair.workspace_id)
    .join(MENTEE, MENTEE.id == MentorPair.participant_id)
    .join(MENTEE_MEMBER, MENTEE_MEMBER.id == MENTEE.member_id)
    .outerjoin(MENTOR, MENTOR.id == MentorPair.mentor_id)
    .outerjoin(MENTOR_MEMBER, MENTOR_MEMBER.id == MENTOR.member_id)
    .where(MentorPair.closed_at.is_(None))
    .order_by(MentorPair.id)
)
_ASKED, _RUNS = MentorPair.starts_on.is_(None), MentorPair.starts_on.is_not(None)
_MENTEE_GONE = or_(~_is_here(MENTEE, MENTEE_MEMBER), Program.state == ProgramState.ENDED)
_MENTOR_GONE = or_(MentorPair.mentor_id.is_(None), ~or_(_is_here(MENTOR, MENTOR_MEMBER), _stays_as_mentor))
# Questions whose two weeks are over
LAPSED = DueQuery(_OPEN.where(_ASKED, MentorPair.lapses_at <= now_plus(), may_speak()))
# Questions of members who are not there any more
LEFT_OPEN = DueQuery(_OPEN.where(_ASKED, _MENTEE_GONE))
# Pairs whose last day is over
OVER = DueQuery(_OPEN.where(_RUNS, MentorPair.ends_on < today_plus(), may_speak()))
# Pairs of which one is not there any more, or would rather not be with the other
PARTED = DueQuery(_OPEN.where(_RUNS, or_(_MENTEE_GONE, _MENTOR_GONE, APART)))
# Pairs to be introduced
TO_INTRODUCE = DueQuery(
    _OPEN.where(_RUNS, MentorPair.introduced_at.is_(None), is_running(), may_speak()).where(
        *(one.seen_in_slack_at.is_not(None) for one in (MENTEE_MEMBER, MENTOR_MEMBER)),
        *(one.deactivated_at.is_(None) for one in (MENTEE_MEMBER, MENTOR_MEMBER)),
    )
)


def introduce(session: Session, pair_id: int, *, now: datetime) -> Pair | None:
    """Introduce both if it suits them now: the pair, as the mentee sees it. None where it waits.

    It counts under the cap as an introduction of each. One asked for it and the other said yes: a hard week does not
    hold it back.
    """
    pair = session.get_one(MentorPair, pair_id, with_for_update=True)
    if pair.introduced_at is not None or pair.closed_at is not None or pair.mentor_id is None:
        return None
    mentee, mentor = (_member(session, one) for one in (pair.participant_id, pair.mentor_id))
    breaks = programs.breaks_of(session, pair.program_id)
    if not suits_now([hours_of(mentee), hours_of(mentor)], now, breaks=breaks):
        return None
    if not message_cap.reserve_for_all(session, MessageKind.MENTOR_PAIR, [mentee, mentor], now=now, even_if_hard=True):
        return None
    pair.introduced_at = now
    contacts.add_buddies(session, [mentee.id, mentor.id], now=now)
    session.flush()
    found = of_members(session, [mentee.id], now=now)[mentee.id]
    return with_slots(session, next(one for one in found.pairs if one.pair_id == pair_id), now=now)


def close(session: Session, pair_id: int, why: Closed, *, now: datetime) -> bool:
    """It is over; True if the two had been introduced."""
    pair = session.get_one(MentorPair, pair_id, with_for_update=True)
    if pair.closed_at is None:
        pair.closed, pair.closed_at = why, now
        session.flush()
    return pair.introduced_at is not None


def _member(session: Session, participant_id: int) -> Member:
    return session.scalars(
        select(Member).join(Participant, Participant.member_id == Member.id).where(Participant.id == participant_id)
    ).one()
