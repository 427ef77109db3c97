"""A program's people, a page at a time, for its organizers: it names them. The number of queries is constant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, CouncilMember, GroupMember, Member, Participant, Program, Round
from bot.domain.calendar import local
from bot.domain.people import Asked, PeoplePage, PersonLine, Sort, folded, heard_from
from bot.domain.states import MeetingAnswer, ParticipantState, ProgramState, RoundState
from bot.services import organizers, participants
from bot.services.conditions import is_counted, with_program_and_member
from bot.services.members import Actor
from bot.services.people import invitations
from bot.services.rounds.waiting import without_buddy

A_PAGE = 100
SOMEBODY = "somebody who left"
Buddies = dict[int, tuple[tuple[str, ...], bool | None]]  # by participant: names, and whether they met


def people_page(
    session: Session, actor: Actor, program_id: int, asked: Asked, *, now: datetime, size: int = A_PAGE
) -> PeoplePage:
    """The page that is asked for, or the last one where there are fewer. Raises as `organizers.require`."""
    program = organizers.require(session, actor, program_id)
    running = running_round(session, program_id)
    ids, total = _found(session, program, running, asked, now=now)
    pages = max(1, -(-len(ids) // size))
    page = min(asked.page, pages - 1)
    return PeoplePage(
        program_id=program_id,
        program_name=program.name,
        lines=lines(session, program, running, ids[page * size : (page + 1) * size], now=now),
        count=len(ids),
        total=total,
        page=page,
        pages=pages,
        round_runs=running is not None,
        invited=invitations.invited(session, program_id, zone=program.zone, now=now),
        has_mentors=program.has_mentors,
        goes_on=program.state is not ProgramState.ENDED,
    )


def running_round(session: Session, program_id: int) -> Round | None:
    """The round that runs."""
    running = select(Round).where(Round.program_id == program_id, Round.state == RoundState.RUNNING)
    return session.scalar(running.order_by(Round.number.desc()).limit(1))


def lines(
    session: Session, program: Program, running: Round | None, ids: Sequence[int], *, now: datetime
) -> tuple[PersonLine, ...]:
    """These participants as they stand, in this order."""
    rows = session.execute(with_program_and_member(select(Participant, Member)).where(Participant.id.in_(ids)))
    people = {participant.id: (participant, member) for participant, member in rows}
    groups = _groups(session, program, running, ids)
    lacks = without_buddy(session, running.id, among=ids) if running else {}
    started = _started(session, ids)
    today = local(now, program.zone).date()
    found = []
    for participant, member in (people[one] for one in ids):
        why = None
        if running:
            on = max(today, running.starts_on)
            why = participants.why_not_paired(program, participant, member, round_number=running.number, on=on)
        names, met = groups.get(participant.id, ((), None))
        found.append(
            PersonLine(
                participant_id=participant.id,
                member_id=member.id,
                slack_user_id=member.slack_user_id,
                name=member.name or member.slack_user_id,
                state=participant.state,
                paused_until_on=(participant.paused_until_on if participant.state is ParticipantState.PAUSED else None),
                joined_on=local(participant.joined_at, program.zone).date(),
                started_on=started.get(participant.id),
                heard_from=heard_from(local(participant.last_active_at, program.zone).date(), today=today),
                buddies=names,
                met=met,
                lacks=None if names or why else lacks.get(participant.id),
                not_paired=None if names else why,
            )
        )
    return tuple(found)


def _found(
    session: Session, program: Program, running: Round | None, asked: Asked, *, now: datetime
) -> tuple[list[int], int]:
    """The ids of those who are asked for, in order, and how many there are in all.

    Names are compared here and not by the database: each knows other rules for letters.
    """
    rows = session.execute(
        with_program_and_member(
            select(
                Participant.id,
                Member.name,
                Member.slack_user_id,
                Participant.state,
                Participant.joined_at,
                Participant.last_active_at,
            )
        ).where(Participant.program_id == program.id, is_counted())
    ).all()
    placed = _placed(session, program, running) if asked.without else set()
    wanted, today = folded(asked.find.strip()), local(now, program.zone).date()
    found = []
    for one, name, user, state, joined_at, last_active_at in rows:
        key = folded(name or user)
        if wanted not in key or asked.state not in (None, state):
            continue
        if asked.without and (state is not ParticipantState.ACTIVE or one in placed):
            continue
        if asked.sort is Sort.JOINED:
            first: float = -joined_at.timestamp()
        elif asked.sort is Sort.HEARD:
            heard = heard_from(local(last_active_at, program.zone).date(), today=today)
            first = -list(type(heard)).index(heard)
        else:
            first = 0
        found.append((first, key, one))
    return [one for *_, one in sorted(found)], len(rows)


def _placed(session: Session, program: Program, running: Round | None) -> set[int]:
    """Who has a buddy now; in a program with councils alone, who has a council."""
    if not program.buddy_rounds:
        seats = select(CouncilMember.participant_id).join(Participant, Participant.id == CouncilMember.participant_id)
        return set(session.scalars(seats.where(Participant.program_id == program.id, CouncilMember.left_at.is_(None))))
    if running is None:
        return set()
    of_round = select(GroupMember.participant_id).join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
    return set(session.scalars(of_round.where(BuddyGroup.round_id == running.id, BuddyGroup.dissolved_at.is_(None))))


def _groups(session: Session, program: Program, running: Round | None, ids: Collection[int]) -> Buddies:
    """With whom these are now: in groups of the running round; in a program with councils alone, in a council."""
    if not program.buddy_rounds:
        seats = select(CouncilMember.council_id, CouncilMember.participant_id, literal(None)).where(
            CouncilMember.left_at.is_(None)
        )
        theirs = select(CouncilMember.council_id).where(
            CouncilMember.participant_id.in_(ids), CouncilMember.left_at.is_(None)
        )
        return _with_names(session, seats.where(CouncilMember.council_id.in_(theirs)), ids)
    if running is None:
        return {}
    places = (
        select(GroupMember.group_id, GroupMember.participant_id, GroupMember.answer)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(BuddyGroup.round_id == running.id, BuddyGroup.dissolved_at.is_(None))
    )
    theirs = places.with_only_columns(GroupMember.group_id).where(GroupMember.participant_id.in_(ids))
    return _with_names(session, places.where(GroupMember.group_id.in_(theirs)), ids, has_answers=True)


def _with_names(
    session: Session, places: Select[*tuple[Any, ...]], ids: Collection[int], *, has_answers: bool = False
) -> Buddies:
    """`places`: group, participant, what they said of its meeting."""
    rows = session.execute(places).all()
    named = session.execute(
        select(Participant.id, Member.name, Member.slack_user_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id.in_({participant_id for _, participant_id, _ in rows}))
    )
    names = {row[0]: row[1] or row[2] for row in named}
    met = {group_id for group_id, _, answer in rows if answer is MeetingAnswer.MET}
    groups: dict[int, list[int]] = defaultdict(list)
    for group_id, participant_id, _ in rows:
        groups[group_id].append(participant_id)
    found: Buddies = {}
    for group_id, people in sorted(groups.items()):
        for one in set(people).intersection(ids):
            before, has_met = found.get(one, ((), False))
            others = tuple(names[other] for other in sorted(people) if other != one)
            found[one] = ((*before, *others), has_met or group_id in met if has_answers else None)
    return found


def _started(session: Session, ids: Collection[int]) -> dict[int, date]:
    """The first day of the first round in which each of these was introduced to somebody."""
    rows = session.execute(
        select(GroupMember.participant_id, func.min(Round.starts_on))
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(GroupMember.participant_id.in_(ids), BuddyGroup.introduced_at.is_not(None))
        .group_by(GroupMember.participant_id)
    )
    return {row[0]: row[1] for row in rows}
