"""Councils before they are introduced: composed, shown to organizers, swapped, locked, and launched."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import Council, CouncilMember, CouncilPlan, CouncilWaiting, Member, Participant, Program, Workspace
from bot.domain import pairing
from bot.domain.councils import FEWEST, INTRODUCED_ON, SHOWN_BEFORE, introduced_at, shown_at
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.pairing import Breach, BrokenRuleError
from bot.domain.pairing.plan import Group, LeftOut, RoundPlan
from bot.domain.pairing.rules import Mixes
from bot.domain.rounds import Reason, reasons_from_json, reasons_to_json
from bot.domain.slots import first_moment_for_all
from bot.domain.states import WaitingWhy
from bot.services import organizer_log, organizers, participants, programs
from bot.services.conditions import is_running, may_speak
from bot.services.councils import people
from bot.services.councils.people import MIXES, Inputs
from bot.services.councils.plans import require_plan
from bot.services.members import Actor
from bot.services.rounds import people as pairing_people
from bot.services.rounds.waiting import advice

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(minutes=5)
_DAY = timedelta(days=1)
# The rules of a program that an organizer may know by name; whatever is personal is one sentence
_CANNOT = "They cannot be swapped: it would put two together who cannot be grouped. Choose others."
_RULES = {
    Breach.NOT_ACTIVE: "One of them does not take part at present, so no council can have them. Choose others.",
    Breach.PARTED: pairing_people.PARTED,
    Breach.TOO_FEW_COMMON_HOURS: "The program's “Working hours that buddies share, at least” rules this out: people of "
    "one council would share less. Choose others, or lower it in the settings.",
    Breach.CIRCLE: "The program's “Who is matched with whom” keeps each council within one circle. Choose others, or "
    "change it in the settings.",
    Breach.ROLES: "A council has one mentor at most. Choose others.",
}

_OPEN = (
    select(CouncilPlan.workspace_id, CouncilPlan.program_id)
    .join(Program, Program.id == CouncilPlan.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(CouncilPlan.launched_at.is_(None), is_running(), may_speak())
    .order_by(CouncilPlan.program_id)
)
# Programs whose organizers may have to be shown their councils: the hour is asked by the program's clock
PREVIEWS = DueQuery(
    _OPEN.where(
        CouncilPlan.shown_at.is_(None),
        CouncilPlan.starts_on <= today_plus(SHOWN_BEFORE - INTRODUCED_ON + _DAY),
    )
)
PROPOSALS = DueQuery(_OPEN.where(CouncilPlan.shown_at.is_not(None), CouncilPlan.composed_at <= now_plus(-LOOK_AGAIN)))
LAUNCHES = DueQuery(_OPEN.where(CouncilPlan.starts_on <= today_plus(_DAY - INTRODUCED_ON)))


def show(session: Session, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> bool:
    """Compose the councils and note that organizers are shown them, once, when their hour has come."""
    plan, program = require_plan(session, program_id), session.get_one(Program, program_id)
    if plan.shown_at is not None or plan.launched_at is not None or shown_at(plan.starts_on, program.zone) > now:
        return False
    refresh(session, program_id, now=now, mixes=mixes)
    plan.shown_at = now
    return True


def refresh(session: Session, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> bool:
    """Compose anew if the people, rules or weights are others than when it was composed; locked councils stay.

    True if it was; never once councils were introduced.
    """
    plan, program = require_plan(session, program_id), session.get_one(Program, program_id)
    if plan.launched_at is not None:
        return False
    known = _inputs(session, program, plan, mixes)
    basis = _basis(plan, known)
    if plan.composed_at is not None and plan.basis == basis:
        plan.composed_at = now
        return False
    _compose(session, program, plan, known, now=now)
    plan.basis = basis
    return True


def anew(session: Session, actor: Actor, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> None:
    """Compose everybody outside locked councils anew, with another seed. Raises as `open_plan`."""
    program, plan = open_plan(session, actor, program_id)
    plan.seed = (plan.seed + 1) % 2**31
    known = _inputs(session, program, plan, mixes)
    _compose(session, program, plan, known, now=now)
    plan.basis = _basis(plan, known)
    organizer_log.note(session, actor, program_id, Act.COUNCILS_ANEW, now=now)


def swap(
    session: Session, actor: Actor, program_id: int, *, one: str, other: str, now: datetime, mixes: Mixes = MIXES
) -> None:
    """Swap these two (Slack user ids); the councils they are in are locked. It is the organizer's own word.

    Raises as `open_plan`, InvalidInputError (field `other`) where a rule forbids it: never whose wish it is.
    """
    program, plan = open_plan(session, actor, program_id)
    refresh(session, program_id, now=now, mixes=mixes)
    ids = [participants.of_person(session, program_id, user, field) for user, field in ((one, "one"), (other, "other"))]
    known, before = _inputs(session, program, plan, mixes), _stored(session, plan)
    try:
        after = pairing.swap_in_councils(
            before,
            ids[0],
            ids[1],
            people=known.people,
            history=known.history,
            rules=known.rules,
            weights=known.weights,
        )
    except BrokenRuleError as error:
        broken = {one.breach for one in error.broken}
        raise InvalidInputError(
            "other", next((said for rule, said in _RULES.items() if rule in broken), _CANNOT)
        ) from None
    except ValueError as error:
        raise InvalidInputError("other", f"That is not possible: {error}.") from None
    stood = {group.members for group in before.groups}
    _replace(session, plan, after, keep=stood, now=now)
    for council, members in _rows(session, program_id):
        council.locked = council.locked or members not in stood
    about = {"members": organizer_log.members_of(session, ids)}
    organizer_log.note(session, actor, program_id, Act.COUNCIL_SWAPPED, about, now=now)


def lock(session: Session, actor: Actor, council_id: int, *, locked: bool, now: datetime) -> int:
    """Keep this council as it is, or let it be composed anew again; its program's id. Raises as `open_plan`."""
    council = session.scalar(select(Council).where(Council.id == council_id))
    if council is None:
        raise NotFoundError(f"council {council_id}")
    open_plan(session, actor, council.program_id)
    if council.locked is not locked:
        council.locked = locked
        there = session.scalars(select(CouncilMember.participant_id).where(CouncilMember.council_id == council_id))
        about = {"members": organizer_log.members_of(session, there.all())}
        act = Act.COUNCIL_LOCKED if locked else Act.COUNCIL_UNLOCKED
        organizer_log.note(session, actor, council.program_id, act, about, now=now)
    return council.program_id


def open_plan(session: Session, actor: Actor, program_id: int) -> tuple[Program, CouncilPlan]:
    """The plan of a program whose councils are only proposed.

    Raises as `organizers.require`, NotFoundError where it has none, ClosedError once they were introduced.
    """
    program = organizers.require(session, actor, program_id)
    plan = require_plan(session, program_id)
    if plan.launched_at is not None:
        raise ClosedError(f"the councils of program {program_id} were introduced")
    return program, plan


def send_now(session: Session, actor: Actor, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> None:
    """Introduce the councils as they stand, at the next hour that suits each. Raises as `open_plan`."""
    open_plan(session, actor, program_id)
    organizer_log.note(session, actor, program_id, Act.COUNCILS_SENT_NOW, now=now)
    launch(session, program_id, now=now, mixes=mixes)


def launch_if_due(session: Session, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> bool:
    """Introduce the councils by themselves when their hour has come. True if that was now."""
    plan, program = require_plan(session, program_id), session.get_one(Program, program_id)
    if plan.launched_at is not None or introduced_at(plan.starts_on, program.zone) > now:
        return False
    if programs.is_break(session, program_id, people.today(program, now)):
        return False
    launch(session, program_id, now=now, mixes=mixes)
    return True


def launch(session: Session, program_id: int, *, now: datetime, mixes: Mixes) -> None:
    """The proposal becomes the program's councils: each is introduced at an hour that suits all of it."""
    refresh(session, program_id, now=now, mixes=mixes)
    plan, program = require_plan(session, program_id), session.get_one(Program, program_id)
    plan.launched_at = now
    breaks = programs.breaks_of(session, program_id)
    for council_id, there in people.seats(session, program_id).items():
        council = session.get_one(Council, council_id)
        hours = [pairing_people.hours_of(member) for _, member in there]
        council.introduce_at = first_moment_for_all(hours, after=now, breaks=breaks) if len(there) >= FEWEST else None
    for waiting, member in session.execute(
        select(CouncilWaiting, Member)
        .join(Participant, Participant.id == CouncilWaiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(CouncilWaiting.program_id == program_id)
    ):
        waiting.tell_at = first_moment_for_all([pairing_people.hours_of(member)], after=now, breaks=breaks)
    session.flush()
    log.info("councils launched", extra={"action": "councils_launched", "program": program.id})


def add_council(
    session: Session, program_id: int, members: Iterable[int], reasons: Iterable[Reason], *, now: datetime
) -> Council:
    """Store a council of these participants, with the program's next number."""
    last = session.scalar(select(func.max(Council.number)).where(Council.program_id == program_id)) or 0
    council = Council(program_id=program_id, number=last + 1, reasons=reasons_to_json(reasons), created_at=now)
    session.add(council)
    session.flush()
    session.add_all(
        CouncilMember(council_id=council.id, participant_id=participant_id, joined_at=now) for participant_id in members
    )
    session.flush()
    return council


def store_waiting(session: Session, program_id: int, left: LeftOut, *, now: datetime) -> CouncilWaiting:
    """The participant has no council: why, and what would help."""
    row = session.scalar(select(CouncilWaiting).where(CouncilWaiting.participant_id == left.person))
    if row is None:
        row = CouncilWaiting(program_id=program_id, participant_id=left.person, since_at=now)
        session.add(row)
    row.why, row.help, row.looked_at = left.why, [dataclasses.asdict(one) for one in left.help], now
    session.flush()
    return row


def _compose(session: Session, program: Program, plan: CouncilPlan, known: Inputs, *, now: datetime) -> None:
    locked = [members for council, members in _rows(session, program.id) if council.locked]
    composed = pairing.compose(
        known.people, known.history, known.rules, known.weights, wanted=plan.size, seed=plan.seed, locked=locked
    )
    _replace(session, plan, composed, keep=set(locked), now=now)
    log.info("councils composed", extra={"action": "councils_composed", "program": program.id, "seed": plan.seed})


def _replace(
    session: Session, plan: CouncilPlan, wanted: RoundPlan, *, keep: set[tuple[int, ...]], now: datetime
) -> None:
    """Store the proposal: councils of `keep` that it still has stay as rows, the others are new."""
    groups = {group.members: group for group in wanted.groups}
    for council, members in _rows(session, plan.program_id):
        if members in keep and members in groups:
            del groups[members]
        else:
            session.execute(delete(Council).where(Council.id == council.id))
    session.flush()
    for group in groups.values():
        add_council(session, plan.program_id, group.members, group.reasons, now=now)
    session.execute(delete(CouncilWaiting).where(CouncilWaiting.program_id == plan.program_id))
    for left in wanted.left_out:
        store_waiting(session, plan.program_id, left, now=now)
    plan.composed_at = now
    session.flush()


def _rows(session: Session, program_id: int) -> list[tuple[Council, tuple[int, ...]]]:
    return [
        (session.get_one(Council, council_id), tuple(participant.id for participant, _ in there))
        for council_id, there in people.seats(session, program_id).items()
    ]


def _stored(session: Session, plan: CouncilPlan) -> RoundPlan:
    groups = [
        Group(members, tuple(reasons_from_json(council.reasons)))  # type: ignore[arg-type]  # councils keep nobody's wish
        for council, members in _rows(session, plan.program_id)
    ]
    waiting = session.scalars(select(CouncilWaiting).where(CouncilWaiting.program_id == plan.program_id))
    left = [LeftOut(row.participant_id, WaitingWhy(row.why), advice(row.help)) for row in waiting]
    return RoundPlan(tuple(sorted(groups, key=lambda group: group.members)), tuple(left), plan.seed)


def _inputs(session: Session, program: Program, plan: CouncilPlan, mixes: Mixes) -> Inputs:
    on: date = plan.starts_on
    return people.inputs(session, program, people.able(session, program, on=on), mixes, on=on)


def _basis(plan: CouncilPlan, known: Inputs) -> str:
    """A hash of what a proposal rests on."""
    rules = known.rules
    told = (
        [(one.id, one.hours, one.role, one.circles.get(rules.circle)) for one in known.people],
        (plan.size, plan.seed, rules.min_common_half_hours, rules.lowers, rules.circle, rules.within),
        sorted(sorted(pair) for pair in rules.never),
        sorted(sorted(pair) for pair in rules.parted),
        dataclasses.astuple(known.weights),
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()
