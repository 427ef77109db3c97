"""Introductions that a member asks for: ask, take back, and what became of them. Whom Kith asks, nobody learns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Help, Member, Participant, Program, WarmIntroduction
from bot.domain import introductions as rules
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, InvalidInputError, NoProgramError, NotFoundError
from bot.domain.helps import HelpKind
from bot.domain.introductions import MOST_OPEN, NEWS_FOR, Draft, IntroductionOutcome, Mine, Room
from bot.domain.states import ParticipantState
from bot.services import introduction_places, participants
from bot.services.by_week import at_times, week_of_time
from bot.services.conditions import goes_on, takes_part
from bot.services.members import Actor

_knower = aliased(Member)
# Built once: every message about a week asks for it
_ROWS = (
    select(WarmIntroduction, Member.zone, _knower.slack_user_id)
    .join(Member, Member.id == WarmIntroduction.member_id)
    .outerjoin(_knower, _knower.id == WarmIntroduction.knower_id)
    .where(WarmIntroduction.member_id.in_(bindparam("ids", expanding=True)))
    .order_by(WarmIntroduction.id)
)
_NEWS = _ROWS.where(
    WarmIntroduction.outcome.in_((IntroductionOutcome.CAME_ABOUT, IntroductionOutcome.NOTHING)),
    WarmIntroduction.settled_at > bindparam("since_at"),
    WarmIntroduction.told_on.is_(None) | (WarmIntroduction.told_on == bindparam("on")),
)
_ASKED = _ROWS.where(
    WarmIntroduction.outcome.is_(None)
    | (
        (WarmIntroduction.outcome != IntroductionOutcome.WITHDRAWN)
        & (WarmIntroduction.settled_at > bindparam("since_at"))
    )
)


def ask(session: Session, actor: Actor, draft: Draft, *, now: datetime) -> int:
    """Ask for an introduction; its id. Kith then looks for somebody of the actor's programs who may know the way.

    Raises InvalidInputError as `domain.introductions.checked`, and (`what_for`) for more than three at a time;
    NoProgramError for somebody who is active in no program.
    """
    if ParticipantState.ACTIVE not in _states(session, actor):
        raise NoProgramError(f"member {actor.member_id} is active in no program")
    wanted = rules.checked(draft)
    mine = (WarmIntroduction.member_id == actor.member_id, WarmIntroduction.outcome.is_(None))
    if session.scalars(select(func.count(WarmIntroduction.id)).where(*mine)).one() >= MOST_OPEN:
        raise InvalidInputError("what_for", "Kith looks into three at a time. Take one back first.")
    participants.touch_everywhere(session, actor, now=now)
    made = WarmIntroduction(
        member_id=actor.member_id,
        company=wanted.company,
        person=wanted.person,
        what_for=wanted.what_for,
        created_at=now,
        next_at=now,
    )
    session.add(made)
    session.flush()
    return made.id


def withdraw(session: Session, actor: Actor, introduction_id: int, *, now: datetime) -> None:
    """Take it back: nobody is asked about it any more. Raises NotFoundError for another's, ClosedError once settled."""
    row = session.scalar(
        select(WarmIntroduction)
        .where(WarmIntroduction.id == introduction_id, WarmIntroduction.member_id == actor.member_id)
        .with_for_update()
    )
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has not asked for {introduction_id}")
    if row.outcome is not None:
        raise ClosedError(f"introduction {introduction_id} is settled")
    row.outcome, row.settled_at = IntroductionOutcome.WITHDRAWN, now


def room(session: Session, actor: Actor, *, now: datetime) -> Room | None:
    """The actor's own part of the room Give & ask; None in no program. The number of queries is constant."""
    states = _states(session, actor)
    if not states:
        return None
    return Room(
        targets=introduction_places.targets(session, actor),
        places=introduction_places.places(session, [actor.member_id]).get(actor.member_id, ()),
        asked=_read(session, _ASKED, [actor.member_id], now=now).get(actor.member_id, ()),
        employer=session.get_one(Member, actor.member_id).employer,
        can_ask=ParticipantState.ACTIVE in states,
    )


def news(session: Session, member_ids: Collection[int], *, on: date, now: datetime) -> Mapping[int, tuple[Mine, ...]]:
    """By member, what became lately of what they asked for, for the message of that day: each is told in one message.
    One query.
    """
    return _read(session, _NEWS, member_ids, now=now, on=on)


def told(session: Session, introduction_ids: Collection[int], *, on: date) -> None:
    """A message of that day goes out, and tells what became of these."""
    for row in session.scalars(select(WarmIntroduction).where(WarmIntroduction.id.in_(introduction_ids))):
        row.told_on = on


def of_weeks(session: Session, program: Program, mondays: Sequence[date]) -> list[int]:
    """How many introductions came about in each of these weeks of the program."""
    week = week_of_time(Help.done_at, mondays, program).label("week")
    counted = (
        select(week, func.count(Help.id))
        .where(Help.program_id == program.id, Help.kind == HelpKind.INTRODUCTION)
        .where(*at_times(Help.done_at, mondays, program))
        .group_by(week)
    )
    found = {row[0]: row[1] for row in session.execute(counted)}
    return [found.get(index, 0) for index in range(len(mondays))]


def asker_of(session: Session, introduction: WarmIntroduction) -> Actor:
    """Whoever asks for it."""
    member = session.get_one(Member, introduction.member_id)
    return Actor(member.workspace_id, member.id, member.slack_user_id)


def wanted(row: WarmIntroduction) -> Draft:
    """What is asked for."""
    return Draft(row.company, row.person, row.what_for)


def _states(session: Session, actor: Actor) -> set[ParticipantState]:
    """How the actor takes part in programs that go on."""
    mine = select(Participant.state).join(Program, Program.id == Participant.program_id)
    return set(session.scalars(mine.where(Participant.member_id == actor.member_id, takes_part(), goes_on())))


def _read(
    session: Session, query: Any, member_ids: Collection[int], *, now: datetime, **asked: Any
) -> Mapping[int, tuple[Mine, ...]]:
    found: dict[int, list[Mine]] = defaultdict(list)
    rows = session.execute(query, {"ids": list(member_ids), "since_at": now - NEWS_FOR, **asked})
    for row, zone, knower in rows:
        found[row.member_id].append(
            Mine(
                introduction_id=row.id,
                wanted=wanted(row),
                asked_on=local(row.created_at, zone).date(),
                outcome=row.outcome,
                by=knower or "",
                whom=row.whom,
                way=row.way,
            )
        )
    return {member_id: tuple(own) for member_id, own in found.items()}
