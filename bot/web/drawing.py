"""Draws templates. Everything in them is escaped; days and times read as everywhere else in Kith."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.domain.calendar import local
from bot.domain.states import ParticipantState
from bot.views import times
from bot.views.text import counted, in_words, listed
from bot.web.request import Request
from bot.web.rows import Drawn
from bot.web.security import csrf
from bot.web.slack_text import Names, message_html, mrkdwn_html
from bot.web.words import DONE

# Of a program's page: key, name, where it is, and whether viewers read it, too
TABS = (
    ("overview", "Overview", "", "reader"),
    ("people", "People", "/people", "organizer"),
    ("pairs", "Pairs", "/pairs", "organizer"),
    ("messages", "Messages", "/messages", "organizer"),
    ("report", "Report", "/report", "reader"),
    ("roster", "Roster", "/roster", "organizer"),
    ("settings", "Settings", "/settings", "organizer"),
    ("access", "Access", "/settings/organizers", "organizer"),
    ("log", "Log", "/log", "organizer"),
)
STATES = (
    (ParticipantState.ACTIVE, "Active"),
    (ParticipantState.PAUSED, "Paused"),
    (ParticipantState.RESTING, "Not heard from"),
    (ParticipantState.LANDED, "Landed"),
)


@cache
def templates() -> Environment:
    """The templates of the page."""
    made = Environment(
        loader=PackageLoader("bot.web", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "day": times.day,
        "short_day": times.short_day,
        "week": times.week,
        "moment": moment,
        "mrkdwn": mrkdwn,
        "in_words": in_words,
        "listed": listed,
        "as_slack": message_html,
    }
    made.globals |= {"counted": counted, "span": times.span, "tabs": TABS, "states": STATES, "tab": ""}
    return made


def mrkdwn(text: str, people: Mapping[str, str], channels: Mapping[str, str] | None = None) -> Markup:
    """Slack's text as HTML; `people` and `channels` are names by Slack id."""
    return mrkdwn_html(text, Names(people, channels or {}))


def moment(at: datetime, zone: str) -> str:
    """`Mon 9 Mar, 09:00` by the wall clock of the zone."""
    return f"{times.short_day(local(at, zone).date())}, {times.clock(at, zone)}"


def draw(request: Request, drawn: Drawn) -> str:
    """The page as HTML."""
    values = {
        "reader": request.within[1] if request.within else None,
        "program": None,
        "csrf": csrf(request.token) if request.token else "",
        "done": DONE.get(request.asked.get("done", ""), ""),
        "refused": request.refused,
        "entered": request.entered,
        "asked": request.asked,
    }
    return templates().get_template(drawn.template).render(values | dict(drawn.values))
