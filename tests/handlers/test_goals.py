"""Goals by clicks: the clicked message is replaced by how things stand; what is not yours changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Goal
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import goal_form
from bot.views import goals as views
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith, SetClock
from tests.people import Person, join, make_person

MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
WEEK_MESSAGE = WeekMessage(WeekMessageKind.PROMPT, MONDAY)


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


@pytest.fixture
def lin(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, session.merge(ada.program))


def goals_of(kith: Kith, person: Person) -> Sequence[Goal]:
    with kith.context.database.unit_of_work() as session:
        return session.scalars(select(Goal).where(Goal.participant_id == person.participant.id).order_by(Goal.id)).all()


def choose_day(kith: Kith, person: Person, goal_id: int, on: date) -> Answer:
    return kith.press(person, views.PLAN_DAY, **payloads.choice(WEEK_MESSAGE.value(on.toordinal(), goal_id)))


def replaced(kith: Kith) -> dict[str, Any]:
    sent = kith.slack.of("response_url")[-1]
    assert sent["replace_original"] is True
    return sent


def refused(kith: Kith) -> str:
    sent = kith.slack.of("response_url")[-1]
    assert sent["response_type"] == "ephemeral"
    return str(sent["text"])


def test_one_click_takes_the_goals_and_asks_which_day(kith: Kith, ada: Person) -> None:
    assert kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id)).status == 200
    shown = str(replaced(kith)["blocks"])
    assert "Which day?" in shown
    assert "Take these goals" not in shown
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    assert len(goals_of(kith, ada)) == 2


def test_choosing_a_day_shows_the_plan(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    goal = goals_of(kith, ada)[0]
    choose_day(kith, ada, goal.id, WEDNESDAY)
    assert "Wednesday 4 March" in str(replaced(kith)["blocks"])
    assert goals_of(kith, ada)[0].plan_on == WEDNESDAY


def test_the_message_of_somebody_in_two_programs_keeps_both(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_person(session)
        join(session, session.merge(other.program), session.merge(ada.member))
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    shown = str(replaced(kith)["blocks"])
    assert ada.program.name in shown
    assert other.program.name in shown
    assert "Take these goals" in shown


def test_a_goal_is_let_go(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    kith.press(ada, views.REMOVE, WEEK_MESSAGE.value(goals_of(kith, ada)[0].id))
    assert [goal.activity_id for goal in goals_of(kith, ada)] == [ada.event]


def test_another_persons_goal_is_out_of_reach(kith: Kith, ada: Person, lin: Person) -> None:
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    goal = goals_of(kith, ada)[0]
    choose_day(kith, lin, goal.id, WEDNESDAY)
    assert "no longer there" in refused(kith)
    kith.press(lin, views.REMOVE, WEEK_MESSAGE.value(goal.id))
    kith.press(lin, views.EDIT, WEEK_MESSAGE.value(goal.id))
    assert not kith.slack.of("views.open")
    assert goals_of(kith, ada)[0].plan_on is None
    assert len(goals_of(kith, ada)) == 2


def test_another_program_is_out_of_reach(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_person(session)
    for action_id in (views.TAKE_OFFERS, views.TAKE_LAST_WEEK, views.TAKE_SMALL_STEP, views.OPEN_FORM):
        kith.press(ada, action_id, WEEK_MESSAGE.value(other.program.id))
        assert "no longer there" in refused(kith)
    assert not goals_of(kith, ada)


@pytest.mark.parametrize(
    "value",
    ["", "x", "1", "1:prompt", "1:2:prompt:2026-03-02", "-1:prompt:2026-03-02", f"{10**40}:prompt:2026-03-02", "1:x:y"],
)
def test_a_value_that_kith_never_wrote_changes_nothing(kith: Kith, ada: Person, value: str) -> None:
    kith.press(ada, views.TAKE_OFFERS, value)
    assert "no longer there" in refused(kith)
    assert not goals_of(kith, ada)


def test_a_day_that_is_none_changes_nothing(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    goal_id = goals_of(kith, ada)[0].id
    kith.press(ada, views.PLAN_DAY, **payloads.choice(WEEK_MESSAGE.value(2**31 - 1, goal_id)))
    assert "no longer there" in refused(kith)
    choose_day(kith, ada, goal_id, date(2026, 3, 12))
    assert "day of this week" in refused(kith)
    assert goals_of(kith, ada)[0].plan_on is None


def test_a_click_after_the_week_has_closed_says_so(kith: Kith, ada: Person, clock: SetClock) -> None:
    clock.moment = datetime(2026, 3, 9, 9, tzinfo=UTC)
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    assert "That time is over" in refused(kith)
    assert not goals_of(kith, ada)


def test_the_form_is_opened_filled_in_and_replaces_the_message(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value(ada.program.id))
    (opened,) = kith.slack.of("views.open")
    assert opened["view"]["callback_id"] == goal_form.CALLBACK
    answer = send_form(kith, ada, opened["view"]["private_metadata"], place="Café <!channel>")
    assert answer.body == {}
    (goal,) = goals_of(kith, ada)
    assert (goal.activity_id, goal.target, goal.plan_on, goal.is_private) == (ada.event, 3, WEDNESDAY, True)
    assert "&lt;!channel&gt;" in str(replaced(kith)["blocks"])


def test_a_goal_is_edited_in_its_form(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id))
    goal = goals_of(kith, ada)[1]
    kith.press(ada, views.EDIT, WEEK_MESSAGE.value(goal.id))
    metadata = kith.slack.of("views.open")[0]["view"]["private_metadata"]
    send_form(kith, ada, metadata, activity=ada.coffee)
    assert [(row.activity_id, row.target) for row in goals_of(kith, ada)] == [(ada.coffee, 2), (ada.event, 3)]


def test_a_form_that_cannot_be_used_says_where(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value(ada.program.id))
    metadata = kith.slack.of("views.open")[0]["view"]["private_metadata"]
    answer = send_form(kith, ada, metadata, on=None)
    assert answer.body["response_action"] == "errors"
    assert set(answer.body["errors"]) == {goal_form.PLAN_ON}
    assert not goals_of(kith, ada)


def test_a_form_of_another_person_is_refused(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value(ada.program.id))
    metadata = kith.slack.of("views.open")[0]["view"]["private_metadata"]
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_person(session)
    answer = send_form(kith, other, metadata)
    assert answer.body["response_action"] == "update"
    assert not goals_of(kith, ada)
    assert not goals_of(kith, other)


def test_the_command_shows_this_weeks_goals_to_the_one_who_asked(kith: Kith, ada: Person) -> None:
    kith.command(ada, "goals")
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "Take these goals" in str(sent["blocks"])


def test_the_command_of_somebody_in_no_program_says_how_to_begin(kith: Kith) -> None:
    kith.command(kith.member(), "goals")
    assert "no program yet" in kith.slack.of("response_url")[0]["text"]


def send_form(
    kith: Kith,
    person: Person,
    metadata: str,
    *,
    activity: int | None = None,
    on: date | None = WEDNESDAY,
    place: str = "",
) -> Answer:
    values = {
        goal_form.ACTIVITY: payloads.choice(str(activity or person.event)),
        goal_form.TARGET: payloads.choice("3"),
        goal_form.PLAN_ON: payloads.choice(on.isoformat() if on else None),
        goal_form.PLAN_AT: payloads.at_time("15:00"),
        goal_form.PLACE: payloads.text(place),
        goal_form.PRIVATE: payloads.choices(goal_form.PRIVATE),
    }
    return kith.submit(person, goal_form.CALLBACK, values, remembers=metadata)
