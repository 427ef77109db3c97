"""One person of a program, with whom they have been, and what organizers decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.db.models import BuddyGroup, Council, CouncilMember, GroupMember, Member, Participant, Round
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.people import Choice, PastGroup, PersonPage, folded
from bot.domain.states import MeetingAnswer, ProgramState, Role, RoundState
from bot.services import organizers, participants, programs
from bot.services.conditions import is_counted, with_program_and_member
from bot.services.members import Actor
from bot.services.people.apart import kept_from
from bot.services.people.lists import SOMEBODY, lines, running_round
from bot.services.people.together import with_whom

MOST_FOUND = 20


def person(session: Session, actor: Actor, program_id: int, participant_id: int, *, now: datetime) -> PersonPage:
    """The person, for organizers. Raises as `organizers.require`, NotFoundError for nobody of the program.

    The number of queries is constant.
    """
    program = organizers.require(session, actor, program_id)
    participant = session.scalar(
        with_program_and_member(select(Participant)).where(
            Participant.id == participant_id, Participant.program_id == program_id, is_counted()
        )
    )
    if participant is None:
        raise NotFoundError(f"participant {participant_id} of program {program_id}")
    number = participants.next_round_numbers(session, [program_id])[program_id]
    goes_on = program.state is not ProgramState.ENDED
    is_mentor = participant.role is Role.MENTOR
    beside = with_whom(session, participant_id, number)
    running = running_round(session, program_id)
    (line,) = lines(session, program, running, [participant_id], now=now)
    return PersonPage(
        program_id=program_id,
        line=line,
        past=_past(session, participant_id),
        council=_council(session, participant_id),
        own_pause=not participant.paused_by_organizer,
        is_mentor=is_mentor,
        may_mentor=program.has_mentors and goes_on and not is_mentor,
        goes_on=goes_on,
        round_runs=running is not None,
        apart=tuple(kept_from(session, program_id, participant_id)),
        together=tuple(_names(session, beside)) if beside else (),
        next_round_on=programs.next_round_on(session, program, now=now) if goes_on and program.buddy_rounds else None,
    )


def choices(session: Session, actor: Actor, program_id: int, find: str, *, but: int) -> list[Choice]:
    """People of the program with this in their names, but the one; the first twenty by name. Raises as `person`."""
    organizers.require(session, actor, program_id)
    rows = session.execute(
        with_program_and_member(select(Participant.id, Member.name, Member.slack_user_id)).where(
            Participant.program_id == program_id, Participant.id != but, is_counted()
        )
    )
    wanted = folded(find.strip())
    named = ((folded(row.name or row.slack_user_id), row.id, row.name or row.slack_user_id) for row in rows)
    return [Choice(one, name) for _, one, name in sorted(each for each in named if wanted in each[0])[:MOST_FOUND]]


def chosen(session: Session, actor: Actor, program_id: int, slack_user_ids: Sequence[str]) -> list[int]:
    """These people's places in the program. Raises as `organizers.require`, and InvalidInputError (field `people`) for
    nobody, and for somebody who takes no part in it.
    """
    organizers.require(session, actor, program_id)
    if not slack_user_ids:
        raise InvalidInputError("people", "Choose somebody first.")
    rows = session.execute(
        with_program_and_member(select(Member.slack_user_id, Participant.id)).where(
            Participant.program_id == program_id, is_counted(), Member.slack_user_id.in_(slack_user_ids)
        )
    )
    places = {row.slack_user_id: row.id for row in rows}
    if places.keys() != set(slack_user_ids):
        raise InvalidInputError("people", "Choose people who take part in the program.")
    return [places[one] for one in dict.fromkeys(slack_user_ids)]


def _past(session: Session, participant_id: int) -> tuple[PastGroup, ...]:
    """Every group in which they were introduced, the newest first."""
    mine = aliased(GroupMember)
    rows = session.execute(
        select(BuddyGroup, Round, GroupMember.participant_id, GroupMember.answer, Member)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(mine, mine.group_id == BuddyGroup.id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(mine.participant_id == participant_id, BuddyGroup.introduced_at.is_not(None))
        .order_by(Round.number.desc(), BuddyGroup.id.desc(), GroupMember.participant_id)
    ).all()
    groups: dict[int, PastGroup] = {}
    for group, of_round, other_id, answer, member in rows:
        known = groups.get(group.id)
        name = () if other_id == participant_id else (_name(member),)
        stands = of_round.state is RoundState.RUNNING and group.dissolved_at is None
        groups[group.id] = PastGroup(
            number=of_round.number,
            starts_on=of_round.starts_on,
            ends_on=of_round.ends_on,
            buddies=(*(known.buddies if known else ()), *name),
            met=answer is MeetingAnswer.MET or (known is not None and known.met),
            is_now=stands,
        )
    return tuple(groups.values())


def _council(session: Session, participant_id: int) -> tuple[str, ...]:
    """With whom they are in a council now."""
    mine, theirs = aliased(CouncilMember), aliased(CouncilMember)
    rows = session.scalars(
        select(Member)
        .join(Participant, Participant.member_id == Member.id)
        .join(theirs, theirs.participant_id == Participant.id)
        .join(mine, mine.council_id == theirs.council_id)
        .join(Council, Council.id == mine.council_id)
        .where(mine.participant_id == participant_id, mine.left_at.is_(None), theirs.left_at.is_(None))
        .where(theirs.participant_id != participant_id, Council.introduced_at.is_not(None))
        .order_by(theirs.participant_id)
    )
    return tuple(_name(member) for member in rows)


def _names(session: Session, ids: list[int]) -> list[str]:
    rows = session.scalars(
        select(Member).join(Participant, Participant.member_id == Member.id).where(Participant.id.in_(ids))
    )
    return sorted(_name(member) for member in rows)


def _name(member: Member) -> str:
    return SOMEBODY if member.erased_at is not None else member.name or member.slack_user_id
