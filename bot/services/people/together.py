"""Organizers bring two to four people together in the next round, once. Every hard rule goes before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Program, Round, TogetherNext
from bot.domain.errors import InvalidInputError
from bot.domain.organizer_acts import Act
from bot.domain.pairing import breaches
from bot.domain.pairing.rules import LARGEST_GROUP, SMALLEST_GROUP
from bot.domain.states import RoundState
from bot.services import participants, programs
from bot.services.members import Actor
from bot.services.people.places import note, require_place
from bot.services.rounds import people
from bot.services.rounds.rearranging import why_not

_CANNOT = "They cannot be grouped. Choose others."


def bring_together(
    session: Session, actor: Actor, program_id: int, participant_ids: Collection[int], *, now: datetime
) -> None:
    """Let these be one group of the next round; what was wanted of any of them for it before goes.

    Raises as `require_place`, and InvalidInputError (field `people`) where a rule of the program, which is named, or
    something personal, which is not, keeps them from it.
    """
    chosen = sorted(set(participant_ids))
    if not SMALLEST_GROUP <= len(chosen) <= LARGEST_GROUP:
        raise InvalidInputError("people", "A group has two to four people. Choose one to three beside them.")
    for one in chosen:
        program, _ = require_place(session, actor, program_id, one)
    number = participants.next_round_numbers(session, [program_id])[program_id]
    _check(session, program, chosen, number, now=now)
    if _stored(session, chosen, number) == chosen:
        return
    forget(session, chosen)
    session.add_all(
        TogetherNext(person_id=one, round_number=number, number=chosen[0], created_at=now) for one in chosen
    )
    _let_follow(session, program_id, chosen)
    note(session, actor, program_id, Act.BROUGHT_TOGETHER, chosen, now=now)


def take_back(session: Session, actor: Actor, program_id: int, participant_id: int, *, now: datetime) -> None:
    """They are matched like everybody again, and so are those whom they were to be with. Raises as `require_place`."""
    require_place(session, actor, program_id, participant_id)
    beside = with_whom(session, participant_id, participants.next_round_numbers(session, [program_id])[program_id])
    if not beside:
        return
    forget(session, [participant_id])
    _let_follow(session, program_id, [participant_id])
    note(session, actor, program_id, Act.NOT_TOGETHER, [participant_id, *beside], now=now)


def forget(session: Session, participant_ids: Collection[int], *, both: bool = False) -> None:
    """Whatever was wanted of any of these goes; with `both` only what was wanted of all of them together."""
    rows = session.execute(
        select(TogetherNext.round_number, TogetherNext.number, TogetherNext.person_id).where(
            TogetherNext.person_id.in_(participant_ids)
        )
    ).all()
    found = [(row.round_number, row.number) for row in rows]
    for round_number, number in set(found):
        if not both or found.count((round_number, number)) == len(participant_ids):
            session.execute(
                delete(TogetherNext).where(TogetherNext.round_number == round_number, TogetherNext.number == number)
            )


def with_whom(session: Session, participant_id: int, round_number: int) -> list[int]:
    """The participants with whom this one is to be in that round."""
    mine = select(TogetherNext.number).where(
        TogetherNext.person_id == participant_id, TogetherNext.round_number == round_number
    )
    rows = session.scalars(
        select(TogetherNext.person_id)
        .where(TogetherNext.round_number == round_number, TogetherNext.number.in_(mine))
        .order_by(TogetherNext.person_id)
    )
    return [one for one in rows if one != participant_id]


def _check(session: Session, program: Program, chosen: Sequence[int], number: int, *, now: datetime) -> None:
    on = programs.next_round_on(session, program, now=now)
    if not program.buddy_rounds or programs.dates_of(session, program).over_on(on) is not None:
        raise InvalidInputError("people", "There is no further round of buddies in this program.")
    places = participants.pairable(session, program.id, round_number=number, on=on)
    pool = people.persons(session, places, on=on, round_number=number)
    table = {one.id: one for one in pool}
    absent = [one for one in chosen if one not in table]
    if absent:
        raise InvalidInputError("people", "One of them takes no part in the next round. Choose others.")
    rules = people.rules(session, program, places, pool, round_number=number)
    if rules.lowers:
        rules = replace(rules, min_common_half_hours=0)  # as for a group that an organizer locks
    broken = {one.breach for one in breaches([chosen], table, rules)}
    if broken:
        raise InvalidInputError("people", why_not(broken, _CANNOT))


def _stored(session: Session, chosen: Sequence[int], number: int) -> list[int]:
    return sorted([chosen[0], *with_whom(session, chosen[0], number)])


def _let_follow(session: Session, program_id: int, chosen: Sequence[int]) -> None:
    """A proposal is planned anew at the next tick; what an organizer locked before of these people gives way."""
    proposed = select(Round.id).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED)
    theirs = select(GroupMember.group_id).where(GroupMember.participant_id.in_(chosen))
    session.execute(
        update(BuddyGroup)
        .where(BuddyGroup.round_id.in_(proposed), BuddyGroup.id.in_(theirs), BuddyGroup.locked)
        .values(locked=False)
    )
    session.execute(update(Round).where(Round.id.in_(proposed)).values(matched_at=None))
