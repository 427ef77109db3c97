"""Preparations: a page before a chat, made once, changed by its member, seen by nobody else; and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import (
    Activity,
    CheckIn,
    Goal,
    GroupMember,
    Meeting,
    Member,
    Participant,
    Preparation,
    Program,
)
from bot.db.upsert import insert_once
from bot.domain import preparations as rules
from bot.domain.calendar import LAST_DAY
from bot.domain.checkins import Act
from bot.domain.contacts import name_key
from bot.domain.errors import NotFoundError
from bot.domain.goals import Week
from bot.domain.preparations import CHATS, CameOfIt, Page, Prepared
from bot.services import after_add, checkins, contacts, enrollments, participants, profiles
from bot.services.conditions import goes_on, takes_part
from bot.services.members import Actor
from bot.services.rounds import places
from bot.services.rounds.meeting_times import open_meeting, open_or_last

REMEMBERED = 50  # pages, for which questions were asked and which are to come again
SAME_CHAT = timedelta(days=14)  # asked for again by the same name, it is the same page


def of_goal(session: Session, actor: Actor, goal_id: int, *, now: datetime) -> Prepared:
    """The page of a planned chat of the actor's. Raises NotFoundError for another person's goal, ClosedError."""
    goal, program_id = enrollments.own(session, actor, Goal, goal_id)
    enrollments.require(session, actor, program_id, now=now)
    return _read(session, actor, _ensure(session, actor, now=now, goal_id=goal.id))


def of_meeting(session: Session, actor: Actor, group_id: int, *, now: datetime) -> Prepared:
    """The page for the time that the actor's group has, or had: a buddy may have said first that they met.

    Raises as `standing_place_in`, NotFoundError without a time.
    """
    places.standing_place_in(session, actor, group_id)
    meeting = open_or_last(session, group_id)
    if meeting is None:
        raise NotFoundError(f"group {group_id} has no time")
    participants.touch_everywhere(session, actor, now=now)
    return _read(session, actor, _ensure(session, actor, now=now, meeting_id=meeting.id))


def of_person(session: Session, actor: Actor, whom: str, *, now: datetime) -> Prepared:
    """The page for a chat with somebody by name; the name may be left open. Within two weeks it is the same page.

    Raises InvalidInputError (`whom`) for a name that is too long.
    """
    page = Page(whom).checked()
    participants.touch_everywhere(session, actor, now=now)
    for row in _earlier(session, actor):
        is_same = name_key(Page.from_json(row.page).whom) == name_key(page.whom)
        is_free = bool(page.whom) or (row.goal_id is None and row.meeting_id is None)
        if is_same and is_free and row.created_at > now - SAME_CHAT:
            return _read(session, actor, row)
    return _read(session, actor, _make(session, actor, page.whom, now=now))


def prepared(session: Session, actor: Actor, preparation_id: int) -> Prepared:
    """One of the actor's own pages. Raises NotFoundError for another member's."""
    return _read(session, actor, _own(session, actor, preparation_id))


def save(session: Session, actor: Actor, preparation_id: int, page: Page, *, now: datetime) -> None:
    """Replace what the page says; a question that is no longer kept is kept nowhere.

    Raises NotFoundError for another member's, InvalidInputError (a field's name) for what is too long.
    """
    own = _own(session, actor, preparation_id)
    checked = page.checked()
    own.page = checked.to_json()
    for row in _earlier(session, actor):
        if row.id != own.id:
            row.page = rules.with_choices_of(Page.from_json(row.page), checked).to_json()
    participants.touch_everywhere(session, actor, now=now)
    session.flush()


def ask_others(session: Session, actor: Actor, preparation_id: int, page: Page, *, now: datetime) -> Prepared:
    """The page as it was entered, with other questions; those to be kept stay. Errors as `save`."""
    own = _own(session, actor, preparation_id)
    asked = [replace(one, is_kept=False) for one in Page.from_json(own.page).questions]
    save(session, actor, preparation_id, page, now=now)
    earlier = [Page.from_json(row.page) for row in _earlier(session, actor) if row.id != own.id]
    before = [Page(questions=tuple(asked)), *earlier]
    kept = replace(page, questions=tuple(one for one in page.questions if one.is_kept))
    shown = rules.six(profiles.own_profile(session, actor), [kept, *before], seed=f"{own.id}:{now}")
    own.page = replace(page.checked(), questions=shown).to_json()
    session.flush()
    return _read(session, actor, own)


def for_today(session: Session, week: Week, *, now: datetime) -> Week:
    """The week with six questions for the first chat of its day, which are now remembered as asked."""
    goal_ids, group_ids = week.chats_today
    if week.questions or week.is_hard or not (goal_ids or group_ids):
        return week
    workspace_id = session.get_one(Member, week.member_id).workspace_id
    actor = Actor(workspace_id, week.member_id, week.slack_user_id)
    meeting = open_meeting(session, group_id=group_ids[0]) if group_ids else None
    chat = {"meeting_id": meeting.id} if meeting else {"goal_id": goal_ids[0]} if goal_ids else None
    if chat is None:
        return week
    page = Page.from_json(_ensure(session, actor, now=now, **chat).page)
    return replace(week, questions=tuple(one.text for one in page.questions))


def has_place(session: Session, actor: Actor, preparation_id: int) -> bool:
    """Whether what came of it can be noted: a chat with buddies has to be said to have taken place first."""
    own = _own(session, actor, preparation_id)
    return own.meeting_id is None or _checkin(session, actor, own) is not None


def note_what_came(session: Session, actor: Actor, preparation_id: int, came: CameOfIt, *, now: datetime) -> None:
    """Note what came of the chat on its check-in; where there is none yet, the chat is recorded by it, once.

    Raises NotFoundError for another member's page or without `has_place`, and as `after_add.came_of_it`.
    """
    own = _own(session, actor, preparation_id)
    checkin_id = _checkin(session, actor, own)
    if checkin_id is None and own.meeting_id is not None:
        raise NotFoundError(f"meeting {own.meeting_id} is not counted for member {actor.member_id}")
    checkin_id = checkin_id or _record(session, actor, own, now=now)
    own.checkin_id = checkin_id
    after_add.came_of_it(session, actor, checkin_id, came, now=now)


def _own(session: Session, actor: Actor, preparation_id: int) -> Preparation:
    own = select(Preparation).where(Preparation.id == preparation_id, Preparation.member_id == actor.member_id)
    found = session.scalar(own)
    if found is None:
        raise NotFoundError(f"member {actor.member_id} has no preparation {preparation_id}")
    return found


def _earlier(session: Session, actor: Actor) -> list[Preparation]:
    """The actor's last pages, the newest first."""
    own = select(Preparation).where(Preparation.member_id == actor.member_id)
    return list(session.scalars(own.order_by(Preparation.id.desc()).limit(REMEMBERED)))


def _ensure(session: Session, actor: Actor, *, now: datetime, **chat: int) -> Preparation:
    """The actor's page of this goal or meeting; made if it is not there yet."""
    own = select(Preparation).where(Preparation.member_id == actor.member_id).filter_by(**chat)
    return session.scalar(own) or _make(session, actor, "", now=now, **chat)


def _make(session: Session, actor: Actor, whom: str, *, now: datetime, **chat: int) -> Preparation:
    before = [Page.from_json(row.page) for row in _earlier(session, actor)]
    seed = f"{actor.member_id}:{chat or whom}:{now}"
    page = rules.first_page(whom, profiles.own_profile(session, actor), before, seed=seed).to_json()
    values: dict[str, Any] = {"member_id": actor.member_id, **chat}
    if chat:  # who presses twice at once gets one page
        insert_once(session, Preparation, page=page, created_at=now, **values)
        return session.scalars(select(Preparation).filter_by(**values)).one()
    made = Preparation(page=page, created_at=now, **values)
    session.add(made)
    session.flush()
    return made


def _read(session: Session, actor: Actor, row: Preparation) -> Prepared:
    page = Page.from_json(row.page)
    known = [contacts.contact(session, actor, one).details for one in contacts.named(session, actor, page.whom)]
    return Prepared(
        preparation_id=row.id,
        page=page,
        buddies=_buddies(session, actor, row.meeting_id) if row.meeting_id else (),
        known=known[0] if known else None,
    )


def _buddies(session: Session, actor: Actor, meeting_id: int) -> tuple[str, ...]:
    rows = session.scalars(
        select(Member.slack_user_id)
        .join(Participant, Participant.member_id == Member.id)
        .join(GroupMember, GroupMember.participant_id == Participant.id)
        .join(Meeting, Meeting.group_id == GroupMember.group_id)
        .where(Meeting.id == meeting_id, Member.id != actor.member_id, GroupMember.left_at.is_(None))
        .order_by(Participant.id)
    )
    return tuple(rows)


def _checkin(session: Session, actor: Actor, own: Preparation) -> int | None:
    """The check-in of the chat: the one noted before, that of the meeting, or of the goal's activity in its week."""
    mine = (
        select(CheckIn.id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None))
        .order_by(CheckIn.id.desc())
    )
    if own.checkin_id is not None:
        noted = session.scalars(mine.where(CheckIn.id == own.checkin_id)).first()
        if noted is not None:
            return noted
    if own.meeting_id is not None:
        return session.scalars(mine.where(CheckIn.meeting_id == own.meeting_id)).first()
    goal = session.get(Goal, own.goal_id) if own.goal_id is not None else None
    if goal is None:
        return None
    claimed = select(Preparation.checkin_id).where(Preparation.checkin_id.is_not(None), Preparation.id != own.id)
    of_goal = mine.where(
        CheckIn.participant_id == goal.participant_id,
        CheckIn.activity_id == goal.activity_id,
        CheckIn.done_on.between(goal.plan_on or goal.week_on, goal.week_on + LAST_DAY),
        CheckIn.id.not_in(claimed),
    )
    return session.scalars(of_goal).first()


def _record(session: Session, actor: Actor, own: Preparation, *, now: datetime) -> int:
    """The chat counts as an activity of one of the actor's programs."""
    program_id, activity_id = _counts_as(session, actor, own.goal_id)
    enrollment = enrollments.require(session, actor, program_id, now=now)
    act = Act(activity_id, enrollment.today, with_whom=Page.from_json(own.page).whom)
    source = f"preparation:{own.id}"
    checkins.record(session, actor, program_id, act, source=source, now=now)
    made = select(CheckIn.id).where(CheckIn.participant_id == enrollment.participant.id, CheckIn.source == source)
    return session.scalars(made).one()


def _counts_as(session: Session, actor: Actor, goal_id: int | None) -> tuple[int, int]:
    """(program, activity): those of the goal, else a chat of the actor's oldest program. Raises NotFoundError."""
    if goal_id is not None:
        goal, program_id = enrollments.own(session, actor, Goal, goal_id)
        return program_id, goal.activity_id
    rows = session.execute(
        select(Program.id, Activity.id, Activity.key)
        .join(Participant, Participant.program_id == Program.id)
        .join(Activity, Activity.program_id == Program.id)
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
        .where(Activity.key.in_(CHATS), Activity.retired_at.is_(None))
    ).all()
    best = min(rows, key=lambda row: (CHATS.index(row[2]), row[0]), default=None)
    if best is None:
        raise NotFoundError(f"member {actor.member_id} has no program that counts chats")
    return best[0], best[1]
