"""A member's own data is erased, so that nothing names them any more. What becomes of a column stands on the column."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, inspect, or_, select, update
from sqlalchemy.orm import Mapper, Session

from bot.db.base import Base, WorkspaceRecord
from bot.db.erasing import GOES, STAYS
from bot.db.models import (
    BuddyGroup,
    Conversation,
    Council,
    CouncilMember,
    DatabaseState,
    Delivery,
    DeliveryPerson,
    EventGoer,
    GroupMember,
    Member,
    Organizer,
    Participant,
    Program,
)
from bot.domain.errors import LastOrganizerError
from bot.domain.kinds import MessageKind
from bot.domain.messages import conversation_key, is_conversation_with
from bot.domain.states import UNFINISHED, DeliveryRole, DeliveryState, ParticipantState
from bot.services import events, private_lists
from bot.services.conditions import goes_on
from bot.services.hashing import own_hasher
from bot.services.members import Actor

OWN = ("participant_id", "member_id")  # a row with one of these is that member's own


def check_erasable(session: Session, actor: Actor) -> None:
    """Raises LastOrganizerError where a program that has not ended would lose its last organizer."""
    alone = [
        program.name
        for program in session.scalars(
            select(Program)
            .join(Organizer, Organizer.program_id == Program.id)
            .where(Organizer.member_id == actor.member_id, goes_on())
            .order_by(Program.id)
        )
        if session.scalars(select(Organizer.member_id).where(Organizer.program_id == program.id)).all()
        == [actor.member_id]
    ]
    if alone:
        raise LastOrganizerError(*alone)


def erase(session: Session, actor: Actor, *, now: datetime) -> None:
    """Erase everything that names the actor, and what they wrote. Counts and the history of pairs stay, unnamed.

    Raises as `check_erasable`. A person who comes back begins as a new member.
    """
    check_erasable(session, actor)
    member = session.get_one(Member, actor.member_id)
    places = session.scalars(select(Participant.id).where(Participant.member_id == member.id)).all()
    private_lists.outlive(session, member)
    for goer in session.scalars(select(EventGoer).where(EventGoer.participant_id.in_(places))):
        events.leave_company(session, goer)
    member.erased_hash = own_hasher(session)(member.slack_user_id)
    _erase_messages(session, member, places)
    _erase_rows(session, member, places)
    for participant in session.scalars(select(Participant).where(Participant.member_id == member.id)):
        participant.state, participant.state_changed_at = ParticipantState.LEFT, now
    member.erased_at = member.deactivated_at = now
    mark_erased(session, now=now)
    session.flush()


def mark_erased(session: Session, *, now: datetime) -> None:
    """Let what was erased be wiped from the database's files too."""
    session.execute(update(DatabaseState).values(erased_at=now))


def _erase_rows(session: Session, member: Member, places: Sequence[int]) -> None:
    """Apply to each row that is theirs or names them what its columns say, see `bot.db.erasing`."""
    erase_columns(member, inspect(Member).columns)
    groups = select(GroupMember.group_id).where(GroupMember.participant_id.in_(places))
    councils = select(CouncilMember.council_id).where(CouncilMember.participant_id.in_(places))
    for group in session.scalars(select(BuddyGroup).where(BuddyGroup.id.in_(groups))):
        erase_columns(group, inspect(BuddyGroup).columns)
    for council in session.scalars(select(Council).where(Council.id.in_(councils))):
        erase_columns(council, inspect(Council).columns)
    for mapper, column, ids in rows_naming(member.id, places):
        if column.info == GOES:
            session.execute(delete(mapper.class_).where(column.in_(ids)))
            continue
        changing = (
            mapper.columns
            if column.name in OWN
            else [column, *(mapper.columns[other] for other in column.info["also"])]
        )
        for row in session.scalars(select(mapper.class_).where(column.in_(ids))):
            erase_columns(row, changing)


def erase_columns(row: Base, columns: Iterable[Any]) -> None:
    """Set what these columns say that they become, see `bot.db.erasing`."""
    for column in columns:
        if "value" in column.info:
            value = column.info["value"]
            setattr(row, column.key, value(row) if callable(value) else value)


def _erase_messages(session: Session, member: Member, places: Sequence[int]) -> None:
    """The ledger keeps that something was sent, not what: none of its messages keeps their name or words.

    What was still to be sent to them or in their name is cancelled. What is to be sent to others goes out without their
    name.
    """
    roles: dict[int, set[DeliveryRole]] = defaultdict(set)
    theirs = select(DeliveryPerson).where(DeliveryPerson.member_id == member.id)
    for one in session.scalars(theirs):
        roles[one.delivery_id].add(one.role)
    programs = select(Participant.program_id).where(Participant.id.in_(places))
    # they quote words and count wishes of people whom they do not name
    reports = and_(Delivery.kind.in_((MessageKind.DIGEST, MessageKind.SUMMARY)), Delivery.program_id.in_(programs))
    about = or_(Delivery.id.in_(theirs.with_only_columns(DeliveryPerson.delivery_id)), reports)
    for delivery in session.scalars(select(Delivery).where(about)):
        is_theirs = not roles[delivery.id].isdisjoint({DeliveryRole.AUTHOR, DeliveryRole.TARGET})
        if delivery.state is DeliveryState.QUEUED and is_theirs:
            delivery.state, delivery.waits_for = DeliveryState.CANCELLED, ""
        if delivery.state in UNFINISHED:
            delivery.payload = _without(delivery.payload, member)
            continue
        delivery.payload = {"text": "", "blocks": []}
        if "users" in delivery.target:
            if delivery.target_key == conversation_key([member.id]):  # theirs alone: whoever asks Slack learns whose
                delivery.slack_channel_id = delivery.slack_ts = None
            delivery.target, delivery.target_key = {}, ""
        if delivery.member_id == member.id:
            delivery.member_id = None
    session.execute(delete(DeliveryPerson).where(DeliveryPerson.member_id == member.id))
    for conversation in session.scalars(select(Conversation)):
        if is_conversation_with(conversation.people, member.id):
            session.delete(conversation)


def _without(payload: dict[str, Any], member: Member) -> dict[str, Any]:
    """The same message, in which they are not named."""
    named = json.dumps(payload, ensure_ascii=False)
    without: dict[str, Any] = json.loads(named.replace(f"<@{member.slack_user_id}>", "somebody who left"))
    return without


def rows_naming(member_id: int, places: Sequence[int]) -> Iterator[tuple[Mapper[Any], Any, Sequence[int]]]:
    """Each column that names a member or a participant: mapper, column, the ids that are theirs."""
    ids = {"members": [member_id], "participants": places}
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        if not issubclass(mapper.class_, WorkspaceRecord) or mapper.class_ is Delivery:
            continue
        for column in mapper.columns:
            for key in column.foreign_keys:
                if key.column.table.name in ids and column.info != STAYS:
                    yield mapper, column, ids[key.column.table.name]
