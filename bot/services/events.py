"""Events of a program: who may add, change or call one off, who goes, and what the room shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Event, EventGoer, Member, Organizer, Participant, Program
from bot.db.upsert import insert_once
from bot.domain import events as rules
from bot.domain.calendar import local, week_of
from bot.domain.errors import ClosedError, NotAllowedError, NotFoundError, NotInProgramError
from bot.domain.events import ASKED_FOR, LENGTH, SHOWN, Draft, Listed
from bot.domain.messages import Reader
from bot.domain.organizer_acts import Act
from bot.domain.states import ParticipantState, ProgramState
from bot.services import enrollments, members, message_cap, organizer_log, organizers, participants
from bot.services.conditions import goes_on, is_reachable, takes_part
from bot.services.members import Actor

_goer, _who, _brought = aliased(EventGoer), aliased(Participant), aliased(Member)
_GOES = (
    select(func.count(_goer.id))
    .join(_who, _who.id == _goer.participant_id)
    .where(_goer.event_id == Event.id, _who.state != ParticipantState.LEFT)
    .correlate(Event)
    .scalar_subquery()
)
_ORGANIZES = exists().where(Organizer.program_id == Event.program_id, Organizer.member_id == Member.id)
# Each event with each member who is in its program: built once, as every message about a week asks for it
_SEEN = (
    select(Event, Program.name, Member, Participant, EventGoer, _brought.slack_user_id, _GOES, _ORGANIZES)
    .join(Program, Program.id == Event.program_id)
    .join(Member, Member.workspace_id == Event.workspace_id)
    .outerjoin(_brought, _brought.id == Event.member_id)
    .outerjoin(
        Participant, (Participant.program_id == Program.id) & (Participant.member_id == Member.id) & takes_part()
    )
    .outerjoin(EventGoer, (EventGoer.event_id == Event.id) & (EventGoer.participant_id == Participant.id))
    .where(Member.id.in_(bindparam("ids", expanding=True)), goes_on())
    .where(Participant.id.is_not(None) | _ORGANIZES)
    .order_by(Event.starts_at, Event.id)
)
_ON = _SEEN.where(Event.cancelled_at.is_(None))
_AHEAD = _ON.where(
    or_(Event.ends_at > bindparam("now"), and_(Event.ends_at.is_(None), Event.starts_at > bindparam("began_at")))
)
_MINE = _ON.where(
    EventGoer.went.is_(None),
    EventGoer.id.is_not(None),
    Event.starts_at > bindparam("since_at"),
    Event.starts_at < bindparam("until_at"),
)
_ONE = _SEEN.where(Event.id == bindparam("event_id"))
_COMPANY = (
    select(EventGoer.company_id, Member.id, Member.slack_user_id)
    .join(Participant, Participant.id == EventGoer.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .where(EventGoer.company_id.in_(bindparam("ids", expanding=True)), takes_part())
    .order_by(EventGoer.id)
)


@dataclass(frozen=True)
class Told:
    """What became of an event that people go to: how each of `goers` sees it now, without whoever did it."""

    goers: tuple[tuple[Reader, rules.Event], ...]


def add(session: Session, actor: Actor, program_id: int, draft: Draft, *, now: datetime) -> int:
    """Add an event; its id. Anybody of the program may, and its organizers.

    Raises InvalidInputError as `domain.events.checked`, NotFoundError to a stranger, ClosedError once it has ended.
    """
    _enter(session, actor, program_id, now=now)
    event = Event(program_id=program_id, member_id=actor.member_id, created_at=now, **_values(draft, now=now))
    session.add(event)
    session.flush()
    return event.id


def edit(session: Session, actor: Actor, event_id: int, draft: Draft, *, now: datetime) -> Told:
    """Change an event: whoever brought it may, and the program's organizers. Where its time or place is another, all
    who go are to be told. Raises as `add`, NotAllowedError for other members, ClosedError where it is over or off.
    """
    event = _own(session, actor, event_id, now=now)
    before = (event.starts_at, event.ends_at, event.place)
    for name, value in _values(draft, now=now).items():
        setattr(event, name, value)
    _note(session, actor, event, Act.EVENT_CHANGED, now=now)
    if (event.starts_at, event.ends_at, event.place) == before:
        return Told(())
    event.changes += 1
    session.flush()
    return _told(session, actor, event_id, now=now)


def cancel(session: Session, actor: Actor, event_id: int, *, and_later: bool, now: datetime) -> Told:
    """Call it off; with `and_later` it does not repeat any more. Who may, and what it raises, as `edit`."""
    event = _own(session, actor, event_id, now=now)
    told = _told(session, actor, event_id, now=now)
    event.cancelled_at = now
    event.repeats = None if and_later else event.repeats
    _note(session, actor, event, Act.EVENT_CALLED_OFF, now=now)
    session.flush()
    return told


def go(session: Session, actor: Actor, event_id: int, *, wants_company: bool, now: datetime) -> rules.Event:
    """The actor goes, and would like company or not; the last word holds until they were put in touch.

    Raises NotInProgramError for a stranger (they may read of it in the channel), ClosedError once it is over or off.
    """
    event = _ahead(session, event_id, now=now)
    try:
        mine = enrollments.require(session, actor, event.program_id, now=now).participant.id
    except NotFoundError as error:
        raise NotInProgramError(f"member {actor.member_id} takes no part") from error
    insert_once(session, EventGoer, event_id=event_id, participant_id=mine, created_at=now)
    goer = session.scalars(select(EventGoer).where(EventGoer.event_id == event_id, _is_mine(mine))).one()
    if goer.put_in_touch_at is None:
        goer.wants_company = wants_company
    session.flush()
    return event_for(session, actor, event_id, now=now)


def stay_away(session: Session, actor: Actor, event_id: int, *, now: datetime) -> tuple[str, ...]:
    """The actor does not go after all. With whom they were put in touch (Slack ids): those count on them.

    Raises NotFoundError to a stranger, ClosedError where it is over or off.
    """
    event = _ahead(session, event_id, now=now)
    mine = enrollments.require(session, actor, event.program_id, now=now).participant.id
    company = event_for(session, actor, event_id, now=now).company
    goer = session.scalar(select(EventGoer).where(EventGoer.event_id == event_id, _is_mine(mine)))
    if goer is not None:
        leave_company(session, goer)
        session.delete(goer)
        session.flush()
    return company


def leave_company(session: Session, goer: EventGoer) -> None:
    """Before a goer's row goes: the others stay together, also where that row is the one by which they are."""
    others = session.scalars(
        select(EventGoer).where(EventGoer.company_id == goer.id, EventGoer.id != goer.id).order_by(EventGoer.id)
    ).all()
    for one in others:
        one.company_id = others[0].id
    session.flush()


def event_for(session: Session, actor: Actor, event_id: int, *, now: datetime) -> rules.Event:
    """The event as the actor sees it. Raises NotFoundError to a stranger of its program."""
    found = _seen(session, _ONE, [actor.member_id], now=now, event_id=event_id)[actor.member_id]
    if not found:
        raise NotFoundError(f"member {actor.member_id} sees no event {event_id}")
    return found[0]


def to_edit(session: Session, actor: Actor, event_id: int, *, now: datetime) -> rules.Event:
    """The event, for somebody who may change it. Raises as `edit`."""
    _own(session, actor, event_id, now=now)
    return event_for(session, actor, event_id, now=now)


def to_announce(session: Session, actor: Actor, event_id: int, *, now: datetime) -> rules.Event:
    """The event, for an organizer who posts it in the channel. Raises NotAllowedError for others, else as `edit`."""
    event = _ahead(session, event_id, now=now)
    program = organizers.require(session, actor, event.program_id)
    if program.state is not ProgramState.RUNNING:
        raise ClosedError(f"program {program.id} does not run")
    return event_for(session, actor, event_id, now=now)


def announce(session: Session, actor: Actor, event_id: int, *, now: datetime) -> rules.Event:
    """As `to_announce`, for an organizer who does it now. The caller posts it."""
    found = to_announce(session, actor, event_id, now=now)
    organizer_log.note(session, actor, found.program_id, Act.EVENT_ANNOUNCED, now=now)
    return found


def ahead(session: Session, actor: Actor, *, page: int = 0, now: datetime) -> Listed:
    """A page of the events ahead in all programs of the actor, and those where they may add one."""
    first = page * SHOWN
    query = _AHEAD.where(Event.title != "").offset(first).limit(SHOWN + 1)
    found = _seen(session, query, [actor.member_id], now=now, began_at=now - LENGTH)[actor.member_id]
    programs = {one.program_id: one.name for one in participants.my_programs(session, actor)}
    return Listed(tuple(found[:SHOWN]), programs, page, has_more=len(found) > SHOWN)


def mine(
    session: Session, member_ids: Collection[int], *, now: datetime, until: datetime
) -> Mapping[int, list[rules.Event]]:
    """The events until then that each of these members goes to, or went to and has not said so, the soonest first."""
    window = {"since_at": now - ASKED_FOR, "until_at": until}
    return _seen(session, _MINE, member_ids, now=now, **window)


def _enter(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """Raises NotFoundError where the actor neither takes part nor organizes, ClosedError where the program is over."""
    if not organizers.is_organizer(session, program_id=program_id, member_id=actor.member_id):
        enrollments.require(session, actor, program_id, now=now)
    else:
        organizers.require_going(session, actor, program_id)


def _ahead(session: Session, event_id: int, *, now: datetime) -> Event:
    event = session.scalar(select(Event).where(Event.id == event_id).with_for_update())
    if event is None:
        raise NotFoundError(f"event {event_id}")
    if event.cancelled_at is not None or _is_over(event, now):
        raise ClosedError(f"event {event_id} is over or off")
    return event


def _own(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Event:
    event = _ahead(session, event_id, now=now)
    _enter(session, actor, event.program_id, now=now)
    is_organizer = organizers.is_organizer(session, program_id=event.program_id, member_id=actor.member_id)
    if event.member_id != actor.member_id and not is_organizer:
        raise NotAllowedError(f"member {actor.member_id} did not bring event {event_id}")
    return event


def _note(session: Session, actor: Actor, event: Event, act: Act, *, now: datetime) -> None:
    """Note what an organizer did with somebody else's event."""
    if event.member_id != actor.member_id:
        about = {"members": [event.member_id]} if event.member_id else {}
        organizer_log.note(session, actor, event.program_id, act, about, now=now)


def _values(draft: Draft, *, now: datetime) -> dict[str, Any]:
    wanted = rules.checked(draft, now=now)
    return {
        "title": wanted.title,
        "place": wanted.place,
        "starts_at": wanted.starts_at,
        "ends_at": wanted.ends_at,
        "zone": wanted.zone,
        "in_person": wanted.in_person,
        "repeats": wanted.repeats,
        "company_at": rules.company_at(wanted.starts_at, wanted.zone),
    }


def _is_over(event: Event, now: datetime) -> bool:
    return (event.ends_at or event.starts_at + LENGTH) <= now


def _told(session: Session, actor: Actor, event_id: int, *, now: datetime) -> Told:
    goers = (
        select(Member.id)
        .join(Participant, Participant.member_id == Member.id)
        .join(EventGoer, EventGoer.participant_id == Participant.id)
        .where(EventGoer.event_id == event_id, Member.id != actor.member_id, takes_part(), is_reachable())
        .order_by(EventGoer.id)
    )
    ids = session.scalars(goers).all()
    seen = _seen(session, _ONE, ids, now=now, event_id=event_id)
    return Told(tuple((members.reader(session, one, now=now), event) for one in ids for event in seen[one]))


def _is_mine(participant_id: int) -> Any:
    return EventGoer.participant_id == participant_id


def _seen(
    session: Session, query: Select[*tuple[Any, ...]], member_ids: Collection[int], *, now: datetime, **asked: Any
) -> Mapping[int, list[rules.Event]]:
    """By member. Three queries at most, no matter how many they are."""
    rows = session.execute(query, {"ids": list(member_ids), "now": now, **asked}).all()
    company = _companies(session, {row[4].company_id for row in rows if row[4] is not None})
    spared = _spared(session, [(row[0], row[2], row[4]) for row in rows], now=now)
    found: dict[int, list[rules.Event]] = defaultdict(list)
    for event, program, member, _, goer, brought_by, goes, organizes in rows:
        others = company.get(goer.company_id, {}) if goer is not None else {}
        is_alone = goer is not None and goer.put_in_touch_at is not None and not others.keys() - {member.id}
        found[member.id].append(
            rules.Event(
                event_id=event.id,
                program_id=event.program_id,
                program=program,
                title=event.title,
                starts_at=event.starts_at,
                zone=member.zone,
                own_zone=event.zone,
                place=event.place,
                in_person=event.in_person,
                repeats=event.repeats,
                brought_by=brought_by or "",
                changes=event.changes,
                goes=goes,
                mine=goer.wants_company and not is_alone if goer is not None else None,
                company=tuple(name for one, name in others.items() if one != member.id),
                spared=(event.id, member.id) in spared,
                may_edit=organizes or event.member_id == member.id,
                may_announce=organizes,
                is_over=_is_over(event, now),
                ends_at=event.ends_at,
            )
        )
    return found


def _spared(
    session: Session, seen: Collection[tuple[Event, Member, EventGoer | None]], *, now: datetime
) -> set[tuple[int, int]]:
    """(event, member): who would have been put in touch by the end of this week of theirs, and called it a hard one."""
    waiting = [
        (event.id, member.id, week)
        for event, member, goer in seen
        if goer is not None and goer.wants_company and goer.put_in_touch_at is None
        for week in [week_of(local(now, member.zone).date())]
        if week_of(local(event.company_at, member.zone).date()) <= week
    ]
    if not waiting:
        return set()
    hard = message_cap.hard_weeks(session, {one for _, one, _ in waiting}, {week for *_, week in waiting})
    return {(event_id, one) for event_id, one, week in waiting if (one, week) in hard}


def _companies(session: Session, ids: Collection[int | None]) -> Mapping[int | None, dict[int, str]]:
    found: dict[int | None, dict[int, str]] = defaultdict(dict)
    wanted = [one for one in ids if one is not None]
    if wanted:
        for company_id, member_id, slack_user_id in session.execute(_COMPANY, {"ids": wanted}):
            found[company_id][member_id] = slack_user_id
    return found
