"""Pieces that the messages about a person's week share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.goals import BuddyGoals, Plan, Thanks, Week, WeekSection
from bot.domain.messages import Block
from bot.domain.week_messages import WeekMessage
from bot.views.activities import all_deeds
from bot.views.blocks import Element, button, context, section
from bot.views.participants import PAUSE
from bot.views.text import mention, plain
from bot.views.times import day, zone_name

ADD = "checkins.add"

WITH_BUDDY = "The chat with your buddy is counted here."


def title(section_: WeekSection, week: Week) -> list[Block]:
    """The program's name, where the message speaks of several."""
    return [section(f"*{plain(section_.program, 150)}*")] if len(week.sections) > 1 else []


def first_lines(own: Sequence[str]) -> tuple[str, list[list[Block]]]:
    """Programs' own first lines of a message: of one program, as it was written; of several, a block for each.

    Empty where Kith's words stand.
    """
    if len(own) == 1:
        return own[0], [[]]
    return "", [[section(plain(line))] if line else [] for line in own]


def welcome_back(week: Week) -> list[Block]:
    """To somebody whose pause has ended: the first thing that they read."""
    return [
        section(
            f"Welcome back: your pause in *{plain(part.program, 150)}* is over. Should you need longer, that's fine.",
            accessory=button("Pause longer", action_id=PAUSE, value=str(part.program_id)),
        )
        for part in week.sections
        if part.comes_back
    ]


def plan_words(plan: Plan, zone: str, *, with_day: bool = True) -> str:
    """`Tuesday 10 March, 15:00 (Central European Time), Café Nero`; empty without a plan."""
    parts = [day(plan.on)] if plan.on and with_day else []
    if plan.at:
        parts.append(f"{plan.at:%H:%M} ({zone_name(zone)})")
    if plan.place:
        parts.append(plain(plan.place, 120))
    return ", ".join(parts)


def add_button(part: WeekSection, activity_id: int, week_message: WeekMessage, *, met_buddy: bool) -> Element:
    """One more of the activity; it names the newest check-in, so that pressing it twice counts once."""
    label = "Add another" if met_buddy else "Add one"
    return button(label, action_id=ADD, value=week_message.value(part.program_id, activity_id, part.newest))


def buddy_lines(buddies: Iterable[BuddyGoals]) -> list[Block]:
    """What buddies plan: activity and count."""
    lines = [
        f"{mention(buddy.slack_user_id)} plans {all_deeds(buddy.goals, of_others=True)} this week."
        for buddy in buddies
        if buddy.goals
    ]
    return [context(*lines)] if lines else []


def thanks_blocks(thanks: Iterable[Thanks]) -> list[Block]:
    """Thank-yous that their authors let Kith pass on."""
    return [
        section(f":envelope_with_arrow: {author(thank)} thanks you: “{plain(thank.text, 300)}”")
        for thank in list(thanks)[:5]
    ]


def author(thanks: Thanks) -> str:
    """Who thanks; without a name where they would rather not be named."""
    return mention(thanks.slack_user_id) if thanks.slack_user_id else "one of you"
