"""A member's own data: taken along as plain values, or erased so that nothing names them any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import String, cast, delete, inspect, or_, select, update
from sqlalchemy.orm import Mapper, Session

from bot.db.base import Base, WorkspaceRecord
from bot.db.models import (
    Activity,
    BuddyGroup,
    CheckIn,
    Delivery,
    DigestItem,
    DoNotPair,
    Goal,
    GroupMember,
    Member,
    Notice,
    Organizer,
    Participant,
    ParticipantWeek,
    Program,
)
from bot.domain.errors import LastOrganizerError
from bot.domain.states import UNFINISHED, DeliveryState, ParticipantState
from bot.services.conditions import goes_on
from bot.services.members import Actor


def my_data(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything kept about the actor, as JSON values: their profile, and their rows of each table, by its name."""
    member = session.get_one(Member, actor.member_id)
    places = session.scalars(select(Participant.id).where(Participant.member_id == member.id)).all()
    names = _Names(session)
    found: dict[str, Any] = {"profile": names.described(member)}
    for mapper, owner, owners in _owned(member.id, places):
        rows = session.scalars(select(mapper.class_).where(owner.in_(owners)).order_by(mapper.primary_key[0]))
        found[str(mapper.local_table.name)] = [names.described(row) for row in rows]  # type: ignore[attr-defined]
    found["buddies"] = _buddies(session, places)
    return found


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
    """Take out everything that names the actor, and what they wrote. Counts and the history of pairs stay, unnamed.

    Raises as `check_erasable`. If the person comes back, they begin anew as somebody else.
    """
    check_erasable(session, actor)
    member = session.get_one(Member, actor.member_id)
    places = session.scalars(select(Participant.id).where(Participant.member_id == member.id)).all()
    _erase_messages(session, member, places)
    _erase_notes(session, member, places)
    for model, owner in ((Notice, Notice.member_id), (Organizer, Organizer.member_id)):
        session.execute(delete(model).where(owner == member.id))
    session.execute(delete(DoNotPair).where(or_(DoNotPair.member_id == member.id, DoNotPair.other_id == member.id)))
    session.execute(update(DigestItem).where(DigestItem.taken_by_id == member.id).values(taken_by_id=None))
    for participant in session.scalars(select(Participant).where(Participant.member_id == member.id)):
        participant.state, participant.state_changed_at = ParticipantState.LEFT, now
        participant.name_in_public = participant.landing_told = False
    _erase_profile(member, now=now)
    session.flush()


def _erase_notes(session: Session, member: Member, places: Iterable[int]) -> None:
    """What they wrote down goes; that an act or a goal was there, stays in the counts."""
    session.execute(
        update(Goal).where(Goal.participant_id.in_(places)).values(plan_place="", plan_on=None, plan_at=None)
    )
    session.execute(
        update(ParticipantWeek).where(ParticipantWeek.participant_id.in_(places)).values(contact_wanted_at=None)
    )
    groups = select(GroupMember.group_id).where(GroupMember.participant_id.in_(places))
    # why these people: it quotes what they looked for, what they offer, where they live
    session.execute(update(BuddyGroup).where(BuddyGroup.id.in_(groups)).values(reasons=[]))
    session.execute(update(CheckIn).where(CheckIn.thanks_to_id == member.id).values(thanks_to_id=None, thanks=""))
    for act in session.scalars(select(CheckIn).where(CheckIn.participant_id.in_(places))):
        act.with_whom = act.companies = act.advice = act.thanks = act.follow_up_note = ""
        act.new_contacts = [""] * len(act.new_contacts)
        act.thanks_to_id = act.follow_up_on = None


def _erase_messages(session: Session, member: Member, places: Iterable[int]) -> None:
    """The ledger keeps that something was sent, not what: in no message of it does their name or word remain."""
    programs = select(Participant.program_id).where(Participant.id.in_(places))
    named = or_(
        Delivery.member_id == member.id,
        cast(Delivery.target, String).contains(member.slack_user_id),
        cast(Delivery.payload, String).contains(member.slack_user_id),
        Delivery.program_id.in_(programs) & cast(Delivery.payload, String).contains('"files"'),
    )
    for delivery in session.scalars(select(Delivery).where(named)):
        if delivery.state is DeliveryState.QUEUED and member.slack_user_id in delivery.target.get("users", ()):
            delivery.state = DeliveryState.CANCELLED
        if delivery.state not in UNFINISHED:
            delivery.payload = {"text": "", "blocks": []}
            delivery.target = {key: value for key, value in delivery.target.items() if key != "users"}
        delivery.member_id = None


def _erase_profile(member: Member, *, now: datetime) -> None:
    member.slack_user_id, member.name, member.zone = f"erased-{member.id}", "", "UTC"
    member.targeting = member.offers = member.asks = ""
    member.school = member.employer = member.field = member.city = member.link = ""
    member.works_from, member.works_until = time(9), time(17)
    member.erased_at = member.deactivated_at = now


def _owned(member_id: int, places: Iterable[int]) -> Iterator[tuple[Mapper[Any], Any, list[int]]]:
    """Each table with rows of a member or of their places: mapper, the owning column, its values."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        columns = mapper.columns
        if not issubclass(mapper.class_, WorkspaceRecord) or mapper.class_ is Delivery:
            continue
        if "participant_id" in columns:
            yield mapper, columns["participant_id"], list(places)
        elif "member_id" in columns:
            yield mapper, columns["member_id"], [member_id]


def _buddies(session: Session, places: Iterable[int]) -> list[dict[str, Any]]:
    """Whom they were introduced to, and when."""
    groups = select(GroupMember.group_id).where(GroupMember.participant_id.in_(places))
    rows = session.execute(
        select(BuddyGroup.introduced_at, Member.slack_user_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(BuddyGroup.id.in_(groups), BuddyGroup.introduced_at.is_not(None), Participant.id.not_in(places))
        .order_by(BuddyGroup.introduced_at, Member.id)
    )
    return [{"introduced_at": _plain(row[0]), "slack_user_id": row[1]} for row in rows]


class _Names:
    """Rows as JSON values, with the names of the programs and activities they point to."""

    def __init__(self, session: Session) -> None:
        self._programs = {row[0]: row[1] for row in session.execute(select(Program.id, Program.name))}
        self._activities = {row[0]: row[1] for row in session.execute(select(Activity.id, Activity.name))}

    def described(self, row: Base) -> dict[str, Any]:
        """Every column of the row but the workspace's id."""
        values = {
            column.key: _plain(getattr(row, column.key))
            for column in inspect(type(row)).columns
            if column.key != "workspace_id"
        }
        if "program_id" in values:
            values["program"] = self._programs.get(values["program_id"], "")
        if "activity_id" in values:
            values["activity"] = self._activities.get(values["activity_id"], "")
        return values


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime | time) else value
