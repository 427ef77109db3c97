"""The short forms behind a program's settings. Field names are those of `domain.programs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.breaks import EXAMPLES, is_covered, is_holiday
from bot.domain.holidays import countries, regions
from bot.domain.kinds import BY_CALENDAR
from bot.domain.messages import Block, View
from bot.domain.own_texts import LIMITS, TextKind
from bot.domain.presets import OfferWeeks
from bot.domain.programs import (
    ALWAYS_ON,
    LONGEST_ACTIVITY,
    LONGEST_CONDUCT,
    MOST_ACTIVITIES,
    MOST_TARGET,
    MOVABLE,
    CatalogueGoal,
    ProgramSettings,
)
from bot.domain.states import Joining
from bot.views.blocks import Element, context, input_block, modal, option, section, text_input
from bot.views.conduct import conduct
from bot.views.pickers import (
    channel_select,
    grouped_select,
    many_select,
    people_select,
    radio_buttons,
    time_picker,
)
from bot.views.program_fields import choice, form, numbers, tick
from bot.views.program_settings import WEEKDAYS
from bot.views.programs import ending_fields, readers
from bot.views.text import one_line, plain
from bot.views.times import short_dated, span

RHYTHM, BREAKS = "programs.rhythm", "programs.breaks"
JOINING, ACTIVITIES, GOALS = "programs.joining", "programs.activities", "programs.goals"
ORGANIZERS, COPY, CONDUCT = "programs.organizers", "programs.copy", "programs.conduct"
ENDING = "programs.ending"
OFF, EACH_WEEK, NONE = "off", "0:1", "none"
NEW_ACTIVITIES = 3
_COUNTRY_HINT = "Choose a country and save: its holidays of the year ahead are then here to tick."
_REGION_HINT = "Save after another choice: the days below are then its own."
_HOLIDAYS_HINT = "None is ticked by itself. Those on weekends need no break."
_CONDUCT_HINT = "A rule a line. Whoever joins reads it. Leave it empty for the usual words."


def rhythm(settings: ProgramSettings) -> View:
    """A day and a time for each kind of message."""
    fields: list[Block] = []
    for kind in MOVABLE:
        moment = settings.rhythm[kind]
        days = [option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
        if kind not in ALWAYS_ON:
            days.append(option("Off", OFF))
        chosen = str(moment.weekday) if moment.on else OFF
        fields.append(choice(BY_CALENDAR[kind].label, f"{kind}_day", days, chosen))
        clock = time_picker(action_id="value", initial=moment.at)
        fields.append(input_block(f"{BY_CALENDAR[kind].label}: at", clock, block_id=f"{kind}_at", optional=False))
    note = (
        f"Summary, digest and rounds go by {plain(settings.basics.zone)}. Personal messages keep the same wall time in "
        "each member's own zone, never before 08:00 or after 20:00, nor on weekends."
    )
    return form("Days and times", [*fields, context(note)], callback_id=RHYTHM, settings=settings)


def breaks(settings: ProgramSettings) -> View:
    """Days without messages, one break a line; and the public holidays of a country, to be ticked."""
    rest = [one for one in settings.breaks if not is_holiday(one, settings.holidays)]
    written = text_input(
        action_id="value",
        initial="\n".join(span(one.from_on, one.until_on) for one in rest),
        multiline=True,
        limit=3000,
        hint=EXAMPLES,
    )
    said = (
        "On these days nobody is asked anything, and no round starts: it comes on the nearest working day of the week. "
        "One break a line: the first and the last day."
    )
    return form(
        "Breaks",
        [section(said), input_block("Breaks", written, block_id="breaks"), *_holidays(settings)],
        callback_id=BREAKS,
        settings=settings,
    )


def _holidays(settings: ProgramSettings) -> list[Block]:
    """Whose holidays, and once that is known, those of the year ahead; ticked are those that are breaks already."""
    country, region = settings.holiday_country, settings.holiday_region
    no_country = option("No country", NONE)
    fields = [_of_letters("Public holidays of", "holiday_country", countries(), no_country, country, _COUNTRY_HINT)]
    if own := regions(country):
        whole = option("The whole country", NONE)
        fields.append(_of_letters("Region", "holiday_region", own, whole, region, _REGION_HINT))
    if settings.holidays:
        days = [option(f"{short_dated(one.on)}: {one.name}", one.on.isoformat()) for one in settings.holidays]
        off = [one for one in days if is_covered(date.fromisoformat(one["value"]), settings.breaks)]
        ticks = many_select(days, action_id="value", initial=off)
        fields.append(input_block("Holidays without messages", ticks, block_id="holidays", hint=_HOLIDAYS_HINT))
    return fields


def _of_letters(label: str, name: str, names: Mapping[str, str], nothing: Element, chosen: str, hint: str) -> Block:
    """A drop-down of more names than one list of Slack's takes, under their first letters."""
    groups: dict[str, list[Element]] = {nothing["text"]["text"]: [nothing]}
    for code, named in names.items():
        groups.setdefault(named[:1], []).append(option(named, code))
    initial = next((one for many in groups.values() for one in many if one["value"] == (chosen or NONE)), None)
    element = grouped_select(groups, action_id="value", initial=initial)
    return input_block(label, element, block_id=name, optional=False, hint=hint)


def joining(settings: ProgramSettings) -> View:
    """By choice, or everyone in the channel."""
    ways = [
        option("Whoever chooses to join", Joining.BY_CHOICE.value),
        option("Everyone in the channel", Joining.EVERYONE.value, description="With a notice, and one click to leave"),
    ]
    chosen = next(one for one in ways if one["value"] == settings.joining.value)
    return form(
        "Who takes part",
        [
            input_block(
                "Who takes part",
                radio_buttons(ways, action_id="value", initial=chosen),
                block_id="joining",
                optional=False,
            ),
            tick("Guests", "pairs_guests", "Guests of the workspace are matched too", ticked=settings.pairs_guests),
            context(
                f"Everyone in the channel: Kith says so to {readers(settings.channel_people)}, writes to each new "
                "person, and leaving is one click."
            ),
        ],
        callback_id=JOINING,
        settings=settings,
    )


def activities(settings: ProgramSettings) -> View:
    """Rename in place; an emptied line is retired; empty lines at the end take new ones."""
    rows = [
        input_block(
            f"Activity {number}",
            text_input(action_id="value", initial=one.name, limit=LONGEST_ACTIVITY),
            block_id=f"activity_{one.activity_id}",
        )
        for number, one in enumerate(settings.activities, start=1)
    ]
    room = min(NEW_ACTIVITIES, MOST_ACTIVITIES - len(rows))
    fresh = [
        input_block("A new one", text_input(action_id="value", limit=LONGEST_ACTIVITY), block_id=f"new_{number}")
        for number in range(room)
    ]
    said = "What counts as networking here. Empty a line to retire it; what was recorded under it stays."
    return form("Activities", [section(said), *rows, *fresh], callback_id=ACTIVITIES, settings=settings)


def goals(settings: ProgramSettings) -> View:
    """How many of each activity the prompt offers in one click, and when."""
    goal_of = {goal.activity_id: goal for goal in settings.goals}
    fields: list[Block] = []
    for one in settings.activities:
        goal = goal_of.get(one.activity_id or 0)
        counts = [option("Not offered", "0"), *numbers(1, max(MOST_TARGET, goal.target if goal else 0))]
        fields.append(choice(one_line(one.name), f"target_{one.activity_id}", counts, str(goal.target if goal else 0)))
        offers, offer = _offers(settings.basics.round_weeks, goal), goal.offer if goal else OfferWeeks()
        when = f"{one_line(one.name)}: when"
        fields.append(choice(when, f"offer_{one.activity_id}", offers, offer_value(offer)))
    said = "What the prompt offers in one click. Small is good: one or two things a week."
    return form("Default goals", [section(said), *fields], callback_id=GOALS, settings=settings)


def organizers(settings: ProgramSettings) -> View:
    """Who organizes, who reads along, and where the digest goes."""
    return form(
        "Organizers and digest",
        [
            input_block(
                "Organizers",
                people_select(action_id="value", initial=settings.organizers),
                block_id="organizers",
                optional=False,
                hint="They can change everything here and get the digest. At least one.",
            ),
            input_block(
                "Viewers",
                people_select(action_id="value", initial=settings.viewers),
                block_id="viewers",
                hint="A director, a funder: they read digests and reports without people's names, and change nothing.",
            ),
            input_block(
                "A private channel for the digest",
                channel_select(action_id="value", include=["private"], initial=settings.digest_channel_id),
                block_id="digest_channel",
                hint="Invite Kith there first. Left empty, the digest goes to each organizer as a direct message.",
            ),
        ],
        callback_id=ORGANIZERS,
        settings=settings,
    )


def copy(settings: ProgramSettings) -> View:
    """To which channel."""
    name = plain(settings.basics.name)
    said = (
        f"A new program with the settings, activities and goals of *{name}*. Nobody is in it yet. Before anything is "
        "posted you see what, and to how many."
    )
    return modal(
        "Copy the program",
        [
            section(said),
            input_block(
                "To which channel?",
                channel_select(action_id="value", include=["public", "private"]),
                block_id="channel",
                optional=False,
                hint="You need to be in it. Invite Kith first where it is private.",
            ),
        ],
        callback_id=COPY,
        submit="Next",
        private_metadata=str(settings.program_id),
    )


def offer_value(offer: OfferWeeks) -> str:
    """An offer as an option's value: "2:1" is week 2 of each round, "0:1" each week."""
    return f"{offer.round_week or 0}:{offer.every_rounds}"


def _offers(round_weeks: int, goal: CatalogueGoal | None) -> list[Element]:
    weeks = range(1, round_weeks + 1)
    offers = [option("Each week", EACH_WEEK)]
    offers += [option(f"In week {week} of each round", f"{week}:1") for week in weeks]
    offers += [option(f"In week {week} of every second round", f"{week}:2") for week in weeks]
    present = offer_value(goal.offer) if goal else EACH_WEEK
    if present not in {one["value"] for one in offers}:  # kept from a time of longer rounds
        offers.append(option("As it is now", present))
    return offers


def ending(settings: ProgramSettings) -> View:
    """When the program ends by itself, and what its members read then."""
    now = settings.ending
    word = text_input(action_id="value", initial=now.word, multiline=True, limit=LIMITS[TextKind.CLOSING])
    rounds = ", and no round that would not have a whole week" if settings.has_rounds else ""
    note = (
        "The last digest, a final report and a word to each member follow by themselves; nothing starts after the last "
        f"day{rounds}."
    )
    return form(
        "The end",
        [
            *ending_fields(now, has_rounds=settings.has_rounds),
            input_block("Closing word", word, block_id="word", hint="Leave it empty for a good usual one."),
            context(note),
        ],
        callback_id=ENDING,
        settings=settings,
    )


def conduct_form(settings: ProgramSettings) -> View:
    """The code of conduct, with the usual words to begin from."""
    element = text_input(action_id="value", initial=conduct(settings.conduct), multiline=True, limit=LONGEST_CONDUCT)
    field = input_block("How we treat each other", element, block_id="conduct", hint=_CONDUCT_HINT)
    return form("Code of conduct", [field], callback_id=CONDUCT, settings=settings)
