"""Read people's weeks across programs: what is offered, set, planned and done. Grouped queries, however many people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, DefaultGoal, Goal, Member, Participant, ParticipantWeek, Program
from bot.domain import goals as rules
from bot.domain.calendar import WEEK, Rhythm, local, week_of
from bot.domain.goals import BuddyGoals, Choice, FollowUp, GoalNow, Offer, Plan, Thanks, Week, WeekSection
from bot.domain.states import ParticipantState, ProgramState
from bot.services import buddies
from bot.services.buddies import InRound, Ring

OVERDUE = timedelta(days=14)  # how long a follow-up is shown after its day
THANKS_FOR = timedelta(days=7)
_TAKING_PART = (Participant.state == ParticipantState.ACTIVE, Program.state == ProgramState.RUNNING)
_THERE = (Participant.state != ParticipantState.LEFT, Program.state != ProgramState.ENDED)


@dataclass(frozen=True)
class _Facts:
    """What the sections are made of, by participant or program."""

    week_on: date
    now: datetime
    catalogue: dict[int, list[Activity]]
    defaults: dict[int, list[DefaultGoal]]
    goals: dict[tuple[int, date], list[Goal]]
    acts: dict[int, Counter[int]]
    newest: dict[int, int]
    weeks: dict[tuple[int, date], ParticipantWeek]
    rounds: dict[int, InRound]
    rings: dict[int, Ring]

    def activity(self, program_id: int, activity_id: int) -> str:
        return next(found.name for found in self.catalogue[program_id] if found.id == activity_id)


def load(
    session: Session,
    *,
    on: date,
    member_ids: Collection[int],
    now: datetime,
    program_ids: Collection[int] | None = None,
    only_active: bool = True,
) -> dict[int, Week]:
    """The week around `on` of each of these members, by member id, with a section for each running program they are
    active in, in the order of the programs; `program_ids` narrows it to these. Members without any are not in it.

    With `only_active` False: each program that has not ended and that they have not left.
    """
    only = () if program_ids is None else (Program.id.in_(program_ids),)
    seats = session.execute(
        select(Participant, Program, Member)
        .join(Program, Program.id == Participant.program_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            Participant.member_id.in_(member_ids),
            *(_TAKING_PART if only_active else _THERE),
            *only,
        )
        .order_by(Program.id)
    ).all()
    facts = _facts(session, [participant for participant, _, _ in seats], week_on=week_of(on), now=now)
    follow_ups = _follow_ups(session, member_ids, on=on)
    thanks = _thanks(session, member_ids, now=now)
    people = {member.id: member for _, _, member in seats}
    sections: dict[int, list[WeekSection]] = defaultdict(list)
    for participant, program, _ in seats:
        sections[participant.member_id].append(_section(participant, program, facts))
    return {
        member_id: Week(
            member_id=member_id,
            slack_user_id=member.slack_user_id,
            zone=member.zone,
            on=on,
            today=local(now, member.zone).date(),
            sections=tuple(sections[member_id]),
            follow_ups=tuple(follow_ups[member_id]),
            thanks=tuple(thanks[member_id]),
        )
        for member_id, member in people.items()
    }


def _facts(session: Session, seats: Collection[Participant], *, week_on: date, now: datetime) -> _Facts:
    ids = [participant.id for participant in seats]
    program_ids = {participant.program_id for participant in seats}
    rings = buddies.rings(session, ids, week_on=week_on)
    with_buddies = {*ids, *(buddy for ring in rings.values() for buddy in ring.buddies)}
    goals: dict[tuple[int, date], list[Goal]] = defaultdict(list)
    for goal in session.scalars(
        select(Goal)
        .where(Goal.participant_id.in_(with_buddies), Goal.week_on.in_([week_on, week_on - WEEK]))
        .order_by(Goal.id)
    ):
        goals[goal.participant_id, goal.week_on].append(goal)
    acts: dict[int, Counter[int]] = defaultdict(Counter)
    for participant_id, activity_id, count in session.execute(
        select(CheckIn.participant_id, CheckIn.activity_id, func.count())
        .where(
            CheckIn.participant_id.in_(ids),
            CheckIn.undone_at.is_(None),
            CheckIn.done_on.between(week_on, week_on + timedelta(days=6)),
        )
        .group_by(CheckIn.participant_id, CheckIn.activity_id)
    ):
        acts[participant_id][activity_id] = count
    newest = session.execute(
        select(CheckIn.participant_id, func.max(CheckIn.id))
        .where(CheckIn.participant_id.in_(ids))
        .group_by(CheckIn.participant_id)
    )
    weeks = session.scalars(
        select(ParticipantWeek).where(
            ParticipantWeek.participant_id.in_(ids), ParticipantWeek.week_on.in_([week_on, week_on - WEEK])
        )
    )
    return _Facts(
        week_on=week_on,
        now=now,
        catalogue=_catalogue(session, program_ids),
        defaults=_defaults(session, program_ids),
        goals=goals,
        acts=acts,
        newest=dict(newest.all()),
        weeks={(week.participant_id, week.week_on): week for week in weeks},
        rounds=buddies.rounds(session, program_ids, week_on=week_on),
        rings=rings,
    )


def _section(participant: Participant, program: Program, facts: _Facts) -> WeekSection:
    week_on, ring = facts.week_on, facts.rings.get(participant.id)
    choices = tuple(Choice(a.id, a.name) for a in facts.catalogue[program.id] if a.retired_at is None)
    own = facts.goals[participant.id, week_on]
    before = facts.weeks.get((participant.id, week_on - WEEK))
    present = facts.weeks.get((participant.id, week_on))
    offers = _offers(participant, program, facts, choices)
    done = facts.acts[participant.id]
    with_goal = {goal.activity_id for goal in own}
    return WeekSection(
        program_id=program.id,
        program=program.name,
        participant_id=participant.id,
        activities=choices,
        offers=offers,
        last_week=_told(program.id, facts.goals[participant.id, week_on - WEEK], facts, only=choices),
        small_step=rules.small_step(offers) if before and before.excused_at else None,
        goals=tuple(_goal_now(goal, facts.activity(program.id, goal.activity_id), done) for goal in own),
        others=tuple(
            Offer(activity.id, activity.name, done[activity.id])
            for activity in facts.catalogue[program.id]
            if done[activity.id] and activity.id not in with_goal
        ),
        buddies=tuple(
            BuddyGoals(slack_user_id, _told(program.id, facts.goals[buddy, week_on], facts, private=False))
            for buddy, slack_user_id in (ring.buddies.items() if ring else ())
        ),
        newest=facts.newest.get(participant.id, 0),
        is_hard_week=bool(present and present.excused_at),
        contact_wanted=bool(present and present.contact_wanted_at),
        is_closed=facts.now >= rules.closes_at(week_on, rhythm=Rhythm.from_json(program.rhythm), zone=program.zone),
    )


def _offers(participant: Participant, program: Program, facts: _Facts, choices: Iterable[Choice]) -> tuple[Offer, ...]:
    names = {choice.activity_id: choice.activity for choice in choices}
    in_round, ring = facts.rounds.get(program.id), facts.rings.get(participant.id)
    defaults = [
        Offer(default.activity_id, names[default.activity_id], default.target)
        for default in facts.defaults[program.id]
        if default.activity_id in names
    ]
    coffee = next((a.id for a in facts.catalogue[program.id] if a.key == rules.COFFEE_CHAT), None)
    return rules.offers(
        defaults,
        coffee_chat=Choice(coffee, names[coffee]) if coffee in names else None,
        meets_buddy=ring.since == facts.week_on if ring else bool(in_round and in_round.is_about_to_start),
    )


def _told(
    program_id: int,
    goals: Iterable[Goal],
    facts: _Facts,
    *,
    only: Iterable[Choice] | None = None,
    private: bool = True,
) -> tuple[Offer, ...]:
    """Goals as activity and count: of `only` these activities; without private ones for other eyes."""
    kept = None if only is None else {choice.activity_id for choice in only}
    return tuple(
        Offer(goal.activity_id, facts.activity(program_id, goal.activity_id), goal.target)
        for goal in goals
        if (kept is None or goal.activity_id in kept) and (private or not goal.is_private)
    )


def _goal_now(goal: Goal, name: str, done: Counter[int]) -> GoalNow:
    return GoalNow(
        goal_id=goal.id,
        activity_id=goal.activity_id,
        activity=name,
        target=goal.target,
        done=done[goal.activity_id],
        plan=Plan(goal.plan_on, goal.plan_at, goal.plan_place),
        is_private=goal.is_private,
    )


def _catalogue(session: Session, program_ids: Collection[int]) -> dict[int, list[Activity]]:
    found: dict[int, list[Activity]] = defaultdict(list)
    for activity in session.scalars(
        select(Activity).where(Activity.program_id.in_(program_ids)).order_by(Activity.position, Activity.id)
    ):
        found[activity.program_id].append(activity)
    return found


def _defaults(session: Session, program_ids: Collection[int]) -> dict[int, list[DefaultGoal]]:
    found: dict[int, list[DefaultGoal]] = defaultdict(list)
    for default in session.scalars(
        select(DefaultGoal)
        .where(DefaultGoal.program_id.in_(program_ids))
        .order_by(DefaultGoal.position, DefaultGoal.id)
    ):
        found[default.program_id].append(default)
    return found


def _follow_ups(session: Session, member_ids: Collection[int], *, on: date) -> dict[int, list[FollowUp]]:
    """Due on `on` or in the two weeks before, and not done: the oldest first."""
    found: dict[int, list[FollowUp]] = defaultdict(list)
    for checkin, member_id in session.execute(
        select(CheckIn, Participant.member_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(
            Participant.member_id.in_(member_ids),
            Participant.state != ParticipantState.LEFT,
            CheckIn.undone_at.is_(None),
            CheckIn.followed_up_at.is_(None),
            CheckIn.follow_up_on.between(on - OVERDUE, on),
        )
        .order_by(CheckIn.follow_up_on, CheckIn.id)
    ):
        due_on = checkin.follow_up_on or on
        found[member_id].append(FollowUp(checkin.id, due_on, checkin.with_whom, checkin.follow_up_note))
    return found


def _thanks(session: Session, member_ids: Collection[int], *, now: datetime) -> dict[int, list[Thanks]]:
    """What others, with their consent, thanked these members for in the last seven days."""
    found: dict[int, list[Thanks]] = defaultdict(list)
    for text, thanked_id, author in session.execute(
        select(CheckIn.thanks, CheckIn.thanks_to_id, Member.slack_user_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            CheckIn.thanks_to_id.in_(member_ids),
            CheckIn.thanks_shared,
            CheckIn.thanks != "",
            CheckIn.undone_at.is_(None),
            CheckIn.created_at > now - THANKS_FOR,
        )
        .order_by(CheckIn.id)
    ):
        if thanked_id is not None:
            found[thanked_id].append(Thanks(author, text))
    return found
