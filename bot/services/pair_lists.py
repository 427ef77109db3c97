"""Who is with whom, as the page lists it: each round that began, page by page, with councils and mentors beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Council, CouncilPlan, Program, Round
from bot.domain.errors import NotFoundError
from bot.domain.mentor_figures import NO_PAIRS
from bot.domain.pair_lists import A_PAGE, ListedRound, Paged, PairsPage
from bot.domain.states import RoundState
from bot.services import introduced_groups, mentor_pairs, mentoring, organizers, programs
from bot.services.councils import lists
from bot.services.councils.people import stands
from bot.services.members import Actor
from bot.services.rounds.register import in_list, listed_groups
from bot.services.rounds.waiting import waiting_page


def pairs_page(
    session: Session,
    actor: Actor,
    program_id: int,
    *,
    number: int | None = None,
    page: int = 1,
    without: int = 1,
    councils: int = 1,
    now: datetime,
) -> PairsPage:
    """The round of this number, or the last that began, and what goes on beside it: a page of each list.

    Raises as `organizers.require`, NotFoundError for a number that no round has.
    """
    program = organizers.require(session, actor, program_id)
    began = (Round.program_id == program_id, Round.state != RoundState.PROPOSED)
    numbers = tuple(session.scalars(select(Round.number).where(*began).order_by(Round.number.desc())))
    if number is not None and number not in numbers:
        raise NotFoundError(f"program {program_id} has no round {number}")
    shown = number or next(iter(numbers), None)
    of_round = session.scalar(select(Round).where(*began, Round.number == shown))
    plan = session.scalar(select(CouncilPlan).where(CouncilPlan.program_id == program_id))
    ids = list(
        session.scalars(select(Council.id).where(Council.program_id == program_id, stands()).order_by(Council.id))
    )
    of_councils = Paged.of(len(ids) if plan else 0, councils)
    some = ids[of_councils.skipped : of_councils.skipped + A_PAGE]
    return PairsPage(
        of_round=_round(session, program, of_round, page, without) if of_round else None,
        numbers=numbers,
        councils=lists.listed(session, program_id, now=now, only=some) if plan else (),
        of_councils=of_councils,
        are_councils_proposed=plan is not None and plan.launched_at is None,
        without_council=lists.without(session, program_id)[:A_PAGE] if plan else (),
        mentors=mentoring.rooms(session, program_id) if program.has_mentors else (),
        mentor_pairs=mentor_pairs.figures(session, program_id) if program.has_mentors else NO_PAIRS,
    )


def _round(session: Session, program: Program, of_round: Round, page: int, without: int) -> ListedRound:
    last_on = programs.dates_of(session, program).last_on
    there = in_list(of_round.id)
    count = session.scalar(select(func.count()).select_from(BuddyGroup).where(there)) or 0
    of_groups = Paged.of(count, page)
    ids = select(BuddyGroup.id).where(there).order_by(BuddyGroup.id).offset(of_groups.skipped).limit(A_PAGE)
    waiting, of_waiting = waiting_page(session, of_round.id, without)
    return ListedRound(
        round_id=of_round.id,
        number=of_round.number,
        starts_on=of_round.starts_on,
        ends_on=min(of_round.ends_on, last_on or of_round.ends_on),
        state=of_round.state,
        groups=listed_groups(session, session.scalars(ids).all()),
        of_groups=of_groups,
        without=waiting,
        of_without=of_waiting,
        totals=introduced_groups.what_became(session, of_round.program_id, Round.id == of_round.id),
    )
