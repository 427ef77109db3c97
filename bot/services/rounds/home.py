"""A member's state in the rounds of their programs, for App Home and Friday's message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round, Waiting
from bot.domain.calendar import WEEK, ProgramDates, next_monday, week_of
from bot.domain.participants import NotPaired
from bot.domain.rounds import Agreed, Friday, MyBuddy, MyMeeting, status
from bot.domain.states import ParticipantState, RoundState
from bot.services import participants, programs
from bot.services.conditions import is_active, is_running, with_program_and_member
from bot.services.members import Actor
from bot.services.rounds.groups import running_groups
from bot.services.rounds.introductions import agreed_times, describe
from bot.services.rounds.meeting_checkins import counted
from bot.services.rounds.waiting import is_late, unpaired

_Place = tuple[Round, GroupMember, Participant, Member, Program]
# Built once: Friday's message is drawn anew after every click.
_GROUPS = select(GroupMember.group_id).where(
    GroupMember.participant_id.in_(bindparam("ids", expanding=True)), GroupMember.left_at.is_(None)
)
_INTRODUCED = (
    select(BuddyGroup.id, Round, GroupMember, Participant, Member, Program)
    .join(Round, Round.id == BuddyGroup.round_id)
    .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
    .join(Participant, Participant.id == GroupMember.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .join(Program, Program.id == Round.program_id)
    .where(
        BuddyGroup.id.in_(_GROUPS),
        BuddyGroup.dissolved_at.is_(None),
        BuddyGroup.introduced_at.is_not(None),
        Round.starts_on < bindparam("next_week_on"),
        Round.ends_on >= bindparam("week_on"),
    )
    .order_by(BuddyGroup.id, Participant.id)
)

_PLACES = (
    with_program_and_member(select(Round, Participant, Member, Program).select_from(Participant))
    .join(Round, Round.program_id == Program.id)
    .where(
        Participant.id.in_(bindparam("ids", expanding=True)),
        is_active(),
        Round.state == RoundState.RUNNING,
        Round.starts_on < bindparam("next_week_on"),
        Round.ends_on >= bindparam("week_on"),
    )
)


def home_round(session: Session, actor: Actor, *, now: datetime) -> list[MyBuddy]:
    """The actor's buddies in each program that they take an active part in, oldest program first."""
    rows = session.execute(
        with_program_and_member(select(Participant, Program, Member))
        .where(
            Participant.member_id == actor.member_id,
            Participant.state.in_((ParticipantState.ACTIVE, ParticipantState.LANDED)),
            is_running(),
        )
        .order_by(Program.id)
    ).all()
    return [
        one for participant, program, member in rows for one in _mine(session, participant, program, member, now=now)
    ]


def buddy_of(session: Session, participant_id: int, *, now: datetime) -> MyBuddy | None:
    """As `home_round`, for one participant in their one program: the first buddy of theirs, if they have two."""
    row = session.execute(
        with_program_and_member(select(Participant, Program, Member)).where(Participant.id == participant_id)
    ).one()
    return next(iter(_mine(session, *row, now=now)), None)


def fridays(session: Session, participant_ids: Collection[int], *, on: date) -> dict[int, Friday]:
    """Friday's question to each of these participants on their local day `on`; who has no introduced buddy is asked
    about the next round alone.
    """
    given = {"ids": list(participant_ids), "week_on": week_of(on), "next_week_on": week_of(on) + WEEK}
    rows = session.execute(_INTRODUCED, given).all()
    groups: dict[int, list[_Place]] = {}
    for group_id, of_round, mine, participant, member, program in rows:
        groups.setdefault(group_id, []).append((of_round, mine, participant, member, program))
    told = counted(session, groups.keys())
    times = agreed_times(session, groups.keys())
    alone = session.execute(_PLACES, given).all()
    their_programs = {row[3] for row in alone} | {row[5] for row in rows}
    dates = {program.id: programs.dates_of(session, program) for program in their_programs}
    found = {
        participant.id: _next_round(of_round, participant, member, program, dates[program.id], on=on)
        for of_round, participant, member, program in alone
    }
    for group_id, people in groups.items():
        for of_round, mine, participant, member, program in people:
            if participant.id in participant_ids:
                before = found.get(participant.id)
                found[participant.id] = replace(
                    _next_round(of_round, participant, member, program, dates[program.id], on=on),
                    second=before if before and before.group_id is not None else None,
                    group_id=group_id,
                    buddies=tuple(one.slack_user_id for _, other, _, one, _ in people if other is not mine),
                    status=status((other.answer for _, other, _, _, _ in people), agreed=times.get(group_id)),
                    answer=mine.answer,
                    keep=mine.keep,
                    is_counted=(group_id, participant.id) in told,
                    agreed=_mine_of(times.get(group_id), group_id, people, mine, member),
                )
    return found


def _mine_of(
    agreed: Agreed | None, group_id: int, people: Sequence[_Place], mine: GroupMember, member: Member
) -> MyMeeting | None:
    if agreed is None:
        return None
    buddies = tuple(one.slack_user_id for _, other, _, one, _ in people if other is not mine)
    return MyMeeting(group_id, buddies, agreed.starts_at, agreed.place, agreed.set_at, member.zone)


def _next_round(
    of_round: Round, participant: Participant, member: Member, program: Program, dates: ProgramDates, *, on: date
) -> Friday:
    """Whether the participant is in the next round as things stand: by pairing's own rule."""
    number, next_round_on = of_round.number + 1, dates.round_begins_on(next_monday(of_round.ends_on))
    over_on = dates.over_on(next_round_on)
    why = participants.why_not_paired(program, participant, member, round_number=number, on=next_round_on)
    return Friday(
        program_id=program.id,
        next_round_on=next_round_on,
        over_on=over_on,
        is_last_week=why is not NotPaired.COUNCIL
        and (of_round.ends_on < next_monday(on) or (over_on is not None and over_on < next_monday(on))),
        skips_next=participant.skips_round == number,
        left_channel=why is NotPaired.LEFT_CHANNEL,
        is_asked=participant.asked_at is not None,
        is_paired=why in (None, NotPaired.SKIPS),
        own_round_on=_own_round_on(why, program, participant, dates, number=number, on=next_round_on),
    )


def _own_round_on(
    why: NotPaired | None, program: Program, participant: Participant, dates: ProgramDates, *, number: int, on: date
) -> date | None:
    if why is not NotPaired.BY_FREQUENCY:
        return None
    return participants.own_round_on(program, participant, dates, number=number, on=on)


def _mine(
    session: Session, participant: Participant, program: Program, member: Member, *, now: datetime
) -> list[MyBuddy]:
    """Their place in each group that they are in, in the order in which these were formed; else why they have none."""
    known = MyBuddy(program_id=program.id, program_name=program.name, mine_id=participant.id, zone=member.zone)
    placed = running_groups(session, participant.id)
    if not placed:
        alone = _alone(session, participant, program, member, known, now=now)
        return [alone] if alone else []
    return [_in_group(session, known, group, of_round, program, now=now) for group, of_round in placed]


def _in_group(
    session: Session, known: MyBuddy, group: BuddyGroup, of_round: Round, program: Program, *, now: datetime
) -> MyBuddy:
    can_change = not is_late(session, of_round, program, now=now)
    if group.introduced_at is None:
        return replace(known, introduce_at=max(group.introduce_at, now))
    members = session.scalars(select(GroupMember).where(GroupMember.group_id == group.id)).all()
    said = describe(session, group.id, now=now)
    return replace(
        known,
        introduction=said,
        status=status((one.answer for one in members), agreed=said.agreed),
        answer=next(one.answer for one in members if one.participant_id == known.mine_id),
        is_counted=(group.id, known.mine_id) in counted(session, [group.id]),
        can_change=can_change,
    )


def _alone(
    session: Session, participant: Participant, program: Program, member: Member, known: MyBuddy, *, now: datetime
) -> MyBuddy | None:
    """Why they have no buddy, and when they get one, by pairing's own rule.

    None for a landed member, and where there are councils instead of buddies, as they get none; and
    for somebody who has not said yet whether they go on: Home asks that first of all.
    """
    number = participants.next_round_numbers(session, [program.id])[program.id]
    on = programs.next_round_on(session, program, now=now)
    why = participants.why_not_paired(program, participant, member, round_number=number, on=on)
    if why in (NotPaired.LANDED, NotPaired.COUNCIL) or participant.asked_at is not None:
        return None
    if why not in (None, NotPaired.SKIPS):
        dates = programs.dates_of(session, program)
        own = _own_round_on(why, program, participant, dates, number=number, on=on) or on
        return replace(known, next_round_on=own, not_in_next=why, over_on=dates.over_on(own))
    waiting_id = session.scalar(
        select(Waiting.id)
        .join(Round, Round.id == Waiting.round_id)
        .where(Waiting.participant_id == participant.id, Waiting.ended_at.is_(None), Round.state == RoundState.RUNNING)
    )
    waits = unpaired(session, waiting_id, now=now) if waiting_id is not None else None
    if waits and (why is None or waits.is_matched_soon):
        return replace(known, unpaired=waits)
    over = programs.dates_of(session, program).over_on(on)
    return None if over else replace(known, next_round_on=on, not_in_next=why)
