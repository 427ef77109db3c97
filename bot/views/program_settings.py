"""A program's settings: how everything stands, each part with its own short form behind a button."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.calendar import preview_wall
from bot.domain.holidays import countries, regions
from bot.domain.kinds import BY_CALENDAR, MessageKind, Moment
from bot.domain.messages import Block, Message, View
from bot.domain.own_texts import TextKind
from bot.domain.programs import (
    CIRCLE_RULES,
    LONGEST_PREVIEW,
    MIXES,
    MOVABLE,
    Basics,
    CatalogueGoal,
    Mentors,
    ProgramSettings,
)
from bot.domain.states import Joining, OddOne, ProgramState
from bot.views.activities import deeds
from bot.views.blocks import actions, button, context, divider, message, modal, section
from bot.views.broadcasts import OPEN as WRITE
from bot.views.conduct import conduct
from bot.views.councils import settings as councils
from bot.views.mentoring import MENTORS
from bot.views.own_texts import NAMES
from bot.views.pickers import confirmed
from bot.views.program_people import people_button
from bot.views.programs import SETTINGS, readers, resume_button, why_stopped
from bot.views.rounds.reasons import hours
from bot.views.text import counted, in_words, listed, mention, plain, sentence_start
from bot.views.times import dated, span

MENU = "programs.menu"
PAUSE, END, COPY, ERASE = "programs.pause", "programs.end", "programs.copy_form", "programs.erase"
BASICS, RHYTHM, BREAKS = "programs.basics_form", "programs.rhythm_form", "programs.breaks_form"
JOINING, ACTIVITIES, GOALS = "programs.joining_form", "programs.activities_form", "programs.goals_form"
LOG = "organizer_log.open"
ORGANIZERS, CONDUCT, ENDING = "programs.organizers_form", "programs.conduct_form", "programs.ending_form"
TEXTS = "programs.texts_form"

MOST_SHOWN = 20
_A_MONDAY = date(2026, 1, 5)  # any
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def menu(settings: ProgramSettings) -> View:
    """How everything stands."""
    value = str(settings.program_id)
    rows = [
        section(
            f"*{title}*\n{stands}",
            accessory=button("Change", action_id=action_id, value=value) if may_change(settings, action_id) else None,
        )
        for title, stands, action_id in parts(settings)
    ]
    return modal(
        "Settings",
        [
            section(f"*{plain(settings.basics.name)}* in <#{settings.slack_channel_id}>"),
            context(state(settings)),
            *rows,
            *_mentors_row(settings, value),
            *councils.row(settings),
            divider(),
            _people(settings, value),
            _life(settings, value),
        ],
        callback_id=MENU,
        private_metadata=value,
    )


def may_change(settings: ProgramSettings, action_id: str) -> bool:
    """Whether the part behind this button can be changed: once the program has ended, who reads and organizes it."""
    return settings.state is not ProgramState.ENDED or action_id == ORGANIZERS


def parts(settings: ProgramSettings) -> tuple[tuple[str, str, str], ...]:
    """Each part with its title, how it stands (mrkdwn), and the button that opens its form."""
    return (
        ("Rounds and groups", _basics(settings), BASICS),
        ("Councils", councils.stands(settings.councils), councils.COUNCILS),
        ("Days and times", _rhythm(settings), RHYTHM),
        ("Breaks", _breaks(settings), BREAKS),
        ("The end", _ending(settings), ENDING),
        ("Who takes part", _joining(settings), JOINING),
        ("Own texts", _texts(settings), TEXTS),
        ("Code of conduct", plain(conduct(settings.conduct).partition("\n")[0], 150), CONDUCT),
        ("Activities", ", ".join(plain(one.name) for one in settings.activities), ACTIVITIES),
        ("Default goals", _goals(settings), GOALS),
        ("Organizers and digest", _organizers(settings), ORGANIZERS),
    )


def _people(settings: ProgramSettings, value: str) -> Block:
    write = [button("Write to them", action_id=WRITE, value=value)] if _runs(settings) else []
    return actions(people_button(settings.program_id), *write)


def _runs(settings: ProgramSettings) -> bool:
    return settings.state is ProgramState.RUNNING


def _life(settings: ProgramSettings, value: str) -> Block:
    runs, to = settings.state is ProgramState.RUNNING, readers(settings.channel_people)
    pause = confirmed(
        button("Pause the program", action_id=PAUSE, value=value),
        title="Pause the program?",
        text=f"Kith posts to {to} that the program takes a break. Nothing more is sent until you resume it, and "
        "nothing of the pause is caught up.",
        yes="Pause",
    )
    end = confirmed(
        button("End the program", action_id=END, value=value, style="danger"),
        title="End the program?",
        text=f"Kith posts its thanks and goodbye to {to}, and sends you the final report. The program cannot be "
        "started again, but you can copy it. Members keep their data.",
        yes="End",
    )
    copy = button("Copy to another channel", action_id=COPY, value=value)
    log = button("Who did what", action_id=LOG, value=value)
    if settings.state is ProgramState.ENDED:
        return actions(copy, log)
    return actions(pause if runs else resume_button(settings.program_id, settings.channel_people), copy, log, end)


def state(settings: ProgramSettings) -> str:
    if settings.state is ProgramState.RUNNING:
        return "It is running."
    if settings.state is ProgramState.ENDED:
        return "It has ended, so its settings stay as they are. To go on, copy it to another channel."
    return f"It is paused. {why_stopped(settings.state_reason)}".strip()


def _basics(settings: ProgramSettings) -> str:
    basics = settings.basics
    over = "joins a group" if basics.odd_one is OddOne.TRIO else "waits for the next round"
    place = "in person" if basics.in_person else "online or in person"
    begins = "The first round starts" if settings.has_rounds else "The first week begins"
    start = "" if settings.has_had_rounds else f"\n{begins} on {dated(basics.starts_on)}."
    if not settings.has_rounds:
        return (
            "No buddy rounds: people meet in councils, which are composed by what is set here. "
            f"Meeting {place}. Matching: {MIXES[basics.weights].lower()}. Zone: {plain(basics.zone)}.{start}"
        )
    groups = f"groups of {in_words(basics.group_size)}; one person left over {over}"
    return (
        f"Rounds of {counted(basics.round_weeks, 'week')}, {groups}. Meeting {place}. "
        f"Matching: {MIXES[basics.weights].lower()}{_circles(basics)}. {_hours(basics)} {_preview(settings)} "
        f"Zone: {plain(basics.zone)}.{start}"
    )


def _circles(basics: Basics) -> str:
    return (
        f"; {CIRCLE_RULES[basics.circle_rule].lower()}"
        if basics.circle_rule in CIRCLE_RULES and basics.circle_rule
        else ""
    )


def _hours(basics: Basics) -> str:
    """`Buddies share at least two hours of the working day, fewer if somebody would have no buddy.`"""
    least = basics.min_common_half_hours
    if least == 0:
        return "Common working hours do not matter."
    share = "working hours as suits their days" if least is None else f"at least {hours(least)} of the working day"
    fewer = ", fewer if somebody would have no buddy" if basics.lowers_hours else ""
    return f"Buddies share {share}{fewer}."


def _preview(settings: ProgramSettings) -> str:
    """When organizers see a round first, as a day and time of an ordinary week."""
    ahead, moment = settings.basics.preview_hours, settings.rhythm[MessageKind.ROUND]
    if not 0 < ahead <= LONGEST_PREVIEW:
        return "Nobody sees the groups first."
    at = preview_wall(datetime.combine(_A_MONDAY + timedelta(days=moment.weekday), moment.at), ahead)
    return f"Organizers see the groups first, on {WEEKDAYS[at.weekday()]} at {at:%H:%M}."


def _mentors_row(settings: ProgramSettings, value: str) -> list[Block]:
    """Who is a mentor; a warning where nobody is, as then nobody can ask for one."""
    if not settings.basics.has_mentors or settings.state is ProgramState.ENDED:
        return []
    weeks = f"A pair lasts {in_words(settings.basics.mentor_weeks)} weeks, beside the buddies."
    said = f"{sentence_start(_mentors(settings.mentors))}. {weeks}"
    if not settings.mentors.number:
        said = ":warning: Nobody is a mentor yet, so nobody can ask for one."
    return [section(f"*Mentors*\n{said}", accessory=button("Mentors", action_id=MENTORS, value=value))]


def _mentors(found: Mentors) -> str:
    room = f"room for {in_words(found.room)} more" if found.room else "no room at present"
    return f"{counted(found.number, 'mentor')}, {room}"


def _rhythm(settings: ProgramSettings) -> str:
    return "\n".join(f"{BY_CALENDAR[kind].label}: {_moment(settings.rhythm[kind])}" for kind in MOVABLE)


def _moment(moment: Moment) -> str:
    return f"{WEEKDAYS[moment.weekday]} {moment.at:%H:%M}" if moment.on else "off"


def _breaks(settings: ProgramSettings) -> str:
    set_ = ", ".join(span(one.from_on, one.until_on) for one in settings.breaks) or "None."
    if not settings.holiday_country:
        return set_
    country = countries().get(settings.holiday_country, settings.holiday_country)
    region = regions(settings.holiday_country).get(settings.holiday_region)
    return f"{set_}\nPublic holidays are offered of {', '.join(filter(None, (plain(country), region)))}."


def _ending(settings: ProgramSettings) -> str:
    set_ = settings.ending
    if settings.last_on is not None:
        said = f"It ends by itself after {dated(settings.last_on)}."
    elif set_.last_round is not None:
        said = f"It ends by itself after {counted(set_.last_round, 'round')}."
    else:
        said = "When an organizer ends it."
    return f"{said} With a closing word of your own." if set_.word else said


def _joining(settings: ProgramSettings) -> str:
    who = "Everyone in the channel." if settings.joining is Joining.EVERYONE else "Whoever chooses to join."
    return f"{who} Guests of the workspace {'are' if settings.pairs_guests else 'are not'} matched."


def _texts(settings: ProgramSettings) -> str:
    """`Announcement, and first line of the prompt.`"""
    own = [NAMES[kind][:1].lower() + NAMES[kind][1:] for kind in TextKind if settings.texts.of(kind)]
    return f"{sentence_start(listed(own))}." if own else "Kith's words everywhere."


def _goals(settings: ProgramSettings) -> str:
    return "\n".join(goal_words(goal) for goal in settings.goals) or "None: the prompt offers the form alone."


def goal_words(goal: CatalogueGoal) -> str:
    """A default goal and when it is offered: "Two coffee chats, each week"."""
    week, every = goal.offer.round_week, goal.offer.every_rounds
    when = "each week" if week is None else f"week {week} of a round"
    often = "" if every == 1 else f", every {in_words(every)} rounds"
    return f"{sentence_start(deeds(goal.activity, goal.target, of_others=True))}, {when}{often}"


def _organizers(settings: ProgramSettings) -> str:
    people = ", ".join(map(mention, settings.organizers))
    reading = f" Viewers: {', '.join(map(mention, settings.viewers))}." if settings.viewers else ""
    if settings.digest_channel_id:
        return f"{people}. The digest goes to <#{settings.digest_channel_id}>.{reading}"
    return f"{people}. The digest goes to each of them by direct message.{reading}"


def saved() -> View:
    """Said in place of a form that Slack had to be asked about."""
    return modal("Saved", [section("Your changes are saved.")], callback_id="programs.saved")


def _own(programs: list[ProgramSettings]) -> list[Block]:
    """The programs that somebody organizes; the first twenty, for what an admin reads comes below in one message."""
    rows = [
        section(
            f"*{plain(one.basics.name)}* in <#{one.slack_channel_id}>\n{state(one)}",
            accessory=button("Settings", action_id=SETTINGS, value=str(one.program_id)),
        )
        for one in programs[:MOST_SHOWN]
    ]
    more = len(programs) - MOST_SHOWN
    said = (
        f"And {in_words(more)} more, in Kith's Home tab, room *Programs*, or by `/kith setup` in the program's channel."
    )
    rest = [context(said)]
    return [section("*Programs I organize*"), *rows, *(rest if more > 0 else [])]


def choose(programs: list[ProgramSettings]) -> Message:
    """Which program's settings, for somebody who organizes several."""
    if not programs:
        said = "You organize no program. To start one, type `/kith setup` in its channel."
        return message(said, [section(said)])
    return message("Whose settings?", _own(programs))
