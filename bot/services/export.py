"""Everything that Kith keeps about a member, to take along: read from the columns, with names instead of ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import (
    Activity,
    BuddyGroup,
    Event,
    GroupMember,
    Member,
    MentorAgreement,
    MentorPair,
    Participant,
    Program,
)
from bot.domain.mentor_pairs import Closed
from bot.services import contacts
from bot.services.members import Actor
from bot.services.privacy import OWN, rows_naming

# Ids that tell a person nothing; the others are exported as the name of what they point to. `next_at` would tell of an
# introduction whether somebody was asked; `detail`, in the log of organizers, is about others and settings.
_HIDDEN = (
    "id",
    "workspace_id",
    "participant_id",
    "member_id",
    "source",
    "other_hash",
    "name_hash",
    "next_at",
    "detail",
)
# What the other one of a mentor pair said for themselves alone
_OF_OTHERS = ("mentor_pairs.declined_at", "mentor_pairs.mentee_goes_on", "mentor_pairs.mentor_goes_on")


def my_data(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything kept about the actor, as JSON values: their profile, and their rows of each table, by its name."""
    member = session.get_one(Member, actor.member_id)
    places = session.scalars(select(Participant.id).where(Participant.member_id == member.id)).all()
    names = _Names(session, member)
    found: dict[str, Any] = {"profile": names.described(member)}
    for mapper, column, ids in rows_naming(member.id, places):
        if column.name in OWN:
            rows = session.scalars(select(mapper.class_).where(column.in_(ids)).order_by(mapper.primary_key[0]))
            found[str(mapper.local_table.name)] = [names.described(row) for row in rows if not _tells_a_no(row)]  # type: ignore[attr-defined]
    found["buddies"] = _buddies(session, places)
    found["mentees"] = _mentees(session, places, names)
    return found


def _tells_a_no(row: Base) -> bool:
    """Of who asked for whoever suits as a mentor: that one was asked and is not to be. The last row tells the whole."""
    return isinstance(row, MentorPair) and row.closed is Closed.DECLINED


def _buddies(session: Session, places: Sequence[int]) -> list[dict[str, Any]]:
    """The people to whom they were introduced, where and when."""
    groups = select(GroupMember.group_id).where(GroupMember.participant_id.in_(places))
    rows = session.execute(
        select(BuddyGroup.introduced_at, Program.name, Member)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .join(Program, Program.id == Participant.program_id)
        .where(BuddyGroup.id.in_(groups), BuddyGroup.introduced_at.is_not(None), Participant.id.not_in(places))
        .order_by(BuddyGroup.introduced_at, Member.id)
    )
    return [{"introduced_at": _plain(row[0]), "program": row[1], "buddy": _name(row[2])} for row in rows]


def _mentees(session: Session, places: Sequence[int], names: _Names) -> list[dict[str, Any]]:
    """Whose mentor they are or were, and what the two agreed on; not what the other wrote when they asked."""
    rows = session.execute(
        select(MentorPair, Member, MentorAgreement)
        .join(Participant, Participant.id == MentorPair.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .outerjoin(MentorAgreement, MentorAgreement.pair_id == MentorPair.id)
        .where(MentorPair.mentor_id.in_(places), MentorPair.starts_on.is_not(None))
        .order_by(MentorPair.id)
    )
    return [
        {
            "mentee": _name(member),
            "starts_on": _plain(pair.starts_on),
            "ends_on": _plain(pair.ends_on),
            **(names.described(agreement) if agreement else {}),
        }
        for pair, member, agreement in rows
    ]


class _Names:
    """Rows as JSON values, with the names of what they point to."""

    def __init__(self, session: Session, member: Member) -> None:
        self._by_table = {
            "programs": {row[0]: row[1] for row in session.execute(select(Program.id, Program.name))},
            "activities": {row[0]: row[1] for row in session.execute(select(Activity.id, Activity.name))},
            "events": {row[0]: row[1] for row in session.execute(select(Event.id, Event.title))},
            "contacts": _people(session, member),
            "members": {member.id: _name(member) for member in session.scalars(select(Member))},
        }

    def described(self, row: Base) -> dict[str, Any]:
        """Every column that tells something: `program_id` as the program's name, under `program`."""
        values: dict[str, Any] = {}
        for column in inspect(type(row)).columns:
            value = getattr(row, column.key)
            pointed_to = next((key.column.table.name for key in column.foreign_keys), None)
            if column.key in _HIDDEN or str(column) in _OF_OTHERS or (pointed_to and pointed_to not in self._by_table):
                continue
            if pointed_to:
                values[column.key.removesuffix("_id")] = self._by_table[pointed_to].get(value, "")
            elif isinstance(value, dict):
                values |= value
            else:
                values[column.key] = _plain(value)
        return values


def _people(session: Session, member: Member) -> dict[int, str]:
    """The names in the member's own book."""
    book = contacts.everybody(session, Actor(member.workspace_id, member.id, member.slack_user_id))
    return {one.contact_id: one.details.name for one in book}


def _name(member: Member) -> str:
    """What they are called; before Slack was asked, their Slack id."""
    return member.name or member.slack_user_id


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime | time) else value
