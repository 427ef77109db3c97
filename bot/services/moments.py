"""What a program will send in the weeks to come: counted as it stands now. The number of queries is constant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import (
    Activity,
    BuddyGroup,
    CheckIn,
    DefaultGoal,
    Goal,
    GroupMember,
    Meeting,
    Member,
    MentorPair,
    Participant,
    ParticipantWeek,
    Program,
    Round,
)
from bot.domain import moments as rules
from bot.domain.calendar import find_zone, instant, local, week_of
from bot.domain.goals import Choice, Offer
from bot.domain.moments import Frame, Moment, People, RoundAhead, Sample
from bot.domain.presets import OfferWeeks
from bot.domain.states import OddOne, ParticipantState, ProgramState, RoundState
from bot.services import organizers, page_access, participants, program_life, programs
from bot.services.conditions import is_active, is_reachable, may_mentor, takes_part, with_program_and_member
from bot.services.councils import ahead as councils
from bot.services.members import Actor
from bot.services.program_settings import texts_of

WEEKS = 4
_DAY = timedelta(days=1)
_JUDGED = ("state", "paused_until_on", "skips_round", "frequency", "last_round", "channel_left_at")


def ahead(session: Session, actor: Actor, program_id: int, *, now: datetime, weeks: int = WEEKS) -> tuple[Moment, ...]:
    """What will go out, in order, for somebody who may read the program. Nothing while it is paused or over."""
    page_access.shelf(session, actor, program_id)
    program = session.get_one(Program, program_id)
    if program.state is not ProgramState.RUNNING:
        return ()
    dates, until = programs.dates_of(session, program), rules.horizon(now, weeks=weeks)
    frame = _frame(session, program)
    rounds = rules.rounds_ahead(dates, frame, now=now, until=until)
    people = _people(session, program, rounds, now=now, until_on=until.date())
    return tuple(rules.ahead(dates, frame, people, now=now, until=until))


def sample(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Sample:
    """What messages of the program are drawn of when they are shown ahead."""
    page_access.shelf(session, actor, program_id)
    program = session.get_one(Program, program_id)
    choices = {
        one.id: Choice(one.id, one.name, one.key)
        for one in session.scalars(
            select(Activity)
            .where(Activity.program_id == program_id, Activity.retired_at.is_(None))
            .order_by(Activity.position, Activity.id)
        )
    }
    goals = session.scalars(
        select(DefaultGoal)
        .where(DefaultGoal.program_id == program_id, DefaultGoal.activity_id.in_(choices))
        .order_by(DefaultGoal.position, DefaultGoal.id)
    )
    return Sample(
        program_life.news_of(session, program, now=now),
        program.zone,
        texts_of(program),
        tuple(choices.values()),
        tuple(
            (
                Offer(one.activity_id, choices[one.activity_id].activity, one.target),
                OfferWeeks(one.round_week, one.every_rounds),
            )
            for one in goals
        ),
        councils_every=councils.every_weeks(session, program_id),
    )


def _frame(session: Session, program: Program) -> Frame:
    running, proposed = None, False
    for number, starts_on, ends_on, state in session.execute(
        select(Round.number, Round.starts_on, Round.ends_on, Round.state)
        .where(Round.program_id == program.id, Round.state != RoundState.CLOSED)
        .order_by(Round.number)
    ):
        if state is RoundState.PROPOSED:
            proposed = True
        else:
            running = RoundAhead(number, starts_on, ends_on)
    return Frame(
        round_weeks=program.round_weeks,
        next_number=participants.next_round_numbers(session, [program.id])[program.id],
        last_round=program.last_round,
        preview_hours=program.preview_hours,
        buddy_rounds=program.buddy_rounds,
        is_proposed=proposed,
        running=running,
    )


def _people(
    session: Session,
    program: Program,
    rounds: Iterable[RoundAhead],
    *,
    now: datetime,
    until_on: date,
) -> People:
    today = local(now, program.zone).date()
    active = reachable = 0
    back: Counter[date] = Counter()
    for state, since, zone, can_be, number in session.execute(
        with_program_and_member(
            select(Participant.state, Participant.paused_until_on, Member.zone, is_reachable(), func.count())
        )
        .where(
            Participant.program_id == program.id,
            Participant.state.in_((ParticipantState.ACTIVE, ParticipantState.PAUSED)),
        )
        .group_by(Participant.state, Participant.paused_until_on, Member.zone, is_reachable())
    ):
        is_read = bool(can_be) and find_zone(zone) is not None
        if state is ParticipantState.ACTIVE:
            active += number
            reachable += number if is_read else 0
        elif since is not None and is_read:
            back[since] += number
    hard = session.scalars(
        with_program_and_member(select(func.count(func.distinct(Participant.id))))
        .join(ParticipantWeek, ParticipantWeek.participant_id == Participant.id)
        .where(Participant.program_id == program.id, is_active(), is_reachable())
        .where(ParticipantWeek.week_on == week_of(today), ParticipantWeek.excused_at.is_not(None))
    ).one()
    return People(
        active=active,
        reachable=reachable,
        back=back,
        hard={week_of(today): hard},
        introduced=_introduced(session, program, rounds),
        planned=_planned(session, program, today=today, until_on=until_on),
        organizers=len(organizers.of_program(session, program.id)),
        in_digest_channel=program.digest_channel_id is not None,
        councils=councils.ahead(session, program, today=today),
    )


def _introduced(session: Session, program: Program, rounds: Iterable[RoundAhead]) -> dict[int, int]:
    """Whom each of these rounds would introduce, by pairing's own rule. People who are alike to it are counted."""
    columns = [getattr(Participant, name) for name in _JUDGED]
    told = Member.seen_in_slack_at.is_not(None)
    alike = [
        (Participant(**dict(zip(_JUDGED, row, strict=False))), Member(is_bot=False, is_guest=row[-3]), row[-2], row[-1])
        for row in session.execute(
            with_program_and_member(select(*columns, Member.is_guest, told, func.count()))
            .where(Participant.program_id == program.id, takes_part())
            .where(Member.deactivated_at.is_(None), Member.is_bot.is_(False))
            .group_by(*columns, Member.is_guest, told)
        )
    ]
    found: dict[int, int] = {}
    for one in rounds:
        number = 0
        for participant, member, is_told, count in alike:
            member.seen_in_slack_at = program.created_at if is_told else None
            why = participants.why_not_paired(program, participant, member, round_number=one.number, on=one.starts_on)
            if why is None:
                number, participant.last_round = number + count, one.number
        found[one.number] = _grouped(program, number)
    return found


def _grouped(program: Program, people: int) -> int:
    if people < 2:
        return 0
    over = people % program.group_size
    return people - over if program.odd_one is OddOne.SITS_OUT and over == 1 else people


def _planned(session: Session, program: Program, *, today: date, until_on: date) -> dict[date, int]:
    """Who has a plan or a time with a buddy, mentor or mentee on each of these days."""
    done = (
        select(func.count(CheckIn.id))
        .where(CheckIn.participant_id == Goal.participant_id, CheckIn.activity_id == Goal.activity_id)
        .where(CheckIn.done_on >= Goal.week_on, CheckIn.undone_at.is_(None))
        .correlate(Goal)
        .scalar_subquery()
    )
    people: dict[date, set[int]] = defaultdict(set)
    plans = (
        with_program_and_member(select(Goal.plan_on, Participant.id).join(Participant))
        .where(Participant.program_id == program.id, is_active(), is_reachable(), Goal.target > done)
        .where(Goal.plan_on.between(today, until_on))
    )
    for day, participant_id in session.execute(plans):
        if day is not None:
            people[day].add(participant_id)
    # In any zone these days begin and end within a day of the program's
    first, last = (instant(day, time(0), "UTC") for day in (today - _DAY, until_on + 2 * _DAY))
    # Looked up by their time once: else each person's group is asked for its meeting
    soon = Meeting.id.in_(select(Meeting.id).where(Meeting.starts_at.between(first, last)))
    meetings = (
        select(Meeting.starts_at, Participant.id, Member.zone)
        .join(BuddyGroup, BuddyGroup.id == Meeting.group_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program.id, GroupMember.left_at.is_(None), is_reachable())
        .where(soon, Meeting.outcome.is_(None), BuddyGroup.dissolved_at.is_(None))
    )
    talks = (
        select(Meeting.starts_at, Participant.id, Member.zone)
        .join(MentorPair, MentorPair.id == Meeting.pair_id)
        .join(Participant, Participant.id.in_((MentorPair.participant_id, MentorPair.mentor_id)))
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program.id, may_mentor(), is_reachable())
        .where(soon, Meeting.outcome.is_(None), MentorPair.closed_at.is_(None))
    )
    for starts_at, participant_id, zone in [*session.execute(meetings), *session.execute(talks)]:
        if starts_at is not None:
            people[local(starts_at, zone).date()].add(participant_id)
    return {day: len(found) for day, found in people.items()}
