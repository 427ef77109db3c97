"""A program at a glance, as its page shows it first: how it stands now, and the last week that can be reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import DigestItem, Member, Participant, Program, Round
from bot.domain.digests import AFTER_THE_END, ItemKind
from bot.domain.figures import NO_GROUPS, IntroducedGroups
from bot.domain.progress import Change, WeekTotal, changes
from bot.domain.states import ParticipantState, ProgramState, RoundState
from bot.services import digests, introduced_groups, page_access, programs, progress
from bot.services.conditions import is_counted, with_program_and_member
from bot.services.members import Actor


@dataclass(frozen=True)
class RunningRound:
    """The round that goes on."""

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class OpenItem:
    """Something to act on that the newest digest listed. `people` are names, `taken_by` too; empty: nobody yet."""

    item_id: int
    kind: ItemKind
    people: tuple[str, ...]
    taken_by: str


@dataclass(frozen=True)
class Overview:
    """How a program stands at this moment, its rounds while it runs.

    Of the last closed week, if there is one yet: weeks, groups and changes.
    """

    state: ProgramState
    people: Mapping[ParticipantState, int]
    running: RunningRound | None
    has_rounds: bool  # False: it has councils instead
    next_round_on: date | None  # None where none comes
    over_on: date | None  # the last day, where no further round comes before it
    first_digest_on: date | None  # None once there was one
    weeks: tuple[WeekTotal, ...]
    groups: IntroducedGroups
    changes: tuple[Change, ...]
    items: tuple[OpenItem, ...]


def overview(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Overview:
    """The overview, for somebody who may read the program; what to act on for its organizers alone.

    The number of queries is constant, and none of them reads a row a person, as the digest does.
    """
    shelf = page_access.shelf(session, actor, program_id)
    program = session.get_one(Program, program_id)
    dates = programs.dates_of(session, program)
    has_rounds = program.buddy_rounds and program.state is ProgramState.RUNNING
    asked_for = AFTER_THE_END if program.state is ProgramState.ENDED else ItemKind
    next_round_on = programs.next_round_by(dates, now=now) if has_rounds else None
    over_on = dates.over_on(next_round_on) if next_round_on else None
    week_on = digests.last_closed_week(session, program, now=now)
    week_totals = progress.weeks(session, program, week_on=week_on) if week_on else ()
    return Overview(
        state=program.state,
        people=_people(session, program_id),
        running=_running(session, program_id) if has_rounds else None,
        has_rounds=program.buddy_rounds,
        next_round_on=None if over_on else next_round_on,
        over_on=over_on,
        first_digest_on=None if week_on else dates.first_report_on(),
        weeks=week_totals,
        groups=introduced_groups.what_became(session, program_id, *introduced_groups.of_weeks([week_on]))
        if week_on
        else NO_GROUPS,
        changes=tuple(changes(week_totals)),
        items=tuple(one for one in _items(session, program_id) if one.kind in asked_for) if shelf.may_change else (),
    )


def _items(session: Session, program_id: int) -> tuple[OpenItem, ...]:
    """What the newest digest listed."""
    newest = select(func.max(DigestItem.last_listed_at)).where(DigestItem.program_id == program_id).scalar_subquery()
    rows = session.execute(
        select(DigestItem.id, DigestItem.key, DigestItem.subjects, Member.name)
        .outerjoin(Member, Member.id == DigestItem.taken_by_id)
        .where(DigestItem.program_id == program_id, DigestItem.last_listed_at == newest)
        .order_by(DigestItem.id)
    ).all()
    ids = {one for row in rows for one in row.subjects}
    named = session.execute(
        select(Participant.id, Member.name)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id.in_(ids))
    )
    names: dict[int, str] = {row[0]: row[1] for row in named}
    return tuple(
        OpenItem(
            item_id=row.id,
            kind=ItemKind(row.key.split(":", 1)[0]),
            people=tuple(names[one] for one in row.subjects if one in names),
            taken_by=row.name or "",
        )
        for row in rows
    )


def _people(session: Session, program_id: int) -> dict[ParticipantState, int]:
    rows = session.execute(
        with_program_and_member(select(Participant.state, func.count()))
        .where(Participant.program_id == program_id, is_counted())
        .group_by(Participant.state)
    )
    return {row[0]: row[1] for row in rows}


def _running(session: Session, program_id: int) -> RunningRound | None:
    found = session.execute(
        select(Round.number, Round.starts_on, Round.ends_on)
        .where(Round.program_id == program_id, Round.state == RoundState.RUNNING)
        .order_by(Round.number.desc())
        .limit(1)
    ).first()
    return RunningRound(*found) if found else None
