"""A program's figures, counted from all its rows one by one: no query of Kith's, no sum of a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import (
    Ask,
    BuddyGroup,
    CheckIn,
    Event,
    EventGoer,
    Goal,
    GroupMember,
    Help,
    Member,
    Participant,
    ParticipantWeek,
    Program,
    Round,
)
from bot.domain.figures import Outcome
from bot.domain.helps import HelpKind
from bot.domain.progress import EventsGoneTo, GiveAndAsk, WeekTotal
from bot.domain.states import MeetingAnswer, ParticipantState


@dataclass(frozen=True)
class Counted:
    """People by state now; what was done in the week; what became of the groups of its round."""

    people: Mapping[ParticipantState, int]
    week: WeekTotal
    groups: Mapping[Outcome, int]
    acts_of_those_here: int


def by_hand(session: Session, program: Program, monday: date) -> Counted:
    """As an organizer with pencil and paper would."""
    members = {row.id: row for row in session.scalars(select(Member))}
    people = [one for one in session.scalars(select(Participant)) if one.program_id == program.id]
    here = [
        one
        for one in people
        if one.state is not ParticipantState.LEFT and members[one.member_id].deactivated_at is None
    ]
    ids = {one.id for one in people}
    acts = [
        act
        for act in session.scalars(select(CheckIn))
        if act.participant_id in ids and act.undone_at is None and monday <= act.done_on <= monday + timedelta(days=6)
    ]
    times = Counter((act.participant_id, act.activity_id) for act in acts)
    hard = {
        week.participant_id
        for week in session.scalars(select(ParticipantWeek))
        if week.week_on == monday and week.excused_at is not None
    }
    goals = [
        goal for goal in session.scalars(select(Goal)) if goal.participant_id in ids - hard and goal.week_on == monday
    ]
    week = WeekTotal(
        monday,
        acts=len(acts),
        people=len({act.participant_id for act in acts}),
        new_contacts=sum(len(act.new_contacts) for act in acts),
        goals_set=len(goals),
        goals_met=sum(times[goal.participant_id, goal.activity_id] >= goal.target for goal in goals),
    )
    ids_here = {one.id for one in here}
    return Counted(
        people=Counter(one.state for one in here),
        week=week,
        groups=_groups(session, program, monday),
        acts_of_those_here=sum(act.participant_id in ids_here for act in acts),
    )


@dataclass(frozen=True)
class Given:
    """What people gave and asked for in the week, introductions apart; visits to its events."""

    give_and_ask: GiveAndAsk
    introductions: int
    events: EventsGoneTo


def given_by_hand(session: Session, program: Program, monday: date) -> Given:
    """As `by_hand`, by the program's clock."""

    def in_week(at: datetime | None) -> bool:
        return at is not None and monday <= at.astimezone(ZoneInfo(program.zone)).date() <= monday + timedelta(days=6)

    ids = {one.id for one in session.scalars(select(Participant)) if one.program_id == program.id}
    done = [one for one in session.scalars(select(Help)) if one.program_id == program.id and in_week(one.done_at)]
    kinds = Counter(one.kind for one in done)
    asks = [one for one in session.scalars(select(Ask)) if one.participant_id in ids and in_week(one.created_at)]
    events = {one.id: one for one in session.scalars(select(Event)) if in_week(one.starts_at)}
    undone = {
        (act.participant_id, act.event_id) for act in session.scalars(select(CheckIn)) if act.undone_at is not None
    }
    visits = [
        events[one.event_id]
        for one in session.scalars(select(EventGoer))
        if one.participant_id in ids
        and one.event_id in events
        and one.went
        and (one.participant_id, one.event_id) not in undone
    ]
    return Given(
        GiveAndAsk(len(asks), kinds[HelpKind.ASKED_FOR], kinds[HelpKind.SHARED]),
        kinds[HelpKind.INTRODUCTION],
        EventsGoneTo(len(visits), sum(one.in_person for one in visits)),
    )


def _groups(session: Session, program: Program, monday: date) -> Mapping[Outcome, int]:
    rounds = {
        one.id
        for one in session.scalars(select(Round))
        if one.program_id == program.id and one.starts_on <= monday <= one.ends_on
    }
    found: Counter[Outcome] = Counter()
    for group in session.scalars(select(BuddyGroup)):
        if group.round_id in rounds and group.introduced_at is not None:
            said = {one.answer for one in session.scalars(select(GroupMember)) if one.group_id == group.id}
            found[_outcome(group, said)] += 1
    return found


def _outcome(group: BuddyGroup, said: set[MeetingAnswer | None]) -> Outcome:
    if MeetingAnswer.MET in said:
        return Outcome.MET
    if group.dissolved_at is not None:
        return Outcome.DISSOLVED
    if MeetingAnswer.WONT_HAPPEN in said:
        return Outcome.WONT_HAPPEN
    return Outcome.UNDER_WAY if said - {None} else Outcome.SILENT
