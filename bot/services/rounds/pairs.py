"""Who is with whom in a round, and whether they met: for its organizers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round
from bot.domain.errors import NotFoundError
from bot.domain.rounds import PairedGroup, RoundPairs, status
from bot.domain.states import MeetingAnswer, RoundState
from bot.services import organizers
from bot.services.conditions import in_running_rounds
from bot.services.members import Actor
from bot.services.rounds.waiting import without_buddy

A_PAGE = 40  # groups
# What happens is gathered so long before the organizers' message is drawn anew
BUNDLED = timedelta(minutes=15)

_SOMETHING_NEW = exists().where(
    BuddyGroup.round_id == Round.id,
    GroupMember.group_id == BuddyGroup.id,
    or_(
        *(
            at >= Round.listed_at
            for at in (
                GroupMember.answered_at,
                GroupMember.joined_at,
                BuddyGroup.introduced_at,
                BuddyGroup.dissolved_at,
            )
        )
    ),
)
# Rounds whose organizers have a message that lists them, and in which something happened since it was drawn
LISTS = DueQuery(
    in_running_rounds(select(Round.workspace_id, Round.id))
    .where(Program.preview_hours > 0, Round.listed_at <= now_plus(-BUNDLED), _SOMETHING_NEW)
    .order_by(Round.id)
)


def list_pairs(session: Session, actor: Actor, round_id: int, *, page: int) -> RoundPairs:
    """A page of the groups of a round, proposed or begun, from 0; the last one where there are fewer.

    Raises NotFoundError for no round, NotAllowedError for somebody who does not organize its program.
    """
    of_round = session.scalar(select(Round).where(Round.id == round_id))
    if of_round is None:
        raise NotFoundError(f"round {round_id}")
    organizers.require(session, actor, of_round.program_id)
    return read_pairs(session, round_id, page=page)


def draw_list(session: Session, round_id: int, *, now: datetime) -> RoundPairs:
    """The first page, for the organizers' message; noted as drawn."""
    session.get_one(Round, round_id).listed_at = now
    return read_pairs(session, round_id)


def read_pairs(session: Session, round_id: int, *, page: int = 0) -> RoundPairs:
    """The groups that stand, in the order in which they were formed."""
    of_round = session.get_one(Round, round_id)
    program = session.get_one(Program, of_round.program_id)
    standing = (BuddyGroup.round_id == round_id, BuddyGroup.dissolved_at.is_(None))
    count = session.scalar(select(func.count()).select_from(BuddyGroup).where(*standing)) or 0
    pages = max(1, -(-count // A_PAGE))
    page = min(page, pages - 1)
    beside = _beside(session, of_round)
    shown = select(BuddyGroup).where(*standing).order_by(BuddyGroup.id).offset(page * A_PAGE).limit(A_PAGE)
    return RoundPairs(
        round_id=round_id,
        program_name=program.name,
        zone=program.zone,
        number=of_round.number,
        groups=_with_people(session, session.scalars(shown).all()),
        count=count,
        page=page,
        pages=pages,
        unpaired=tuple(without_buddy(session, round_id).values()),
        has_begun=of_round.state is not RoundState.PROPOSED,
        earlier=max((one for one in beside if one[1] < of_round.number), key=lambda one: one[1], default=None),
        later=min((one for one in beside if one[1] > of_round.number), key=lambda one: one[1], default=None),
    )


def _beside(session: Session, of_round: Round) -> list[tuple[int, int]]:
    """The id and number of every other round of the program that has begun."""
    began = (Round.program_id == of_round.program_id, Round.state != RoundState.PROPOSED, Round.id != of_round.id)
    return [(row[0], row[1]) for row in session.execute(select(Round.id, Round.number).where(*began))]


def _with_people(session: Session, groups: Iterable[BuddyGroup]) -> tuple[PairedGroup, ...]:
    people: dict[int, list[tuple[str, MeetingAnswer | None]]] = {group.id: [] for group in groups}
    for group_id, slack_user_id, answer in session.execute(
        select(GroupMember.group_id, Member.slack_user_id, GroupMember.answer)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(GroupMember.group_id.in_(people))
        .order_by(GroupMember.participant_id)
    ):
        people[group_id].append((slack_user_id, answer))
    return tuple(
        PairedGroup(
            slack_user_ids=tuple(user for user, _ in people[group.id]),
            status=status(answer for _, answer in people[group.id]),
            introduce_at=group.introduce_at if group.introduced_at is None else None,
        )
        for group in groups
    )
