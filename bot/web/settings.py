"""A program's settings on the page: how everything stands, and the same short forms and acts as in Slack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.errors import NotFoundError
from bot.domain.messages import View
from bot.domain.programs import ProgramSettings
from bot.domain.states import Joining, ProgramState
from bot.services import members, program_life, program_settings
from bot.services.rounds.dry_run import circle_costs, hours_cost
from bot.views import announcements, program_basics
from bot.views import program_forms as forms
from bot.views import program_settings as view
from bot.views import programs as program_view
from bot.views.councils import settings as councils
from bot.web import block_forms
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, PageAct, Row, Shown, Who
from handlers.rows import Show, When
from handlers.table import BUTTONS, FORMS

SETTINGS = f"{PROGRAM}/settings"
PART = f"{SETTINGS}/{{part}}"
ACCESS, INVITE = "organizers", "invite"


def _of(form: Callable[[ProgramSettings], View]) -> Callable[[Request, ProgramSettings], View]:
    return lambda _request, settings: form(settings)


def _basics(request: Request, settings: ProgramSettings) -> View:
    asked = (request.session, request.actor, settings.program_id)
    return program_basics.basics(settings, hours_cost(*asked, now=request.now), circle_costs(*asked, now=request.now))


def _invite(request: Request, settings: ProgramSettings) -> View:
    news = program_life.to_invite(request.session, request.actor, settings.program_id, now=request.now)
    return announcements.invite_form(news)


# By what the address calls it: the button of the same part in Slack's menu, and the form
PARTS: Mapping[str, tuple[str, Callable[[Request, ProgramSettings], View]]] = {
    "rounds": (view.BASICS, _basics),
    "councils": (councils.COUNCILS, _of(councils.form)),
    "rhythm": (view.RHYTHM, _of(forms.rhythm)),
    "breaks": (view.BREAKS, _of(forms.breaks)),
    "end": (view.ENDING, _of(forms.ending)),
    "joining": (view.JOINING, _of(forms.joining)),
    "conduct": (view.CONDUCT, _of(forms.conduct_form)),
    "activities": (view.ACTIVITIES, _of(forms.activities)),
    "goals": (view.GOALS, _of(forms.goals)),
    ACCESS: (view.ORGANIZERS, _of(forms.organizers)),
    INVITE: (announcements.INVITE, _invite),
}
# Where each part is changed; own texts have a page with a preview
PLACES = {button: f"/settings/{key}" for key, (button, _) in PARTS.items()} | {view.TEXTS: "/messages/texts"}
# What is done to the program as a whole: by what the address calls it, the same button in Slack
LIFE = {"pause": view.PAUSE, "resume": program_view.RESUME, "end": view.END, "erase": view.ERASE}


def _settings(request: Request) -> Drawn:
    program = request.shelf()
    settings = program_settings.settings_of(request.session, request.actor, program.program_id)
    return Drawn(
        "settings.html",
        {
            "program": program,
            "tab": "settings",
            "stands": view.state(settings),
            "rows": [
                (PLACES[button] if view.may_change(settings, button) else "", title, stands)
                for title, stands, button in view.parts(settings)
            ],
            "people": members.names(request.session),
            "runs": settings.state is ProgramState.RUNNING,
            "invites": settings.joining is Joining.BY_CHOICE,
            "is_over": settings.state is ProgramState.ENDED,
            "readers": program_view.readers(settings.channel_people),
        },
    )


def _part(request: Request) -> Drawn:
    """The form as things stand; one that was refused, as it was entered."""
    return _drawn(request, block_forms.as_entered(request, _form(request)))


def _form(request: Request) -> View:
    key = request.words["part"]
    if key not in PARTS:
        raise NotFoundError(f"no part {key[:40]!r} of the settings")
    read = program_settings.settings_of if key == ACCESS else program_settings.to_change
    return PARTS[key][1](request, read(request.session, request.actor, request.program_id))


def _drawn(request: Request, shown: View) -> Drawn:
    key, program, at = request.words["part"], request.shelf(), f"/programs/{request.program_id}/settings"
    tab = "access" if key == ACCESS else "settings"
    return block_forms.drawn(request, shown, to=f"{at}/{key}", back=at, program=program, tab=tab)


def _save(request: Request) -> Shown:
    """Do what the form's act in Slack does, which may ask Slack first."""
    with request.as_reader() as within:
        sent = block_forms.as_submitted(within, _form(within))
        callback_id = str(sent.body["view"]["callback_id"])
        row = FORMS[callback_id]
        if row.when is not When.AT_ONCE:
            return _after(within, callback_id, row.act(sent))
    shown = row.act(sent)
    with request.as_reader(read_only=True) as after:
        return _after(after, callback_id, shown)


def _after(request: Request, callback_id: str, shown: object) -> Shown:
    """Back to the settings; the form once more where another organizer saved it meanwhile; a warning by itself."""
    at = f"/programs/{request.program_id}/settings"
    told = shown.view if isinstance(shown, Show) else shown
    if not isinstance(told, dict) or request.words["part"] in (INVITE, ACCESS):
        return GoTo(at, "saved")
    if told["callback_id"] == callback_id:
        return _drawn(request, told)
    values = {"program": request.shelf(), "tab": "settings", "shown": told, "back": at}
    return Drawn("told.html", values | {"people": members.names(request.session)})


def _life(key: str) -> PageAct:
    """An act that does what the button of this name does in Slack."""
    row = BUTTONS[LIFE[key]]

    def act(request: Request) -> GoTo:
        with request.as_reader() as within:
            pressed = block_forms.as_pressed(within, request.program_id)
            if row.when is not When.AT_ONCE:
                row.act(pressed)
        if row.when is When.AT_ONCE:
            row.act(pressed)
        return GoTo("/programs" if key == "erase" else f"/programs/{request.program_id}/settings", key)

    return act


ROWS: tuple[Row, ...] = (
    Page(SETTINGS, Who.ORGANIZER, _settings),
    Page(PART, Who.ORGANIZER, _part),
    Form(PART, Who.ORGANIZER, _save, _part, asks_slack=True),
    *(Form(f"{PROGRAM}/{key}", Who.ORGANIZER, _life(key), _settings, asks_slack=True) for key in LIFE),
)
