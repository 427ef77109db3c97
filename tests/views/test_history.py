"""A person's week at a glance and their long view, read aloud in the golden files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from bot.domain.goals import BuddyGoals, Offer, Plan
from bot.domain.history import History
from bot.domain.messages import Message
from bot.views import history as views
from tests.views.limits import check_limits
from tests.views.weeks import ODD, WEDNESDAY, goal, section, week
from tests.views.words import FORBIDDEN, words_of

Golden = Callable[[str, Message], None]
SO_FAR = History(acts=14, new_contacts=5, people_met=3, active_weeks=6, weeks=8)


def test_a_week_with_a_plan_and_something_besides(golden: Golden) -> None:
    part = section(
        goals=(
            goal(done=1, plan=Plan(WEDNESDAY, time(15), "Café Nero")),
            goal(goal_id=4, activity="Event", target=1, done=1, plan=Plan(WEDNESDAY)),
        ),
        others=(Offer(3, "Thank-you note", 2),),
        buddies=(BuddyGoals("U2", (Offer(1, "Coffee chat", 2),)),),
    )
    golden("history/week", views.week(week(part), SO_FAR))


def test_the_first_day_in_two_programs(golden: Golden) -> None:
    told = week(section(), section(program_id=6, program="Alumni"))
    message = views.week(told, History())
    golden("history/first_day", message)
    assert not [word for word in FORBIDDEN if word in words_of(message).lower()]


def test_nothing_is_said_of_weeks_without_a_sign_of_life() -> None:
    (block,) = views.history(History(acts=1, weeks=7))
    assert block["elements"][0]["text"] == "So far: one thing done"
    assert views.history(History(weeks=7)) == []


def test_odd_texts_keep_within_limits() -> None:
    part = section(program=ODD, goals=tuple(goal(goal_id=n, activity=ODD, plan=Plan(place=ODD)) for n in range(20)))
    check_limits(views.week(week(*[part] * 12), SO_FAR))


def test_the_first_week_is_told_in_words() -> None:
    (block,) = views.history(History(acts=1, active_weeks=1, weeks=1))
    assert block["elements"][0]["text"] == "So far: one thing done · active last week"
