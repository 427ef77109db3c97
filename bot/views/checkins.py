"""Friday's check-in as it stands after each click, and the answer to a hard week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.goals import GoalNow, Offer, Week, WeekSection
from bot.domain.messages import Block, Message
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import (
    activities,
    advice,
    after_add,
    follow_ups,
    introduction_week,
    mentor_pairs,
    my_asks,
    my_events,
    path,
    preparations,
    weeks,
)
from bot.views.blocks import actions, button, context, divider, header, message, section
from bot.views.councils import week as council_week
from bot.views.participants import PAUSE
from bot.views.rounds.my_meetings import hard_week_blocks
from bot.views.text import cut, one_line, plain
from bot.views.weeks import buddy_lines, thanks_blocks, title

ADD = weeks.ADD
OPEN_FORM = "checkins.open_form"
OPEN_LOG = "checkins.open_log"
HARD_WEEK = "checkins.hard_week"
WANT_CONTACT = "checkins.want_contact"

_ASKED = "How was your week?"
_NOTED = "Thank you for saying so. This week asks nothing more of you, and the next begins with one small step."
_NOTED_AWAY = "Thank you for saying so. Nothing is asked of you at present."


def friday(week: Week, week_message: WeekMessage, *, extras: Mapping[int, Sequence[Block]] | None = None) -> Message:
    """What a person is asked on Friday: one button a goal; in a hard week nothing.

    `extras` are a program's further blocks, by its id.
    """
    own, apart = weeks.first_lines(["" if week.is_hard else part.checkin_line for part in week.sections])
    asked = one_line(own) or _ASKED
    blocks: list[Block] = [*weeks.welcome_back(week), header(asked)]
    if not week.is_hard and _has_act_buttons(week):
        blocks.append(section("Press a button for each thing you did. All of it counts."))
    for part, line in zip(week.sections, apart, strict=True):
        more = (extras or {}).get(part.program_id, ())
        acts = [] if week.is_hard else act_blocks(part, week, week_message)
        blocks += [*title(part, week), *line, *acts, *more] if acts or more else []
    blocks += [] if week.is_hard else path.asked_blocks(week, week_message)
    blocks += advice.asked_blocks(week, week_message)
    blocks += council_week.friday_blocks(week, week_message)
    blocks += thanks_blocks(week.thanks)
    blocks += introduction_week.week_blocks(week, week_message)
    blocks += mentor_pairs.week_blocks(week, week_message)
    blocks += my_events.week_blocks(week, week_message)
    blocks += my_asks.week_blocks(week, week_message)
    blocks += [] if week.is_hard else follow_ups.due_blocks(week, week_message)
    text = f"{plain(own) or _ASKED} One button for each thing you did."
    return message(text, [*blocks, divider(), *closing(week, week_message)])


def _has_act_buttons(week: Week) -> bool:
    """Whether anything stands there to press for: a goal, or an activity on offer."""
    return any(part.goals or part.offers for part in week.sections)


def act_blocks(part: WeekSection, week: Week, week_message: WeekMessage) -> list[Block]:
    """One program: each goal, or each activity on offer, with a button that adds one."""
    blocks = _goal_lines(part, week, week_message) if part.goals else _offer_lines(part, week_message)
    shown = {line.activity_id for line in part.goals or part.offers}
    others = activities.all_deeds(other for other in part.others if other.activity_id not in shown)
    also = [context(f"Also this week: {others}")] if others else []
    return [*blocks, *also, *after_add.blocks(part, week_message, today=week.today), *buddy_lines(part.buddies)]


def hard_week_answer(week: Week, week_message: WeekMessage) -> Message:
    """The one plain sentence, for somebody who said it by a command."""
    return message(_noted(week), _hard_week(week, week_message))


def _noted(week: Week) -> str:
    return _NOTED if any(part.is_asked for part in week.sections) else _NOTED_AWAY


def closing(week: Week, week_message: WeekMessage) -> list[Block]:
    """What stands below a person's week: log more, their log, and a hard week or the answer to it."""
    is_first = week_message.kind is WeekMessageKind.HOME or not _has_act_buttons(week)
    label = "Log something" if is_first else "Log something else"
    more = [
        button(label, action_id=OPEN_FORM, value=week_message.value()),
        button("My log", action_id=OPEN_LOG, value=week_message.value()),
    ]
    if week.is_hard:
        return [*_hard_week(week, week_message), actions(*more)]
    hard = button("Hard week", action_id=HARD_WEEK, value=week_message.value())
    return [actions(*more, *([hard] if any(part.is_asked for part in week.sections) else []))]


def _hard_week(week: Week, week_message: WeekMessage) -> list[Block]:
    asked = [part for part in week.sections if part.contact_wanted]
    open_ = [part for part in week.sections if not part.contact_wanted]
    ahead = [mine for mine in week.meetings if mine.on >= week_message.on]
    blocks = [section(_noted(week)), *(block for mine in ahead for block in hard_week_blocks(mine, week_message))]
    if asked:
        blocks.append(context("Someone from the program will get in touch with you."))
    rows = [
        actions(button(_contact_label(part, week), action_id=WANT_CONTACT, value=week_message.value(part.program_id)))
        for part in open_
    ]
    return [*blocks, *_two_hard_weeks(week), *rows]


def _two_hard_weeks(week: Week) -> list[Block]:
    """The second hard week within four: a pause, which asks nothing until a day of one's own choice."""
    if week.hard_lately < 2:
        return []
    first = week.sections[0]
    return [
        section(
            "It has been more than one lately. If you like, take a pause until a day of your choice: no buddy, no "
            "messages, and your place stays yours. Or talk to somebody who runs this.",
            accessory=button("Take a pause", action_id=PAUSE, value=str(first.program_id)),
        )
    ]


def _contact_label(part: WeekSection, week: Week) -> str:
    if len(week.sections) == 1:
        return "Ask someone to get in touch"
    return f"Ask someone of {cut(one_line(part.program), 30)} to get in touch"


def _planned_today(goal: GoalNow, week: Week, week_message: WeekMessage) -> str:
    if goal.plan.on != week_message.on:
        return ""
    where = weeks.plan_words(goal.plan, week.zone, with_day=False)
    return f"You planned it for today{': ' + where if where else ''}."


def _goal_lines(part: WeekSection, week: Week, week_message: WeekMessage) -> list[Block]:
    return [block for goal in part.goals for block in _goal(part, goal, week, week_message)]


def _goal(part: WeekSection, goal: GoalNow, week: Week, week_message: WeekMessage) -> list[Block]:
    said = section(
        "\n".join(filter(None, _goal_words(goal, week, week_message))),
        accessory=weeks.add_button(part, goal.activity_id, week_message, met_buddy=goal.met_buddy),
    )
    is_to_prepare = goal.is_chat and not goal.is_met and goal.plan.on == week_message.on
    return [said, *([actions(preparations.goal_button(goal.goal_id))] if is_to_prepare else [])]


def _offer_lines(part: WeekSection, week_message: WeekMessage) -> list[Block]:
    done = {other.activity_id: f"  {other.target} this week{_met(other)}" for other in part.others}
    met = {other.activity_id for other in part.others if other.with_buddy}
    return [
        section(
            f"*{plain(offer.activity, 80)}*{done.get(offer.activity_id, '')}",
            accessory=weeks.add_button(part, offer.activity_id, week_message, met_buddy=offer.activity_id in met),
        )
        for offer in part.offers
    ]


def _goal_words(goal: GoalNow, week: Week, week_message: WeekMessage) -> list[str]:
    return [activities.progress(goal), weeks.WITH_BUDDY if goal.met_buddy else _planned_today(goal, week, week_message)]


def _met(done: Offer) -> str:
    return f"\n{weeks.WITH_BUDDY}" if done.with_buddy else ""
