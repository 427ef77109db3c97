"""People without a buddy in the running round: they are told once, in their daytime."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Participant, Program, Round, Waiting
from bot.domain.calendar import local, next_monday
from bot.domain.kinds import MessageKind
from bot.domain.pair_lists import A_PAGE, Paged
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.rounds import Unpaired, WithoutBuddy
from bot.domain.states import WaitingWhy
from bot.domain.working_days import days_left
from bot.services import programs
from bot.services.conditions import in_running_rounds
from bot.services.rounds.groups import running_groups
from bot.services.rounds.send_times import later_for_member

# Somebody who waits for one of these reasons can still be matched before the round is over.
LEAST_DAYS = 3  # a buddy found with fewer working days left would have no time to meet
MATCHED_SOON = frozenset({WaitingWhy.JOINED_LATE, WaitingWhy.CAME_BACK, WaitingWhy.REGROUPED})


def is_late(session: Session, of_round: Round, program: Program, *, now: datetime) -> bool:
    """Whether so little of the round is left that nobody is matched into it any more."""
    today, breaks = local(now, program.zone).date(), programs.breaks_of(session, program.id)
    return days_left(today, of_round.ends_on, breaks) < LEAST_DAYS


# Everybody who should be told now that they have no buddy. Who comes back from a pause is welcomed first, and by that
# message learns how it goes on.
TELLINGS = DueQuery(
    in_running_rounds(select(Waiting.workspace_id, Waiting.id).join(Round, Round.id == Waiting.round_id))
    .join(Participant, Participant.id == Waiting.participant_id)
    .where(
        Participant.paused_until_on.is_(None),  # "welcome back" comes before anything else
        Waiting.tell_at <= now_plus(),
        Waiting.told_at.is_(None),
        Waiting.ended_at.is_(None),
    )
    .order_by(Waiting.tell_at, Waiting.id)
)


def tell(session: Session, waiting_id: int, *, now: datetime) -> Unpaired | None:
    """Claim the message to somebody without a buddy, once. None if it was claimed before, or if they are told later."""
    row = session.execute(
        _who().where(
            Waiting.id == waiting_id,
            Waiting.told_at.is_(None),
            Waiting.ended_at.is_(None),
            Participant.paused_until_on.is_(None),
        )
    ).first()
    if row is None:
        return None
    waiting, of_round, program, _, member = row
    # beside another message only on the day on which the round begins, when everybody else is introduced
    today, started_at = local(now, member.zone).date(), of_round.started_at
    begins = started_at is not None and local(started_at, member.zone).date() == today
    kind, breaks = MessageKind.INTRODUCTION if begins else MessageKind.UNPAIRED, programs.breaks_of(session, program.id)
    later = later_for_member(session, member, kind, breaks=breaks, now=now)
    if later is not None:
        waiting.tell_at = later
        return None
    once = update(Waiting).where(Waiting.id == waiting_id, Waiting.told_at.is_(None))
    taken = session.execute(once.values(told_at=now).returning(Waiting.id)).first()
    if not taken:
        return None
    return unpaired(session, waiting_id, now=now)


def mark_told(session: Session, waiting_id: int, *, now: datetime) -> None:
    """Another message said it: they are not told again."""
    session.get_one(Waiting, waiting_id).told_at = now


def unpaired(session: Session, waiting_id: int, *, now: datetime) -> Unpaired:
    """The content of the message to somebody who waits."""
    waiting, of_round, program, participant, member = session.execute(_who().where(Waiting.id == waiting_id)).one()
    dates = programs.dates_of(session, program)
    next_round_on = dates.round_begins_on(next_monday(of_round.ends_on))
    return Unpaired(
        waiting_id=waiting.id,
        participant_id=participant.id,
        member_id=member.id,
        slack_user_id=member.slack_user_id,
        program_id=program.id,
        program_name=program.name,
        round_id=of_round.id,
        why=waiting.why,
        is_matched_soon=waiting.why in MATCHED_SOON and not is_late(session, of_round, program, now=now),
        next_round_on=next_round_on,
        over_on=dates.over_on(next_round_on),
        has_another=bool(running_groups(session, participant.id)),
    )


def without_buddy(session: Session, round_id: int, *, among: Collection[int] | None = None) -> dict[int, WithoutBuddy]:
    """The people without a group in the round, or those `among` these, by participant id, with what would help
    according to pairing.
    """
    found = _without_group(round_id)
    found = found if among is None else found.where(Participant.id.in_(among))
    return {one.participant_id: one for one in _read(session, found)}


def waiting_page(session: Session, round_id: int, page: int) -> tuple[tuple[WithoutBuddy, ...], Paged]:
    """A page of the same."""
    waits = select(func.count(Waiting.id)).where(Waiting.round_id == round_id, Waiting.ended_at.is_(None))
    paged = Paged.of(session.scalars(waits).one(), page)
    return tuple(_read(session, _without_group(round_id).offset(paged.skipped).limit(A_PAGE))), paged


def _without_group(round_id: int) -> Select[int, str, WaitingWhy, list[Any], str]:
    return (
        select(Waiting.participant_id, Member.slack_user_id, Waiting.why, Waiting.help, Member.name)
        .join(Participant, Participant.id == Waiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Waiting.round_id == round_id, Waiting.ended_at.is_(None))
        .order_by(Participant.id)
    )


def _read(session: Session, query: Select[int, str, WaitingWhy, list[Any], str]) -> list[WithoutBuddy]:
    return [WithoutBuddy(row[1], row[2], advice(row[3]), row[4], row[0]) for row in session.execute(query)]


def advice(stored: list[Any]) -> tuple[Help, ...]:
    """What would help, as `waiting.help` stores it."""
    return tuple(Help(HelpKind(one["kind"]), one["amount"], one.get("circle", "")) for one in stored)


def _who() -> Select[Waiting, Round, Program, Participant, Member]:
    return (
        select(Waiting, Round, Program, Participant, Member)
        .join(Round, Round.id == Waiting.round_id)
        .join(Program, Program.id == Round.program_id)
        .join(Participant, Participant.id == Waiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
    )
