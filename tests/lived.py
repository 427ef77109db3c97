"""A program that was lived for some weeks: people come and go, meet, act, help, land. The same for the same seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, Event, EventGoer, MentorTalk, Participant, ParticipantWeek, Program
from bot.domain.helps import HelpKind
from bot.domain.landings import LandingKind, Source
from bot.domain.mentor_pairs import Closed
from bot.domain.states import MeetingAnswer, MeetingOutcome, ParticipantState
from tests.factories import (
    FIRST_MONDAY,
    make_ask,
    make_checkin,
    make_council,
    make_council_meeting,
    make_event,
    make_goal,
    make_group,
    make_help,
    make_landing,
    make_member,
    make_mentor_pair,
    make_participant,
    make_program,
    make_round,
)

WEEKS = 6
MONDAYS = tuple(FIRST_MONDAY + timedelta(weeks=number) for number in range(WEEKS))
AFTER = datetime.combine(MONDAYS[-1] + timedelta(days=7), time(10, 5), UTC)  # when the last week's digest is told
ANSWERS = (*MeetingAnswer, None)


def at(on: date, hour: int = 15) -> datetime:
    return datetime.combine(on, time(hour), UTC)


def live(session: Session, *, people: int = 24, seed: int = 1) -> Program:
    """The program, in Los Angeles: days there are not days in UTC."""
    dice = random.Random(seed)
    program = make_program(session, zone="America/Los_Angeles", starts_on=FIRST_MONDAY)
    crew = _people(session, program, people, dice)
    _groups(session, program, crew, dice)
    _acts(session, program, crew, dice)
    _events(session, crew, dice)
    _given(session, crew, dice)
    _councils_and_mentors(session, program, crew)
    return program


def _any_day(dice: random.Random, *, since: int = 0) -> date:
    return FIRST_MONDAY + timedelta(days=dice.randrange(since, WEEKS * 7))


def _people(session: Session, program: Program, number: int, dice: random.Random) -> list[Participant]:
    """Half were there before it began. Every state; some landed, of whom one came back and one left."""
    crew = []
    for index in range(number):
        joined_at = at(_any_day(dice) if index % 2 else FIRST_MONDAY - timedelta(days=3), dice.randrange(24))
        state = (ParticipantState.ACTIVE, *ParticipantState)[index % 6]
        later = min(joined_at + timedelta(days=dice.randrange(1, 30)), AFTER - timedelta(days=8))
        closed = {"deactivated_at": max(later, joined_at)} if index % 9 == 8 else {}
        one = make_participant(
            session,
            program,
            member=make_member(session, **closed),
            state=state,
            joined_at=joined_at,
            state_changed_at=max(later, joined_at),
        )
        if state is ParticipantState.LANDED or index in {5, 6}:
            kind, source = dice.choice(list(LandingKind)), dice.choice(list(Source))
            make_landing(session, one, kind=kind, source=source, landed_at=one.state_changed_at, days=index)
        crew.append(one)
    return crew


def _groups(session: Session, program: Program, crew: list[Participant], dice: random.Random) -> None:
    for number in range(WEEKS // 2):
        of_round = make_round(session, program, number=number + 1)
        there = [one for one in crew if one.joined_at < at(of_round.starts_on)]
        dice.shuffle(there)
        for first, second in zip(there[::2], there[1::2], strict=False):
            dissolved = at(of_round.ends_on) if dice.random() < 0.2 else None
            answers = (dice.choice(ANSWERS), dice.choice(ANSWERS))
            make_group(session, of_round, first, second, answers=answers, dissolved_at=dissolved)


def _acts(session: Session, program: Program, crew: list[Participant], dice: random.Random) -> None:
    activities = list(session.scalars(select(Activity.id).where(Activity.program_id == program.id)))
    for one in crew:
        for _ in range(dice.randrange(8)):
            undone = {"undone_at": AFTER} if dice.random() < 0.1 else {}
            names = ("Bo", "Kim")[: dice.randrange(3)]
            make_checkin(session, one, dice.choice(activities), _any_day(dice), new_contacts=list(names), **undone)
        for monday in dice.sample(MONDAYS, 3):
            make_goal(session, one, activities[0], monday, target=dice.randrange(1, 3))
            if dice.random() < 0.2:
                session.add(ParticipantWeek(participant_id=one.id, week_on=monday, excused_at=at(monday)))
    session.flush()


def _events(session: Session, crew: list[Participant], dice: random.Random) -> None:
    for _ in range(5):
        event: Event = make_event(
            session,
            crew[0],
            *crew[1 : dice.randrange(2, 9)],
            starts_at=at(_any_day(dice), dice.randrange(24)),
            in_person=dice.random() < 0.5,
        )
        for goer in session.scalars(select(EventGoer).where(EventGoer.event_id == event.id)):
            goer.went = dice.choice((True, True, False, None))
    session.flush()


def _given(session: Session, crew: list[Participant], dice: random.Random) -> None:
    for _ in range(12):
        helper, receiver = dice.sample(crew, 2)
        asked_at = at(_any_day(dice), dice.randrange(24))
        ask = make_ask(session, receiver, created_at=asked_at)
        done_at = asked_at + timedelta(days=2) if dice.random() < 0.7 else None
        make_help(session, helper, receiver, ask_id=ask.id, done_at=done_at)
        kind = dice.choice((HelpKind.INTRODUCTION, HelpKind.SHARED))
        make_help(session, helper, receiver, kind=kind, done_at=at(_any_day(dice), dice.randrange(24)))


def _councils_and_mentors(session: Session, program: Program, crew: list[Participant]) -> None:
    for number, people in enumerate((crew[:5], crew[5:10])):
        council = make_council(session, program, *people)
        outcome = (MeetingOutcome.MET, None)[number]
        make_council_meeting(session, council, number=2, week_on=MONDAYS[2], outcome=outcome)
    for number in range(4):
        began = at(MONDAYS[number])
        over = {"closed_at": at(MONDAYS[number + 1]), "closed": Closed.AS_PLANNED} if number == 1 else {}
        lasts = {"starts_on": began.date(), "ends_on": began.date() + timedelta(weeks=8), "introduced_at": began}
        pair = make_mentor_pair(session, crew[number], crew[number + 10], **lasts, **over)
        if number % 2:
            talked = {"talked_on": MONDAYS[number] + timedelta(days=1), "said_at": began}
            session.add(MentorTalk(pair_id=pair.id, participant_id=crew[number].id, **talked))
    session.flush()
