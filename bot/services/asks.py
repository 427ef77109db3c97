"""Asks: posted, renewed, taken back, done; one's own and those of others, without those of people kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Ask, Help, HelpQuestion, Member, Participant, Program
from bot.domain import asks as rules
from bot.domain.asks import LASTS, MOST_OPEN, REMINDED, SHOWN, STAYS_SHOWN, AskOutcome, Audience, Draft, Helper, Listed
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError, NotInProgramError
from bot.domain.helps import STANDS
from bot.domain.states import ParticipantState
from bot.services import enrollments
from bot.services.conditions import goes_on, is_running, takes_part, with_program_and_member
from bot.services.do_not_pair import pairs_apart
from bot.services.members import Actor

_author, _place = aliased(Member), aliased(Participant)
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


def post(session: Session, actor: Actor, program_id: int, draft: Draft, *, now: datetime) -> int:
    """Ask the people of the program; the ask's id. It is open for fourteen days.

    Raises InvalidInputError as `domain.asks.checked`, and (`text`) beyond five open asks; NotFoundError to a stranger,
    ClosedError once the program has ended.
    """
    mine = enrollments.require(session, actor, program_id, now=now).participant.id
    wanted = rules.checked(draft)
    open_ = select(func.count(Ask.id)).where(Ask.participant_id == mine, *_open(now))
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


def my_programs(session: Session, actor: Actor) -> Mapping[int, str]:
    """The programs in which the actor can ask, by id."""
    rows = session.execute(
        select(Program.id, Program.name)
        .join(Participant, Participant.program_id == Program.id)
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
        .order_by(Program.id)
    )
    return {row[0]: row[1] for row in rows}


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
        .where(Ask.participant_id.in_(participant_ids), Ask.audience == Audience.PROGRAM, *_open(at))
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
        .where(Program.id == program_id, Ask.in_summary, takes_part(), *_open(now), _author.deactivated_at.is_(None))
        .order_by(Ask.created_at.desc(), Ask.id.desc())
        .limit(limit)
    )
    return [described(*row) for row in rows]


def _open(now: datetime) -> tuple[Any, ...]:
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
