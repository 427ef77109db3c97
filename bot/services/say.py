"""A member's say in whom they are matched with. Pairing reads it through `rounds.people`; nobody else does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program, RoundWish, WishedPerson
from bot.db.upsert import insert_once
from bot.domain import companies
from bot.domain.calendar import ProgramDates
from bot.domain.participants import NotPaired
from bot.domain.say import Comfort, Say, Wishes, avoided
from bot.services import members, participants, programs
from bot.services.conditions import with_program_and_member
from bot.services.members import Actor


def own_say(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Say:
    """What the actor has said for this program. Raises NotFoundError where they take no part in it."""
    participants.get_for(session, actor, program_id)
    (said,) = _says(session, actor, [program_id], now=now)
    return said


def own_says(session: Session, actor: Actor, *, now: datetime) -> list[Say]:
    """The same for each program that has not ended and that the actor takes part in, oldest first."""
    mine = [one for one in participants.my_programs(session, actor) if one.takes_part]
    return _says(session, actor, [one.program_id for one in mine], now=now)


def write_say(session: Session, actor: Actor, program_id: int, said: Say, *, now: datetime) -> None:
    """Replace the actor's say. Comfort rules hold from now on, in all their programs; wishes are for the next round,
    and how often they would like a buddy counts from it on.

    Raises NotFoundError as `own_say`, InvalidInputError for wishes that are too many or too long.
    """
    participant = participants.get_for(session, actor, program_id)
    wishes = said.wishes.checked(by=actor.slack_user_id)
    member = session.get_one(Member, actor.member_id)
    member.online_first, member.not_my_employer = said.comfort.online_first, said.comfort.not_my_employer
    participant.frequency = said.frequency
    _write_wishes(session, participant, wishes)
    participants.touch(session, participant.id, now=now)
    session.flush()


def of_round(session: Session, participant_ids: Collection[int], round_number: int) -> dict[int, Wishes]:
    """What these participants wish of this round; the people by Slack user id. For pairing alone."""
    return _wishes(session, dict.fromkeys(participant_ids, round_number))


def kept_by_employer(people: Collection[Member]) -> list[frozenset[int]]:
    """The pairs of these members of whom one wants nobody of their employer, and the other may be."""
    employers = {one.id: companies.key(one.employer) for one in people}
    return [
        frozenset({one.id, other})
        for one in people
        if one.not_my_employer
        for other, employer in employers.items()
        if other != one.id and employer in avoided(one.employer, [employer])
    ]


def forget_past(session: Session, program_id: int, *, round_number: int) -> None:
    """A round begins: what was wished of earlier ones is used up, and goes."""
    of_program = select(Participant.id).where(Participant.program_id == program_id)
    for kind in (RoundWish, WishedPerson):
        session.execute(delete(kind).where(kind.participant_id.in_(of_program), kind.round_number < round_number))


def _says(session: Session, actor: Actor, program_ids: Sequence[int], *, now: datetime) -> list[Say]:
    rows = session.execute(
        with_program_and_member(select(Participant, Program, Member))
        .where(Participant.member_id == actor.member_id, Program.id.in_(program_ids))
        .order_by(Program.id)
    ).all()
    numbers = participants.next_round_numbers(session, program_ids)
    dates = programs.running_dates(session)
    wishes = _wishes(session, {participant.id: numbers[program.id] for participant, program, _ in rows})
    return [
        Say(
            program_id=program.id,
            program_name=program.name,
            comfort=Comfort(member.online_first, member.not_my_employer, member.employer),
            frequency=participant.frequency,
            wishes=wishes.get(participant.id, Wishes()),
            own_round_on=_own_round_on(
                participant, program, member, dates.get(program.id), number=numbers[program.id], now=now
            ),
        )
        for participant, program, member in rows
    ]


def _own_round_on(
    participant: Participant,
    program: Program,
    member: Member,
    dates: ProgramDates | None,
    *,
    number: int,
    now: datetime,
) -> date | None:
    """The first day of the next round in which they have a buddy, by pairing's own rule; None if there is none."""
    if dates is None:
        return None
    on = programs.next_round_by(dates, now=now)
    why = participants.why_not_paired(program, participant, member, round_number=number, on=on)
    own = participants.own_round_on(program, participant, dates, number=number, on=on)
    return None if why not in (None, NotPaired.BY_FREQUENCY) or dates.over_on(own) else own


def _wishes(session: Session, numbers: Mapping[int, int]) -> dict[int, Wishes]:
    """What each of these participants wishes of the round of this number."""
    rows = session.scalars(select(RoundWish).where(RoundWish.participant_id.in_(numbers))).all()
    people = _people(session, numbers) if rows else {}
    return {
        row.participant_id: Wishes(
            row.field, row.school, row.city, people.get(row.participant_id, ()), row.note, row.two_buddies
        )
        for row in rows
        if row.round_number == numbers[row.participant_id]
    }


def _write_wishes(session: Session, participant: Participant, wishes: Wishes) -> None:
    number = participants.next_round_numbers(session, [participant.program_id])[participant.program_id]
    key = {"participant_id": participant.id, "round_number": number}
    for kind in (RoundWish, WishedPerson) if wishes.is_empty else (WishedPerson,):
        session.execute(delete(kind).filter_by(**key))
    if wishes.is_empty:
        return
    insert_once(session, RoundWish, **key)
    row = session.scalars(select(RoundWish).filter_by(**key)).one()
    row.field, row.school, row.city, row.note = wishes.field, wishes.school, wishes.city, wishes.note
    row.two_buddies = wishes.two_buddies
    for slack_user_id in wishes.people:
        other = members.ensure(session, slack_user_id=slack_user_id)
        insert_once(session, WishedPerson, **key, other_id=other.id)


def _people(session: Session, numbers: Mapping[int, int]) -> Mapping[int, tuple[str, ...]]:
    rows = session.execute(
        select(WishedPerson.participant_id, WishedPerson.round_number, Member.slack_user_id)
        .join(Member, Member.id == WishedPerson.other_id)
        .where(WishedPerson.participant_id.in_(numbers))
        .order_by(WishedPerson.id)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for participant_id, number, slack_user_id in rows:
        if number == numbers[participant_id]:
            found[participant_id] += (slack_user_id,)
    return found
