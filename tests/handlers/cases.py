"""For every listener: who may use it, and what a right button or form of it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.domain.calendar import DEFAULT_MOMENTS
from bot.domain.programs import MOVABLE
from bot.views import (
    checkins,
    deliveries,
    digests,
    goal_form,
    goals,
    log,
    mentoring,
    participants,
    privacy,
    profiles,
    programs,
    weeks,
)
from bot.views import program_forms as forms
from bot.views import program_settings as settings
from bot.views.rounds import changes, home, preview, words
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from handlers.checkins import SHORTCUT
from tests.handlers import payloads
from tests.handlers.world import SPOT, Named

Carried = Callable[[Named], str]


class Who(Enum):
    """Who may."""

    ANYBODY = "anybody of the workspace, about themselves"
    MEMBER = "whose it is"
    ORGANIZER = "an organizer of the program"


@dataclass(frozen=True)
class Case:
    """`carried`: a button's value, or what a form remembers. `fields`: what is entered in the form."""

    who: Who
    carried: Carried = field(default=lambda _named: "")
    fields: Callable[[Named], Mapping[str, Any]] = field(default=lambda _named: {})


def mine(carried: Carried, **fields: Any) -> Case:
    return Case(Who.MEMBER, carried, lambda _named: fields)


def organizers(carried: Carried, **fields: Any) -> Case:
    return Case(Who.ORGANIZER, carried, lambda _named: fields)


def program(named: Named) -> str:
    return str(named.program)


def group(named: Named) -> str:
    return str(named.group)


def spot(_named: Named) -> str:
    return SPOT.value()


ANYBODY = Case(Who.ANYBODY)
BASICS = {
    "name": payloads.text("Taken over"),
    "zone": payloads.text("Asia/Tokyo"),
    "starts_on": payloads.on_date("2026-02-23"),
    "round_weeks": payloads.choice("3"),
    "group_size": payloads.choice("4"),
    "odd_one": payloads.choice("sits_out"),
    "weights": payloads.choice("mutual_help"),
    "min_common_half_hours": payloads.choice("2"),
    "preview_hours": payloads.choice("24"),
    "in_person": payloads.choices("yes"),
    "mentor_rounds": payloads.choices("yes"),
}
RHYTHM = {
    **{f"{kind}_day": payloads.choice("1") for kind in MOVABLE},
    **{f"{kind}_at": payloads.at_time(f"{DEFAULT_MOMENTS[kind].at:%H:%M}") for kind in MOVABLE},
}
SWAPPED = {key: {"type": "users_select", "selected_user": "U1"} for key in (preview.ONE, preview.OTHER)}

ACTIONS: Mapping[str, Case] = {
    participants.JOIN: Case(Who.ANYBODY, program),
    privacy.SEES: ANYBODY,
    goals.TAKE_OFFERS: mine(lambda named: named.at(named.program)),
    goals.TAKE_SMALL_STEP: mine(lambda named: named.at(named.program)),
    goals.TAKE_LAST_WEEK: mine(lambda named: named.at(named.program)),
    goals.PLAN_DAY: mine(lambda named: named.at(goals.NO_DAY, named.goal)),
    goals.REMOVE: mine(lambda named: named.at(named.goal)),
    goals.OPEN_FORM: mine(lambda named: named.at(named.program)),
    goals.EDIT: mine(lambda named: named.at(named.goal)),
    checkins.ADD: mine(lambda named: named.at(named.program, named.activity, 0)),
    checkins.HARD_WEEK: mine(spot),
    checkins.WANT_CONTACT: mine(lambda named: named.at(named.program)),
    weeks.FOLLOW_UP_DONE: mine(lambda named: named.at(named.checkin)),
    checkins.OPEN_FORM: mine(spot),
    checkins.OPEN_LOG: Case(Who.ANYBODY, spot),
    log.EDIT: mine(lambda named: named.at(named.checkin)),
    log.UNDO: mine(lambda named: named.at(named.checkin)),
    participants.LEAVE: mine(program),
    participants.BACK: mine(program),
    participants.STAY: mine(program),
    participants.SKIP: mine(program),
    participants.DO_NOT_SKIP: mine(program),
    participants.NAME: mine(program),
    participants.DO_NOT_NAME: mine(program),
    participants.PAUSE: mine(program),
    participants.LAND: mine(program),
    mentoring.ROLE: mine(program),
    profiles.OPEN: ANYBODY,
    privacy.TAKE: ANYBODY,
    privacy.ERASE: ANYBODY,
    programs.OPEN_SETUP: ANYBODY,
    programs.SETTINGS: organizers(program),
    settings.BASICS: organizers(program),
    settings.RHYTHM: organizers(program),
    settings.BREAKS: organizers(program),
    settings.JOINING: organizers(program),
    settings.ACTIVITIES: organizers(program),
    settings.GOALS: organizers(program),
    settings.ORGANIZERS: organizers(program),
    settings.COPY: organizers(program),
    settings.PAUSE: organizers(program),
    settings.END: organizers(program),
    programs.RESUME: organizers(program),
    digests.TAKE: organizers(lambda named: str(named.item)),
    digests.SHOW: organizers(program),
    words.HERE: Case(Who.ANYBODY, lambda _named: "0"),
    words.WAIT: mine(group),
    words.JOIN_ANOTHER: mine(group),
    words.NEW_BUDDY: mine(group),
    words.STAY: mine(program),
    home.KEEP: mine(lambda named: named.at(named.group)),
    home.NOT_KEEP: mine(lambda named: named.at(named.group)),
    home.SKIP_NEXT: mine(lambda named: named.at(named.program)),
    home.STAY_NEXT: mine(lambda named: named.at(named.program)),
    changes.CHANGE: mine(group),
    changes.APART: Case(Who.ANYBODY, lambda _named: "0"),
    HAVE_TIME: mine(group),
    MET: mine(group),
    NOT_YET: mine(group),
    WONT_HAPPEN: mine(group),
    home.FRIDAY_HAVE_TIME: mine(lambda named: named.at(named.group)),
    home.FRIDAY_MET: mine(lambda named: named.at(named.group)),
    home.FRIDAY_NOT_YET: mine(lambda named: named.at(named.group)),
    home.FRIDAY_WONT_HAPPEN: mine(lambda named: named.at(named.group)),
    deliveries.POST: organizers(lambda named: str(named.delivery)),
    preview.LOCK: organizers(lambda named: str(named.proposed_group)),
    preview.UNLOCK: organizers(lambda named: str(named.proposed_group)),
    preview.MATCH_ANEW: organizers(lambda named: str(named.proposed_round)),
    preview.SEND_NOW: organizers(lambda named: str(named.proposed_round)),
    preview.SHOW: organizers(lambda named: str(named.proposed_round)),
    preview.SWAP: organizers(lambda named: str(named.proposed_round)),
}
VIEWS: Mapping[str, Case] = {
    participants.JOIN_FORM: Case(Who.ANYBODY, program),
    goal_form.CALLBACK: Case(
        Who.MEMBER,
        lambda named: f"{named.at(named.program, 0)} ",
        lambda named: {
            goal_form.ACTIVITY: payloads.choice(str(named.activity)),
            goal_form.TARGET: payloads.choice("3"),
        },
    ),
    log.FORM: Case(
        Who.MEMBER,
        lambda named: f"{named.at(named.checkin)} ",
        lambda named: {
            log.ACTIVITY: payloads.choice(f"{named.program}:{named.activity}"),
            log.DONE_ON: payloads.on_date("2026-03-01"),
        },
    ),
    participants.PAUSE_FORM: mine(program, until=payloads.on_date("2026-04-01")),
    participants.LAND_FORM: mine(program, tells_channel=payloads.choices("yes")),
    mentoring.ROLE_FORM: mine(program, role=payloads.choice("mentor"), capacity=payloads.choice("2")),
    profiles.FORM: ANYBODY,
    privacy.ERASE_FORM: Case(Who.ANYBODY, fields=lambda _named: {"sure": payloads.choices(privacy.SURE)}),
    programs.SETUP_FORM: Case(Who.ANYBODY, lambda _named: "C7", lambda _named: {"preset": payloads.choice("alumni")}),
    forms.BASICS: organizers(program, **BASICS),
    forms.RHYTHM: organizers(program, **RHYTHM),
    forms.BREAKS: organizers(program, breaks=payloads.text("2026-12-24")),
    forms.JOINING: organizers(program, joining=payloads.choice("everyone")),
    forms.ACTIVITIES: Case(
        Who.ORGANIZER, program, lambda named: {f"activity_{named.activity}": payloads.text("Walk in the park")}
    ),
    forms.GOALS: Case(
        Who.ORGANIZER,
        program,
        lambda named: {
            f"target_{named.activity}": payloads.choice("4"),
            f"offer_{named.activity}": payloads.choice("0:1"),
        },
    ),
    forms.ORGANIZERS: organizers(program, organizers=payloads.people("U777"), digest_channel=payloads.channel(None)),
    forms.COPY: organizers(program, channel=payloads.channel("C8")),
    changes.CHANGE_FORM: mine(group),
    changes.APART_FORM: ANYBODY,
    preview.SWAP_FORM: organizers(lambda named: f"{named.proposed_round} ", **SWAPPED),
}
SHORTCUTS: Mapping[str, Case] = {SHORTCUT: Case(Who.MEMBER)}
# What people do not send: Slack tells of channels and accounts, and each listener knows its workspace alone
EVENTS = frozenset(
    {
        "app_home_opened",
        "channel_left",
        "group_left",
        "channel_archive",
        "group_archive",
        "channel_deleted",
        "group_deleted",
        "channel_unarchive",
        "group_unarchive",
        "channel_rename",
        "group_rename",
        "member_joined_channel",
        "member_left_channel",
        "user_change",
        "team_join",
        "app_uninstalled",
        "tokens_revoked",
    }
)
CASES: Mapping[tuple[str, str], Case] = {
    **{("action", key): case for key, case in ACTIONS.items()},
    **{("view", key): case for key, case in VIEWS.items()},
    **{("shortcut", key): case for key, case in SHORTCUTS.items()},
}
