"""What a digest is made of: a program's people, one row each from a fixed number of queries, and what reached them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import (
    BuddyGroup,
    CheckIn,
    Delivery,
    GroupMember,
    Member,
    Participant,
    ParticipantWeek,
    Program,
    Round,
)
from bot.domain.calendar import WEEK, instant
from bot.domain.digests import DeliveryCounts, Person
from bot.domain.states import DeliveryState, MeetingAnswer
from bot.services.by_week import on_days
from bot.services.conditions import is_counted, takes_part, with_program_and_member
from bot.services.participants import why_not_paired
from bot.services.progress import met_goals
from bot.services.rounds.waiting import without_buddy

MOST_REASONS = 5
WAITING_STATES = (DeliveryState.QUEUED, DeliveryState.SENDING)


def people(
    session: Session,
    program: Program,
    *,
    groups: Any,
    week_on: date,
    of_week: int | None,
    present: Round | None,
    on: date,
) -> Iterable[Person]:
    """The program's people (`is_counted`) as they stand on the local date `on`, by participant id.

    `groups` is `introduced_groups`, `of_week` the number of the week's round, `present` the running round.
    """
    history = _by_participant(session, _history(program, groups, week_on=week_on, present=present, on=on))
    goals = _by_participant(session, _goals(program.id, week_on))
    acts = _by_participant(session, _acts(program.id, week_on))
    wishes = _by_participant(session, _wishes(program.id))
    buddies = _buddies(session, program.id, week_on)
    without = without_buddy(session, present.id) if present else {}
    joined_before = instant(week_on + WEEK, time(0), program.zone)
    for participant, member in _participants(session, program.id):
        introduced, met, whole_rounds, paired, now_paired, last = history.get(participant.id, (0, 0, 0, 0, 0, None))
        goals_set, goals_met = goals.get(participant.id, (0, 0))
        week_acts, acts_in_all, contacts, contacts_in_all = acts.get(participant.id, (0, 0, 0, 0))
        (wanted_at,) = wishes.get(participant.id, (None,))
        yield Person(
            participant_id=participant.id,
            slack_user_id=member.slack_user_id,
            name=member.name,
            state=participant.state,
            state_changed_at=participant.state_changed_at,
            joined_at=participant.joined_at,
            joined_in_time=participant.joined_at < joined_before,
            last_active_at=participant.last_active_at,
            groups=introduced,
            groups_met=met,
            whole_rounds=whole_rounds,
            was_paired=bool(paired),
            sat_out=not paired and of_week is not None and _sat_out(program, participant, of_week, last=last),
            buddies=tuple(name for name, _ in buddies[participant.id].values()),
            met=any(has_met for _, has_met in buddies[participant.id].values()),
            has_buddy=bool(now_paired),
            is_looked_for=present is not None
            and why_not_paired(program, participant, member, round_number=present.number, on=on) is None,
            lacks=without.get(participant.id),
            goals_set=goals_set,
            goals_met=goals_met,
            acts=week_acts,
            acts_in_all=acts_in_all,
            new_contacts=contacts or 0,
            new_contacts_in_all=contacts_in_all or 0,
            contact_wanted_at=wanted_at,
        )


def _sat_out(program: Program, participant: Participant, number: int, *, last: int | None) -> bool:
    """Whether they had no buddy in that round by their own wish; `last` is the one before in which they had."""
    skipped = participant.skips_round == number
    return skipped or participant.frequency.sits_out(number, last=last, round_weeks=program.round_weeks)


def _participants(session: Session, program_id: int) -> Iterable[tuple[Any, Any]]:
    """Columns, not entities: ten thousand people are read in one go."""
    people = with_program_and_member(
        select(
            Participant.id,
            Participant.state,
            Participant.state_changed_at,
            Participant.skips_round,
            Participant.frequency,
            Participant.last_round,
            Participant.role,
            Participant.paused_until_on,
            Participant.channel_left_at,
            Participant.joined_at,
            Participant.last_active_at,
            Member.slack_user_id,
            Member.name,
            Member.is_bot,
            Member.is_guest,
            Member.deactivated_at,
            Member.seen_in_slack_at,
        )
        .where(Participant.program_id == program_id, is_counted())
        .order_by(Participant.id)
    )
    return ((row, row) for row in session.execute(people))


def _by_participant(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    """The rows of a query whose first column is the participant."""
    return {row[0]: tuple(row[1:]) for row in session.execute(statement)}


def _history(
    program: Program, groups: Any, *, week_on: date, present: Round | None, on: date
) -> Select[*tuple[Any, ...]]:
    """For each participant: groups introduced in, groups met, rounds that were theirs from beginning to end, paired in
    the week's round, has a buddy now, the last round before the week's in which they had one.
    """
    whole = and_(groups.c.is_first, groups.c.ends_on < on)
    in_week_round = and_(groups.c.starts_on <= week_on, groups.c.ends_on >= week_on)
    stays = and_(GroupMember.left_at.is_(None), BuddyGroup.dissolved_at.is_(None))
    now_round = BuddyGroup.round_id == (present.id if present else -1)
    return (
        select(
            GroupMember.participant_id,
            func.count(groups.c.group_id),
            func.coalesce(func.sum(groups.c.met), 0),
            func.count(case((whole, groups.c.round_id)).distinct()),
            func.max(case((in_week_round, 1), else_=0)),
            func.max(case((and_(now_round, stays), 1), else_=0)),
            func.max(case((groups.c.ends_on < week_on, Round.number))),
        )
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .outerjoin(groups, groups.c.group_id == GroupMember.group_id)
        .where(Round.program_id == program.id)
        .group_by(GroupMember.participant_id)
    )


def _buddies(session: Session, program_id: int, week_on: date) -> dict[int, dict[int, tuple[str, bool]]]:
    """For each participant: those they were introduced to in the round of the week, by name, and whether they met."""
    rows = session.execute(
        select(GroupMember.group_id, GroupMember.participant_id, GroupMember.answer, Member.name, Member.slack_user_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            Round.program_id == program_id,
            Round.starts_on <= week_on,
            Round.ends_on >= week_on,
            BuddyGroup.introduced_at.is_not(None),
            Member.erased_at.is_(None),
        )
        .order_by(GroupMember.group_id, GroupMember.participant_id)
    ).all()
    met = {row.group_id for row in rows if row.answer is MeetingAnswer.MET}
    groups: dict[int, dict[int, tuple[str, bool]]] = defaultdict(dict)
    for row in rows:
        groups[row.group_id][row.participant_id] = (row.name or row.slack_user_id, row.group_id in met)
    found: dict[int, dict[int, tuple[str, bool]]] = defaultdict(dict)
    for people in groups.values():
        for mine in people:
            found[mine].update({other: told for other, told in people.items() if other != mine})
    return found


def _goals(program_id: int, week_on: date) -> Select[*tuple[Any, ...]]:
    goals = met_goals(program_id, [week_on])
    return select(goals.c.participant_id, func.count(), func.sum(goals.c.met)).group_by(goals.c.participant_id)


def _acts(program_id: int, week_on: date) -> Select[*tuple[Any, ...]]:
    """For each participant: check-ins in the week and in all, new contacts in the week and in all."""
    this_week = and_(*on_days(CheckIn.done_on, [week_on]))
    contacts = CheckIn.new_contact_count
    return (
        select(
            CheckIn.participant_id,
            func.sum(case((this_week, 1), else_=0)),
            func.count(),
            func.sum(case((this_week, contacts), else_=0)),
            func.sum(contacts),
        )
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.program_id == program_id, CheckIn.undone_at.is_(None))
        .group_by(CheckIn.participant_id)
    )


def _wishes(program_id: int) -> Select[*tuple[Any, ...]]:
    """When each participant last asked someone to get in touch."""
    return (
        select(ParticipantWeek.participant_id, func.max(ParticipantWeek.contact_wanted_at))
        .join(Participant, Participant.id == ParticipantWeek.participant_id)
        .where(Participant.program_id == program_id, ParticipantWeek.contact_wanted_at.is_not(None))
        .group_by(ParticipantWeek.participant_id)
    )


def deliveries(session: Session, program_id: int, *, since: datetime) -> DeliveryCounts:
    """Messages of the program, and those to its people that concern several programs."""
    its_people = select(Participant.member_id).where(Participant.program_id == program_id, takes_part())
    rows = session.execute(
        select(Delivery.state, Delivery.error, func.count())
        .where(
            Delivery.created_at >= since,
            or_(
                Delivery.program_id == program_id,
                and_(Delivery.program_id.is_(None), Delivery.member_id.in_(its_people)),
            ),
        )
        .group_by(Delivery.state, Delivery.error)
    ).all()
    failed = sorted(
        ((error, count) for state, error, count in rows if state is DeliveryState.FAILED),
        key=lambda one: (-one[1], one),
    )
    return DeliveryCounts(
        sent=sum(count for state, _, count in rows if state is DeliveryState.SENT),
        waiting=sum(count for state, _, count in rows if state in WAITING_STATES),
        failed=tuple(failed[:MOST_REASONS]),
    )
