"""The Monday prompt, the goals as they stand, and "Today"."""

from __future__ import annotations

from bot.domain.goals import GoalNow, Week, WeekSection, days_left
from bot.domain.messages import Block, Message
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import after_add, follow_ups, introduction_week, mentor_pairs, my_events, path, preparations, weeks
from bot.views.activities import all_deeds, deeds, offer_lines, progress
from bot.views.blocks import Element, actions, button, context, header, message, option, section, select
from bot.views.councils import week as council_week
from bot.views.rounds import worksheets
from bot.views.rounds.my_meetings import hard_week_blocks, meeting_blocks
from bot.views.text import listed, mention, plain
from bot.views.times import day
from bot.views.weeks import ADD, buddy_lines, plan_words, title

TAKE_OFFERS = "goals.take_offers"
TAKE_SMALL_STEP = "goals.take_small_step"
TAKE_LAST_WEEK = "goals.take_last_week"
OPEN_FORM = "goals.open_form"
EDIT = "goals.edit"
REMOVE = "goals.remove"
PLAN_DAY = "goals.plan_day"

NO_DAY = 0  # days travel as their ordinals


def prompt(week: Week, week_message: WeekMessage) -> Message:
    """What a person is asked on Monday, and the same message as it stands after each click."""
    own, apart = weeks.first_lines([part.prompt_line for part in week.sections])
    asked = plain(own) or "What will you do this week to widen your network?"
    asks = section(f"{asked}\nA small thing with a day to it is plenty.")
    blocks: list[Block] = [*weeks.welcome_back(week), header("Your week"), asks]
    for part, line in zip(week.sections, apart, strict=True):
        tried = [context(worksheets.quoted(part.will_try))] if part.will_try else []
        blocks += [*title(part, week), *line, *tried, *section_blocks(part, week, week_message)]
        if week_message.kind is not WeekMessageKind.PROMPT:
            blocks += after_add.blocks(part, week_message, today=week.today)
    blocks += path.prompt_blocks(week, week_message)
    blocks += [block for mine in week.meetings_today for block in meeting_blocks(mine, week_message)]
    blocks += council_week.today_blocks(week, week_message)
    blocks += introduction_week.week_blocks(week, week_message)
    blocks += mentor_pairs.week_blocks(week, week_message)
    blocks += my_events.week_blocks(week, week_message)
    blocks += follow_ups.due_blocks(week, week_message)
    return message(f"Your week from {day(week.week_on)}. {asked}", blocks)


def section_blocks(part: WeekSection, week: Week, week_message: WeekMessage) -> list[Block]:
    """One program: goals with their days once there are some, else what is on offer."""
    if part.is_closed:
        return [section("This week is over. What you did still counts: log it whenever you like.")]
    offered = _offered(part, week_message) if part.is_asked else []
    shown = _set(part, week, week_message) if part.goals else offered
    return [*shown, *buddy_lines(part.buddies)]


def today(week: Week, week_message: WeekMessage) -> Message:
    """The day's own plans, quoted, and who to be in touch with again."""
    if week.is_hard:
        return _hard_day(week, week_message)
    planned = [(part, goal) for part in week.sections for goal in part.goals if goal.plan.on == week_message.on]
    meets = listed([mention(buddy) for mine in week.meetings_today for buddy in mine.buddies])
    goes = listed([plain(event.name, 80) for event in week.events_today])
    names = ", ".join(
        [
            *([f"you meet {meets}"] if meets else []),
            *council_week.meets(week),
            *([f"you go to {goes}"] if goes else []),
            *(plain(goal.activity, 80) for _, goal in planned),
        ]
    ) or ("someone to be in touch with again" if week.follow_ups else "nothing more")
    blocks: list[Block] = [header("Today")]
    blocks += [block for mine in week.meetings_today for block in meeting_blocks(mine, week_message)]
    blocks += council_week.today_blocks(week, week_message)
    events = my_events.week_blocks(week, week_message)
    blocks += events
    for part, goal in planned:
        blocks += [*(title(part, week)), *today_blocks(part, goal, week, week_message)]
    blocks += preparations.questions_block(week.questions)
    for part in week.sections:
        blocks += after_add.blocks(part, week_message, today=week.today)
    blocks += follow_ups.due_blocks(week, week_message)
    if not planned and not week.follow_ups and not week.meetings_today and not week.councils_today and not events:
        blocks.append(section("Nothing more for today."))
    for part in week.sections:
        blocks += buddy_lines(part.buddies)
    return message(f"Today: {names}", blocks)


def _hard_day(week: Week, week_message: WeekMessage) -> Message:
    """In a hard week only what somebody else counts on."""
    blocks = [block for mine in week.meetings_today for block in hard_week_blocks(mine, week_message)]
    blocks += council_week.today_blocks(week, week_message)
    return message("Today", [header("Today"), *(blocks or [section("Nothing more for today.")])])


def today_blocks(part: WeekSection, goal: GoalNow, week: Week, week_message: WeekMessage) -> list[Block]:
    """One plan of the day: what was planned, and whether it is done."""
    where = plan_words(goal.plan, week.zone, with_day=False)
    planned = f"You planned: *{plain(goal.activity, 80)}* today{', ' + where if where else ''}."
    if goal.done:
        planned = f"{planned}\n{progress(goal)}"
    if goal.is_met:
        return [section(planned)]
    value = week_message.value(part.program_id, goal.activity_id, part.newest)
    return [
        section(planned),
        actions(
            button("One more" if goal.done else "I did it", action_id=ADD, value=value, style="primary"),
            *_prepare(goal),
            *([_days(goal, week, week_message, hint="Another day")] if not part.is_closed else []),
        ),
    ]


def nowhere() -> Message:
    """To somebody who takes part in no program."""
    said = "You are in no program yet. `/kith help` shows how to find one."
    return message(said, [section(said)])


def _offered(part: WeekSection, week_message: WeekMessage) -> list[Block]:
    value = week_message.value(part.program_id)
    blocks: list[Block] = []
    if part.small_step:
        step = deeds(part.small_step.activity, part.small_step.target)
        blocks.append(section(f"Last week was a hard one. One small step would do: {step}."))
    elif part.offers:
        blocks.append(section(offer_lines(part.offers)))
    if part.last_week:
        blocks.append(context(f"Last week: {all_deeds(part.last_week)}"))
    buttons = [
        button("Take one small step", action_id=TAKE_SMALL_STEP, value=value, style="primary")
        if part.small_step
        else None,
        button(_take(part), action_id=TAKE_OFFERS, value=value, style="primary")
        if part.offers and not part.small_step
        else None,
        button("Same as last week", action_id=TAKE_LAST_WEEK, value=value)
        if part.last_week and not part.small_step
        else None,
        button("Choose my own", action_id=OPEN_FORM, value=value) if part.activities else None,
    ]
    kept = [element for element in buttons if element]
    if kept and not blocks:
        blocks.append(section("Nothing set this week; choose something if you like."))
    return [*blocks, actions(*kept)] if kept else blocks


def _take(part: WeekSection) -> str:
    return "Take this goal" if len(part.offers) == 1 else "Take these goals"


def _set(part: WeekSection, week: Week, week_message: WeekMessage) -> list[Block]:
    blocks = [block for goal in part.goals for block in _goal(part, goal, week, week_message)]
    if part.activities:
        blocks.append(actions(button("Add a goal", action_id=OPEN_FORM, value=week_message.value(part.program_id))))
    seen = "Your buddy sees activity and count, not when or where. A goal can be kept private."
    return [*blocks, context(seen)]


def _goal(part: WeekSection, goal: GoalNow, week: Week, week_message: WeekMessage) -> list[Block]:
    where = plan_words(goal.plan, week.zone)
    private = "  :lock: private" if goal.is_private else ""
    met = f"\n{weeks.WITH_BUDDY}" if goal.met_buddy else ""
    shown = f"{progress(goal)}{private}{met}"
    add = weeks.add_button(part, goal.activity_id, week_message, met_buddy=goal.met_buddy)
    accessory = None if week_message.kind is WeekMessageKind.PROMPT else add
    if goal.is_met:
        return [section(shown, accessory=accessory)]
    value = week_message.value(goal.goal_id)
    return [
        section(f"{shown}\n{where or 'Which day?'}", accessory=accessory),
        actions(
            _days(goal, week, week_message, hint="Which day?"),
            button("Time and place", action_id=EDIT, value=value),
            *(_prepare(goal) if goal.plan.on else []),
            button("Let it go", action_id=REMOVE, value=value),
        ),
    ]


def _prepare(goal: GoalNow) -> list[Element]:
    return [preparations.goal_button(goal.goal_id)] if goal.is_chat else []


def _days(goal: GoalNow, week: Week, week_message: WeekMessage, *, hint: str) -> dict[str, object]:
    days = days_left(week.week_on, today=week.today)
    options = [option(day(on), week_message.value(on.toordinal(), goal.goal_id)) for on in days]
    options.append(option("No day yet", week_message.value(NO_DAY, goal.goal_id)))
    chosen = goal.plan.on
    if week_message.kind is WeekMessageKind.TODAY or chosen is None or chosen < week.today:
        initial = None
    else:
        initial = option(day(chosen), week_message.value(chosen.toordinal(), goal.goal_id))
    return select(options, action_id=PLAN_DAY, initial=initial, hint=hint)
