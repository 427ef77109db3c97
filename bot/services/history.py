"""A person's own history, across their programs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import CheckIn, GroupMember, Participant, ParticipantWeek
from bot.domain.calendar import week_of
from bot.domain.history import WEEKS_SHOWN, History
from bot.domain.states import MeetingAnswer
from bot.services.members import Actor


def history(session: Session, actor: Actor) -> History:
    """The actor's history so far. Four queries, no matter how long it is."""
    own = select(Participant.id).where(Participant.member_id == actor.member_id).scalar_subquery()
    acts, contacts = session.execute(
        select(func.count(), func.sum(CheckIn.new_contact_count)).where(
            CheckIn.participant_id.in_(own), CheckIn.undone_at.is_(None)
        )
    ).one()
    active, counted = _weeks(session, actor)
    return History(
        acts=acts,
        new_contacts=contacts or 0,
        people_met=_people_met(session, actor),
        active_weeks=active,
        weeks=counted,
    )


def _weeks(session: Session, actor: Actor) -> tuple[int, int]:
    """(weeks with a sign of life, weeks) of the last eight that closed with the actor in them; hard ones left out."""
    rows = session.execute(
        select(ParticipantWeek.week_on, func.count(ParticipantWeek.last_active_at))
        .join(Participant, Participant.id == ParticipantWeek.participant_id)
        .where(Participant.member_id == actor.member_id)
        .group_by(ParticipantWeek.week_on)
        .having(func.count(ParticipantWeek.closed_at) > 0, func.count(ParticipantWeek.excused_at) == 0)
        .order_by(ParticipantWeek.week_on.desc())
        .limit(WEEKS_SHOWN)
    ).all()
    done: set[date] = set()
    if rows:
        done = {
            week_of(on)
            for on in session.scalars(
                select(CheckIn.done_on)
                .join(Participant, Participant.id == CheckIn.participant_id)
                .where(
                    Participant.member_id == actor.member_id,
                    CheckIn.undone_at.is_(None),
                    CheckIn.done_on >= rows[-1].week_on,
                )
                .distinct()
            )
        }
    return sum(1 for week_on, active in rows if active or week_on in done), len(rows)


def _people_met(session: Session, actor: Actor) -> int:
    """The number of different people in the actor's groups that met."""
    mine, other, teller = aliased(GroupMember), aliased(GroupMember), aliased(GroupMember)
    me, they = aliased(Participant), aliased(Participant)
    return session.scalars(
        select(func.count(they.member_id.distinct()))
        .select_from(mine)
        .join(me, me.id == mine.participant_id)
        .join(other, (other.group_id == mine.group_id) & (other.participant_id != mine.participant_id))
        .join(they, they.id == other.participant_id)
        .where(
            me.member_id == actor.member_id,
            select(teller.id).where(teller.group_id == mine.group_id, teller.answer == MeetingAnswer.MET).exists(),
        )
    ).one()
