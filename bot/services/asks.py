"""One's own asks: posted, renewed, taken back, done. Those of others are in `asks_of_others`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Ask, Help, Member, Participant, Program
from bot.domain import asks as rules
from bot.domain.asks import LASTS, MOST_OPEN, REMINDED, STAYS_SHOWN, AskOutcome, Draft, Helper
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.services import enrollments
from bot.services.conditions import goes_on, takes_part, with_program_and_member
from bot.services.members import Actor

_HELPER = aliased(Member)
# All are built once: Home and every message about a week ask for them.
_MINE = (
    with_program_and_member(select(Ask, Program, Member).join(Participant, Participant.id == Ask.participant_id))
    .where(
        Member.id.in_(bindparam("ids", expanding=True)), Ask.outcome.is_(None), Ask.lapses_at > bindparam("since_at")
    )
    .where(takes_part(), goes_on())
    .order_by(Ask.lapses_at, Ask.id)
)
_LAPSING = _MINE.where(Ask.lapses_at <= bindparam("until_at"))
_HELPERS = (
    select(Ask.id, Help.id, _HELPER.slack_user_id)
    .join(Help, Help.ask_id == Ask.id)
    .join(_HELPER, _HELPER.id == Help.member_id)
    .where(Ask.id.in_(bindparam("ids", expanding=True)))
    .order_by(Help.id)
)


def post(session: Session, actor: Actor, program_id: int, draft: Draft, *, now: datetime) -> int:
    """Ask the people of the program; the ask's id. It is open for fourteen days.

    Raises InvalidInputError as `domain.asks.checked`, and (`text`) beyond five open asks; NotFoundError to a stranger,
    ClosedError once the program has ended.
    """
    mine = enrollments.require(session, actor, program_id, now=now).participant.id
    wanted = rules.checked(draft)
    open_ = select(func.count(Ask.id)).where(Ask.participant_id == mine, *is_open(now))
    if session.scalars(open_).one() >= MOST_OPEN:
        message = f"You have {MOST_OPEN} open asks here. Take one back first, or say that it is done."
        raise InvalidInputError("text", message)
    ask = Ask(
        participant_id=mine,
        created_at=now,
        lapses_at=now + LASTS,
        looked_at=None,
        **asdict(wanted),
    )
    session.add(ask)
    session.flush()
    return ask.id


def renew(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> None:
    """Keep it open for fourteen days from now, also where it lapsed lately. Raises as `own`."""
    ask = _own(session, actor, ask_id, now=now)
    ask.lapses_at, ask.looked_at = now + LASTS, None


def withdraw(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> None:
    """Take it back; nobody is asked about it any more. Raises as `own`."""
    _settle(_own(session, actor, ask_id, now=now), AskOutcome.WITHDRAWN, now=now)


def done(session: Session, actor: Actor, ask_id: int, helped: Collection[int], *, now: datetime) -> list[Helper]:
    """It is done, with the help of these (`Help` ids): it counts for them, and they are returned. Raises as `own`."""
    ask = _own(session, actor, ask_id, now=now)
    _settle(ask, AskOutcome.DONE, now=now)
    rows = session.scalars(select(Help).where(Help.ask_id == ask.id, Help.id.in_(helped)))
    for row in rows:
        row.done_at = row.done_at or now
    session.flush()
    return [one for one in _helpers(session, [ask.id])[ask.id] if one.help_id in helped]


def own(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> rules.MyAsk:
    """The actor's own ask. Raises NotFoundError for another's, ClosedError for one that is settled or lapsed long
    ago, or whose program has ended.
    """
    _own(session, actor, ask_id, now=now)
    return next(one for one in mine(session, [actor.member_id], now=now)[actor.member_id] if one.ask_id == ask_id)


def mine(session: Session, member_ids: Collection[int], *, now: datetime) -> Mapping[int, list[rules.MyAsk]]:
    """By member, what they ask for: open, or lapsed lately; what lapses first comes first."""
    return _described(session, _MINE, now=now, ids=list(member_ids), since_at=now - STAYS_SHOWN)


def lapsing(session: Session, member_ids: Collection[int], *, now: datetime) -> Mapping[int, list[rules.MyAsk]]:
    """By member, their open asks that lapse within a week."""
    return _described(session, _LAPSING, now=now, ids=list(member_ids), since_at=now, until_at=now + REMINDED)


def my_programs(session: Session, actor: Actor) -> Mapping[int, str]:
    """The programs in which the actor can ask, by id."""
    rows = session.execute(
        select(Program.id, Program.name)
        .join(Participant, Participant.program_id == Program.id)
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
        .order_by(Program.id)
    )
    return {row[0]: row[1] for row in rows}


def is_open(now: datetime) -> tuple[Any, ...]:
    """Conditions of an ask that holds at that moment."""
    return Ask.outcome.is_(None), Ask.lapses_at > now


def _own(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> Ask:
    row = session.execute(
        select(Ask, Participant.program_id)
        .join(Participant, Participant.id == Ask.participant_id)
        .where(Ask.id == ask_id, Participant.member_id == actor.member_id)
        .with_for_update(of=Ask)
    ).first()
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has no ask {ask_id}")
    ask, program_id = row
    enrollments.require(session, actor, program_id, now=now)
    if ask.outcome is not None or ask.lapses_at <= now - STAYS_SHOWN:
        raise ClosedError(f"ask {ask_id} is over")
    return ask


def _settle(ask: Ask, outcome: AskOutcome, *, now: datetime) -> None:
    ask.outcome, ask.settled_at = outcome, now


def _described(session: Session, query: Any, *, now: datetime, **asked: Any) -> Mapping[int, list[rules.MyAsk]]:
    rows = session.execute(query, asked).all()
    helpers = _helpers(session, [ask.id for ask, _, _ in rows])
    found: dict[int, list[rules.MyAsk]] = defaultdict(list)
    for ask, program, member in rows:
        found[member.id].append(
            rules.MyAsk(
                ask_id=ask.id,
                program_id=program.id,
                program=program.name,
                kind=ask.kind,
                text=ask.text,
                company=ask.company,
                audience=ask.audience,
                in_summary=ask.in_summary,
                lapses_at=ask.lapses_at,
                zone=member.zone,
                is_open=ask.lapses_at > now,
                helpers=tuple(helpers[ask.id]),
            )
        )
    return found


def _helpers(session: Session, ask_ids: Collection[int]) -> dict[int, list[Helper]]:
    found: dict[int, list[Helper]] = defaultdict(list)
    if ask_ids:
        for ask_id, help_id, slack_user_id in session.execute(_HELPERS, {"ids": list(ask_ids)}):
            found[ask_id].append(Helper(help_id, slack_user_id))
    return found
