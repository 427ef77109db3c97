"""People without a buddy are matched into the running round: with each other, or as one more in a group.

Until a group's introduction is claimed, nobody knows of it, and somebody can come in at once.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, Participant, Program, Round, Waiting
from bot.domain.calendar import local
from bot.domain.pairing import best_group, plan_round
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import FewHours, MadeLarger, RoundPlan
from bot.domain.pairing.rules import Mixes, Rules
from bot.domain.pairing.verifying import common_half_hours
from bot.domain.rounds import KeptByWish, Reason, Unpaired, reasons_from_json, status
from bot.domain.states import OddOne, RoundState, WaitingWhy
from bot.services import participants
from bot.services.conditions import in_running_rounds, sits_out
from bot.services.members import Actor
from bot.services.rounds import past, people
from bot.services.rounds.changes import dissolve, form, wait
from bot.services.rounds.groups import groups_of
from bot.services.rounds.places import standing_place_in
from bot.services.rounds.waiting import is_late, unpaired

log = logging.getLogger(__name__)
_MIXES = Mixes()

# How long somebody waits for another person without a buddy before they join a group as one more
SETTLE = timedelta(hours=24)
LOOK_AGAIN = timedelta(hours=1)
MOST_TRIED = 10  # larger groups that are planned anew with those who wait: each is a plan of its own


@dataclass(frozen=True)
class _Scene:
    """A running round in the middle: its people, their groups, and the rules."""

    of_round: Round
    program: Program
    persons: dict[int, Person]
    history: list[PastGroup]
    rules: Rules


_HAS_GROUP = exists().where(
    GroupMember.participant_id == Participant.id,
    GroupMember.group_id == BuddyGroup.id,
    BuddyGroup.round_id == Round.id,
    BuddyGroup.dissolved_at.is_(None),
)
_WAITING_ALREADY = exists().where(
    Waiting.round_id == Round.id,
    Waiting.participant_id == Participant.id,
    Waiting.ended_at.is_(None),
    Waiting.since_at <= Round.matched_at,
)
# Running rounds in which an active participant has no group: each is looked at once an hour, and at once where somebody
# is without a group since the last time
UNPLACED = DueQuery(
    in_running_rounds(select(Round.workspace_id, Round.id))
    .join(Participant, Participant.program_id == Program.id)
    .where(
        people.is_present(),
        ~_HAS_GROUP,
        ~sits_out(),
        Round.matched_at.is_(None) | (Round.matched_at <= now_plus(-LOOK_AGAIN)) | ~_WAITING_ALREADY,
    )
    .distinct()
    .order_by(Round.id)
)


def match_unplaced(session: Session, round_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> int:
    """Match everybody without a buddy where possible: at once with each other, or in a group that nobody was told of;
    after a day as one more in any group, or with one of three who have no time yet.

    Nobody meets somebody again in the same round; in its last days nobody is matched any more, and newcomers wait for
    the next. Returns the number of groups formed.
    """
    scene = _scene(session, round_id, now=now)
    if scene is None:
        return 0
    scene.of_round.matched_at = now
    waiting = {
        participant_id: row
        for participant_id, row in _waiting(session, scene, now=now).items()
        if row.why is not WaitingWhy.BY_ORGANIZER
    }
    if is_late(session, scene.of_round, scene.program, now=now):
        return 0
    formed = _match_each_other(session, scene, list(waiting), now=now, mixes=mixes)
    if scene.program.odd_one is OddOne.TRIO:
        for row in [row for row in waiting.values() if row.ended_at is None]:
            is_settled = row.since_at <= now - SETTLE
            joined = _join(session, scene, row.participant_id, now=now, only_untold=not is_settled)
            if joined is None and is_settled:
                joined = _split(session, scene, row.participant_id, now=now, mixes=mixes)
            formed += joined is not None
    return formed


def join_another(session: Session, actor: Actor, group_id: int, *, now: datetime) -> BuddyGroup | Unpaired:
    """The actor leaves their group and is one more in another; without room anywhere, they wait for a buddy.

    Raises NotFoundError, NotAllowedError, ClosedError as `change_buddy`.
    """
    place = standing_place_in(session, actor, group_id)
    mine = place.member.participant_id
    participants.touch(session, mine, now=now)
    for participant_id in dissolve(session, place.group, now=now):
        waiting = wait(session, place.of_round, participant_id, why=WaitingWhy.REGROUPED, now=now)
        if participant_id == mine:
            waiting.told_at, waiting_id = now, waiting.id
    scene = _scene(session, place.of_round.id, now=now)
    joined = _join(session, scene, mine, now=now) if scene else None
    return joined or unpaired(session, waiting_id, now=now)


def _scene(session: Session, round_id: int, *, now: datetime) -> _Scene | None:
    row = session.execute(
        select(Round, Program)
        .join(Program, Program.id == Round.program_id)
        .where(Round.id == round_id, Round.state == RoundState.RUNNING)
    ).first()
    if row is None:
        return None
    of_round, program = row
    on = max(local(now, program.zone).date(), of_round.starts_on)
    places = participants.pairable(session, program.id, round_number=of_round.number, on=on)
    pool = people.persons(session, places, on=on, round_number=of_round.number)
    persons = {person.id: person for person in pool}
    together = _together_this_round(session, round_id)
    rules = people.rules(session, program, places, pool)
    return _Scene(
        of_round,
        program,
        persons,
        past.history(session, program.id),
        dataclasses.replace(rules, never=rules.never | together),
    )


def _together_this_round(session: Session, round_id: int) -> frozenset[frozenset[int]]:
    groups: dict[int, list[int]] = {}
    for group_id, participant_id in session.execute(
        select(GroupMember.group_id, GroupMember.participant_id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(
            BuddyGroup.round_id == round_id,
            BuddyGroup.introduced_at.is_not(None) | BuddyGroup.dissolved_at.is_not(None),
        )
    ):
        groups.setdefault(group_id, []).append(participant_id)
    return frozenset(frozenset(pair) for members in groups.values() for pair in combinations(members, 2))


def _waiting(session: Session, scene: _Scene, *, now: datetime) -> dict[int, Waiting]:
    """The open rows of everybody who can be matched and has no group; new rows for newcomers."""
    placed = {member for _, members in groups_of(session, scene.of_round.id) for member in members}
    rows = {
        row.participant_id: row for row in session.scalars(select(Waiting).where(Waiting.round_id == scene.of_round.id))
    }
    for participant_id, row in rows.items():
        if row.ended_at is None and (participant_id in placed or participant_id not in scene.persons):
            row.ended_at = now
    open_rows = {participant_id: row for participant_id, row in rows.items() if row.ended_at is None}
    new = sorted(scene.persons.keys() - placed - open_rows.keys())
    for participant in session.scalars(select(Participant).where(Participant.id.in_(new)).order_by(Participant.id)):
        why = _why_late(scene.of_round, participant)
        open_rows[participant.id] = wait(session, scene.of_round, participant.id, why=why, now=now)
    session.flush()
    return open_rows


def _why_late(of_round: Round, participant: Participant) -> WaitingWhy:
    began = of_round.started_at or of_round.created_at
    was_there = participant.joined_at <= began
    came_back = was_there and (began < participant.state_changed_at or participant.last_round is not None)
    return WaitingWhy.CAME_BACK if came_back else WaitingWhy.JOINED_LATE


def _match_each_other(session: Session, scene: _Scene, ids: Sequence[int], *, now: datetime, mixes: Mixes) -> int:
    """With each other; where it comes out more evenly, together with the people of a group that nobody was told of."""
    if not ids:
        return 0
    planned = _plan(scene, ids, mixes)
    larger = [(group, there) for there, group in _untold(session, scene).items() if len(there) > scene.rules.group_size]
    for group, there in larger[:MOST_TRIED]:
        wider = _plan(scene, [*ids, *there], mixes)
        nobody_loses = not {left.person for left in wider.left_out} & set(there)
        if nobody_loses and _unevenness(scene, wider) < _unevenness(scene, planned):
            planned = wider
            _give_way(session, group, now=now)
            break
    for one in planned.groups:
        form(session, scene.of_round, one.members, reasons=one.reasons, now=now)
        log.info("matched mid-round", extra={"action": "matched_mid_round", "round": scene.of_round.id})
    return len(planned.groups)


def _plan(scene: _Scene, ids: Sequence[int], mixes: Mixes) -> RoundPlan:
    return plan_round(
        [scene.persons[participant_id] for participant_id in ids],
        scene.history,
        dataclasses.replace(scene.rules, odd_one=OddOne.TRIO, lowers=False),
        people.weights(scene.program, mixes),
        seed=scene.of_round.seed,
    )


def _unevenness(scene: _Scene, planned: RoundPlan) -> tuple[int, int]:
    """People without a group, then groups that are larger than usual."""
    return len(planned.left_out), sum(len(group.members) > scene.rules.group_size for group in planned.groups)


def _untold(session: Session, scene: _Scene) -> dict[tuple[int, ...], BuddyGroup]:
    """The groups that nobody was told of yet, by their people; none is introduced until this transaction has ended.

    Left to themselves are groups that an organizer locked, or that have a time, and people who wish to stay together.
    """
    untold = (
        select(BuddyGroup)
        .where(
            BuddyGroup.round_id == scene.of_round.id,
            BuddyGroup.introduced_at.is_(None),
            BuddyGroup.dissolved_at.is_(None),
            BuddyGroup.locked.is_(False),
        )
        .order_by(BuddyGroup.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    open_ = {group.id for group in session.scalars(untold) if KeptByWish() not in reasons_from_json(group.reasons)}
    return {members: group for members, group in _joinable(session, scene).items() if group.id in open_}


def _give_way(session: Session, group: BuddyGroup, *, now: datetime) -> None:
    """The group ends for another one. One that nobody was told of was none: its people have not met."""
    session.refresh(group, with_for_update=True)
    if group.introduced_at is None:
        session.delete(group)
        session.flush()
    else:
        dissolve(session, group, now=now)


def _join(
    session: Session, scene: _Scene, participant_id: int, *, now: datetime, only_untold: bool = False
) -> BuddyGroup | None:
    """One more in the group that suits best: that group goes on as a new one with them in it."""
    if participant_id not in scene.persons:
        return None
    standing = _untold(session, scene) if only_untold else _joinable(session, scene)
    standing = {members: group for members, group in standing.items() if participant_id not in members}
    groups = [[scene.persons[member] for member in members] for members in standing]
    newcomer, rules = scene.persons[participant_id], scene.rules
    chosen = best_group(newcomer, groups, scene.history, rules)
    if chosen is None and rules.lowers:
        eased = dataclasses.replace(rules, lowered={participant_id: 0})
        chosen = best_group(newcomer, groups, scene.history, eased)
    if chosen is None:
        return None
    members = tuple(person.id for person in chosen)
    _give_way(session, standing[members], now=now)
    grown = [*members, participant_id]
    reasons: list[Reason] = [MadeLarger(), *_few_hours(scene, grown)]
    return form(session, scene.of_round, grown, reasons=reasons, now=now)


def _split(session: Session, scene: _Scene, participant_id: int, *, now: datetime, mixes: Mixes) -> BuddyGroup | None:
    """Where no group takes one more: one of a group that is larger than usual comes to them, the others go on."""
    usual = scene.rules.group_size
    if participant_id not in scene.persons:
        return None
    for members, group in _joinable(session, scene).items():
        for leaves in members if len(members) > usual else ():
            staying = [one for one in members if one != leaves]
            if any(frozenset(pair) in scene.rules.parted for pair in combinations(staying, 2)):
                continue
            planned = _plan(scene, [participant_id, leaves], mixes)
            if planned.groups:
                _give_way(session, group, now=now)
                form(session, scene.of_round, staying, reasons=[], now=now)
                return form(
                    session, scene.of_round, planned.groups[0].members, reasons=planned.groups[0].reasons, now=now
                )
    return None


def _joinable(session: Session, scene: _Scene) -> dict[tuple[int, ...], BuddyGroup]:
    """Groups by their people. Who have a time, or have met, are left to themselves: one more would undo it."""
    return {
        tuple(members): group
        for group, members in groups_of(session, scene.of_round.id)
        if all(member in scene.persons for member in members) and not _is_settled(session, group)
    }


def _few_hours(scene: _Scene, members: Sequence[int]) -> list[FewHours]:
    common = common_half_hours(scene.persons[member] for member in members)
    return [FewHours(common)] if common < scene.rules.min_common_half_hours else []


def _is_settled(session: Session, group: BuddyGroup) -> bool:
    said = status(session.scalars(select(GroupMember.answer).where(GroupMember.group_id == group.id)))
    return said.met or said.has_time
