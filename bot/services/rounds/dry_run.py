"""The next round as it would be now, and why two people would be together in it or not. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.db.session import bind_workspace
from bot.domain import pairing
from bot.domain.errors import NotFoundError
from bot.domain.pairing import CircleCost, Explanation, HoursCost
from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import RoundPlan
from bot.domain.pairing.rules import Mixes, Rules
from bot.domain.programs import CIRCLE_RULES, circle_of
from bot.domain.rounds import WithoutBuddy, round_seed
from bot.services import organizers, participants, programs
from bot.services.conditions import goes_on
from bot.services.members import Actor
from bot.services.rounds import past, people, together

_MIXES = Mixes()


@dataclass(frozen=True)
class DryRun:
    """A round as it would be now. `names` by participant id."""

    program: Program
    plan: RoundPlan
    names: Mapping[int, str]


def find_program(session: Session, named: str) -> Program:
    """The program with this id or name that has not ended; the session is bound to its workspace.

    Raises NotFoundError where there is none, or where several have that name.
    """
    going_on = session.scalars(select(Program).where(goes_on())).all()
    by_name = [program for program in going_on if program.name.casefold() == named.casefold()]
    found = by_name or [program for program in going_on if str(program.id) == named]
    if len(found) != 1:
        raise NotFoundError(f"{len(found)} running programs are called {named!r}; give the id of one")
    bind_workspace(session, found[0].workspace_id)
    return found[0]


def dry_run(session: Session, named: str, *, now: datetime, mixes: Mixes = _MIXES) -> DryRun:
    """The next round as it would be if it started now. Raises as `find_program`."""
    program = find_program(session, named)
    return _plan(session, program, now=now, mixes=mixes)[0]


def explain_two(
    session: Session, named: str, one: str, other: str, *, now: datetime, mixes: Mixes = _MIXES
) -> tuple[DryRun, Explanation]:
    """Why these two (Slack user ids, or names) would be together or not in the next round.

    Raises NotFoundError as `find_program`, and for somebody who does not take part in that round.
    """
    round_, known = _plan(session, find_program(session, named), now=now, mixes=mixes)
    ids = [_participant(session, round_, person) for person in (one, other)]
    if ids[0] == ids[1]:
        raise NotFoundError("an explanation is about two different people")
    return round_, pairing.explain(ids[0], ids[1], plan=round_.plan, **known)


def hours_cost(session: Session, actor: Actor, program_id: int, *, now: datetime) -> HoursCost:
    """What the least hours that buddies share cost the people of the next round. Raises as `organizers.require`."""
    program, _, pool = _pool(session, actor, program_id, now=now)
    return pairing.cost(pool, people.least_hours(program, pool))


def circle_costs(session: Session, actor: Actor, program_id: int, *, now: datetime) -> dict[str, CircleCost]:
    """What each of CIRCLE_RULES would cost the people of the next round, by their circles and hours alone.

    Raises as `organizers.require`.
    """
    program, _, pool = _pool(session, actor, program_id, now=now)
    costs = pairing.circle_costs(pool, _rules(program, pool))
    return {rule: costs[circle_of(rule)] for rule in CIRCLE_RULES if rule}


def left_out_by_circle(session: Session, actor: Actor, program_id: int, *, now: datetime) -> list[WithoutBuddy]:
    """Who of the next round has no buddy by the program's circle rule, and what would help. Raises as above."""
    program, places, pool = _pool(session, actor, program_id, now=now)
    if not program.circle_rule:
        return []
    members = {participant.id: member for participant, member in places}
    return [
        WithoutBuddy(members[one.person].slack_user_id, one.why, one.help, members[one.person].name)
        for one in pairing.left_out_by_circle(pool, _rules(program, pool))
    ]


def _pool(
    session: Session, actor: Actor, program_id: int, *, now: datetime
) -> tuple[Program, list[people.Pairable], list[Person]]:
    """The program that the actor organizes, and the people of its next round."""
    program = organizers.require(session, actor, program_id)
    number = participants.next_round_numbers(session, [program.id])[program.id]
    on = programs.next_round_on(session, program, now=now)
    places = participants.pairable(session, program.id, round_number=number, on=on)
    return program, places, people.persons(session, places, on=on, round_number=number)


def _rules(program: Program, pool: list[Person]) -> Rules:
    """The program's own rules, without what anybody said for themselves."""
    circle, within = circle_of(program.circle_rule)
    return Rules(
        group_size=program.group_size,
        min_common_half_hours=people.least_hours(program, pool),
        lowers=program.lowers_hours,
        circle=circle,
        within=within,
    )


def _plan(session: Session, program: Program, *, now: datetime, mixes: Mixes) -> tuple[DryRun, dict[str, Any]]:
    number = participants.next_round_numbers(session, [program.id])[program.id]
    on = programs.next_round_on(session, program, now=now)
    places = participants.pairable(session, program.id, round_number=number, on=on)
    pool = people.persons(session, places, on=on, round_number=number)
    able = {participant.id for participant, _ in places}
    locked = together.wanted(session, program.id, number, among=able)
    known: dict[str, Any] = {
        "people": pool,
        "history": past.history(session, program.id),
        "rules": people.rules(session, program, places, pool, locked=locked, round_number=number),
        "weights": people.weights(program, mixes),
    }
    plan = pairing.plan_round(seed=round_seed(program.seed, number), **known)
    names = {participant.id: member.name or member.slack_user_id for participant, member in places}
    return DryRun(program, plan, names), known


def _participant(session: Session, round_: DryRun, person: str) -> int:
    rows = session.execute(
        select(Participant.id, Member.slack_user_id, Member.name)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == round_.program.id, Participant.id.in_(round_.names))
    )
    wanted = person.removeprefix("@").casefold()
    found = [row[0] for row in rows if wanted in (row[1].casefold(), row[2].casefold())]
    if len(found) != 1:
        raise NotFoundError(f"{len(found)} people of the next round are called {person!r}; give a Slack user id")
    return int(found[0])
