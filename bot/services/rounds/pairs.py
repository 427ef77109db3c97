"""Who is with whom in a round, and whether they met: for its organizers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, Program, Round
from bot.domain.errors import NotFoundError
from bot.domain.pair_lists import RoundPairs
from bot.domain.states import RoundState
from bot.services import organizers
from bot.services.conditions import in_running_rounds
from bot.services.members import Actor
from bot.services.rounds.register import in_list, listed_groups
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
    """The groups that stand or were introduced, in the order in which they were formed."""
    of_round = session.get_one(Round, round_id)
    program = session.get_one(Program, of_round.program_id)
    count = session.scalar(select(func.count()).select_from(BuddyGroup).where(in_list(round_id))) or 0
    pages = max(1, -(-count // A_PAGE))
    page = min(page, pages - 1)
    beside = _beside(session, of_round)
    shown = select(BuddyGroup.id).where(in_list(round_id)).order_by(BuddyGroup.id).offset(page * A_PAGE).limit(A_PAGE)
    return RoundPairs(
        round_id=round_id,
        program_name=program.name,
        zone=program.zone,
        number=of_round.number,
        groups=listed_groups(session, session.scalars(shown).all()),
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
