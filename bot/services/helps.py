"""Help: who is asked whether they can help, what they say, what becomes of it, and everybody's own balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Ask, Help, HelpQuestion, Member, Participant, Program
from bot.db.upsert import insert_once
from bot.domain.asks import HelpAnswer, OpenAsk
from bot.domain.calendar import local, week_of
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.helps import STANDS, HelpKind
from bot.domain.meaning import NEAR, nearness
from bot.domain.progress import GiveAndAsk
from bot.domain.states import ParticipantState
from bot.services import asks_of_others, enrollments, message_cap, offers
from bot.services.by_week import at_times, week_of_time
from bot.services.conditions import is_active, is_running
from bot.services.do_not_pair import pairs_apart
from bot.services.members import Actor

_place, _author, _asked = aliased(Participant), aliased(Member), aliased(Member)


def may_be_asked() -> ColumnElement[bool]:
    """The participant takes an active part, or has landed and agreed to be asked now and then."""
    return or_(is_active(), and_(Participant.state == ParticipantState.LANDED, Participant.may_be_asked))


# Built once: every message about a week asks for it
_QUESTIONS = (
    select(HelpQuestion.member_id, _asked.zone, _asked.slack_user_id, Ask, Program, _author)
    .join(_asked, _asked.id == HelpQuestion.member_id)
    .join(Ask, Ask.id == HelpQuestion.ask_id)
    .join(_place, _place.id == Ask.participant_id)
    .join(_author, _author.id == _place.member_id)
    .join(Program, Program.id == _place.program_id)
    .join(Participant, and_(Participant.program_id == Program.id, Participant.member_id == HelpQuestion.member_id))
    .where(HelpQuestion.member_id.in_(bindparam("ids", expanding=True)), HelpQuestion.answer.is_(None))
    .where(HelpQuestion.asked_at > bindparam("since_at"), Ask.outcome.is_(None), Ask.lapses_at > bindparam("now"))
    .where(_place.state != ParticipantState.LEFT, _author.deactivated_at.is_(None), is_running(), may_be_asked())
    .order_by(HelpQuestion.asked_at, HelpQuestion.id)
)


@dataclass(frozen=True)
class Promised:
    """Somebody said that they can help: both are put in touch. `offer`: their line that is near what is asked for."""

    help_id: int
    ask: OpenAsk
    helper: str
    offer: str
    is_new: bool


def questions(session: Session, member_ids: Collection[int], *, now: datetime) -> Mapping[int, list[OpenAsk]]:
    """By member, what Kith asks them: whether they can help with this. Nothing in a week that they called hard."""
    rows = session.execute(_QUESTIONS, {"ids": list(member_ids), "since_at": now - STANDS, "now": now}).all()
    found: dict[int, list[OpenAsk]] = defaultdict(list)
    if not rows:
        return found
    weeks = {(member_id, week_of(local(now, zone).date())) for member_id, zone, *_ in rows}
    hard = {one for one, _ in message_cap.hard_weeks(session, {one for one, _ in weeks}, {week for _, week in weeks})}
    people = {row[0]: row[2] for row in rows} | {row[5].id: row[5].slack_user_id for row in rows}
    apart = {frozenset(pair) for pair in pairs_apart(session, people)}
    for member_id, _, _, ask, program, author in rows:
        if member_id not in hard and frozenset((member_id, author.id)) not in apart:
            found[member_id].append(asks_of_others.described(ask, program, author.slack_user_id))
    return found


def can_help(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> Promised:
    """The actor says that they can help; said twice, it is one help alone. Raises as `asks_of_others.to_help`."""
    ask, author = asks_of_others.to_help(session, actor, ask_id, now=now)
    member = session.get_one(Member, actor.member_id)
    program_id = session.get_one(Participant, ask.participant_id).program_id
    is_new = insert_once(
        session,
        Help,
        program_id=program_id,
        member_id=actor.member_id,
        receiver_id=author.id,
        ask_id=ask.id,
        kind=HelpKind.ASKED_FOR,
        given_at=now,
    )
    help_id = session.scalars(select(Help.id).where(Help.ask_id == ask.id, Help.member_id == actor.member_id)).one()
    _answer(session, actor, ask_id, HelpAnswer.YES, now=now)
    lines = offers.lines_of(session, [member]).get(member.id, ())
    near = max(((nearness(ask.text, line), line) for line in lines), default=(0, ""), key=lambda one: one[0])
    seen = asks_of_others.read(session, actor, [ask.id])[0]
    return Promised(help_id, seen, actor.slack_user_id, near[1] if near[0] >= NEAR else "", is_new)


def not_this_time(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> None:
    """The actor was asked, and says no; nobody learns of it. Raises NotFoundError where they were not asked."""
    if not _answer(session, actor, ask_id, HelpAnswer.NOT_THIS_TIME, now=now):
        raise NotFoundError(f"member {actor.member_id} was not asked about {ask_id}")


def helper_to_thank(session: Session, actor: Actor, help_id: int) -> tuple[Member, int]:
    """Whoever gave this help to the actor, and in which program. Raises NotFoundError for another's, ClosedError where
    the helper has erased their data.
    """
    row = session.scalar(select(Help).where(Help.id == help_id, Help.receiver_id == actor.member_id))
    if row is None:
        raise NotFoundError(f"member {actor.member_id} did not receive help {help_id}")
    if row.member_id is None:
        raise ClosedError(f"whoever gave help {help_id} is gone")
    return session.get_one(Member, row.member_id), row.program_id


def agree_after_landing(session: Session, actor: Actor, program_id: int, *, may_ask: bool, now: datetime) -> None:
    """Somebody who has landed may be asked for help now and then, or not any more. Raises NotFoundError to others."""
    place = enrollments.require(session, actor, program_id, now=now).participant
    place.may_be_asked = may_ask


def of_weeks(session: Session, program: Program, mondays: Sequence[date]) -> list[GiveAndAsk]:
    """What was asked for, and the help that was given, in each of these weeks of the program."""
    found = {index: GiveAndAsk() for index in range(len(mondays))}
    asked_in = week_of_time(Ask.created_at, mondays, program).label("week")
    asked = (
        select(asked_in, func.count())
        .join(Participant, Participant.id == Ask.participant_id)
        .where(Participant.program_id == program.id, *at_times(Ask.created_at, mondays, program))
        .group_by(asked_in)
    )
    for index, asks in session.execute(asked):
        found[index] = GiveAndAsk(asks=asks)
    done_in = week_of_time(Help.done_at, mondays, program).label("week")
    done = (
        select(
            done_in,
            func.count(Help.id).filter(Help.kind == HelpKind.ASKED_FOR),
            func.count(Help.id).filter(Help.kind == HelpKind.SHARED),
        )
        .where(Help.program_id == program.id, *at_times(Help.done_at, mondays, program))
        .group_by(done_in)
    )
    for index, helped, shared in session.execute(done):
        found[index] = replace(found[index], helps=helped, shared=shared)
    return list(found.values())


def _answer(session: Session, actor: Actor, ask_id: int, answer: HelpAnswer, *, now: datetime) -> bool:
    asked = session.scalar(
        select(HelpQuestion).where(HelpQuestion.ask_id == ask_id, HelpQuestion.member_id == actor.member_id)
    )
    if asked is None:
        return False
    if asked.answer is None:
        asked.answer, asked.answered_at = answer, now
        session.flush()
    return True
