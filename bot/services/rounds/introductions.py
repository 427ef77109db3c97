"""Introductions: the ones that are due, whether now suits everybody, and their content."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import BuddyGroup, GroupMember, Meeting, Member, Participant, Program, Round
from bot.domain.calendar import local
from bot.domain.errors import NotFoundError
from bot.domain.kinds import MessageKind
from bot.domain.own_texts import questions
from bot.domain.pairing.plan import SameCity
from bot.domain.rounds import Agreed, Buddy, Introduction, reasons_from_json, reasons_to_json
from bot.domain.slots import common_slots
from bot.services import contacts, programs
from bot.services.conditions import in_running_rounds
from bot.services.rounds import elsewhere, people
from bot.services.rounds.send_times import later_for_group

# On their first day back nobody is introduced before they were welcomed
_COMES_BACK_TODAY = exists().where(
    GroupMember.group_id == BuddyGroup.id,
    Participant.id == GroupMember.participant_id,
    Participant.paused_until_on >= today_plus(),
)
# Groups of a running round whose hour has come, oldest first
INTRODUCTIONS = DueQuery(
    in_running_rounds(select(BuddyGroup.workspace_id, BuddyGroup.id).join(Round, Round.id == BuddyGroup.round_id))
    .where(
        BuddyGroup.introduced_at.is_(None),
        BuddyGroup.dissolved_at.is_(None),
        BuddyGroup.introduce_at <= now_plus(),
        ~_COMES_BACK_TODAY,
    )
    .order_by(BuddyGroup.introduce_at, BuddyGroup.id)
)


def introduce(session: Session, group_id: int, *, now: datetime) -> Introduction | None:
    """Claim a group's introduction, once. None if it was claimed before, or if now does not suit all of them: it then
    waits.

    It counts as each person's introduction of this day; if one of them has had theirs, it waits for their next day.
    """
    group = session.scalar(
        select(BuddyGroup)
        .where(BuddyGroup.id == group_id, BuddyGroup.introduced_at.is_(None), BuddyGroup.dissolved_at.is_(None))
        .with_for_update()  # a latecomer may be coming into it
    )
    if group is None:
        return None
    introduction = describe(session, group_id, now=now)
    breaks = programs.breaks_of(session, introduction.program_id)
    later = later_for_group(session, introduction.buddies, MessageKind.INTRODUCTION, breaks=breaks, now=now)
    if later is not None:
        group.introduce_at = later
        return None
    reasons = elsewhere.true_now(session, group_id, introduction.reasons, now=now)
    taken = session.execute(
        update(BuddyGroup)
        .where(BuddyGroup.id == group_id, BuddyGroup.introduced_at.is_(None))
        .values(introduced_at=now, reasons=reasons_to_json(reasons))
        .returning(BuddyGroup.id)
    ).first()
    if not taken:
        return None
    _note_round(session, group)
    contacts.add_buddies(session, [buddy.member_id for buddy in introduction.buddies], now=now)
    return replace(introduction, reasons=tuple(reasons))


def _note_round(session: Session, group: BuddyGroup) -> None:
    """Whoever would like a buddy less often than every round has had this one's."""
    members = select(GroupMember.participant_id).where(GroupMember.group_id == group.id)
    number = session.get_one(Round, group.round_id).number
    session.execute(update(Participant).where(Participant.id.in_(members)).values(last_round=number))


def describe(session: Session, group_id: int, *, now: datetime) -> Introduction:
    """The content of a group's introduction, with hours to meet from `now` on. Raises NotFoundError for no group."""
    group, of_round, program = find_group(session, group_id)
    dates = programs.dates_of(session, program)
    buddies = _with_words(session, buddies_of(session, group_id), on=local(now, program.zone).date())
    in_person = _may_meet_in_person(session, buddies)
    reasons = reasons_from_json(group.reasons)
    ends_on = dates.round_lasts_until(of_round.ends_on)
    return Introduction(
        group_id=group.id,
        program_id=program.id,
        program_name=program.name,
        buddies=buddies,
        reasons=tuple(one for one in reasons if in_person or not isinstance(one, SameCity)),
        proposer_id=group.proposer_id,
        slots=common_slots([buddy.hours for buddy in buddies], after=now, breaks=dates.breaks, until_on=ends_on),
        starter=of_round.seed + group.id,
        ends_on=ends_on,
        fresh=group.is_first,
        agreed=agreed_times(session, [group_id]).get(group_id),
        in_person=in_person,
        own_starters=questions(program.starters),
    )


def _may_meet_in_person(session: Session, buddies: Sequence[Buddy]) -> bool:
    """Not where one would rather meet online first, nor where they live in different cities; both read alike."""
    online = select(Member.id).where(Member.id.in_([one.member_id for one in buddies]), Member.online_first)
    cities = {" ".join(one.city.casefold().split()) for one in buddies} - {""}
    return len(cities) < 2 and session.scalar(online.limit(1)) is None


def _with_words(session: Session, buddies: Sequence[Buddy], *, on: date) -> tuple[Buddy, ...]:
    """What each asks for and offers, in their profile and in the room of the program."""
    rows = session.execute(
        select(Participant, Member)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id.in_([buddy.participant_id for buddy in buddies]))
    )
    words = people.give_and_ask(session, [(participant, member) for participant, member in rows], on=on)
    both = ((buddy, *words[buddy.participant_id]) for buddy in buddies)
    return tuple(replace(buddy, asks=asked, offers=offered) for buddy, asked, offered in both)


def agreed_times(session: Session, group_ids: Collection[int]) -> dict[int, Agreed]:
    """The time that each of these groups has, by group: still to come, or over and nobody said what became of it."""
    rows = session.execute(
        select(Meeting, BuddyGroup.id, Member.slack_user_id)
        .join(BuddyGroup, BuddyGroup.id == Meeting.group_id)
        .outerjoin(Participant, Participant.id == Meeting.set_by_id)
        .outerjoin(Member, Member.id == Participant.member_id)
        .where(Meeting.group_id.in_(group_ids), Meeting.outcome.is_(None), BuddyGroup.dissolved_at.is_(None))
    )
    return {
        group_id: Agreed(meeting.id, meeting.starts_at, meeting.set_at, meeting.place, meeting.changes, set_by)
        for meeting, group_id, set_by in rows
        if meeting.starts_at is not None
    }


def find_group(session: Session, group_id: int) -> tuple[BuddyGroup, Round, Program]:
    """The group with its round and program. Raises NotFoundError for no group of the workspace."""
    row = session.execute(
        select(BuddyGroup, Round, Program)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(Program, Program.id == Round.program_id)
        .where(BuddyGroup.id == group_id)
    ).first()
    if row is None:
        raise NotFoundError(f"group {group_id}")
    return row[0], row[1], row[2]


def buddies_of(session: Session, group_id: int) -> tuple[Buddy, ...]:
    """The people of a group, by participant id."""
    return buddies_where(session, GroupMember.group_id == group_id).get(group_id, ())


def buddies_where(session: Session, condition: ColumnElement[bool]) -> dict[int, tuple[Buddy, ...]]:
    """The people of each group of which the condition (on `GroupMember`) holds, by group. One query."""
    rows = session.execute(
        select(GroupMember.group_id, Participant, Member)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(condition)
        .order_by(Participant.id)
    )
    found: dict[int, list[Buddy]] = {}
    for group_id, participant, member in rows:
        found.setdefault(group_id, []).append(people.as_buddy(participant, member))
    return {group_id: tuple(buddies) for group_id, buddies in found.items()}
