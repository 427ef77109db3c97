"""Sharing a link: with whom one may, the limit of a day, and passing it on in the daytime of whoever gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery
from bot.db.models import (
    Ask,
    BuddyGroup,
    GroupMember,
    Help,
    HelpQuestion,
    Member,
    MentorPair,
    Participant,
    Program,
    Round,
    Share,
    Workspace,
)
from bot.domain.asks import Audience
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.helps import HelpKind
from bot.domain.sharing import (
    A_DAY,
    CHANNEL,
    LATELY,
    MOST,
    MOST_A_DAY,
    MOST_IN_CHANNELS,
    Draft,
    Recipient,
    Shared,
    Way,
    checked,
)
from bot.domain.states import RoundState
from bot.services import participants
from bot.services.conditions import is_reachable, is_running, may_speak, takes_part
from bot.services.do_not_pair import pairs_apart
from bot.services.members import Actor

# Each waits for the daytime of whoever gets it
WAITING = DueQuery(
    select(Share.workspace_id, Share.id)
    .join(Workspace, Workspace.id == Share.workspace_id)
    .where(may_speak())
    .order_by(Share.id)
)
_PERSON = (
    select(Program.id, Program.name, Member)
    .join(Participant, Participant.program_id == Program.id)
    .join(Member, Member.id == Participant.member_id)
    .where(takes_part(), is_reachable())
)


@dataclass(frozen=True)
class PassedOn:
    """Ids of a share that is passed on. Its own is given to another one later; that of the help never is."""

    help_id: int
    program_id: int
    author_id: int
    receiver_id: int


def recipients(session: Session, actor: Actor, *, now: datetime) -> list[Recipient]:
    """With whom the actor may share: buddies, mentor, mentees, who asks, who helps or is helped; last the channels of
    their programs.

    Nobody is among them where one of both does not want to be matched with the other. Raises NoProgramError.
    """
    mine = session.scalars(
        select(Program)
        .join(Participant, Participant.program_id == Program.id)
        .where(Participant.member_id == actor.member_id, takes_part(), is_running())
        .order_by(Program.id)
    ).all()
    if not mine:
        raise NoProgramError("nowhere to share")
    ids = [program.id for program in mine]
    found: dict[int, Recipient] = {}
    for one in (
        *_buddies(session, actor, ids),
        *_mentoring(session, actor, ids),
        *_askers(session, actor, ids, now),
        *_helps(session, actor, ids, now),
    ):
        found.setdefault(one.member_id, one)
    apart = _apart(session, actor, found.values())
    people = [one for one in found.values() if one.member_id not in apart][:MOST]
    return [*people, *map(_channel, mine)]


def share(session: Session, actor: Actor, draft: Draft, *, now: datetime) -> list[Recipient]:
    """Share it: each of them is given something, which counts at once. People get it in their daytime; what goes to a
    channel is the caller's to post.

    Raises InvalidInputError (`link`, `words`, `to`), NoProgramError as `recipients`.
    """
    link, words = checked(draft.link, draft.words)
    chosen = [one for one in recipients(session, actor, now=now) if one.value in draft.to]
    if not chosen or len(chosen) != len(set(draft.to)):
        raise InvalidInputError("to", "Choose from the list: somebody may not be there any more.")
    _check_room(session, actor, chosen, now=now)
    for one in chosen:
        values = {"program_id": one.program_id, "member_id": actor.member_id, "receiver_id": one.member_id or None}
        given = Help(kind=HelpKind.SHARED, given_at=now, done_at=now, **values)
        session.add(given)
        session.flush()
        if one.way is not Way.CHANNEL:
            session.add(Share(help_id=given.id, link=link, words=words, shared_at=now, **values))
    participants.touch_everywhere(session, actor, now=now)
    session.flush()
    return chosen


def to_pass_on(session: Session, share_id: int) -> tuple[Shared, PassedOn] | None:
    """What is to be passed on, and its ids. It waits no more.

    None where the receiver cannot be written to, left, or either does not want to be matched with the other by now.
    """
    row = session.scalar(select(Share).where(Share.id == share_id).with_for_update())
    if row is None:
        return None
    receiver = session.execute(_PERSON.where(Program.id == row.program_id, Member.id == row.receiver_id)).first()
    author = session.get_one(Member, row.member_id)
    session.delete(row)
    if receiver is None or next(pairs_apart(session, _slack_ids([author, receiver[2]])), None):
        return None
    shared = Shared(receiver[1], author.slack_user_id, row.link, row.words)
    return shared, PassedOn(row.help_id, row.program_id, row.member_id, row.receiver_id)


def receiver_of(session: Session, share_id: int) -> int | None:
    """Who gets it; None where it was passed on already."""
    return session.scalar(select(Share.receiver_id).where(Share.id == share_id))


def _buddies(session: Session, actor: Actor, program_ids: list[int]) -> Iterator[Recipient]:
    mine, me, theirs = aliased(GroupMember), aliased(Participant), aliased(GroupMember)
    groups = (
        select(theirs.participant_id)
        .join(mine, mine.group_id == theirs.group_id)
        .join(me, me.id == mine.participant_id)
        .join(BuddyGroup, BuddyGroup.id == theirs.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(me.member_id == actor.member_id, mine.left_at.is_(None), theirs.left_at.is_(None))
        .where(BuddyGroup.introduced_at.is_not(None), BuddyGroup.dissolved_at.is_(None))
        .where(Round.state == RoundState.RUNNING)
    )
    query = _others(actor, program_ids).where(Participant.id.in_(groups)).order_by(Participant.id)
    for program_id, program, member in session.execute(query):
        yield _person(program_id, program, member, Way.BUDDY)


def _mentoring(session: Session, actor: Actor, program_ids: list[int]) -> Iterator[Recipient]:
    """The mentor of the actor, and whose mentor they are, once they are introduced."""
    me = aliased(Participant)
    mentee, mentor = MentorPair.participant_id, MentorPair.mentor_id
    for theirs, mine, way in ((mentor, mentee, Way.MENTOR), (mentee, mentor, Way.MENTEE)):
        pairs = (
            select(theirs)
            .join(me, me.id == mine)
            .where(me.member_id == actor.member_id, theirs.is_not(None))
            .where(MentorPair.introduced_at.is_not(None), MentorPair.closed_at.is_(None))
        )
        query = _others(actor, program_ids).where(Participant.id.in_(pairs)).order_by(Participant.id)
        for program_id, program, member in session.execute(query):
            yield _person(program_id, program, member, way)


def _askers(session: Session, actor: Actor, program_ids: list[int], now: datetime) -> Iterator[Recipient]:
    asked = select(HelpQuestion.ask_id).where(HelpQuestion.member_id == actor.member_id)
    query = (
        _others(actor, program_ids)
        .add_columns(Ask.text)
        .join(Ask, Ask.participant_id == Participant.id)
        .where(Ask.outcome.is_(None), Ask.lapses_at > now, or_(Ask.audience == Audience.PROGRAM, Ask.id.in_(asked)))
        .order_by(Ask.id.desc())
        .limit(MOST)
    )
    for program_id, program, member, text in session.execute(query):
        yield _person(program_id, program, member, Way.ASKER, ask=text)


def _helps(session: Session, actor: Actor, program_ids: list[int], now: datetime) -> Iterator[Recipient]:
    lately = select(Help.id).where(Help.given_at > now - LATELY, Help.kind != HelpKind.SHARED)
    ways = ((Way.HELPER, Help.member_id, Help.receiver_id), (Way.HELPED, Help.receiver_id, Help.member_id))
    for way, theirs, own in ways:
        query = (
            _others(actor, program_ids)
            .join(Help, (theirs == Member.id) & (Help.program_id == Program.id))
            .where(own == actor.member_id, Help.id.in_(lately))
            .order_by(Help.id.desc())
            .limit(MOST)
        )
        for program_id, program, member in session.execute(query):
            yield _person(program_id, program, member, way)


def _others(actor: Actor, program_ids: list[int]) -> Select[int, str, Member]:
    return _PERSON.where(Program.id.in_(program_ids), Member.id != actor.member_id)


def _person(program_id: int, program: str, member: Member, way: Way, *, ask: str = "") -> Recipient:
    return Recipient(program_id, program, way, member.id, member.name, member.slack_user_id, ask)


def _channel(program: Program) -> Recipient:
    return Recipient(
        program.id,
        program.name,
        Way.CHANNEL,
        slack_channel_id=program.slack_channel_id,
        channel_people=program.channel_people,
    )


def _apart(session: Session, actor: Actor, people: Iterable[Recipient]) -> set[int]:
    names = {actor.member_id: actor.slack_user_id, **{one.member_id: one.slack_user_id for one in people}}
    return {one for pair in pairs_apart(session, names) if actor.member_id in pair for one in pair}


def _slack_ids(people: Iterable[Member]) -> dict[int, str]:
    return {one.id: one.slack_user_id for one in people}


def _check_room(session: Session, actor: Actor, chosen: list[Recipient], *, now: datetime) -> None:
    """Two forms at once count after each other: the member's row is locked."""
    session.execute(select(Member.id).where(Member.id == actor.member_id).with_for_update())
    shared, in_channels = session.execute(
        select(func.count(Help.id), func.count(Help.id) - func.count(Help.receiver_id)).where(
            Help.member_id == actor.member_id, Help.kind == HelpKind.SHARED, Help.given_at > now - A_DAY
        )
    ).one()
    if shared + len(chosen) > MOST_A_DAY:
        raise InvalidInputError("to", "That is more than six in a day. Share it with fewer, or tomorrow.")
    if in_channels + sum(one.member_id == CHANNEL for one in chosen) > MOST_IN_CHANNELS:
        raise InvalidInputError("to", "One a day goes to a channel. Share it with somebody, or there tomorrow.")
