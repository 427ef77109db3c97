"""A person's own week at a glance, and their long view."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.goals import Week, WeekSection
from bot.domain.history import History
from bot.domain.messages import Block, Message
from bot.views import activities, times, weeks
from bot.views.blocks import context, header, message, section
from bot.views.text import counted, in_words


def week(told: Week, so_far: History) -> Message:
    """`/kith week`: goals with what is done and planned, what else was done, buddies' goals, the long view."""
    heading = f"Your week, {times.week(told.week_on)}"
    blocks: list[Block] = [header(heading)]
    for part in told.sections:
        blocks += [*weeks.title(part, told), section("\n".join(_lines(part, told))), *weeks.buddy_lines(part.buddies)]
    return message(heading, [*blocks, *history(so_far)])


def history(so_far: History) -> list[Block]:
    """What came together so far; nothing where there is nothing to tell yet."""
    return [] if so_far.is_empty else [context(" · ".join(_so_far(so_far)))]


def _lines(part: WeekSection, told: Week) -> Iterator[str]:
    for goal in part.goals:
        planned = weeks.plan_words(goal.plan, told.zone)
        yield f"• {activities.progress(goal)}{f', {planned}' if planned and not goal.is_met else ''}"
    if part.others:
        yield f"Also done: {activities.all_deeds(part.others)}"
    if not part.goals:
        none = "No goals chosen for this week. `/kith goals` has some to choose from."
        yield none if part.is_asked else "Nothing is asked of you here at present."


def _so_far(so_far: History) -> Iterator[str]:
    if so_far.acts:
        yield f"So far: {counted(so_far.acts, 'thing')} done"
    if so_far.people_met:
        yield f"{counted(so_far.people_met, 'buddy', 'buddies')} met"
    if so_far.new_contacts:
        yield counted(so_far.new_contacts, "new contact")
    if so_far.active_weeks:
        yield (
            "active last week"
            if so_far.weeks == 1
            else f"active {in_words(so_far.active_weeks)} of the last {in_words(so_far.weeks)} weeks"
        )
