"""Introductions in time: the check-in shows a question, and two are put in touch once, at an hour that suits both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, HelpQuestion, Notice, WarmIntroduction
from bot.db.session import bind_workspace
from bot.domain.asks import HelpAnswer
from bot.domain.introductions import Draft, IntroductionOutcome, Way
from bot.domain.kinds import MessageKind
from bot.services import hard_weeks, introduction_answers, introductions
from jobs import schedule
from tests.factories import make_place, make_workspace
from tests.people import Person, make_person

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)


@pytest.fixture
def ada(context: AppContext) -> Person:
    """Who asks."""
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        person = make_person(session, name="Ada", zone="America/New_York")
        person.program.due_checked_at = MONDAY
        introductions.ask(session, person.actor, Draft("Google", "", "an internship"), now=MONDAY)
        return person


@pytest.fixture
def ben(context: AppContext, ada: Person) -> Person:
    """Who knows the way."""
    with context.database.unit_of_work(ada.actor.workspace_id) as session:
        person = make_person(session, ada.program, name="Ben")
        make_place(session, person.participant)
        return person


def questions(context: AppContext) -> list[HelpQuestion]:
    with context.database.unit_of_work() as session:
        return list(session.scalars(select(HelpQuestion)))


def written(context: AppContext, kind: MessageKind, who: Person | None = None) -> list[Delivery]:
    with context.database.unit_of_work() as session:
        rows = session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)).all()
        return [row for row in rows if who is None or row.member_id == who.member.id]


def said_yes(context: AppContext, ben: Person, now: datetime) -> None:
    (question,) = questions(context)
    with context.database.unit_of_work(ben.actor.workspace_id) as session:
        introduction_answers.yes(session, ben.actor, question.id, now=now)
        introduction_answers.came_about(session, ben.actor, question.id, whom="Ana", way=Way.TOGETHER, now=now)


def test_the_check_in_shows_it_and_the_seven_days_begin(context: AppContext, ada: Person, ben: Person) -> None:
    schedule.tick(context, MONDAY)
    (before,) = questions(context)
    assert (before.member_id, before.shown_at) == (ben.member.id, None)
    schedule.tick(context, FRIDAY)
    (after,) = questions(context)
    assert after.shown_at == FRIDAY
    assert after.quiet_until == datetime(2026, 3, 13, 4, tzinfo=UTC)  # midnight in New York
    (friday,) = written(context, MessageKind.CHECKIN, ben)
    assert "would like an introduction at *Google*" in str(friday.payload)
    assert "Google" not in str([one.payload for one in written(context, MessageKind.CHECKIN, ada)])


def test_in_a_hard_week_the_check_in_shows_nothing_of_it(context: AppContext, ada: Person, ben: Person) -> None:
    schedule.tick(context, MONDAY)
    with context.database.unit_of_work(ada.actor.workspace_id) as session:
        hard_weeks.declare(session, ben.actor, week_on=date(2026, 3, 2), now=MONDAY)
    schedule.tick(context, FRIDAY)
    assert questions(context)[0].shown_at is None


def test_what_came_of_it_stands_in_one_message(context: AppContext, ada: Person, ben: Person) -> None:
    for on in (2, 6, 9, 13, 16, 20):  # Mondays and Fridays, when it is nine and ten in New York
        schedule.tick(context, datetime(2026, 3, on, 5 if on == 13 else 15, tzinfo=UTC))
        schedule.tick(context, datetime(2026, 3, on, 16, tzinfo=UTC))
    told = [
        (one.kind, one.key.split(":")[1])
        for kind in (MessageKind.PROMPT, MessageKind.CHECKIN)
        for one in written(context, kind, ada)
        if "nothing has come of it" in str(one.payload)
    ]
    assert told == [(MessageKind.CHECKIN, "2026-03-13")]


def test_two_are_put_in_touch_once_in_the_daytime_of_both(context: AppContext, ada: Person, ben: Person) -> None:
    schedule.tick(context, MONDAY)
    said_yes(context, ben, MONDAY + timedelta(minutes=1))
    schedule.tick(context, MONDAY + timedelta(minutes=2))  # it is four in the morning in New York
    assert written(context, MessageKind.WARM_INTRODUCTION) == []
    afternoon = MONDAY.replace(hour=15)
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(lambda _: schedule.tick(context, afternoon), range(2)))
    schedule.tick(context, afternoon + timedelta(minutes=5))
    (sent,) = written(context, MessageKind.WARM_INTRODUCTION)
    assert sent.target["users"] == [ada.member.slack_user_id, ben.member.slack_user_id]
    assert "“an internship”" in str(sent.payload)
    with context.database.unit_of_work() as session:
        counted = session.scalars(select(Notice.member_id).where(Notice.kind == MessageKind.WARM_INTRODUCTION))
        assert sorted(counted) == sorted([ada.member.id, ben.member.id])


def test_two_ticks_at_once_ask_one_person(context: AppContext, ada: Person, ben: Person) -> None:
    with context.database.unit_of_work(ada.actor.workspace_id) as session:
        make_place(session, make_person(session, ada.program).participant)
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(lambda _: schedule.tick(context, MONDAY), range(2)))
    assert len(questions(context)) == 1


@pytest.mark.parametrize("down_for", [timedelta(hours=1), timedelta(days=1), timedelta(weeks=3)])
def test_after_a_time_without_kith_it_goes_on(
    context: AppContext, ada: Person, ben: Person, down_for: timedelta
) -> None:
    schedule.tick(context, MONDAY)
    schedule.tick(context, FRIDAY)
    with context.database.unit_of_work(ada.actor.workspace_id) as session:
        introduction_answers.not_this_time(session, ben.actor, questions(context)[0].id, now=FRIDAY)
    schedule.tick(context, datetime(2026, 3, 13, 4, tzinfo=UTC) + down_for)
    with context.database.unit_of_work() as session:
        assert session.scalars(select(WarmIntroduction.outcome)).one() is IntroductionOutcome.NOTHING
        assert session.scalars(select(HelpQuestion.answer)).one() is HelpAnswer.NOT_THIS_TIME
