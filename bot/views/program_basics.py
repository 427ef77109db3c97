"""The form “Rounds and groups” of a program, with what its rules cost. Field names are those of `domain.programs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.messages import View
from bot.domain.pairing import CircleCost, HoursCost
from bot.domain.programs import CIRCLE_RULES, LONGEST_NAME, LONGEST_PAIR, MIXES, SHORTEST_PAIR, ProgramSettings
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import OddOne
from bot.views.blocks import Element, context, input_block, modal, option, section, text_input
from bot.views.pickers import date_picker
from bot.views.program_fields import choice, form, numbers, tick
from bot.views.rounds.reasons import hours as in_hours
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import counted, in_words, mention, sentence_start

BASICS, CIRCLE_WARNING = "programs.basics", "programs.circle_warning"
BY_PEOPLE, ANYBODY = "by_people", "anybody"
MOST_NAMED = 10
_CIRCLES_HINT = "A hard rule: whoever it leaves out has no buddy. Who has not said theirs counts as of another one."
_ZONE_HINT = "A city's, such as Europe/Berlin or America/New_York; or UTC."


def basics(
    settings: ProgramSettings, cost: HoursCost | None = None, circles: Mapping[str, CircleCost] | None = None
) -> View:
    """Name, zone and the rules of rounds, with what the least hours and each rule about circles cost."""
    now = settings.basics
    over = [
        option("They join a group, which is then one larger", OddOne.TRIO.value),
        option("They wait for the next round", OddOne.SITS_OUT.value),
    ]
    hours = [option("As suits the people's days", BY_PEOPLE), option("No matter", "0")]
    hours += [option(f"{half / 2:g} {'hour' if half == 2 else 'hours'} a day", str(half)) for half in range(1, 17)]
    ahead = sorted({1, 2, 4, 8, 12, 24, now.preview_hours} - {0})
    preview = [
        option("No preview", "0"),
        *(option(sentence_start(f"{counted(count, 'hour')} before"), str(count)) for count in ahead),
    ]
    start = input_block(
        "First round starts on",
        date_picker(action_id="value", initial=now.starts_on),
        block_id="starts_on",
        optional=False,
        hint="A Monday, within a year.",
    )
    name = text_input(action_id="value", initial=now.name, limit=LONGEST_NAME)
    zone = text_input(action_id="value", initial=now.zone, limit=64)
    return form(
        "Rounds and groups",
        [
            input_block("Name", name, block_id="name", optional=False),
            input_block(
                "Time zone",
                zone,
                block_id="zone",
                optional=False,
                hint=_ZONE_HINT,
            ),
            *([] if settings.has_had_rounds else [start]),
            choice("Length of a round, in weeks", "round_weeks", numbers(1, 12), str(now.round_weeks)),
            choice("People in a buddy group", "group_size", numbers(2, 4), str(now.group_size)),
            tick(
                "Mentors",
                "has_mentors",
                "Mentors beside buddies",
                ticked=now.has_mentors,
                hint="Members may ask for a mentor; buddies go on beside. Each mentor says for how many.",
            ),
            choice(
                "A mentor pair lasts, in weeks",
                "mentor_weeks",
                numbers(SHORTEST_PAIR, LONGEST_PAIR),
                str(now.mentor_weeks),
            ),
            choice("If one person is left over", "odd_one", over, now.odd_one.value),
            choice("Matching looks for", "weights", [option(words, key) for key, words in MIXES.items()], now.weights),
            choice(
                "Who is matched with whom",
                "circle_rule",
                [_circle(rule, (circles or {}).get(rule)) for rule in CIRCLE_RULES],
                now.circle_rule or ANYBODY,
                hint=_CIRCLES_HINT,
            ),
            choice(
                "Working hours that buddies share, at least",
                "min_common_half_hours",
                hours,
                BY_PEOPLE if now.min_common_half_hours is None else str(now.min_common_half_hours),
                hint=_hours_cost(cost) if cost else "",
            ),
            tick(
                "Somebody whom these hours would leave without a buddy",
                "lowers_hours",
                "Fewer are enough for them",
                ticked=now.lowers_hours,
                hint="The introduction says how many hours the group shares.",
            ),
            choice(
                "Show me the groups before they are introduced",
                "preview_hours",
                preview,
                str(now.preview_hours),
                hint="Where that is at night, on a weekend or in a break: on the last working day before, at the hour "
                "of the round.",
            ),
            tick("Place", "in_person", "People meet in person: prefer the same city", ticked=now.in_person),
            context("Changes to rounds and groups count from the next round on."),
        ],
        callback_id=BASICS,
        settings=settings,
    )


def _circle(rule: str, cost: CircleCost | None) -> Element:
    """`Only people of one school`, and below it `Three of 24 would have no buddy. Four have not said theirs.`"""
    if cost is None or cost.people < 2:
        return option(CIRCLE_RULES[rule], rule or ANYBODY)
    said = "Everybody would have a buddy."
    if cost.left_out:
        said = sentence_start(f"{in_words(cost.left_out)} of {in_words(cost.people)} would have no buddy.")
    if cost.untold:
        have = "has" if cost.untold == 1 else "have"
        said += f" {sentence_start(in_words(cost.untold))} {have} not said theirs."
    return option(CIRCLE_RULES[rule], rule or ANYBODY, description=said)


def circle_warning(left_out: Sequence[WithoutBuddy]) -> View:
    """Who has no buddy by the rule that was just chosen, and what would help."""
    lines = [f"• {mention(one.slack_user_id)}: {unmatched_reason(one.why, one.help)}" for one in left_out[:MOST_NAMED]]
    more = (
        f"\nAnd {counted(len(left_out) - MOST_NAMED, 'more person', 'more people')}."
        if len(left_out) > MOST_NAMED
        else ""
    )
    has = counted(len(left_out), "person has", "people have")
    return modal(
        "Who is matched with whom",
        [
            section(f"It is saved. As things stand, this rule leaves somebody out: {has} no buddy in the next round."),
            section("\n".join(lines) + more),
            context("They are told kindly that nobody fits yet. You can change it in “Rounds and groups”."),
        ],
        callback_id=CIRCLE_WARNING,
    )


def _hours_cost(cost: HoursCost) -> str:
    """`Now two hours: two people have no partner. Up to half an hour everybody has one.`"""
    if cost.people < 2 or not cost.half_hours:
        return ""
    now, free = in_hours(cost.half_hours), in_hours(cost.free_up_to) if cost.free_up_to else ""
    if not cost.without_partner:
        return f"Now {now}: everybody has a possible partner, up to {free}."
    rest = f"Up to {free} everybody has one." if free else "Somebody shares no working time with anybody."
    return f"Now {now}: {counted(cost.without_partner, 'person has', 'people have')} no partner. {rest}"
