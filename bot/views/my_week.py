"""App Home's part about one's own week: goals with progress, and what to log."""

from __future__ import annotations

from bot.domain.goals import Week
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage
from bot.views import advice, after_add, checkins, follow_ups, goals, path
from bot.views.activities import all_deeds
from bot.views.blocks import context, header
from bot.views.weeks import thanks_blocks, title


def home_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """The week in each program where they have not landed."""
    asking = [part for part in week.sections if not part.has_landed]
    blocks: list[Block] = [header("My week")] if asking else []
    for part in asking:
        if week.is_hard and not part.goals:
            continue  # nothing is asked
        blocks += [*title(part, week), *goals.section_blocks(part, week, week_message)]
        shown = {goal.activity_id for goal in part.goals}
        others = all_deeds(other for other in part.others if other.activity_id not in shown)
        blocks += [context(f"Also this week: {others}")] if others else []
        blocks += after_add.blocks(part, week_message, today=week.today)
    blocks += path.home_blocks(week, week_message)
    blocks += advice.asked_blocks(week, week_message)
    blocks += thanks_blocks(week.thanks)
    blocks += follow_ups.due_blocks(week, week_message)
    return [*blocks, *checkins.closing(week, week_message)] if asking else blocks
