"""The roster: people in from a file, looked over before anybody is asked, and taken back within a day; and out."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot.domain import rosters as rules
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError
from bot.domain.rosters import SlackEntry
from bot.services import organizers, rosters
from bot.services.members import SlackPerson
from bot.slack import directory
from bot.views import rosters as view
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Sent, Who

ROSTER = f"{PROGRAM}/roster"
INVITE, UNDO = f"{ROSTER}/{{roster_id:int}}/invite", f"{ROSTER}/{{roster_id:int}}/undo"
MOST_IN_SLACK = 20_000  # people of the workspace who are looked through
CHOICE = "line_"


def _roster(request: Request) -> Drawn:
    program = request.shelf()
    brought = rosters.undoable(request.session, request.actor, program.program_id, now=request.now)
    return Drawn("roster.html", {"program": program, "tab": "roster", "brought": brought, "most": rules.MOST_LINES})


def _read(request: Request) -> Drawn:
    """What the file says, beside who is in Slack. Nobody is asked anything yet."""
    with request.as_reader(read_only=True) as within:
        organizers.require(within.session, within.actor, request.program_id)
        workspace_id = within.actor.workspace_id
    content = request.files.get("file", b"")
    if not content:
        raise InvalidInputError("file", "Choose a file.")
    table = rules.read(content)
    there = _in_slack(request, workspace_id)
    with request.as_reader() as within:
        draft = rosters.draft(within.session, within.actor, request.program_id, table, there, now=request.now)
        values = {"program": within.shelf(), "tab": "roster", "draft": draft, "choice": CHOICE}
        values["no_addresses"] = rules.needs_addresses(draft.unknown) and not any(entry.email for entry, _ in there)
    return Drawn("roster_draft.html", values)


def _in_slack(request: Request, workspace_id: int) -> list[tuple[SlackEntry, SlackPerson]]:
    try:
        users = list(directory.everyone(request.context.clients.reading(workspace_id), most=MOST_IN_SLACK))
    except SlackApiError:
        raise InvalidInputError("file", "Slack gives Kith no answer at the moment. Try again in a minute.") from None
    found = []
    for user in users:
        person = SlackPerson(**directory.person_values(user))
        email = str((user.get("profile") or {}).get("email") or "")
        found.append((SlackEntry(person.slack_user_id, person.name, directory.handles(user), email), person))
    return found


def _invite(request: Request) -> GoTo:
    chosen = {
        int(number): request.number(name)
        for name in request.entered
        if (number := name.removeprefix(CHOICE)) != name and number.isdecimal() and len(number) < 6
        if request.text(name)
    }
    program_id, roster_id = request.program_id, request.ids["roster_id"]
    rosters.confirm(request.session, request.actor, program_id, roster_id, chosen, now=request.now)
    return GoTo(f"/programs/{program_id}/roster", "roster_invited")


def _undo(request: Request) -> GoTo:
    rosters.undo(request.session, request.actor, request.program_id, request.ids["roster_id"], now=request.now)
    return GoTo(f"/programs/{request.program_id}/roster", "roster_undone")


def _table(request: Request) -> Sent:
    program = request.shelf()
    found = rosters.people(request.session, request.actor, program.program_id)
    return Sent(view.table(found, on=local(request.now, program.zone).date()), "text/csv; charset=utf-8")


ROWS: tuple[Row, ...] = (
    Page(ROSTER, Who.ORGANIZER, _roster),
    Page(f"{ROSTER}.csv", Who.ORGANIZER, _table),
    Form(ROSTER, Who.ORGANIZER, _read, _roster, asks_slack=True),
    Form(INVITE, Who.ORGANIZER, _invite, _roster),
    Form(UNDO, Who.ORGANIZER, _undo, _roster),
)
