"""A proposed round: pairing's plan, stored until it goes out, and made anew when what it rests on has changed."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Program, Round, Waiting, Workspace
from bot.domain.calendar import Rhythm, week_of
from bot.domain.kinds import MessageKind
from bot.domain.pairing import plan_round
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Group, LeftOut, LockedByOrganizer
from bot.domain.pairing.rules import Mixes, Rules, Weights
from bot.domain.rounds import KeptByWish, Reason, round_seed
from bot.domain.states import RoundState
from bot.domain.working_days import end_of_round
from bot.services import participants, programs
from bot.services.rounds import inactivity, people
from bot.services.rounds.groups import add_groups, groups_of

log = logging.getLogger(__name__)
_MIXES = Mixes()


@dataclass(frozen=True)
class Inputs:
    """What pairing is given for one proposed round. `kept`: groups that wish to stay together."""

    people: list[Person]
    history: list[PastGroup]
    rules: Rules
    weights: Weights
    kept: list[tuple[int, ...]]


def proposal(session: Session, program_id: int) -> Round | None:
    """The round that is proposed to the program's organizers, or None."""
    return session.scalar(
        select(Round).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED).with_for_update()
    )


def proposal_for(session: Session, program_id: int, on: date) -> Round | None:
    """The proposal for the week of `on`. A proposal for another week, passed during a pause, is deleted."""
    proposed = proposal(session, program_id)
    if proposed is not None and proposed.starts_on != week_of(on):
        session.execute(delete(Round).where(Round.id == proposed.id))
        return None
    return proposed


def propose(session: Session, program: Program, *, on: date, now: datetime, mixes: Mixes = _MIXES) -> Round:
    """Run pairing, and store the round that begins in the week of `on` as proposed: its groups with their reasons, and
    the people without a group.

    Same people, history and seed give the same groups; the seed is stored and logged.
    """
    # one round of a workspace after the other: each sees whom the others bring together
    session.execute(select(Workspace.id).where(Workspace.id == program.workspace_id).with_for_update(key_share=True))
    inactivity.rest_unanswered(session, program.id, now=now)
    number = participants.next_round_numbers(session, [program.id])[program.id]
    starts_on = week_of(on)
    new = Round(
        program_id=program.id,
        number=number,
        starts_on=starts_on,
        ends_on=_ends_on(session, program, starts_on),
        seed=round_seed(program.seed, number),
        state=RoundState.PROPOSED,
        created_at=now,
    )
    session.add(new)
    session.flush()
    plan_anew(session, program, new, inputs(session, program, new, mixes), now=now)
    return new


def refresh(session: Session, program: Program, of_round: Round, *, now: datetime, mixes: Mixes) -> bool:
    """Plan the proposal anew if its people, rules or weights are others than when it was planned. Locked groups stay.

    True if it was.
    """
    known = inputs(session, program, of_round, mixes)
    ends_on = _ends_on(session, program, of_round.starts_on)
    if (of_round.basis, of_round.ends_on) == (_basis(program, known), ends_on):
        of_round.matched_at = now
        return False
    of_round.ends_on = ends_on
    plan_anew(session, program, of_round, known, now=now)
    return True


def plan_anew(session: Session, program: Program, of_round: Round, known: Inputs, *, now: datetime) -> None:
    """Match everybody outside the locked groups; a locked group goes only if a rule or an absence undoes it."""
    planned = plan_round(known.people, known.history, known.rules, known.weights, seed=of_round.seed)
    wanted = {group.members: group for group in planned.groups}
    for group, members in groups_of(session, of_round.id):
        if group.locked and tuple(members) in wanted:
            del wanted[tuple(members)]
        else:
            session.execute(delete(BuddyGroup).where(BuddyGroup.id == group.id))
    add_groups(session, of_round, [(group.members, _reasons(group, known.kept)) for group in wanted.values()], now=now)
    store_left_out(session, of_round, planned.left_out, now=now)
    of_round.basis, of_round.matched_at = _basis(program, known), now
    session.flush()
    log.info(
        "round planned",
        extra={
            "action": "round_planned",
            "program": program.id,
            "round": of_round.number,
            "seed": of_round.seed,
        },
    )


def inputs(session: Session, program: Program, of_round: Round, mixes: Mixes) -> Inputs:
    """What pairing needs to plan this round, or to judge a change to it."""
    places = participants.pairable(session, program.id, round_number=of_round.number, on=of_round.starts_on)
    kept = _kept(session, program.id, {participant.id for participant, _ in places})
    locked = [tuple(members) for group, members in groups_of(session, of_round.id) if group.locked]
    pool = people.persons(session, places, on=of_round.starts_on, round_number=of_round.number)
    return Inputs(
        pool,
        people.history(session, program.id),
        people.rules(
            session,
            program,
            places,
            pool,
            locked=[*locked, *kept],
            round_number=of_round.number,
        ),
        people.weights(program, mixes),
        kept,
    )


def store_left_out(session: Session, new: Round, left_out: Iterable[LeftOut], *, now: datetime) -> None:
    """Store who has no group in a proposed round, why, and what would help. They are told when the round begins."""
    session.execute(delete(Waiting).where(Waiting.round_id == new.id))
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


def _basis(program: Program, known: Inputs) -> str:
    """A hash of what a plan rests on. What people say of themselves, and chats since, move nobody to another group;
    their say in whom they are matched with does.
    """
    rules = known.rules
    told = (
        [(one.id, one.hours) for one in known.people],
        [(one.id, sorted(one.avoids), sorted(one.wished), sorted(one.named)) for one in known.people],
        (rules.group_size, rules.odd_one, rules.min_common_half_hours, rules.lowers),
        (rules.circle, rules.within, [one.circles.get(rules.circle) for one in known.people]),
        sorted(sorted(pair) for pair in rules.never),
        sorted(known.kept),
        dataclasses.astuple(known.weights),
        (program.round_weeks, Rhythm.from_json(program.rhythm)[MessageKind.ROUND]),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _ends_on(session: Session, program: Program, starts_on: date) -> date:
    return end_of_round(starts_on, program.round_weeks, programs.breaks_of(session, program.id))
