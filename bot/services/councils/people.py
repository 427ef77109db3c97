"""The people of councils, as rows and as pairing sees them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMember, CouncilPlan, Member, Participant, Program, Workspace
from bot.domain.calendar import local
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Mixes, Rules, Weights
from bot.domain.rounds import Buddy
from bot.services import participants
from bot.services.conditions import is_running, may_speak
from bot.services.rounds import past
from bot.services.rounds import people as pairing_people
from bot.services.rounds.people import Pairable

MIXES = Mixes()
CouncilRow = tuple[CouncilMember, Participant, Member]


@dataclass(frozen=True)
class Inputs:
    """What pairing is given to compose councils, or to judge a change to them."""

    people: list[Person]
    history: list[PastGroup]
    rules: Rules
    weights: Weights


def stands() -> ColumnElement[bool]:
    """The council goes on."""
    return Council.dissolved_at.is_(None)


def has_seat() -> ColumnElement[bool]:
    """The participant belongs to the council: whoever is on a pause keeps their seat."""
    return CouncilMember.left_at.is_(None)


def is_present() -> ColumnElement[bool]:
    """As `has_seat`, joined with participant and member, without those on a pause: they are asked nothing."""
    return and_(has_seat(), pairing_people.is_present())


def launched(query: Select[int, int]) -> Select[int, int]:
    """A query of councils, narrowed to those that go on in a running program, where Kith may speak."""
    return (
        query.join(CouncilPlan, CouncilPlan.program_id == Council.program_id)
        .join(Program, Program.id == Council.program_id)
        .join(Workspace, Workspace.id == Program.workspace_id)
        .where(stands(), CouncilPlan.launched_at.is_not(None), is_running(), may_speak())
    )


def able(session: Session, program: Program, *, on: date) -> list[Pairable]:
    """Who can be in a council, by participant id: as in a round, whatever they said of the next one."""
    return participants.able_for_councils(session, program.id, on=on)


def inputs(session: Session, program: Program, places: Sequence[Pairable], mixes: Mixes, *, on: date) -> Inputs:
    """What pairing needs of these.

    *Only across* is a rule for pairs: where there are few circles, it would leave everybody without a council. Weights
    bring different circles together all the same.
    """
    pool = pairing_people.persons(session, places, on=on, round_number=None)
    rules = pairing_people.rules(session, program, places, pool)
    rules = rules if rules.within else replace(rules, circle="")
    return Inputs(pool, past.history(session, program.id), rules, pairing_people.weights(program, mixes))


def members_of(session: Session, council_id: int, *, with_paused: bool = False) -> list[CouncilRow]:
    """The people of a council, by participant id."""
    rows = session.execute(
        select(CouncilMember, Participant, Member)
        .join(Participant, Participant.id == CouncilMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(CouncilMember.council_id == council_id, has_seat() if with_paused else is_present())
        .order_by(Participant.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def seats(session: Session, program_id: int, *, only: Collection[int] | None = None) -> dict[int, list[Pairable]]:
    """The people of each council of the program that goes on, by its id; whoever is on a pause included."""
    query = (
        select(Council.id, Participant, Member)
        .outerjoin(CouncilMember, and_(CouncilMember.council_id == Council.id, has_seat()))
        .outerjoin(Participant, Participant.id == CouncilMember.participant_id)
        .outerjoin(Member, Member.id == Participant.member_id)
        .where(Council.program_id == program_id, stands())
        .order_by(Council.id, Participant.id)
    )
    rows = session.execute(query if only is None else query.where(Council.id.in_(only)))
    found: dict[int, list[Pairable]] = {}
    for council_id, participant, member in rows:
        here = found.setdefault(council_id, [])
        if participant is not None:
            here.append((participant, member))
    return found


def as_buddies(rows: Collection[tuple[Participant, Member]]) -> tuple[Buddy, ...]:
    """These people with what their council reads of their profiles."""
    return tuple(pairing_people.as_buddy(participant, member) for participant, member in rows)


def today(program: Program, now: datetime) -> date:
    """The program's day."""
    return local(now, program.zone).date()
