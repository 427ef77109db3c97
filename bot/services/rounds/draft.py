"""The proposed round as the page shows it, page by page, and what moving somebody would cost at each place."""

from __future__ import annotations

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round, Waiting
from bot.domain.calendar import instant, preview_at
from bot.domain.errors import ClosedError
from bot.domain.kinds import MessageKind
from bot.domain.pair_lists import A_PAGE, DraftRound, Paged, Places
from bot.domain.pairing.rules import Mixes
from bot.domain.rearranging import Wanted
from bot.domain.states import RoundState
from bot.services import organizers, programs
from bot.services.conditions import sits_out
from bot.services.members import Actor
from bot.services.rounds import people
from bot.services.rounds.rearranging import weigh_each
from bot.services.rounds.register import listed_groups
from bot.services.rounds.waiting import waiting_page

MOST_COMING = 20
_MIXES = Mixes()


def draft(session: Session, actor: Actor, program_id: int, *, page: int = 1, without: int = 1) -> DraftRound | None:
    """A page of the proposed round; None where none is proposed. Raises as `organizers.require`.

    Groups stand in the order of their people, so that one that is changed stays about where it was.
    """
    program = organizers.require(session, actor, program_id)
    of_round = session.scalar(select(Round).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED))
    if of_round is None:
        return None
    in_round = select(GroupMember.group_id).join(BuddyGroup).where(BuddyGroup.round_id == of_round.id)
    groups, people_there = session.execute(
        select(func.count(GroupMember.group_id.distinct()), func.count(GroupMember.id))
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(BuddyGroup.round_id == of_round.id)
    ).one()
    paged = Paged.of(groups, page)
    first = func.min(GroupMember.participant_id)
    ids = session.scalars(
        in_round.group_by(GroupMember.group_id).order_by(first).offset(paged.skipped).limit(A_PAGE)
    ).all()
    waiting, of_waiting = waiting_page(session, of_round.id, without)
    dates = programs.dates_of(session, program)
    at = instant(dates.round_begins_on(of_round.starts_on), dates.rhythm[MessageKind.ROUND].at, program.zone)
    ahead = program.preview_hours
    return DraftRound(
        round_id=of_round.id,
        number=of_round.number,
        starts_at=at,
        groups=listed_groups(session, ids),
        of_groups=paged,
        people=people_there,
        without=waiting,
        of_without=of_waiting,
        joined=frozenset(session.scalars(_joined(of_round).where(GroupMember.group_id.in_(ids)))),
        coming=tuple(session.scalars(_coming(of_round))),
        preview_at=preview_at(at, ahead, dates) if ahead and of_round.shown_at is None else None,
        running=session.scalar(
            select(Round.number).where(Round.program_id == program_id, Round.state == RoundState.RUNNING)
        ),
    )


def places_for(
    session: Session, actor: Actor, found: DraftRound, person: int, *, mixes: Mixes = _MIXES
) -> Places | None:
    """What it would cost if this person went to each place of the page; None for nobody of the program."""
    round_id = found.round_id
    name = _name_of(session, round_id, person)
    if not name:
        return None
    here = members_with(session, round_id, person)
    groups = [group.members for group in found.groups if group.members != here]
    alone = [(one.participant_id,) for one in found.without if one.participant_id != person]
    joins = [Wanted(person, here, to) for to in (*groups, *alone)]
    trades = [Wanted(person, here, to, other) for to in (*groups, *(alone if here else ())) for other in to]
    out = [Wanted(person, here, ())] if here else []
    told = weigh_each(session, actor, round_id, [*joins, *trades, *out], mixes=mixes)
    return Places(
        person,
        name,
        here,
        joins={one.to: told[one] for one in joins},
        trades={one.other: told[one] for one in trades if one.other is not None},
        out=told[out[0]] if out else None,
    )


def members_with(session: Session, round_id: int, person: int) -> tuple[int, ...]:
    """The people of the group in which this person is; empty where they have none."""
    mine = (
        select(GroupMember.group_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(GroupMember.participant_id == person, BuddyGroup.round_id == round_id)
    )
    members = select(GroupMember.participant_id).where(GroupMember.group_id.in_(mine))
    return tuple(session.scalars(members.order_by(GroupMember.participant_id)))


def _joined(of_round: Round) -> Select[int]:
    """Who of these groups came into the program since the round was first planned."""
    return (
        select(Participant.id)
        .join(GroupMember, GroupMember.participant_id == Participant.id)
        .where(Participant.joined_at > of_round.created_at)
    )


def _coming(of_round: Round) -> Select[str]:
    """Names of people who came since the proposal was last compared with those there."""
    placed = exists().where(
        GroupMember.participant_id == Participant.id,
        BuddyGroup.id == GroupMember.group_id,
        BuddyGroup.round_id == of_round.id,
    )
    waits = exists().where(Waiting.participant_id == Participant.id, Waiting.round_id == of_round.id)
    return (
        select(Member.name)
        .join(Participant, Participant.member_id == Member.id)
        .join(Program, Program.id == Participant.program_id)
        .join(Round, Round.id == of_round.id)
        .where(Participant.program_id == of_round.program_id, people.is_present(), ~placed, ~waits, ~sits_out())
        .where(Participant.joined_at > (of_round.matched_at or of_round.created_at))
        .order_by(Participant.id)
        .limit(MOST_COMING)
    )


def proposed_id(session: Session, actor: Actor, program_id: int) -> int:
    """The proposed round of a program. Raises as `organizers.require`, ClosedError where none is proposed."""
    organizers.require(session, actor, program_id)
    found = session.scalar(select(Round.id).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED))
    if found is None:
        raise ClosedError(f"program {program_id} has no proposed round")
    return found


def group_of(session: Session, round_id: int, members: tuple[int, ...]) -> int | None:
    """The group of exactly these people; None where it is not there (any more)."""
    if not members or members_with(session, round_id, members[0]) != members:
        return None
    return session.scalar(
        select(BuddyGroup.id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(BuddyGroup.round_id == round_id, GroupMember.participant_id == members[0])
    )


def _name_of(session: Session, round_id: int, person: int) -> str:
    """How a participant of the round's program is called; empty for nobody."""
    found = session.execute(
        select(Member.name, Member.slack_user_id)
        .join(Participant, Participant.member_id == Member.id)
        .join(Round, Round.program_id == Participant.program_id)
        .where(Participant.id == person, Round.id == round_id)
    ).first()
    return (found[0] or found[1]) if found else ""
