"""Who is in which council, once they go on: latecomers, people who leave, change or merge. Nobody learns who asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Council, CouncilMember, CouncilPlan, CouncilWaiting, Member, Participant, Program, Workspace
from bot.domain import pairing
from bot.domain.councils import FEWEST
from bot.domain.pairing import GoingOn
from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import LeftOut
from bot.domain.pairing.rules import Mixes
from bot.domain.slots import first_moment_for_all
from bot.domain.states import ParticipantState, WaitingWhy
from bot.services import participants, programs
from bot.services.conditions import is_active, is_running, may_speak
from bot.services.councils import people
from bot.services.councils.composing import add_council, store_waiting
from bot.services.councils.people import MIXES
from bot.services.councils.places import place_in
from bot.services.members import Actor
from bot.services.rounds.people import Pairable, hours_of

LOOK_AGAIN = timedelta(hours=12)  # how often Kith looks for a council for somebody who waits

_HAS_SEAT = exists().where(CouncilMember.participant_id == Participant.id, CouncilMember.left_at.is_(None))
_LOOKED_FOR = exists().where(
    CouncilWaiting.participant_id == Participant.id, CouncilWaiting.looked_at > now_plus(-LOOK_AGAIN)
)
# Everybody with a seat who does not take part any more; whoever is on a pause keeps theirs
GONE = DueQuery(
    select(CouncilMember.workspace_id, Participant.id)
    .join(Participant, Participant.id == CouncilMember.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .join(CouncilPlan, CouncilPlan.program_id == Participant.program_id)
    .join(Program, Program.id == Participant.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        CouncilMember.left_at.is_(None),
        CouncilPlan.launched_at.is_not(None),
        is_running(),
        may_speak(),
        or_(
            Member.deactivated_at.is_not(None),
            Participant.state.in_((ParticipantState.LEFT, ParticipantState.LANDED, ParticipantState.RESTING)),
        ),
    )
    .order_by(Participant.id)
)
# Programs in which somebody takes an active part and has no council
UNPLACED = DueQuery(
    select(CouncilPlan.workspace_id, CouncilPlan.program_id)
    .join(Program, Program.id == CouncilPlan.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .join(Participant, Participant.program_id == Program.id)
    .join(Member, Member.id == Participant.member_id)
    .where(
        CouncilPlan.launched_at.is_not(None),
        is_running(),
        may_speak(),
        is_active(),
        Member.deactivated_at.is_(None),
        Member.is_bot.is_(False),
        ~_HAS_SEAT,
        ~_LOOKED_FOR,
    )
    .distinct()
    .order_by(CouncilPlan.program_id)
)


@dataclass(frozen=True)
class Changed:
    """The actor is in another council now, or waits for one. `former`: who was with them (Slack user ids)."""

    program_id: int
    program_name: str
    former: tuple[str, ...]
    found: bool


def about_to_change(session: Session, actor: Actor, council_id: int) -> tuple[str, tuple[str, ...]]:
    """The program's name, and the others of the council (Slack user ids). Raises as `place_in`."""
    here = place_in(session, actor, council_id)
    others = [member.slack_user_id for _, _, member in people.members_of(session, council_id, with_paused=True)]
    return here.program.name, tuple(one for one in others if one != actor.slack_user_id)


def change_council(session: Session, actor: Actor, council_id: int, *, now: datetime, mixes: Mixes = MIXES) -> Changed:
    """The actor goes on in another council; the others read only that the councils changed a little.

    Raises as `place_in`.
    """
    here = place_in(session, actor, council_id)
    name, former = about_to_change(session, actor, council_id)
    mine = here.member.participant_id
    participants.touch(session, mine, now=now)
    here.member.asked_away = True
    _leave(session, here.council, [mine], now=now)
    found = _place(session, here.program, [mine], now=now)
    if not found:
        _wait(session, here.program, [mine], WaitingWhy.REGROUPED, now=now, told=True)
    settle(session, here.program.id, now=now, mixes=mixes)
    return Changed(here.program.id, name, former, bool(found))


def release(session: Session, participant_id: int, *, now: datetime, mixes: Mixes = MIXES) -> None:
    """Whoever left, landed, rests or lost their account has no seat any more; what became small goes on elsewhere."""
    rows = session.scalars(
        select(Council)
        .join(CouncilMember, CouncilMember.council_id == Council.id)
        .where(CouncilMember.participant_id == participant_id, CouncilMember.left_at.is_(None))
    ).all()
    for council in rows:
        _leave(session, council, [participant_id], now=now)
        settle(session, council.program_id, now=now, mixes=mixes)
    session.execute(delete(CouncilWaiting).where(CouncilWaiting.participant_id == participant_id))


def place_unplaced(session: Session, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> None:
    """Give everybody without a council one: the smallest that the hard rules allow; three who wait may be a new one."""
    program = session.get_one(Program, program_id)
    seated = {one.id for there in people.seats(session, program_id).values() for one, _ in there}
    able = [
        place for place in people.able(session, program, on=people.today(program, now)) if place[0].id not in seated
    ]
    loose = [participant.id for participant, _ in able]
    placed = _place(session, program, loose, now=now)
    rest = [one for one in loose if one not in placed]
    rest = _found(session, program, [place for place in able if place[0].id in rest], now=now, mixes=mixes)
    _wait(session, program, rest, WaitingWhy.JOINED_LATE, now=now)
    stale = CouncilWaiting.participant_id.not_in(rest)
    session.execute(delete(CouncilWaiting).where(CouncilWaiting.program_id == program_id, stale))
    for one in _unable(session, program, {participant.id for participant, _ in able} | seated):
        _wait(
            session, program, [one], WaitingWhy.CAME_BACK, now=now, told=True
        )  # a guest, somebody Slack has not described


def settle(session: Session, program_id: int, *, now: datetime, mixes: Mixes = MIXES) -> None:
    """A council of fewer than three goes on in another: together if one can take all of it, else each where they may.

    Whoever no other council can take stays, with one person at least beside them; somebody alone waits for a place.
    """
    program = session.get_one(Program, program_id)
    for council_id, there in people.seats(session, program_id).items():
        if len(there) >= FEWEST:
            continue
        council = session.get_one(Council, council_id)
        others = {key: value for key, value in people.seats(session, program_id).items() if key != council_id}
        said = _going_on(session, program, there, others, now=now, mixes=mixes)
        for participant_id, to in said.moves.items():
            _leave(session, council, [participant_id], now=now)
            _join(session, session.get_one(Council, to), [participant_id], now=now)
        if said.waits:
            _leave(session, council, said.waits, now=now)
            _wait(session, program, said.waits, WaitingWhy.REGROUPED, now=now)
        if said.ends:
            _dissolve(session, council, now=now)


def _going_on(
    session: Session,
    program: Program,
    there: Sequence[Pairable],
    others: dict[int, list[Pairable]],
    *,
    now: datetime,
    mixes: Mixes,
) -> GoingOn:
    every = [*there, *(one for council in others.values() for one in council)]
    known = people.inputs(session, program, every, mixes, on=people.today(program, now))
    table = {person.id: person for person in known.people}
    small = [table[participant.id] for participant, _ in there]
    councils = {key: [table[one.id] for one, _ in council] for key, council in others.items() if council}
    return pairing.going_on(small, councils, known.rules)


def _place(session: Session, program: Program, loose: Sequence[int], *, now: datetime) -> list[int]:
    """Let each of these join the smallest council that may take them, of those they did not ask away from; who did."""
    placed = []
    for participant_id in loose:
        left = select(CouncilMember.council_id).where(
            CouncilMember.participant_id == participant_id, CouncilMember.asked_away
        )
        but = set(session.scalars(left))
        councils = {key: there for key, there in people.seats(session, program.id).items() if there and key not in but}
        newcomer = _pairable(session, participant_id)
        if newcomer is None or not councils:
            continue
        known = people.inputs(
            session,
            program,
            [newcomer, *(one for council in councils.values() for one in council)],
            MIXES,
            on=people.today(program, now),
        )
        table = {person.id: person for person in known.people}
        every: dict[int, Sequence[Person]] = {
            key: [table[one.id] for one, _ in there] for key, there in councils.items()
        }
        chosen = pairing.smallest_council(table[participant_id], list(every.values()), known.rules)
        to = next((key for key, council in every.items() if council is chosen), None)
        if to is not None:
            _join(session, session.get_one(Council, to), [participant_id], now=now)
            placed.append(participant_id)
    return placed


def _found(session: Session, program: Program, loose: Sequence[Pairable], *, now: datetime, mixes: Mixes) -> list[int]:
    """Three or more who wait may be a council of their own; who is still without one."""
    if len(loose) >= FEWEST:
        plan = session.scalars(select(CouncilPlan).where(CouncilPlan.program_id == program.id)).one()
        known = people.inputs(session, program, loose, mixes, on=people.today(program, now))
        composed = pairing.compose(
            known.people, known.history, known.rules, known.weights, wanted=plan.size, seed=plan.seed
        )
        for group in composed.groups:
            council = add_council(session, program.id, group.members, group.reasons, now=now)
            _introduce_soon(session, council, now=now)
        return [left.person for left in composed.left_out]
    return [participant.id for participant, _ in loose]


def _wait(
    session: Session,
    program: Program,
    participant_ids: Collection[int],
    why: WaitingWhy,
    *,
    now: datetime,
    told: bool = False,
) -> None:
    breaks = programs.breaks_of(session, program.id)
    for participant_id in participant_ids:
        row = session.scalar(select(CouncilWaiting).where(CouncilWaiting.participant_id == participant_id))
        is_new = row is None
        row = store_waiting(session, program.id, LeftOut(participant_id, row.why if row else why, ()), now=now)
        if told:
            row.told_at = row.told_at or now
        elif is_new:
            member = session.scalars(
                select(Member)
                .join(Participant, Participant.member_id == Member.id)
                .where(Participant.id == participant_id)
            ).one()
            row.tell_at = first_moment_for_all([hours_of(member)], after=now, breaks=breaks)


def _join(session: Session, council: Council, participant_ids: Collection[int], *, now: datetime) -> None:
    session.add_all(
        CouncilMember(council_id=council.id, participant_id=participant_id, joined_at=now)
        for participant_id in participant_ids
    )
    session.execute(delete(CouncilWaiting).where(CouncilWaiting.participant_id.in_(participant_ids)))
    council.changed_at = now
    session.flush()
    _introduce_soon(session, council, now=now)


def _introduce_soon(session: Session, council: Council, *, now: datetime) -> None:
    """At the next hour that suits all of them."""
    hours = [hours_of(member) for _, _, member in people.members_of(session, council.id)]
    breaks = programs.breaks_of(session, council.program_id)
    council.introduce_at = first_moment_for_all(hours, after=now, breaks=breaks) if hours else now
    session.flush()


def _leave(session: Session, council: Council, participant_ids: Collection[int], *, now: datetime) -> None:
    for row in session.scalars(
        select(CouncilMember).where(
            CouncilMember.council_id == council.id,
            CouncilMember.participant_id.in_(participant_ids),
            CouncilMember.left_at.is_(None),
        )
    ):
        row.left_at = now
    council.changed_at = now
    session.flush()


def _dissolve(session: Session, council: Council, *, now: datetime) -> None:
    council.dissolved_at, council.next_at, council.introduce_at = now, None, None
    session.flush()


def _pairable(session: Session, participant_id: int) -> Pairable | None:
    row = session.execute(
        select(Participant, Member)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id == participant_id)
    ).first()
    return (row[0], row[1]) if row else None


def _unable(session: Session, program: Program, known: Collection[int]) -> list[int]:
    """Active people who can be in no council for now: looked at again later."""
    rows = session.scalars(
        select(Participant.id).where(Participant.program_id == program.id, is_active(), Participant.id.not_in(known))
    )
    return list(rows)
