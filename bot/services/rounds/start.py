"""Starts a round: `propose` runs pairing once and stores its plan, `launch` makes the plan the running round.

The job and the organizers' preview call this, each inside its one transaction.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Program, Round, Waiting, Workspace
from bot.domain.calendar import WEEK, local, week_of
from bot.domain.pairing import plan_round
from bot.domain.pairing.plan import Group, LeftOut, LockedByOrganizer
from bot.domain.pairing.rules import Mixes
from bot.domain.rounds import KeptByWish, Reason, next_proposer, reasons_to_json, round_seed
from bot.domain.slots import Breaks, first_moment_for_all
from bot.domain.states import RoundState, WaitingWhy
from bot.services import participants, programs
from bot.services.rounds import inactivity, people
from bot.services.rounds.people import Pairable

log = logging.getLogger(__name__)
_MIXES = Mixes()


@dataclass(frozen=True)
class Started:
    """A round that began: its number, how many groups it has, and how many people wait without a group."""

    round_id: int
    number: int
    groups: int
    waiting: int


def start(session: Session, *, program_id: int, on: date, now: datetime, mixes: Mixes = _MIXES) -> Started | None:
    """Begin the round that is due on `on`: as proposed to the organizers, or else as pairing decides now.

    None where the running round still covers `on`. The former round is closed.
    """
    program = session.scalars(select(Program).where(Program.id == program_id)).one()
    if covers(session, program_id, on):
        return None
    proposed = _proposal_for(session, program_id, on) or propose(session, program, on=on, now=now, mixes=mixes)
    return launch(session, program, proposed, now=now)


def _proposal_for(session: Session, program_id: int, on: date) -> Round | None:
    """The proposal for the week of `on`. A proposal for another week, passed during a pause, is deleted."""
    proposed = proposal(session, program_id)
    if proposed is not None and proposed.starts_on != week_of(on):
        session.execute(delete(Round).where(Round.id == proposed.id))
        return None
    return proposed


def covers(session: Session, program_id: int, on: date) -> bool:
    """Whether a round that was started still lasts on `on`."""
    return (
        session.scalar(
            select(Round.id).where(
                Round.program_id == program_id, Round.state != RoundState.PROPOSED, Round.ends_on >= on
            )
        )
        is not None
    )


def proposal(session: Session, program_id: int) -> Round | None:
    """The round that is proposed to the program's organizers, or None."""
    return session.scalar(select(Round).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED))


def propose(session: Session, program: Program, *, on: date, now: datetime, mixes: Mixes = _MIXES) -> Round:
    """Run pairing, and store the round that begins in the week of `on` as proposed: its groups with their reasons, and
    the people without a group.

    Same people, history and seed give the same groups; the seed is stored and logged.
    """
    # one round of a workspace after the other: each sees whom the others bring together
    session.execute(select(Workspace.id).where(Workspace.id == program.workspace_id).with_for_update(key_share=True))
    inactivity.rest_unanswered(session, program.id, now=now)
    number = participants.next_round_numbers(session, [program.id])[program.id]
    places = participants.pairable(session, program.id, round_number=number, on=on)
    kept = _kept(session, program.id, {participant.id for participant, _ in places})
    seed = round_seed(program.seed, number)
    pool = people.persons(places, on=on)
    planned = plan_round(
        pool,
        people.history(session, program.id),
        people.rules(session, program, places, pool, locked=kept, round_number=number),
        people.weights(program, mixes),
        seed=seed,
    )
    starts_on = week_of(on)
    new = Round(
        program_id=program.id,
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + WEEK * program.round_weeks - timedelta(days=1),
        seed=seed,
        state=RoundState.PROPOSED,
        created_at=now,
    )
    session.add(new)
    session.flush()
    log.info("round planned", extra={"action": "round_planned", "program": program.id, "round": number, "seed": seed})
    add_groups(session, new, [(group.members, _reasons(group, kept)) for group in planned.groups], now=now)
    store_left_out(session, new, planned.left_out, now=now)
    return new


def launch(session: Session, program: Program, new: Round, *, now: datetime) -> Started:
    """Begin a proposed round: close the former one, take out people who left, set the hour of each introduction."""
    _close_others(session, program.id, new.id, now=now)
    new.state, new.started_at = RoundState.RUNNING, now
    on = max(new.starts_on, local(now, program.zone).date())
    able = participants.pairable(session, program.id, round_number=new.number, on=on)
    places = {participant.id: (participant, member) for participant, member in able}
    breaks = programs.breaks_of(session, program.id)
    placed: set[int] = set()
    groups = 0
    for group, member_ids in groups_of(session, new.id):
        here = [places[participant_id] for participant_id in member_ids if participant_id in places]
        if len(here) < len(member_ids):
            _take_out(session, group, set(member_ids) - places.keys())
        if len(here) < 2:
            session.delete(group)
            continue
        group.introduce_at = first_moment_for_all(
            [people.hours_of(member) for _, member in here], after=now, breaks=breaks
        )
        placed |= {participant.id for participant, _ in here}
        groups += 1
    session.flush()
    waiting = _store_waiting(
        session, new, [place for key, place in places.items() if key not in placed], now=now, breaks=breaks
    )
    log.info("round started", extra={"action": "round_started", "program": program.id, "round": new.number})
    return Started(new.id, new.number, groups, waiting)


def add_groups(
    session: Session, of_round: Round, wanted: Sequence[tuple[tuple[int, ...], Sequence[Reason]]], *, now: datetime
) -> list[BuddyGroup]:
    """Store a buddy group for each (participants, reasons). Whoever has proposed a time least often proposes it."""
    times = people.times_proposed(session, of_round.program_id)
    groups = [
        BuddyGroup(
            round_id=of_round.id,
            proposer_id=next_proposer(members, times=times, seed=of_round.seed),
            reasons=reasons_to_json(reasons),
            introduce_at=now,
        )
        for members, reasons in wanted
    ]
    session.add_all(groups)
    session.flush()
    session.add_all(
        GroupMember(group_id=group.id, participant_id=participant_id, joined_at=now)
        for group, (members, _) in zip(groups, wanted, strict=True)
        for participant_id in members
    )
    session.flush()
    return groups


def groups_of(session: Session, round_id: int) -> list[tuple[BuddyGroup, list[int]]]:
    """The round's groups that are not dissolved, each with its participants' ids."""
    rows = session.execute(
        select(BuddyGroup, GroupMember.participant_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(BuddyGroup.round_id == round_id, BuddyGroup.dissolved_at.is_(None))
        .order_by(BuddyGroup.id, GroupMember.participant_id)
    )
    groups: dict[int, tuple[BuddyGroup, list[int]]] = {}
    for group, participant_id in rows:
        groups.setdefault(group.id, (group, []))[1].append(participant_id)
    return list(groups.values())


def running_groups(session: Session, participant_id: int) -> list[tuple[BuddyGroup, Round]]:
    """The participant's groups in running rounds: usually one."""
    rows = session.execute(
        select(BuddyGroup, Round)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(
            GroupMember.participant_id == participant_id,
            BuddyGroup.dissolved_at.is_(None),
            Round.state == RoundState.RUNNING,
        )
    )
    return [(row[0], row[1]) for row in rows]


def _kept(session: Session, program_id: int, active: set[int]) -> list[tuple[int, ...]]:
    """Groups of the last round whose people all asked to stay together, and can all be paired."""
    last = session.scalar(
        select(Round.id)
        .where(Round.program_id == program_id, Round.state != RoundState.PROPOSED)
        .order_by(Round.number.desc())
        .limit(1)
    )
    if last is None:
        return []
    wishes: dict[int, list[tuple[int, bool | None]]] = {}
    for group_id, participant_id, keep in session.execute(
        select(GroupMember.group_id, GroupMember.participant_id, GroupMember.keep)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(BuddyGroup.round_id == last, BuddyGroup.dissolved_at.is_(None))
        .order_by(GroupMember.group_id, GroupMember.participant_id)
    ):
        wishes.setdefault(group_id, []).append((participant_id, keep))
    return [
        tuple(participant_id for participant_id, _ in members)
        for members in wishes.values()
        if all(keep and participant_id in active for participant_id, keep in members)
    ]


def _reasons(group: Group, kept: Sequence[tuple[int, ...]]) -> list[Reason]:
    """The group's reasons. Pairing treats a kept group as locked by an organizer: that reason becomes the wish."""
    if group.members not in kept:
        return list(group.reasons)
    return [KeptByWish() if isinstance(reason, LockedByOrganizer) else reason for reason in group.reasons]


def store_left_out(session: Session, new: Round, left_out: Iterable[LeftOut], *, now: datetime) -> None:
    """Store who has no group in a proposed round, why, and what would help. They are told when the round begins."""
    session.add_all(
        Waiting(
            round_id=new.id,
            participant_id=one.person,
            why=one.why,
            help=[dataclasses.asdict(help_) for help_ in one.help],
            since_at=now,
        )
        for one in left_out
    )
    session.flush()


def _close_others(session: Session, program_id: int, round_id: int, *, now: datetime) -> None:
    others = select(Round.id).where(Round.program_id == program_id, Round.id != round_id)
    session.execute(
        update(Round).where(Round.id.in_(others), Round.state != RoundState.CLOSED).values(state=RoundState.CLOSED)
    )
    session.execute(
        update(Waiting).where(Waiting.round_id.in_(others), Waiting.ended_at.is_(None)).values(ended_at=now)
    )


def _take_out(session: Session, group: BuddyGroup, gone: set[int]) -> None:
    for member in session.scalars(
        select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.participant_id.in_(gone))
    ):
        session.delete(member)
    session.flush()
    if group.proposer_id in gone:
        group.proposer_id = session.scalars(
            select(GroupMember.participant_id).where(GroupMember.group_id == group.id).limit(1)
        ).first()


def _store_waiting(session: Session, new: Round, without: Sequence[Pairable], *, now: datetime, breaks: Breaks) -> int:
    """Let the people in `without` wait, to be told in their daytime; nobody else waits. Returns how many wait."""
    rows = {row.participant_id: row for row in session.scalars(select(Waiting).where(Waiting.round_id == new.id))}
    for participant_id in rows.keys() - {participant.id for participant, _ in without}:
        session.delete(rows[participant_id])
    for participant, member in without:
        if participant.id not in rows:
            rows[participant.id] = Waiting(
                round_id=new.id, participant_id=participant.id, why=WaitingWhy.JOINED_LATE, since_at=now
            )
            session.add(rows[participant.id])
        rows[participant.id].tell_at = first_moment_for_all([people.hours_of(member)], after=now, breaks=breaks)
    session.flush()
    return len(without)
