"""Weeks for view tests: one program, two programs, an empty one, one full of odd texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.domain.follow_ups import FollowUp
from bot.domain.goals import (
    BuddyGoals,
    Choice,
    GoalNow,
    Offer,
    Plan,
    Thanks,
    Week,
    WeekSection,
)
from bot.domain.week_messages import WeekMessage, WeekMessageKind

MONDAY, WEDNESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6)
ODD = "🦊 <!channel> *bold* & <@U1> אבג\u202e" + "x" * 10_000

COFFEE, EVENT = Choice(1, "Coffee chat"), Choice(2, "Event")


def week_message(kind: WeekMessageKind, on: date) -> WeekMessage:
    return WeekMessage(kind, on)


def section(**values: object) -> WeekSection:
    """A program with two activities on offer, in the first week of a round."""
    shown = WeekSection(
        program_id=5,
        program="Spring cohort",
        participant_id=7,
        activities=(COFFEE, EVENT),
        offers=(Offer(1, "Coffee chat", 2, with_buddy=True), Offer(2, "Event", 1)),
    )
    return replace(shown, **values)  # type: ignore[arg-type]


def week(*sections: WeekSection, on: date = MONDAY, today: date | None = None, **values: object) -> Week:
    """The week of somebody in Berlin."""
    shown = Week(
        member_id=9,
        slack_user_id="U9",
        zone="Europe/Berlin",
        on=on,
        today=today or on,
        sections=sections or (section(),),
    )
    return replace(shown, **values)  # type: ignore[arg-type]


def goal(**values: object) -> GoalNow:
    """A coffee chat, two wanted, none done, no plan."""
    shown = GoalNow(goal_id=3, activity_id=1, activity="Coffee chat", target=2, done=0, plan=Plan())
    return replace(shown, **values)  # type: ignore[arg-type]


PLANNED = goal(plan=Plan(WEDNESDAY, time(15), "Café Nero"))
HALF_DONE = goal(done=1)
EVENT_DONE = goal(goal_id=4, activity_id=2, activity="Event", target=1, done=1, is_private=True)
BUDDY = BuddyGoals("U8", (Offer(2, "Event", 1),))
FOLLOW_UP = FollowUp(11, WEDNESDAY, "Grace", "her move to Lyon")
THANKS = Thanks("for the tip about the fair", "U8")


def odd_week(*, on: date) -> Week:
    """Every text that people can enter, at its strangest and longest, in two programs."""
    part = section(
        program=ODD,
        activities=tuple(Choice(number, ODD) for number in range(1, 30)),
        offers=tuple(Offer(number, ODD, 20) for number in range(1, 30)),
        last_week=tuple(Offer(number, ODD, 20) for number in range(1, 30)),
        small_step=Offer(1, ODD, 1),
        buddies=tuple(BuddyGoals("U8", tuple(Offer(1, ODD, 20) for _ in range(20))) for _ in range(3)),
    )
    goals = tuple(
        goal(goal_id=number, activity_id=number, activity=ODD, plan=Plan(on, time(15), ODD)) for number in range(1, 30)
    )
    return week(
        part,
        replace(part, goals=goals, others=tuple(Offer(1, ODD, 20) for _ in range(30))),
        on=on,
        follow_ups=tuple(FollowUp(number, on, ODD, ODD) for number in range(1, 30)),
        thanks=tuple(Thanks(ODD, "U8") for _ in range(30)),
    )
