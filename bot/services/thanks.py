"""Thanks that are passed on: to whoever takes part with their week, to anybody else of the workspace by a message.

Where Kith can write to nobody, the author is told, and the words stay in their log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import CheckIn, Member, Participant, Program, Workspace
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.follow_ups import ACTIVITIES
from bot.services import checkins, enrollments, helps
from bot.services.conditions import is_active, is_reachable, is_running, may_speak
from bot.services.members import Actor

WITHIN = timedelta(days=14)  # later they would come out of the blue


@dataclass(frozen=True)
class PassedOn:
    """Thanks to somebody: the author and their words. Ids are members' or Slack's."""

    checkin_id: int
    author_id: int
    author: str
    thanked_id: int
    thanked: str
    words: str
    written_at: datetime


_AUTHOR, _PLACE = aliased(Member), aliased(Participant)  # of whoever thanks
_WRITTEN_AT = func.coalesce(CheckIn.edited_at, CheckIn.created_at)
_WEEKLY = exists().where(
    Participant.member_id == CheckIn.thanks_to_id, Participant.program_id == Program.id, is_active(), is_running()
)
_OPEN = (
    CheckIn.thanks_shared,
    CheckIn.thanks != "",
    CheckIn.undone_at.is_(None),
    CheckIn.thanks_settled_at.is_(None),
    CheckIn.thanks_to_id != _PLACE.member_id,
)


def _rows(columns: Select[int, int]) -> Select[int, int]:
    """`columns` of open thanks: their author's place, the thanked (`Member`) and their workspace."""
    return (
        columns.join(_PLACE, _PLACE.id == CheckIn.participant_id)
        .join(Member, Member.id == CheckIn.thanks_to_id)
        .where(*_OPEN)
        .order_by(CheckIn.id)
    )


_IN_TIME = (
    _rows(select(CheckIn.workspace_id, CheckIn.id))
    .join(Workspace, Workspace.id == CheckIn.workspace_id)
    .where(may_speak(), now_plus(-WITHIN) < _WRITTEN_AT)
)
# Thanks to people who can be written to, and have no week of their own with the thanks in it
TO_TELL = DueQuery(_IN_TIME.where(is_reachable(), ~_WEEKLY))
# Thanks to people whom Slack has described, and nobody can write to
TO_RETURN = DueQuery(_IN_TIME.where(Member.seen_in_slack_at.is_not(None), ~is_reachable()))


def counted_in(session: Session, actor: Actor, help_id: int) -> tuple[int, int] | None:
    """(program, activity) by which thanks for this help count as an act; None where no program has one for it.

    Raises as `helps.helper_to_thank`.
    """
    _, program_id = helps.helper_to_thank(session, actor, help_id)
    return checkins.counts_as(session, actor, ACTIVITIES, program_id=program_id)


def for_help(session: Session, actor: Actor, help_id: int, words: str, *, source: str, now: datetime) -> None:
    """The actor thanks whoever helped: an act of today in their log, and the words are passed on.

    `source` as in `checkins.record`. Raises InvalidInputError (`thanks`) for no words or too many, NoProgramError where
    it counts nowhere, and as `helps.helper_to_thank`.
    """
    helper, _ = helps.helper_to_thank(session, actor, help_id)
    counted = counted_in(session, actor, help_id)
    if counted is None:
        raise NoProgramError(f"member {actor.member_id} has nothing to log thanks as")
    if not words.strip():
        raise InvalidInputError("thanks", "Write a word of thanks.")
    program_id, activity_id = counted
    today = enrollments.require(session, actor, program_id, now=now).today
    act = Act(activity_id, today, thanks=words, thanks_to=helper.slack_user_id, thanks_shared=True)
    checkins.record(session, actor, program_id, act, source=source, now=now)


def passed_on(session: Session, checkin_id: int) -> PassedOn:
    """The thanks of this check-in."""
    row = session.execute(
        select(
            CheckIn.id, _AUTHOR.id, _AUTHOR.slack_user_id, Member.id, Member.slack_user_id, CheckIn.thanks, _WRITTEN_AT
        )
        .join(_PLACE, _PLACE.id == CheckIn.participant_id)
        .join(_AUTHOR, _AUTHOR.id == _PLACE.member_id)
        .join(Member, Member.id == CheckIn.thanks_to_id)
        .where(CheckIn.id == checkin_id)
    ).one()
    return PassedOn(*row)


def settle(session: Session, checkin_id: int, *, now: datetime) -> None:
    """They were written to whoever is thanked, or given back to their author."""
    session.get_one(CheckIn, checkin_id).thanks_settled_at = now


def reopen(session: Session, checkin_id: int) -> None:
    """What was written did not arrive."""
    checkin = session.get(CheckIn, checkin_id)
    if checkin is not None:
        checkin.thanks_settled_at = None


def give_back(session: Session, actor: Actor, *, now: datetime) -> list[PassedOn]:
    """The actor's thanks to people of whom it is known that nobody can write to them; they count as told."""
    rows = session.execute(
        _rows(select(CheckIn.workspace_id, CheckIn.id)).where(
            _PLACE.member_id == actor.member_id, Member.seen_in_slack_at.is_not(None), ~is_reachable()
        )
    ).all()
    for _, checkin_id in rows:
        settle(session, checkin_id, now=now)
    return [passed_on(session, checkin_id) for _, checkin_id in rows]
