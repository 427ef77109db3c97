"""The data of people's weeks, read for many people at once by grouped queries alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import (
    Activity,
    CheckIn,
    DefaultGoal,
    FollowUp,
    Goal,
    Meeting,
    Member,
    Participant,
    ParticipantWeek,
    Preparation,
)
from bot.domain.calendar import LAST_DAY, WEEK
from bot.domain.checkins import CLICKED
from bot.domain.goals import JustAdded, Thanks, Week
from bot.domain.preparations import CHATS, Page
from bot.services import buddies
from bot.services.buddies import CurrentGroup, InRound

ASKED_FOR = timedelta(hours=12)  # how long one more step is offered after an act was added by one click
THANKS_FOR = timedelta(days=7)


# Built once: a message is drawn anew after every click, and building these takes longer than running them.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_GOALS = (
    select(Goal)
    .where(Goal.participant_id.in_(_IDS), Goal.week_on.in_(bindparam("weeks", expanding=True)))
    .order_by(Goal.id)
)
_ACTS = (
    select(CheckIn.participant_id, CheckIn.activity_id, func.count(), func.count(CheckIn.meeting_id))
    .where(
        CheckIn.participant_id.in_(_IDS),
        CheckIn.undone_at.is_(None),
        CheckIn.done_on.between(bindparam("first_on"), bindparam("last_on")),
    )
    .group_by(CheckIn.participant_id, CheckIn.activity_id)
)
_NEWEST = (
    select(CheckIn.participant_id, func.max(CheckIn.id))
    .where(CheckIn.participant_id.in_(_IDS))
    .group_by(CheckIn.participant_id)
)
_JUST_ADDED = (
    select(CheckIn, Activity, FollowUp.id)
    .join(Activity, Activity.id == CheckIn.activity_id)
    .outerjoin(FollowUp, FollowUp.checkin_id == CheckIn.id)
    .where(
        CheckIn.id.in_(_IDS),
        CheckIn.undone_at.is_(None),
        CheckIn.created_at > bindparam("since_at"),
        CheckIn.source.startswith(CLICKED),
    )
)
_WEEKS = select(ParticipantWeek).where(
    ParticipantWeek.participant_id.in_(_IDS), ParticipantWeek.week_on.in_(bindparam("weeks", expanding=True))
)
_CATALOGUE = select(Activity).where(Activity.program_id.in_(_IDS)).order_by(Activity.position, Activity.id)
_DEFAULTS = select(DefaultGoal).where(DefaultGoal.program_id.in_(_IDS)).order_by(DefaultGoal.position, DefaultGoal.id)
_HARD = (
    select(Participant.member_id, func.count(ParticipantWeek.week_on.distinct()))
    .join(Participant, Participant.id == ParticipantWeek.participant_id)
    .where(
        Participant.member_id.in_(_IDS),
        ParticipantWeek.excused_at.is_not(None),
        ParticipantWeek.week_on.between(bindparam("first_on"), bindparam("last_on")),
    )
    .group_by(Participant.member_id)
)
_THANKS = (
    select(CheckIn.thanks, CheckIn.thanks_to_id, Member.slack_user_id)
    .join(Participant, Participant.id == CheckIn.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .where(
        CheckIn.thanks_to_id.in_(_IDS),
        CheckIn.thanks_shared,
        CheckIn.thanks != "",
        CheckIn.undone_at.is_(None),
        CheckIn.created_at > bindparam("since_at"),
    )
    .order_by(CheckIn.id)
)


@dataclass(frozen=True)
class WeekData:
    """Each mapping is keyed by participant or by program, whichever its values belong to."""

    week_on: date
    now: datetime
    catalogue: dict[int, list[Activity]]
    defaults: dict[int, list[DefaultGoal]]
    goals: dict[tuple[int, date], list[Goal]]
    acts: dict[int, Counter[int]]
    meetings: dict[int, Counter[int]]  # of these acts, those that are the meeting of a buddy group
    newest: dict[int, int]
    just_added: dict[int, JustAdded]
    weeks: dict[tuple[int, date], ParticipantWeek]
    rounds: dict[int, InRound]
    groups: dict[int, CurrentGroup]
    will_try: dict[int, str]

    def activity(self, program_id: int, activity_id: int) -> Activity:
        """An activity, retired ones included."""
        return next(found for found in self.catalogue[program_id] if found.id == activity_id)


def read(session: Session, participants: Collection[Participant], *, week_on: date, now: datetime) -> WeekData:
    """The data of one week (and of goals and hard weeks of the week before) for these participants."""
    ids = [participant.id for participant in participants]
    program_ids = {participant.program_id for participant in participants}
    groups = buddies.current_groups(session, ids, week_on=week_on)
    acts, meetings = _acts(session, ids, week_on=week_on)
    newest = _newest(session, ids)
    with_buddies = {*ids, *(buddy for group in groups.values() for buddy in group.buddies)}
    return WeekData(
        week_on=week_on,
        now=now,
        catalogue=_catalogue(session, program_ids),
        defaults=_defaults(session, program_ids),
        goals=_goals(session, with_buddies, week_on=week_on),
        acts=acts,
        meetings=meetings,
        newest=newest,
        just_added=_just_added(session, newest.values(), now=now),
        weeks=_weeks(session, ids, week_on=week_on),
        rounds=buddies.rounds(session, program_ids, week_on=week_on),
        groups=groups,
        will_try=buddies.will_try(session, ids, week_on=week_on),
    )


def _goals(session: Session, ids: Collection[int], *, week_on: date) -> dict[tuple[int, date], list[Goal]]:
    found: dict[tuple[int, date], list[Goal]] = defaultdict(list)
    for goal in session.scalars(_GOALS, {"ids": list(ids), "weeks": [week_on, week_on - WEEK]}):
        found[goal.participant_id, goal.week_on].append(goal)
    return found


def _acts(
    session: Session, ids: Collection[int], *, week_on: date
) -> tuple[dict[int, Counter[int]], dict[int, Counter[int]]]:
    """How often each activity was done in the week, and how often as the meeting of a buddy group."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    meetings: dict[int, Counter[int]] = defaultdict(Counter)
    rows = session.execute(_ACTS, {"ids": list(ids), "first_on": week_on, "last_on": week_on + LAST_DAY})
    for participant_id, activity_id, count, met in rows:
        found[participant_id][activity_id] = count
        meetings[participant_id][activity_id] = met
    return found, meetings


def _newest(session: Session, ids: Collection[int]) -> dict[int, int]:
    """The id of each participant's newest check-in, whatever became of it."""
    return dict(session.execute(_NEWEST, {"ids": list(ids)}).all())


def _just_added(session: Session, newest: Collection[int], *, now: datetime) -> dict[int, JustAdded]:
    """Of these check-ins, those that were added by one click in the last hours, by participant."""
    rows = session.execute(_JUST_ADDED, {"ids": list(newest), "since_at": now - ASKED_FOR})
    return {
        act.participant_id: JustAdded(
            checkin_id=act.id,
            activity=activity.name,
            with_whom=act.with_whom,
            new_contacts=act.new_contact_count,
            has_follow_up=follow_up is not None,
            is_chat=activity.key in CHATS,
        )
        for act, activity, follow_up in rows
    }


def _weeks(session: Session, ids: Collection[int], *, week_on: date) -> dict[tuple[int, date], ParticipantWeek]:
    rows = session.scalars(_WEEKS, {"ids": list(ids), "weeks": [week_on, week_on - WEEK]})
    return {(week.participant_id, week.week_on): week for week in rows}


def _catalogue(session: Session, program_ids: Collection[int]) -> dict[int, list[Activity]]:
    found: dict[int, list[Activity]] = defaultdict(list)
    for activity in session.scalars(_CATALOGUE, {"ids": list(program_ids)}):
        found[activity.program_id].append(activity)
    return found


def _defaults(session: Session, program_ids: Collection[int]) -> dict[int, list[DefaultGoal]]:
    found: dict[int, list[DefaultGoal]] = defaultdict(list)
    for default in session.scalars(_DEFAULTS, {"ids": list(program_ids)}):
        found[default.program_id].append(default)
    return found


def hard_weeks(session: Session, member_ids: Collection[int], *, week_on: date) -> dict[int, int]:
    """How many of the four weeks up to this one each of these members called hard."""
    rows = session.execute(_HARD, {"ids": list(member_ids), "first_on": week_on - 3 * WEEK, "last_on": week_on})
    return dict(rows.all())


def with_questions(session: Session, weeks: Iterable[Week]) -> dict[int, Week]:
    """The weeks by member, each with the questions of the first chat of its day that was prepared."""
    found = {week.member_id: week for week in weeks}
    goals = {goal_id for week in found.values() for goal_id in week.chats_today[0]}
    groups = {group_id for week in found.values() for group_id in week.chats_today[1]}
    if not goals and not groups:
        return found
    rows = session.execute(
        select(Preparation, Meeting.group_id)
        .outerjoin(Meeting, and_(Meeting.id == Preparation.meeting_id, Meeting.outcome.is_(None)))
        .where(Preparation.member_id.in_(found), or_(Preparation.goal_id.in_(goals), Meeting.group_id.in_(groups)))
        .order_by(Preparation.meeting_id.is_not(None), Preparation.id.desc())
    )
    for row, group_id in rows:
        week = found[row.member_id]
        own_goals, own_groups = week.chats_today
        if row.goal_id in own_goals or group_id in own_groups:
            questions = tuple(one.text for one in Page.from_json(row.page).questions)
            found[row.member_id] = replace(week, questions=questions)
    return found


def thanks(session: Session, member_ids: Collection[int], *, now: datetime) -> dict[int, list[Thanks]]:
    """Thanks to these members in the last seven days that their authors agreed to share."""
    found: dict[int, list[Thanks]] = defaultdict(list)
    rows = session.execute(_THANKS, {"ids": list(member_ids), "since_at": now - THANKS_FOR})
    for text, thanked_id, author in rows:
        if thanked_id is not None:
            found[thanked_id].append(Thanks(text, author))
    return found
