"""Asks of others: which of them somebody reads, without those of people kept apart, and which one may help with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Ask, Help, HelpQuestion, Member, Participant, Program
from bot.domain import asks as rules
from bot.domain.asks import SHOWN, Audience, Listed
from bot.domain.errors import ClosedError, NotFoundError, NotInProgramError
from bot.domain.helps import STANDS
from bot.domain.states import ParticipantState
from bot.services import enrollments
from bot.services.asks import is_open, my_programs
from bot.services.conditions import is_running, takes_part
from bot.services.do_not_pair import pairs_apart
from bot.services.members import Actor

_author, _place = aliased(Member), aliased(Participant)
_IS_ASKED = exists().where(
    HelpQuestion.ask_id == Ask.id,
    HelpQuestion.member_id == bindparam("member_id"),
    HelpQuestion.answer.is_(None),
    HelpQuestion.asked_at > bindparam("since_at"),
)
# Each open ask of others in the programs of a member, the newest first: ids alone, as the words are encrypted
_OTHERS = (
    select(Ask.id, _author.id, _author.slack_user_id)
    .join(_place, _place.id == Ask.participant_id)
    .join(_author, _author.id == _place.member_id)
    .join(Program, Program.id == _place.program_id)
    .join(Participant, Participant.program_id == Program.id)
    .where(Participant.member_id == bindparam("member_id"), takes_part(), _author.id != bindparam("member_id"))
    .where(Ask.audience == Audience.PROGRAM, Ask.outcome.is_(None), Ask.lapses_at > bindparam("now"))
    .where(_place.state != ParticipantState.LEFT, _author.deactivated_at.is_(None), is_running(), ~_IS_ASKED)
    .order_by(Ask.created_at.desc(), Ask.id.desc())
)
_READ = (
    select(Ask, Program, _author.slack_user_id, Help.id)
    .join(_place, _place.id == Ask.participant_id)
    .join(_author, _author.id == _place.member_id)
    .join(Program, Program.id == _place.program_id)
    .outerjoin(Help, (Help.ask_id == Ask.id) & (Help.member_id == bindparam("member_id")))
    .where(Ask.id.in_(bindparam("ids", expanding=True)))
)


def others(session: Session, actor: Actor, *, page: int = 0, now: datetime) -> Listed:
    """A page of what others ask for in the actor's programs, and these programs. Nobody reads those of somebody on
    whose do-not-pair list they are, or who is on theirs; what Kith asks the actor about stands above the list.
    """
    rows = session.execute(_OTHERS, {"member_id": actor.member_id, "now": now, "since_at": now - STANDS}).all()
    apart = kept_apart(session, actor, {author_id: name for _, author_id, name in rows})
    ids = list(dict.fromkeys(ask_id for ask_id, author_id, _ in rows if author_id not in apart))
    first = page * SHOWN
    found = read(session, actor, ids[first : first + SHOWN])
    return Listed(tuple(found), my_programs(session, actor), page, has_more=len(ids) > first + SHOWN)


def read(session: Session, actor: Actor, ask_ids: Collection[int]) -> list[rules.OpenAsk]:
    """These asks as the actor reads them, in this order. Who may is for the caller to know."""
    rows = session.execute(_READ, {"ids": list(ask_ids), "member_id": actor.member_id}).all()
    found = {
        ask.id: described(ask, program, asked_by, helps=help_id is not None) for ask, program, asked_by, help_id in rows
    }
    return [found[ask_id] for ask_id in ask_ids if ask_id in found]


def described(ask: Ask, program: Program, asked_by: str, *, helps: bool = False) -> rules.OpenAsk:
    """An ask as somebody else reads it."""
    return rules.OpenAsk(
        ask_id=ask.id,
        program_id=program.id,
        program=program.name,
        kind=ask.kind,
        text=ask.text,
        company=ask.company,
        asked_by=asked_by,
        helps=helps,
    )


def to_help(session: Session, actor: Actor, ask_id: int, *, now: datetime) -> tuple[Ask, Member]:
    """An open ask of somebody else in a program of the actor, and its author.

    Raises NotInProgramError for a stranger (they may read of it in the channel), NotFoundError where it is theirs, or
    where one of the two is kept apart from the other, ClosedError where it is over.
    """
    ask = session.scalar(select(Ask).where(Ask.id == ask_id).with_for_update())
    if ask is None:
        raise NotFoundError(f"ask {ask_id}")
    place, author = session.execute(
        select(Participant, Member).join(Member).where(Participant.id == ask.participant_id)
    ).one()
    try:
        enrollments.require(session, actor, place.program_id, now=now)
    except NotFoundError as error:
        raise NotInProgramError(f"member {actor.member_id} takes no part") from error
    if author.id == actor.member_id or author.id in kept_apart(session, actor, {author.id: author.slack_user_id}):
        raise NotFoundError(f"ask {ask_id} is nothing for member {actor.member_id}")
    is_there = place.state is not ParticipantState.LEFT and author.deactivated_at is None
    if ask.outcome is not None or ask.lapses_at <= now or not is_there:
        raise ClosedError(f"ask {ask_id} is over")
    return ask, author


def kept_apart(session: Session, actor: Actor, slack_user_ids: Mapping[int, str]) -> set[int]:
    """Those of these members (id -> Slack id) who are kept apart from the actor, whoever of the two wants it."""
    people = {**slack_user_ids, actor.member_id: actor.slack_user_id}
    return {one for pair in pairs_apart(session, people) if actor.member_id in pair for one in pair} - {actor.member_id}


def lines_of(session: Session, participant_ids: Collection[int], *, at: datetime) -> Mapping[int, tuple[str, ...]]:
    """By participant, what they ask all of the program for and is open at that moment."""
    rows = session.scalars(
        select(Ask)
        .where(Ask.participant_id.in_(participant_ids), Ask.audience == Audience.PROGRAM, *is_open(at))
        .order_by(Ask.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.participant_id].append(row.text)
    return {participant_id: tuple(lines) for participant_id, lines in found.items()}


def in_summary(session: Session, program_id: int, *, now: datetime, limit: int) -> list[rules.OpenAsk]:
    """The newest open asks of the program whose authors agreed that its channel reads them."""
    rows = session.execute(
        select(Ask, Program, _author.slack_user_id)
        .join(Participant, Participant.id == Ask.participant_id)
        .join(_author, _author.id == Participant.member_id)
        .join(Program, Program.id == Participant.program_id)
        .where(Program.id == program_id, Ask.in_summary, takes_part(), *is_open(now), _author.deactivated_at.is_(None))
        .order_by(Ask.created_at.desc(), Ask.id.desc())
        .limit(limit)
    )
    return [described(*row) for row in rows]
