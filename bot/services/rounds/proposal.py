"""A proposed round: pairing's plan, stored until it goes out, and made anew when what it rests on has changed."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Program, Round, Waiting, Workspace
from bot.domain.calendar import Rhythm, local, week_of
from bot.domain.kinds import MessageKind
from bot.domain.pairing import plan_round
from bot.domain.pairing.fitting import fits
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Group, LeftOut, LockedByOrganizer
from bot.domain.pairing.rules import Mixes, Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.rounds import KeptByWish, Reason, round_seed
from bot.domain.states import RoundState, WaitingWhy
from bot.domain.working_days import end_of_round
from bot.services import participants, programs
from bot.services.rounds import past, people, together
from bot.services.rounds.groups import add_groups, groups_of

log = logging.getLogger(__name__)
_MIXES = Mixes()
LAST_DAYS = timedelta(days=4)  # before a round: no preview comes earlier by itself, weekends included


@dataclass(frozen=True)
class Inputs:
    """What pairing is given for one proposed round. `kept`: groups that wish to stay together; `wanted`: those that
    organizers would like once; `held`: whom an organizer took out of the round.
    """

    people: list[Person]
    history: list[PastGroup]
    rules: Rules
    weights: Weights
    kept: list[tuple[int, ...]]
    wanted: list[tuple[int, ...]]
    held: frozenset[int] = frozenset()


def claim(session: Session, program: Program) -> None:
    """Plan one round of a workspace after the other: each sees whom the others bring together, and none is twice."""
    session.execute(select(Workspace.id).where(Workspace.id == program.workspace_id).with_for_update(key_share=True))


def proposal(session: Session, program_id: int) -> Round | None:
    """The round that is proposed to the program's organizers, or None."""
    return session.scalar(
        select(Round).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED).with_for_update()
    )


def proposal_for(session: Session, program_id: int, on: date) -> Round | None:
    """The proposal, made one for the week of `on` where a pause or a break has moved the round."""
    proposed = proposal(session, program_id)
    if proposed is not None:
        proposed.starts_on = week_of(on)
    return proposed


def propose(session: Session, program: Program, *, on: date, now: datetime, mixes: Mixes = _MIXES) -> Round:
    """Run pairing, and store the round that begins in the week of `on` as proposed: its groups with their reasons, and
    the people without a group.

    Same people, history and seed give the same groups; the seed is stored and logged. Whoever calls has made the
    `claim` before.
    """
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
    plan_anew(session, program, new, inputs(session, program, new, mixes, now=now), now=now)
    return new


def refresh(session: Session, program: Program, of_round: Round, *, now: datetime, mixes: Mixes) -> bool:
    """Plan the proposal anew if its people, rules or weights are others than when it was planned. Locked groups stay.

    True if it was.
    """
    known = inputs(session, program, of_round, mixes, now=now)
    ends_on = _ends_on(session, program, of_round.starts_on)
    if (of_round.basis, of_round.ends_on) == (_basis(program, known, of_round), ends_on):
        of_round.matched_at = now
        return False
    of_round.ends_on = ends_on
    plan_anew(session, program, of_round, known, now=now)
    return True


def plan_anew(session: Session, program: Program, of_round: Round, known: Inputs, *, now: datetime) -> None:
    """Match everybody outside the locked groups; a locked group goes only if a rule or an absence undoes it."""
    there = [one for one in known.people if one.id not in known.held]
    planned = plan_round(there, known.history, known.rules, known.weights, seed=of_round.seed)
    missing = {group.members: group for group in planned.groups}
    gone = []
    for group, members in groups_of(session, of_round.id):
        if group.locked and tuple(members) in missing:
            del missing[tuple(members)]
        else:
            gone.append(group.id)
    session.execute(delete(BuddyGroup).where(BuddyGroup.id.in_(gone)))
    new = list(missing.values())
    added = add_groups(session, of_round, [(group.members, _reasons(group, known.kept)) for group in new], now=now)
    for row, formed, fit in zip(added, new, _fits(known, new, of_round.seed), strict=True):
        row.fit, row.locked = fit, formed.members in known.wanted
    over = [one.id for one in known.people if one.id in known.held]
    held = [LeftOut(one, WaitingWhy.BY_ORGANIZER, ()) for one in over]
    store_left_out(session, of_round, [*planned.left_out, *held], now=now)
    of_round.basis, of_round.matched_at = _basis(program, known, of_round), now
    of_round.least_half_hours = known.rules.min_common_half_hours
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


def inputs(session: Session, program: Program, of_round: Round, mixes: Mixes, *, now: datetime) -> Inputs:
    """What pairing needs to plan this round. Who is not heard from counts from its last days on: earlier, the round
    that runs has hardly begun, and most of its people are silent still.
    """
    places = participants.pairable(session, program.id, round_number=of_round.number, on=of_round.starts_on)
    able = {participant.id for participant, _ in places}
    kept = _kept(session, program.id, able)
    wanted = together.wanted(session, program.id, of_round.number, among=able)
    locked = [tuple(members) for group, members in groups_of(session, of_round.id) if group.locked]
    pool = people.persons(session, places, on=of_round.starts_on, round_number=of_round.number)
    rules = people.rules(session, program, places, pool, locked=[*locked, *wanted, *kept], round_number=of_round.number)
    if local(now, program.zone).date() < of_round.starts_on - LAST_DAYS:
        rules = dataclasses.replace(rules, quiet=())
    return Inputs(
        pool,
        past.history(session, program.id, with_coming=True),
        rules,
        people.weights(program, mixes),
        kept,
        wanted,
        held_back(session, of_round.id),
    )


def held_back(session: Session, round_id: int) -> frozenset[int]:
    """Whom an organizer took out of the round."""
    held = select(Waiting.participant_id).where(
        Waiting.round_id == round_id, Waiting.why == WaitingWhy.BY_ORGANIZER, Waiting.ended_at.is_(None)
    )
    return frozenset(session.scalars(held))


def store_left_out(session: Session, new: Round, left_out: Iterable[LeftOut], *, now: datetime) -> None:
    """Store who has no group in a proposed round, why, and what would help. They are told when the round begins."""
    session.execute(delete(Waiting).where(Waiting.round_id == new.id))
    session.add_all(left_out_rows(new, left_out, now=now))
    session.flush()


def left_out_rows(new: Round, left_out: Iterable[LeftOut], *, now: datetime) -> list[Waiting]:
    """The rows of these."""
    return [
        Waiting(
            round_id=new.id,
            participant_id=one.person,
            why=one.why,
            help=[dataclasses.asdict(help_) for help_ in one.help],
            since_at=now,
        )
        for one in left_out
    ]


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


def _basis(program: Program, known: Inputs, of_round: Round) -> str:
    """A hash of what a plan rests on. What people say of themselves, and chats since, move nobody to another group;
    their say in whom they are matched with does, and so does who is together in the round that runs.
    """
    rules = known.rules
    last = sorted(one.members for one in known.history if one.round == of_round.number - 1 and not one.elsewhere)
    told = (
        [(one.id, one.hours) for one in known.people],
        [(one.id, sorted(one.avoids), sorted(one.wished), sorted(one.named)) for one in known.people],
        (rules.group_size, rules.odd_one, rules.min_common_half_hours, rules.lowers),
        (rules.circle, rules.within, [one.circles.get(rules.circle) for one in known.people]),
        sorted(sorted(pair) for pair in rules.never),
        sorted(sorted(pair) for pair in rules.parted),
        sorted(known.kept),
        sorted(known.wanted),
        last,
        dataclasses.astuple(known.weights),
        (program.round_weeks, Rhythm.from_json(program.rhythm)[MessageKind.ROUND]),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _fits(known: Inputs, groups: Sequence[Group], seed: int) -> list[int]:
    people_ = [one.without_say for one in known.people]
    scoring = Scoring.of(people_, known.history, known.rules, known.weights, seed=seed)
    return fits(scoring, [[scoring.people.row[member] for member in group.members] for group in groups])


def _ends_on(session: Session, program: Program, starts_on: date) -> date:
    return end_of_round(starts_on, program.round_weeks, programs.breaks_of(session, program.id))
