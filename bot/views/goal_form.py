"""The form for one goal: how many, when and where, private or not."""

from __future__ import annotations

from bot.domain.goals import MOST, GoalNow, Week, WeekSection, days_left
from bot.domain.messages import Block, View
from bot.views.blocks import input_block, modal, option, section, select, text_input
from bot.views.pickers import checkboxes, time_picker
from bot.views.text import plain
from bot.views.times import day, zone_name

CALLBACK = "goals.form"
VALUE = "value"  # the one element of each input
ACTIVITY, TARGET, PLAN_ON, PLAN_AT, PLACE, PRIVATE = "activity", "target", "plan_on", "plan_at", "plan_place", "private"
PLACE_LENGTH = 200


def goal_form(part: WeekSection, week: Week, *, goal: GoalNow | None, metadata: str) -> View:
    """A new goal of the program's catalogue, or the one given."""
    blocks: list[Block] = [
        _activity(part) if goal is None else section(f"*{plain(goal.activity, 80)}*"),
        input_block("How many this week?", _target(goal), block_id=TARGET, optional=False),
        *_day(week, goal),
        input_block(
            f"At what time ({zone_name(week.zone)})?",
            time_picker(action_id=VALUE, initial=goal.plan.at if goal else None),
            block_id=PLAN_AT,
        ),
        input_block(
            "Where?",
            text_input(action_id=VALUE, initial=goal.plan.place if goal else "", limit=PLACE_LENGTH),
            block_id=PLACE,
            hint="A café, a call, an event page. Only you see it.",
        ),
        _private(goal),
    ]
    return modal("A goal for this week", blocks, callback_id=CALLBACK, submit="Save", private_metadata=metadata)


def _activity(part: WeekSection) -> Block:
    taken = {goal.activity_id for goal in part.goals}
    free = [choice for choice in part.activities if choice.activity_id not in taken] or list(part.activities)
    options = [option(choice.activity, str(choice.activity_id)) for choice in free]
    element = select(options, action_id=VALUE, initial=options[0])
    return input_block("What will you do?", element, block_id=ACTIVITY, optional=False)


def _target(goal: GoalNow | None) -> dict[str, object]:
    options = [option(str(number), str(number)) for number in range(1, MOST + 1)]
    return select(options, action_id=VALUE, initial=options[(goal.target if goal else 1) - 1])


def _day(week: Week, goal: GoalNow | None) -> list[Block]:
    days = days_left(week.week_on, today=week.today)
    chosen = goal.plan.on if goal else None
    if chosen and chosen not in days:
        days = [chosen, *days]
    options = [option(day(on), on.isoformat()) for on in days]
    if not options:  # the member's own week is over, the program's not yet
        return []
    initial = next((entry for entry in options if chosen and entry["value"] == chosen.isoformat()), None)
    element = select(options, action_id=VALUE, initial=initial, hint="No day yet")
    hint = "A goal with a day, a time and a place is kept far more often."
    return [input_block("Which day?", element, block_id=PLAN_ON, hint=hint)]


def _private(goal: GoalNow | None) -> Block:
    box = option("Keep this goal private", PRIVATE, description="Your buddy does not see it either.")
    element = checkboxes([box], action_id=VALUE, initial=[box] if goal and goal.is_private else [])
    return input_block("Who sees it", element, block_id=PRIVATE)
