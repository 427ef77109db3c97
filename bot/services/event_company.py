"""Two or three who go to an event and would like company are put in touch, once, two days before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Event, EventGoer, Member, Participant, Program, Workspace
from bot.domain import events as rules
from bot.domain.calendar import local
from bot.domain.events import PAIR
from bot.domain.kinds import MessageKind
from bot.domain.slots import suits_now
from bot.services import events, message_cap, say
from bot.services.conditions import is_reachable, is_running, may_speak, takes_part
from bot.services.do_not_pair import pairs_apart
from bot.services.members import Actor
from bot.services.rounds.people import hours_of, parted_members

LATEST = timedelta(hours=2)  # sooner before it nobody can arrange anything
LAST_DAY = timedelta(days=1)  # on it nobody waits any longer for those who sleep
Waiting = Mapping[int, tuple[EventGoer, Member]]  # by member, in the order in which they asked
_ALONE = (
    EventGoer.wants_company,
    EventGoer.put_in_touch_at.is_(None),
    takes_part(),
    is_reachable(),
)
_HOW_MANY = (
    select(func.count(EventGoer.id))
    .join(Participant, Participant.id == EventGoer.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .where(EventGoer.event_id == Event.id, *_ALONE)
    .correlate(Event)
    .scalar_subquery()
)
# Events two days ahead to which two or more would like to go with somebody
WAITING = DueQuery(
    select(Event.workspace_id, Event.id)
    .join(Program, Program.id == Event.program_id)
    .join(Workspace, Workspace.id == Event.workspace_id)
    .where(
        Event.company_at <= now_plus(),
        Event.starts_at > now_plus(LATEST),
        Event.cancelled_at.is_(None),
        Event.title != "",
        _HOW_MANY >= PAIR,
        is_running(),
        may_speak(),
    )
    .order_by(Event.id)
)


@dataclass(frozen=True)
class Together:
    """Those who are put in touch now: the event as the first of them sees it. `number` names them for all time."""

    number: int
    event: rules.Event
    slack_user_ids: tuple[str, ...]


def put_in_touch(session: Session, event_id: int, *, now: datetime) -> list[Together]:
    """Put those in touch whom it suits now; it counts as an introduction of each under the cap.

    Nobody with somebody on whose do-not-pair list they are, from whom organizers keep them apart, or of an employer
    that one of them would not meet, and nobody twice. Whoever has had theirs today, or sleeps, waits; on the last day
    before the event the others go together without them.
    """
    event = session.scalars(select(Event).where(Event.id == event_id).with_for_update()).one()
    waiting = _with_room(session, _waiting(session, event_id), now=now)
    if event.starts_at <= now + LAST_DAY:
        waiting = {one: goer for one, goer in waiting.items() if suits_now([hours_of(goer[1])], now)}
    names = {member.id: member.slack_user_id for _, member in waiting.values()}
    apart = [frozenset(pair) for pair in pairs_apart(session, names)]
    apart += [pair for pair in parted_members(session, event.program_id) if pair <= names.keys()]
    apart += say.kept_by_employer([member for _, member in waiting.values()])
    found = []
    for group in rules.companies(list(waiting), apart):
        goers, people = zip(*(waiting[one] for one in group), strict=True)
        if suits_now([hours_of(one) for one in people], now) and message_cap.reserve_for_all(
            session, MessageKind.COMPANY, people, now=now
        ):
            number = min(goer.id for goer in goers)
            for goer in goers:
                goer.company_id, goer.put_in_touch_at = number, now
            session.flush()
            first = Actor(people[0].workspace_id, people[0].id, people[0].slack_user_id)
            seen = events.event_for(session, first, event_id, now=now)
            found.append(Together(number, seen, tuple(one.slack_user_id for one in people)))
    return found


def _waiting(session: Session, event_id: int) -> Waiting:
    rows = session.execute(
        select(EventGoer, Member)
        .join(Participant, Participant.id == EventGoer.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(EventGoer.event_id == event_id, *_ALONE)
        .order_by(EventGoer.id)
    )
    return {member.id: (goer, member) for goer, member in rows}


def _with_room(session: Session, waiting: Waiting, *, now: datetime) -> Waiting:
    """Those whose day and week have room. Whoever has a hard week is left in peace, and Home tells them so."""
    days = {(one, local(now, member.zone).date()) for one, (_, member) in waiting.items()}
    room = {one for one, _ in message_cap.with_room(session, MessageKind.COMPANY, days)}
    return {one: goer for one, goer in waiting.items() if one in room}
