"""Groups that were introduced in a program, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Round
from bot.domain.figures import IntroducedGroups, Outcome
from bot.domain.states import MeetingAnswer


def introduced_groups(program_id: int, *of_rounds: ColumnElement[bool]) -> Any:
    """A subquery: each introduced group of the program, or of those rounds, what became of it, and `met` as 1 or 0."""

    def somebody_said(answer: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((answer, 1), else_=0))

    met = somebody_said(GroupMember.answer == MeetingAnswer.MET)
    outcome = case(
        (met == 1, Outcome.MET.value),
        (BuddyGroup.dissolved_at.is_not(None), Outcome.DISSOLVED.value),
        (somebody_said(GroupMember.answer == MeetingAnswer.WONT_HAPPEN) == 1, Outcome.WONT_HAPPEN.value),
        (somebody_said(GroupMember.answer.is_not(None)) == 1, Outcome.UNDER_WAY.value),
        else_=Outcome.SILENT.value,
    )
    return (
        select(
            BuddyGroup.id.label("group_id"),
            BuddyGroup.round_id,
            Round.starts_on,
            Round.ends_on,
            BuddyGroup.is_first,
            met.label("met"),
            outcome.label("outcome"),
        )
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(Round.program_id == program_id, BuddyGroup.introduced_at.is_not(None), *of_rounds)
        .group_by(
            BuddyGroup.id,
            BuddyGroup.round_id,
            Round.starts_on,
            Round.ends_on,
            BuddyGroup.is_first,
            BuddyGroup.dissolved_at,
        )
        .subquery()
    )


def of_weeks(mondays: Sequence[date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that a round is one of those to which these weeks, which follow each other, belong."""
    return Round.starts_on <= mondays[-1], Round.ends_on >= mondays[0]


def what_became(session: Session, program_id: int, *of_rounds: ColumnElement[bool]) -> IntroducedGroups:
    """What became of the introduced groups of those rounds."""
    groups = introduced_groups(program_id, *of_rounds)
    counted = select(groups.c.outcome, func.count()).group_by(groups.c.outcome)
    in_groups = (  # counted without asking what became of each group
        select(func.count(GroupMember.participant_id.distinct()))
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(Round.program_id == program_id, BuddyGroup.introduced_at.is_not(None), *of_rounds)
    )
    outcomes = {Outcome(row[0]): row[1] for row in session.execute(counted)}
    return IntroducedGroups(outcomes, people=session.scalars(in_groups).one())
