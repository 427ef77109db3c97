"""The path of small steps: a step is a goal like any other, done by its check-ins, and nobody else has any of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.models import Goal, Path, PathStep
from bot.domain.calendar import WEEK
from bot.domain.checkins import Act
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.path import PathNow, Step
from bot.services import checkins, export, path, path_steps, privacy, retention, weeks
from tests.factories import actor_of, make_activity, make_goal, make_member, make_path
from tests.people import Person, make_person
from tests.services.counting import statements

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def mine(session: Session, me: Person, week_on: date = MONDAY) -> PathNow:
    return path_steps.mine(session, me.actor, week_on=week_on)


def take(session: Session, me: Person, step: Step, week_on: date = MONDAY) -> None:
    path_steps.take(session, me.actor, step, week_on=week_on, now=NOW + (week_on - MONDAY))


def log(session: Session, me: Person, activity_id: int, source: str, *, now: datetime = NOW) -> None:
    checkins.record(session, me.actor, me.program.id, Act(activity_id, now.date()), source=source, now=now)


def stand_at(session: Session, me: Person, step: Step) -> None:
    """Every step before it is done."""
    path_steps.begin(session, me.actor, now=NOW)
    for before in list(Step)[: list(Step).index(step)]:
        done = {"taken_at": NOW - WEEK, "done_on": MONDAY - WEEK}
        session.add(PathStep(member_id=me.member.id, step=before, week_on=MONDAY - WEEK, **done))
    session.flush()


def goals_of(session: Session, me: Person) -> dict[int, int]:
    """Target by activity."""
    rows = session.scalars(select(Goal).where(Goal.participant_id == me.participant.id, Goal.week_on == MONDAY))
    return {goal.activity_id: goal.target for goal in rows}


def test_a_step_is_taken_as_a_goal_and_done_by_its_check_ins(session: Session, me: Person) -> None:
    message = make_activity(session, me.program, key="reach_out", name="Message").id
    stand_at(session, me, Step.WRITE)
    take(session, me, Step.WRITE)
    assert goals_of(session, me) == {message: 2}
    for number, is_done in ((1, False), (2, True)):
        log(session, me, message, f"form:{number}")
        now = mine(session, me).now
        assert (now.acts, now.is_done) == (number, is_done) if now else False
    (newest, _) = checkins.log(session, me.actor)
    checkins.undo(session, me.actor, newest.checkin_id, now=NOW)
    assert not mine(session, me).taken[Step.WRITE].is_done


def test_it_joins_a_goal_that_is_there_and_what_was_done_before_does_not_count(session: Session, me: Person) -> None:
    log(session, me, me.event, "form:before", now=NOW - timedelta(hours=1))
    make_goal(session, me.participant, me.event, MONDAY, target=1)
    stand_at(session, me, Step.EVENT)
    take(session, me, Step.EVENT)
    assert goals_of(session, me) == {me.event: 2}
    assert not mine(session, me).taken[Step.EVENT].is_done
    log(session, me, me.event, "form:after")
    assert mine(session, me).taken[Step.EVENT].is_done


def test_a_higher_target_stays(session: Session, me: Person) -> None:
    make_goal(session, me.participant, me.event, MONDAY, target=4)
    stand_at(session, me, Step.EVENT)
    take(session, me, Step.EVENT)
    assert goals_of(session, me) == {me.event: 4}


def test_a_step_without_an_activity_is_done_when_one_says_so(session: Session, me: Person) -> None:
    path_steps.begin(session, me.actor, now=NOW)
    take(session, me, Step.KNOWN)
    assert goals_of(session, me) == {}
    for _ in range(2):
        path_steps.say_done(session, me.actor, Step.KNOWN, now=NOW)
    assert mine(session, me).taken[Step.KNOWN].done_on == MONDAY
    assert checkins.log(session, me.actor) == []


def test_it_cannot_be_said_of_a_goal(session: Session, me: Person) -> None:
    stand_at(session, me, Step.EVENT)
    take(session, me, Step.EVENT)
    path_steps.say_done(session, me.actor, Step.EVENT, now=NOW)
    assert not mine(session, me).taken[Step.EVENT].is_done


def test_pressed_again_or_out_of_order_it_changes_nothing(session: Session, me: Person) -> None:
    path_steps.begin(session, me.actor, now=NOW)
    for step in (Step.EVENT, Step.KNOWN, Step.KNOWN, Step.WRITE):
        take(session, me, step)
    assert list(mine(session, me).taken) == [Step.KNOWN]
    path_steps.say_done(session, me.actor, Step.KNOWN, now=NOW)
    take(session, me, Step.WRITE)  # one a week
    assert list(mine(session, me).taken) == [Step.KNOWN]
    assert mine(session, me, MONDAY + WEEK).step is Step.WRITE


def test_what_was_begun_counts_when_it_is_taken_again(session: Session, me: Person) -> None:
    message = make_activity(session, me.program, key="reach_out", name="Message").id
    stand_at(session, me, Step.WRITE)
    take(session, me, Step.WRITE)
    log(session, me, message, "form:1")
    assert mine(session, me, MONDAY + WEEK).now is None
    take(session, me, Step.WRITE, MONDAY + WEEK)
    goal = session.scalars(select(Goal).where(Goal.week_on == MONDAY + WEEK)).one()
    assert goal.target == 1
    log(session, me, message, "form:2", now=NOW + WEEK)
    assert mine(session, me, MONDAY + WEEK).taken[Step.WRITE].is_done


@pytest.mark.parametrize("week_on", [MONDAY - 2 * WEEK, MONDAY + WEEK])
def test_a_week_that_is_over_or_to_come_takes_no_step(session: Session, me: Person, week_on: date) -> None:
    path_steps.begin(session, me.actor, now=NOW)
    with pytest.raises(ClosedError):
        path_steps.take(session, me.actor, Step.KNOWN, week_on=week_on, now=NOW)
    assert mine(session, me).taken == {}


def test_forecast_and_result_are_quoted_together_and_sealed(session: Session, me: Person) -> None:
    stand_at(session, me, Step.STRANGER)
    take(session, me, Step.STRANGER)
    path_steps.forecast(session, me.actor, Step.STRANGER, " Zebra will not answer ", now=NOW)
    path_steps.say_result(session, me.actor, Step.STRANGER, "Zebra did", now=NOW)
    taken = mine(session, me).taken[Step.STRANGER]
    assert (taken.forecast, taken.result) == ("Zebra will not answer", "Zebra did")
    assert "Zebra" not in str(session.connection().execute(text("SELECT * FROM path_steps")).all())
    with pytest.raises(InvalidInputError) as raised:
        path_steps.forecast(session, me.actor, Step.STRANGER, "x" * 201, now=NOW)
    assert raised.value.field == "forecast"


def test_nothing_is_forecast_of_other_steps_or_of_one_not_taken(session: Session, me: Person) -> None:
    path_steps.begin(session, me.actor, now=NOW)
    take(session, me, Step.KNOWN)
    for step in (Step.KNOWN, Step.STRANGER):
        with pytest.raises(NotFoundError):
            path_steps.forecast(session, me.actor, step, "yes", now=NOW)


def test_a_pause_takes_no_step_and_leaving_erases_it(session: Session, me: Person) -> None:
    path_steps.begin(session, me.actor, now=NOW)
    path_steps.pause(session, me.actor, now=NOW)
    take(session, me, Step.KNOWN)
    assert (mine(session, me).is_paused, mine(session, me).taken) == (True, {})
    path_steps.begin(session, me.actor, now=NOW)
    take(session, me, Step.KNOWN)
    path_steps.leave(session, me.actor, now=NOW)
    assert session.scalars(select(PathStep)).all() == []
    with pytest.raises(NotFoundError):
        mine(session, me)


@pytest.mark.parametrize(
    "act",
    [
        lambda session, actor: path_steps.pause(session, actor, now=NOW),
        lambda session, actor: path_steps.take(session, actor, Step.KNOWN, week_on=MONDAY, now=NOW),
        lambda session, actor: path_steps.say_done(session, actor, Step.STRANGER, now=NOW),
        lambda session, actor: path_steps.say_result(session, actor, Step.STRANGER, "x", now=NOW),
    ],
)
def test_nobody_else_reaches_it(session: Session, me: Person, act: Callable[..., None]) -> None:
    make_path(session, me.participant, Step.STRANGER, MONDAY)
    with pytest.raises(NotFoundError):
        act(session, actor_of(make_member(session)))


def test_it_is_exported_erased_and_goes_with_the_last_program(session: Session, me: Person) -> None:
    other = make_person(session)
    for person in (me, other):
        make_path(session, person.participant, Step.STRANGER, MONDAY, forecast="no answer", activity_id=person.event)
    (told,) = export.my_data(session, me.actor)["path_steps"]
    assert (told["step"], told["forecast"], told["activity"]) == ("stranger", "no answer", "Event")
    privacy.erase(session, me.actor, now=NOW)
    assert [one.member_id for one in session.scalars(select(PathStep))] == [other.member.id]
    other.participant.state = type(other.participant.state).LEFT
    session.flush()
    retention.erase_notes(session, other.participant.id, now=NOW)
    assert (session.scalars(select(Path)).all(), session.scalars(select(PathStep)).all()) == ([], [])


def test_weeks_have_the_paths_of_many_in_one_query(session: Session, me: Person) -> None:
    others = [make_person(session, me.program) for _ in range(5)]
    for person in (me, *others[:3]):
        make_path(session, person.participant, Step.STRANGER, MONDAY)
    ids = [person.member.id for person in (me, *others)]
    with statements(session) as seen:
        found = path.paths(session, ids, week_on=MONDAY)
    assert (len(found), len(seen)) == (4, 1)
    loaded = weeks.load(session, on=MONDAY, member_ids=ids, now=NOW)
    assert [loaded[one].path is not None for one in ids] == [True, True, True, True, False, False]
