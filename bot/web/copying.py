"""A copy of a program for another channel: which channel, then what everybody there will read, then the copy itself."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import ImmutableMultiDict

from bot.domain.errors import InvalidInputError
from bot.domain.messages import View
from bot.services import organizers, program_start
from bot.slack import directory
from bot.views import announcements
from bot.web import block_forms
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from handlers.forms import is_number
from handlers.slack_reads import find_channel
from handlers.table import FORMS

COPY = f"{PROGRAM}/copy"
LONGEST = 80  # characters of a channel's name in Slack
CHANNEL, PEOPLE = "channel", "people"
CHOSEN = "remembered"  # the field of a form that keeps what Slack's form would: the program, and the channel


def _page(request: Request) -> Drawn:
    """Which channel; once that is known, what would be posted there, as it was entered."""
    program = request.shelf()
    organizers.require(request.session, request.actor, program.program_id)
    if request.text(CHOSEN):
        return _drawn(request, block_forms.as_entered(request, _review(request)))
    return Drawn("copy.html", {"program": program, "tab": "settings", "longest": LONGEST})


def _review(request: Request) -> View:
    """What would be posted in the chosen channel. How it is called and how many are in it, the form kept."""
    channel_id = request.text(CHOSEN).partition(" ")[2]
    found = program_start.preview_copy(
        request.session,
        request.actor,
        request.program_id,
        slack_channel_id=channel_id,
        channel_name=request.text(CHANNEL)[:LONGEST],
        now=request.now,
    )
    people = request.text(PEOPLE)
    news = replace(found, channel_people=int(people) if is_number(people) else None)
    return announcements.review(news, remembers=f"{request.program_id} {channel_id}", is_copy=True)


def _drawn(request: Request, shown: View) -> Drawn:
    name, at = request.text(CHANNEL)[:LONGEST], f"/programs/{request.program_id}"
    return block_forms.drawn(
        request,
        shown,
        to=f"{at}/copy",
        back=f"{at}/settings",
        program=request.shelf(),
        tab="settings",
        keeps={CHANNEL: name, PEOPLE: request.text(PEOPLE)[:LONGEST]},
        channels={request.text(CHOSEN).partition(" ")[2]: name},
    )


def _copy(request: Request) -> Drawn | GoTo:
    """Do what Slack's forms do: first show what would be posted, then copy."""
    if not request.text(CHOSEN):
        return _look(request)
    with request.as_reader() as within:
        sent = block_forms.as_submitted(within, _review(within))
    FORMS[announcements.COPY_START_FORM].act(sent)
    return GoTo("/programs", "copied")


def _look(request: Request) -> Drawn:
    """Ask Slack for the channel, as it may be one of the person's own alone."""
    with request.as_reader(read_only=True) as within:
        organizers.require(within.session, within.actor, request.program_id)
        actor = within.actor
    client, wanted = request.context.clients.reading(actor.workspace_id), request.text(CHANNEL)
    name = wanted.strip().removeprefix("#").strip().lower()
    found = next((one for one, called in directory.channels_of(client, actor.slack_user_id) if called == name), "")
    if not (name and found):
        raise InvalidInputError(
            CHANNEL, "You are in no channel of that name, or it is private and Kith is not in it: invite Kith first."
        )
    channel = find_channel(client, found, slack_user_id=actor.slack_user_id)
    people = "" if channel.people is None else str(channel.people)
    kept = {CHOSEN: f"{request.program_id} {channel.id}", CHANNEL: channel.name, PEOPLE: people}
    with request.as_reader(read_only=True) as within:
        about = replace(within, entered=ImmutableMultiDict(kept))
        return _drawn(about, _review(about))


ROWS: tuple[Row, ...] = (
    Page(COPY, Who.ORGANIZER, _page),
    Form(COPY, Who.ORGANIZER, _copy, _page, asks_slack=True),
)
