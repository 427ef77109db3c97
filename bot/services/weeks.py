"""Read people's weeks across programs: goals offered, set and planned, and acts. The number of queries is constant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import DefaultGoal, Goal, Member, Participant, Program
from bot.domain import advice
from bot.domain import goals as rules
from bot.domain.calendar import WEEK, Rhythm, local, week_of
from bot.domain.goals import BuddyGoals, Choice, GoalNow, Offer, Plan, Week, WeekSection
from bot.domain.introductions import NOTHING
from bot.domain.mentor_pairs import NO_MENTORING, MyMentoring
from bot.domain.preparations import CHATS
from bot.domain.presets import COFFEE_CHAT, OfferWeeks
from bot.domain.rounds import MyMeeting
from bot.domain.states import ParticipantState, ProgramState
from bot.services import (
    asks,
    buddies,
    council_times,
    events,
    follow_ups,
    helps,
    introduction_questions,
    my_mentoring,
    participants,
    path,
    week_data,
)
from bot.services.buddies import InRound
from bot.services.conditions import goes_on, is_active, is_running, takes_part, with_program_and_member
from bot.services.week_data import WeekData

SOON = timedelta(days=2)  # today ends within it everywhere
# Built once: a message is drawn anew after every click.
_ACTIVE = (is_active(), is_running())
_THERE = (takes_part(), goes_on())
_EVERYWHERE = (
    with_program_and_member(select(Participant, Program, Member))
    .where(Participant.member_id.in_(bindparam("member_ids", expanding=True)))
    .order_by(Program.id)
)
_IN_SOME = _EVERYWHERE.where(Program.id.in_(bindparam("program_ids", expanding=True)))
_PARTICIPATIONS = {  # by: only where they are active, only in some programs
    (True, False): _EVERYWHERE.where(*_ACTIVE),
    (True, True): _IN_SOME.where(*_ACTIVE),
    (False, False): _EVERYWHERE.where(*_THERE),
    (False, True): _IN_SOME.where(*_THERE),
}


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
    ids = {"member_ids": list(member_ids), "program_ids": list(program_ids or ())}
    rows = session.execute(_PARTICIPATIONS[only_active, program_ids is not None], ids).all()
    data = week_data.read(session, [participant for participant, _, _ in rows], week_on=week_of(on), now=now)
    due = follow_ups.due(session, member_ids, on=on)
    thanks = week_data.thanks(session, member_ids, now=now)
    meetings = buddies.meetings(session, member_ids)
    gathering = council_times.of_members(session, member_ids, now=now)
    going = events.mine(session, member_ids, now=now, until=now + SOON)
    introduced = introduction_questions.of_weeks(session, member_ids, on=on, unshown=only_active, now=now)
    mentoring = my_mentoring.of_members(session, member_ids, now=now)
    asked, lapsing = helps.questions(session, member_ids, now=now), asks.lapsing(session, member_ids, now=now)
    paths = path.paths(session, member_ids, week_on=week_of(on))
    people = {member.id: member for _, _, member in rows}
    sections: dict[int, list[WeekSection]] = defaultdict(list)
    for participant, program, _ in rows:
        sections[participant.member_id].append(_section(participant, program, data))
    hard = [member_id for member_id, parts in sections.items() if any(part.is_hard_week for part in parts)]
    hard_lately = week_data.hard_weeks(session, hard, week_on=week_of(on)) if hard else {}
    found = (
        Week(
            member_id=member_id,
            slack_user_id=member.slack_user_id,
            zone=member.zone,
            on=on,
            today=local(now, member.zone).date(),
            sections=tuple(sections[member_id]),
            follow_ups=tuple(due[member_id]),
            thanks=tuple(thanks[member_id]),
            path=paths.get(member_id),
            meetings=_times(meetings[member_id], mentoring.get(member_id, NO_MENTORING), member),
            councils=tuple(gathering.get(member_id, ())),
            events=tuple(going[member_id]),
            introductions=introduced.get(member_id, NOTHING),
            mentoring=mentoring.get(member_id, NO_MENTORING),
            questions_of_others=tuple(asked.get(member_id, ())),
            lapsing=tuple(lapsing.get(member_id, ())),
            hard_lately=hard_lately.get(member_id, 0),
        )
        for member_id, member in people.items()
    )
    return week_data.with_questions(session, found)


def _times(with_buddies: Iterable[MyMeeting], mentoring: MyMentoring, member: Member) -> tuple[MyMeeting, ...]:
    """Their times with buddies, mentors and mentees, the earliest first."""
    talks = (at for pair in mentoring.pairs if (at := pair.time_of(member.zone)) is not None)
    return tuple(sorted([*with_buddies, *talks], key=lambda mine: mine.starts_at))


def _section(participant: Participant, program: Program, data: WeekData) -> WeekSection:
    week_on, group = data.week_on, data.groups.get(participant.id)
    choices = tuple(Choice(a.id, a.name, a.key) for a in data.catalogue[program.id] if a.retired_at is None)
    own = data.goals[participant.id, week_on]
    before = data.weeks.get((participant.id, week_on - WEEK))
    present = data.weeks.get((participant.id, week_on))
    offers = _offers(participant, program, data, choices)
    done = data.acts[participant.id]
    with_goal = {goal.activity_id for goal in own}
    is_asked = participant.state is ParticipantState.ACTIVE and program.state is ProgramState.RUNNING
    return WeekSection(
        program_id=program.id,
        program=program.name,
        participant_id=participant.id,
        activities=choices,
        offers=offers,
        last_week=_told(program.id, data.goals[participant.id, week_on - WEEK], data, only=choices),
        has_landed=participant.state is ParticipantState.LANDED,
        small_step=rules.small_step(offers, choices) if before and before.excused_at else None,
        goals=tuple(_goal_now(goal, program.id, data) for goal in own),
        others=tuple(
            Offer(activity.id, activity.name, done[activity.id], bool(data.meetings[participant.id][activity.id]))
            for activity in data.catalogue[program.id]
            if done[activity.id] and activity.id not in with_goal
        ),
        buddies=tuple(
            BuddyGoals(slack_user_id, _told(program.id, data.goals[buddy, week_on], data, private=False))
            for buddy, slack_user_id in (group.buddies.items() if group else ())
        ),
        just_added=data.just_added.get(participant.id),
        will_try=data.will_try.get(participant.id, ""),
        newest=data.newest.get(participant.id, 0),
        is_hard_week=bool(present and present.excused_at),
        contact_wanted=bool(present and present.contact_wanted_at),
        comes_back=participant.state is ParticipantState.ACTIVE and participant.paused_until_on is not None,
        is_asked=is_asked,
        asks_advice=is_asked
        and participant.advice_answered_at is None
        and advice.is_asked_for(participant.joined_at, participant.last_active_at, now=data.now),
        prompt_line=program.prompt_line,
        checkin_line=program.checkin_line,
        is_closed=data.now >= rules.closes_at(week_on, rhythm=Rhythm.from_json(program.rhythm), zone=program.zone),
    )


def _offers(participant: Participant, program: Program, data: WeekData, choices: Iterable[Choice]) -> tuple[Offer, ...]:
    names = {choice.activity_id: choice.activity for choice in choices}
    in_round, group = data.rounds.get(program.id), data.groups.get(participant.id)
    defaults = [
        Offer(default.activity_id, names[default.activity_id], default.target)
        for default in data.defaults[program.id]
        if default.activity_id in names and _falls_in(default, in_round)
    ]
    return rules.offers(
        defaults,
        coffee_chat=next((choice for choice in choices if choice.key == COFFEE_CHAT), None),
        meets_buddy=group.since == data.week_on if group else _comes_into(in_round, participant, program),
        is_to_come=not group or not group.buddies,
    )


def _comes_into(in_round: InRound | None, participant: Participant, program: Program) -> bool:
    """Whether a round that begins later this week is to bring them a buddy."""
    if in_round is None or not in_round.is_about_to_start or not program.buddy_rounds:
        return False
    if participant.skips_round == in_round.number:
        return False
    return not participants.sits_out(program, participant, round_number=in_round.number)


def _falls_in(default: DefaultGoal, in_round: InRound | None) -> bool:
    """Between two rounds: what is offered in every week of each round."""
    offer = OfferWeeks(default.round_week, default.every_rounds)
    if in_round is None:
        return offer == OfferWeeks()
    return offer.falls_in(round_number=in_round.number, week=in_round.week, round_weeks=in_round.weeks)


def _told(
    program_id: int,
    goals: Iterable[Goal],
    data: WeekData,
    *,
    only: Iterable[Choice] | None = None,
    private: bool = True,
) -> tuple[Offer, ...]:
    """Goals as activity and count: of `only` these activities; without private ones for other eyes."""
    kept = None if only is None else {choice.activity_id for choice in only}
    return tuple(
        Offer(goal.activity_id, data.activity(program_id, goal.activity_id).name, goal.target)
        for goal in goals
        if (kept is None or goal.activity_id in kept) and (private or not goal.is_private)
    )


def _goal_now(goal: Goal, program_id: int, data: WeekData) -> GoalNow:
    activity = data.activity(program_id, goal.activity_id)
    return GoalNow(
        goal_id=goal.id,
        activity_id=goal.activity_id,
        activity=activity.name,
        target=goal.target,
        done=data.acts[goal.participant_id][goal.activity_id],
        plan=Plan(goal.plan_on, goal.plan_at, goal.plan_place),
        is_private=goal.is_private,
        met_buddy=bool(data.meetings[goal.participant_id][goal.activity_id]),
        is_chat=activity.key in CHATS,
    )
