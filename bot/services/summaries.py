"""The channel's summary of a closed week: totals, and only the names of people who agreed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import BuddyGroup, CheckIn, Delivery, GroupMember, Landing, Member, Participant, Program, Round
from bot.domain.calendar import LAST_DAY, WEEK, week_of
from bot.domain.goals import Thanks
from bot.domain.kinds import MessageKind
from bot.domain.landings import LandingKind
from bot.domain.progress import Summary
from bot.domain.states import UNFINISHED, MeetingAnswer
from bot.services import asks_of_others, event_answers, helps, introductions
from bot.services.by_week import begins, on_days
from bot.services.conditions import is_active, is_counted, takes_part, with_program_and_member
from bot.services.members import Actor
from bot.services.progress import acts_by_activity, weeks

MOST_THANKS = 5
MOST_ASKS = 5


def summary(session: Session, program_id: int, *, week_on: date, now: datetime) -> Summary:
    """The channel's summary of the week that starts on `week_on`. The number of queries is constant."""
    program = session.get_one(Program, program_id)
    acts_since_start, contacts_since_start = session.execute(
        select(func.count(), func.sum(CheckIn.new_contact_count))
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(
            Participant.program_id == program_id,
            CheckIn.undone_at.is_(None),
            CheckIn.done_on >= week_of(program.starts_on),
            CheckIn.done_on <= week_on + LAST_DAY,
        )
    ).one()
    return Summary(
        program_id=program_id,
        program_name=program.name,
        slack_channel_id=program.slack_channel_id,
        week_on=week_on,
        active=_active(session, program, week_on=week_on),
        weeks=weeks(session, program, week_on=week_on),
        acts_since_start=acts_since_start,
        contacts_since_start=contacts_since_start or 0,
        acts=acts_by_activity(session, program_id, [week_on]),
        groups_met=_groups_met(session, program, week_on=week_on),
        named=_named(session, program_id, week_on=week_on),
        thanks=_thanks(session, program_id, week_on=week_on),
        landed=_landed(session, program, week_on=week_on),
        seed=program.seed + week_on.toordinal(),
        events=event_answers.gone_to(session, program, [week_on])[0],
        introductions=introductions.of_weeks(session, program, [week_on])[0],
        give_and_ask=helps.of_weeks(session, program, [week_on])[0],
        asks=tuple(asks_of_others.in_summary(session, program_id, now=now, limit=MOST_ASKS)),
    )


def on_their_way(session: Session, actor: Actor) -> list[tuple[str, int, date]]:
    """The summaries of the actor's programs that are decided and not posted: key, program, the week's Monday."""
    mine = select(Participant.program_id).where(Participant.member_id == actor.member_id)
    rows = session.execute(
        select(Delivery.key, Delivery.program_id)
        .where(Delivery.kind == MessageKind.SUMMARY, Delivery.state.in_(UNFINISHED), Delivery.program_id.in_(mine))
        .order_by(Delivery.id)
    )
    return [(key, program_id, date.fromisoformat(key.rpartition(":")[2])) for key, program_id in rows if program_id]


def _active(session: Session, program: Program, *, week_on: date) -> int:
    return session.scalars(
        with_program_and_member(select(func.count(Participant.id))).where(
            Participant.program_id == program.id,
            is_active(),
            is_counted(),
            Participant.joined_at < begins(week_on + WEEK, program),
        )
    ).one()


def _groups_met(session: Session, program: Program, *, week_on: date) -> int:
    """The groups in which someone said in that week, for the first time, that they met."""
    first_said = (
        select(GroupMember.group_id, func.min(GroupMember.answered_at).label("at"))
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.program_id == program.id, GroupMember.answer == MeetingAnswer.MET)
        .group_by(GroupMember.group_id)
        .subquery()
    )
    return session.scalars(
        select(func.count()).where(
            first_said.c.at >= begins(week_on, program), first_said.c.at < begins(week_on + WEEK, program)
        )
    ).one()


def _named(session: Session, program_id: int, *, week_on: date) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(Member.slack_user_id)
            .join(Participant, Participant.member_id == Member.id)
            .join(CheckIn, CheckIn.participant_id == Participant.id)
            .where(
                Participant.program_id == program_id,
                takes_part(),
                Participant.name_in_public,
                CheckIn.undone_at.is_(None),
                *on_days(CheckIn.done_on, [week_on]),
            )
            .group_by(Member.id, Member.slack_user_id, Participant.joined_at)
            .order_by(Participant.joined_at, Member.id)  # never by how much: it is no contest
        )
    )


def _thanks(session: Session, program_id: int, *, week_on: date) -> tuple[Thanks, ...]:
    """Their authors let Kith pass them on, and who is thanked may be named in the channel, too."""
    thanked = aliased(Participant)
    agreed = exists().where(
        thanked.member_id == CheckIn.thanks_to_id, thanked.program_id == program_id, thanked.name_in_public
    )
    rows = session.execute(
        select(CheckIn.thanks, Participant.name_in_public, Member.slack_user_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            Participant.program_id == program_id,
            CheckIn.undone_at.is_(None),
            CheckIn.thanks != "",
            CheckIn.thanks_shared,
            or_(CheckIn.thanks_to_id.is_(None), agreed),
            *on_days(CheckIn.done_on, [week_on]),
        )
        .order_by(CheckIn.created_at, CheckIn.id)
        .limit(MOST_THANKS)
    )
    return tuple(Thanks(text, user_id if may_name else None) for text, may_name, user_id in rows)


def _landed(session: Session, program: Program, *, week_on: date) -> tuple[tuple[str, LandingKind], ...]:
    rows = session.execute(
        select(Member.slack_user_id, Landing.kind)
        .join(Participant, Participant.member_id == Member.id)
        .join(Landing, Landing.participant_id == Participant.id)
        .where(
            Participant.program_id == program.id,
            Landing.told,
            Landing.landed_at >= begins(week_on, program),
            Landing.landed_at < begins(week_on + WEEK, program),
        )
        .order_by(Landing.landed_at, Member.id)
    )
    return tuple((slack_user_id, kind) for slack_user_id, kind in rows)
