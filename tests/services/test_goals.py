"""Goals are taken once, planned within their week, and belong to one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, DefaultGoal, Goal, ParticipantWeek
from bot.domain.checkins import Act
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.goals import Offer, Plan, Week, WeekSection
from bot.domain.states import ParticipantState, ProgramState
from bot.services import checkins, goals, weeks
from tests.factories import make_workspace
from tests.people import Person, make_person, pair

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def rows(session: Session, person: Person) -> Sequence[Goal]:
    session.flush()
    session.expire_all()
    return session.scalars(select(Goal).where(Goal.participant_id == person.participant.id).order_by(Goal.id)).all()


def section(session: Session, person: Person, *, on: date = MONDAY, now: datetime = NOW) -> WeekSection:
    return weeks.load(session, on=on, member_ids=[person.member.id], now=now)[person.member.id].sections[0]


def set_one(session: Session, person: Person, **values: Any) -> None:
    asked = {"week_on": MONDAY, "offer": Offer(person.event, "", 1), "plan": Plan(), "is_private": False, "now": NOW}
    goals.set_goal(session, person.actor, person.program.id, **{**asked, **values})


def test_one_click_takes_the_default_goals_once(session: Session) -> None:
    ada = make_person(session)
    goals.take_offers(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    goals.take_offers(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    assert [(goal.activity_id, goal.target, goal.plan_on) for goal in rows(session, ada)] == [
        (ada.coffee, 2, None),
        (ada.event, 1, None),
    ]


def test_in_the_first_week_of_a_round_a_coffee_chat_is_with_the_buddy(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    pair(session, ada, lin, starts_on=MONDAY)
    assert [offer.with_buddy for offer in section(session, ada).offers] == [True, False]
    assert [offer.with_buddy for offer in section(session, ada, on=MONDAY + WEEK).offers] == [False, False]


def test_a_round_that_begins_later_that_day_is_reckoned_with(session: Session) -> None:
    ada = make_person(session)
    ada.program.starts_on = MONDAY
    session.flush()
    offer = section(session, ada).offers[0]
    assert (offer.with_buddy, offer.is_to_come) == (True, True)
    ada.participant.skips_round = 1
    session.flush()
    assert not section(session, ada).offers[0].with_buddy


def test_a_program_with_councils_instead_of_rounds_promises_no_buddy(session: Session) -> None:
    ada = make_person(session)
    ada.program.starts_on, ada.program.buddy_rounds = MONDAY, False
    session.flush()
    assert not any(offer.with_buddy for offer in section(session, ada).offers)


def test_until_the_introduction_nobody_reads_of_their_buddy_as_if_they_had_one(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    group = pair(session, ada, lin, starts_on=MONDAY)
    set_one(session, lin)
    group.introduced_at = None
    session.flush()
    part = section(session, ada)
    assert (part.offers[0].with_buddy, part.offers[0].is_to_come, part.buddies) == (True, True, ())
    group.introduced_at = NOW
    session.flush()
    part = section(session, ada)
    assert (part.offers[0].is_to_come, [one.slack_user_id for one in part.buddies]) == (
        False,
        [lin.member.slack_user_id],
    )


def test_someone_without_a_buddy_is_offered_the_goals_without_one(session: Session) -> None:
    ada, lin = make_person(session), make_person(session)
    grace = make_person(session, ada.program)
    pair(session, ada, grace, starts_on=MONDAY - WEEK, weeks=4)
    assert not any(offer.with_buddy for offer in section(session, lin).offers)
    assert not any(offer.with_buddy for offer in section(session, ada).offers)


def test_the_buddy_sees_activity_and_count_and_nothing_private(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    pair(session, ada, lin, starts_on=MONDAY)
    set_one(session, ada, plan=Plan(MONDAY, time(15), "Café"))
    set_one(session, ada, offer=Offer(ada.coffee, "", 3), is_private=True)
    (seen,) = section(session, lin).buddies
    assert (seen.slack_user_id, seen.goals) == (ada.member.slack_user_id, (Offer(ada.event, "Event", 1),))


def test_same_as_last_week_keeps_weekday_time_and_place_where_the_day_is_to_come(session: Session) -> None:
    ada = make_person(session)
    before = MONDAY - WEEK
    wednesday = before + timedelta(days=2)
    last_monday = datetime(2026, 2, 23, 9, tzinfo=UTC)
    set_one(session, ada, week_on=before, plan=Plan(wednesday, time(15), "Café"), is_private=True, now=last_monday)
    offer = Offer(ada.coffee, "", 3)
    set_one(session, ada, week_on=before, offer=offer, plan=Plan(before, time(9)), now=last_monday)
    tuesday = NOW + timedelta(days=1)
    goals.take_last_week(session, ada.actor, ada.program.id, week_on=MONDAY, now=tuesday)
    assert [
        (goal.activity_id, goal.target, goal.plan_on, goal.plan_at, goal.plan_place, goal.is_private)
        for goal in rows(session, ada)
        if goal.week_on == MONDAY
    ] == [(ada.event, 1, wednesday + WEEK, time(15), "Café", True), (ada.coffee, 3, None, None, "", False)]


def test_after_a_hard_week_one_small_step_is_offered(session: Session) -> None:
    ada = make_person(session)
    assert section(session, ada).small_step is None
    session.add(ParticipantWeek(participant_id=ada.participant.id, week_on=MONDAY - WEEK, excused_at=NOW))
    session.flush()
    assert section(session, ada).small_step == Offer(ada.event, "Event", 1)
    goals.take_small_step(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    assert [(goal.activity_id, goal.target) for goal in rows(session, ada)] == [(ada.event, 1)]


def test_the_small_step_is_a_line_to_somebody_where_the_program_has_that(session: Session) -> None:
    ada = make_person(session)
    line = Activity(program_id=ada.program.id, key="reach_out", name="Message to a friend", position=9)
    session.add_all([line, ParticipantWeek(participant_id=ada.participant.id, week_on=MONDAY - WEEK, excused_at=NOW)])
    session.flush()
    assert section(session, ada).small_step == Offer(line.id, "Message to a friend", 1)
    goals.take_small_step(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    assert [(goal.activity_id, goal.target) for goal in rows(session, ada)] == [(line.id, 1)]


def test_the_form_sets_and_changes_one_goal_of_an_activity(session: Session) -> None:
    ada = make_person(session)
    set_one(session, ada, plan=Plan(MONDAY + timedelta(days=2), time(15), " Café 🦊 <!channel> "))
    set_one(session, ada, offer=Offer(ada.event, "", 2), plan=Plan(None, None, "Café"), is_private=True)
    (goal,) = rows(session, ada)
    assert (goal.target, goal.plan_on, goal.plan_place, goal.is_private) == (2, None, "Café", True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"plan": Plan(MONDAY - timedelta(days=1))}, "plan_on"),
        ({"plan": Plan(MONDAY + WEEK)}, "plan_on"),
        ({"plan": Plan(None, time(9))}, "plan_on"),
        ({"plan": Plan(MONDAY), "now": NOW + timedelta(days=1)}, "plan_on"),
        ({"plan": Plan(None, None, "x" * 10_000)}, "plan_place"),
        ({"target": 0}, "target"),
        ({"target": 21}, "target"),
    ],
)
def test_what_cannot_be_used_names_its_field(session: Session, change: dict[str, Any], field: str) -> None:
    ada = make_person(session)
    rest = {name: value for name, value in change.items() if name != "target"}
    with pytest.raises(InvalidInputError) as raised:
        set_one(session, ada, offer=Offer(ada.event, "", change.get("target", 1)), **rest)
    assert raised.value.field == field
    assert not rows(session, ada)


def test_a_day_is_chosen_and_taken_back(session: Session) -> None:
    ada = make_person(session)
    set_one(session, ada, plan=Plan(MONDAY, time(15), "Café"))
    (goal,) = rows(session, ada)
    friday = MONDAY + timedelta(days=4)
    goals.plan_day(session, ada.actor, goal.id, on=friday, now=NOW)
    assert (goal.plan_on, goal.plan_at, goal.plan_place) == (friday, time(15), "Café")
    goals.plan_day(session, ada.actor, goal.id, on=None, now=NOW)
    assert (goal.plan_on, goal.plan_at, goal.plan_place) == (None, None, "Café")


def test_when_a_plan_was_made_moves_only_with_its_moment(session: Session) -> None:
    ada = make_person(session)
    set_one(session, ada, plan=Plan(MONDAY + timedelta(days=2), time(15)))
    set_one(session, ada, plan=Plan(MONDAY + timedelta(days=2), time(15), "Café"), now=NOW + timedelta(hours=1))
    assert rows(session, ada)[0].planned_at == NOW


def test_another_persons_goal_cannot_be_planned_or_removed(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    set_one(session, ada)
    (goal,) = rows(session, ada)
    with pytest.raises(NotFoundError):
        goals.plan_day(session, lin.actor, goal.id, on=MONDAY, now=NOW)
    with pytest.raises(NotFoundError):
        goals.remove(session, lin.actor, goal.id, now=NOW)
    assert len(rows(session, ada)) == 1
    goals.remove(session, ada.actor, goal.id, now=NOW)
    assert not rows(session, ada)


def test_nobody_sets_a_goal_in_a_program_or_of_an_activity_that_is_not_theirs(session: Session) -> None:
    ada, lin = make_person(session), make_person(session)
    with pytest.raises(NotFoundError):
        goals.take_offers(session, ada.actor, lin.program.id, week_on=MONDAY, now=NOW)
    with pytest.raises(NotFoundError):
        goals.take_last_week(session, ada.actor, lin.program.id, week_on=MONDAY, now=NOW)
    with pytest.raises(NotFoundError):
        set_one(session, ada, offer=Offer(lin.event, "", 1))


def test_another_workspace_reaches_no_goal(session: Session) -> None:
    ada = make_person(session)
    set_one(session, ada)
    (goal,) = rows(session, ada)
    session.info.pop("workspace_id")
    session.info["workspace_id"] = make_workspace(session).id
    stranger = make_person(session)
    with pytest.raises(NotFoundError):
        goals.remove(session, stranger.actor, goal.id, now=NOW)


@pytest.mark.parametrize(
    ("week_on", "now"),
    [
        (MONDAY, datetime(2026, 3, 9, 8, tzinfo=UTC)),  # closed
        (MONDAY + WEEK, NOW),  # to come
        (MONDAY + timedelta(days=1), NOW + WEEK),  # no Monday
    ],
)
def test_goals_are_set_in_a_week_that_is_open(session: Session, week_on: date, now: datetime) -> None:
    ada = make_person(session)
    with pytest.raises(ClosedError):
        goals.take_offers(session, ada.actor, ada.program.id, week_on=week_on, now=now)


def test_a_week_stays_open_until_monday_eight_in_the_programs_zone_over_a_clock_change(session: Session) -> None:
    ada = make_person(session)
    ada.program.zone = "America/New_York"  # clocks go forward on Sunday 8 March
    session.flush()
    goals.take_offers(session, ada.actor, ada.program.id, week_on=MONDAY, now=datetime(2026, 3, 9, 11, 59, tzinfo=UTC))
    with pytest.raises(ClosedError):
        goals.take_small_step(
            session, ada.actor, ada.program.id, week_on=MONDAY, now=datetime(2026, 3, 9, 12, tzinfo=UTC)
        )


def test_nothing_is_set_by_who_pauses_or_after_the_program_ended(session: Session) -> None:
    ada = make_person(session)
    ada.participant.state = ParticipantState.PAUSED
    session.flush()
    with pytest.raises(ClosedError):
        goals.take_offers(session, ada.actor, ada.program.id, week_on=MONDAY, now=NOW)
    ada.participant.state, ada.program.state = ParticipantState.ACTIVE, ProgramState.ENDED
    session.flush()
    with pytest.raises(ClosedError):
        set_one(session, ada)


def test_progress_counts_what_was_done_in_the_week_with_or_without_a_goal(session: Session) -> None:
    ada = make_person(session)
    set_one(session, ada)
    for newest in range(2):
        checkins.add_one(
            session, ada.actor, ada.program.id, ada.coffee, week_on=MONDAY, newest=newest, now=NOW + timedelta(days=1)
        )
    checkins.add_one(session, ada.actor, ada.program.id, ada.event, week_on=MONDAY, newest=9, now=NOW + WEEK)
    part = section(session, ada)
    assert [(goal.activity, goal.done) for goal in part.goals] == [("Event", 1)]
    assert part.others == (Offer(ada.coffee, "Coffee chat", 2),)
    assert part.newest > 0


def test_a_default_goal_of_one_week_of_the_round_is_offered_in_that_week_alone(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    pair(session, ada, lin, starts_on=MONDAY, weeks=4)
    event = session.scalars(select(DefaultGoal).where(DefaultGoal.activity_id == ada.event)).one()
    event.round_week = 2
    session.flush()
    offered = [
        ["Event" in {offer.activity for offer in section(session, ada, on=MONDAY + number * WEEK).offers}]
        for number in range(4)
    ]
    assert offered == [[False], [True], [False], [False]]


def test_between_two_rounds_what_belongs_to_every_week_is_offered(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    pair(session, ada, lin, starts_on=MONDAY - 8 * WEEK, weeks=2)
    event = session.scalars(select(DefaultGoal).where(DefaultGoal.activity_id == ada.event)).one()
    event.every_rounds = 2
    session.flush()
    assert [offer.activity for offer in section(session, ada).offers] == ["Coffee chat"]


def test_thanks_reach_the_person_thanked_for_a_week_and_only_with_consent(session: Session) -> None:
    ada = make_person(session)
    lin = make_person(session, ada.program)
    for number, consent in enumerate((True, False)):
        act = Act(
            ada.coffee,
            MONDAY,
            thanks=f"for the tip {number}",
            thanks_to=lin.member.slack_user_id,
            thanks_shared=consent,
        )
        checkins.record(session, ada.actor, ada.program.id, act, source=f"form:V{number}", now=NOW)
    (thanked,) = load_one(session, lin, now=NOW + timedelta(days=4)).thanks
    assert (thanked.slack_user_id, thanked.text) == (ada.member.slack_user_id, "for the tip 0")
    assert load_one(session, lin, now=NOW + timedelta(days=8)).thanks == ()
    assert load_one(session, ada, now=NOW).thanks == ()


def test_a_follow_up_shows_from_its_day_until_it_is_done_however_long_that_takes(session: Session) -> None:
    ada = make_person(session)
    day = MONDAY + timedelta(days=9)
    act = Act(ada.coffee, MONDAY, with_whom="Grace", follow_up_on=day, follow_up_note="her move")
    checkins.record(session, ada.actor, ada.program.id, act, source="form:V", now=NOW)
    at = NOW + timedelta(days=9)
    assert load_one(session, ada, on=day - timedelta(days=1), now=at).follow_ups == ()
    (found,) = load_one(session, ada, on=day + timedelta(days=200), now=at).follow_ups
    assert (found.whom, found.note, found.due_on) == ("Grace", "her move", day)
    checkins.follow_up_done(session, ada.actor, found.follow_up_id, now=at)
    assert load_one(session, ada, on=day, now=at).follow_ups == ()


def load_one(session: Session, person: Person, *, on: date = MONDAY, now: datetime) -> Week:
    session.flush()
    return weeks.load(session, on=on, member_ids=[person.member.id], now=now)[person.member.id]
