"""Landing: say that one's search is over, look at the way one came, pass it on, thank somebody, take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.home import Room
from bot.domain.landings import Came, Landing, LandingKind, MyLanding, Shared
from bot.domain.messages import Message, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import catalogues, landings, participants, recipients
from bot.services.members import Actor
from bot.views import landings as view
from bot.views import log as log_view
from bot.views import participants as place_view
from handlers.participants import chosen_programs, taken
from handlers.request import Request
from handlers.rows import Act as RowAct
from handlers.rows import Button, Command, Form, HomeSection, Row, Show, When, Who


def _open_form(request: Request) -> View:
    participants.get_for(request.session, request.actor, request.id)
    mine = taken(request)
    if not mine:
        raise NoProgramError(f"member {request.actor.member_id} left every program")
    offered, before = landings.offered(request.session, request.actor), landings.mine(request.session, request.actor)
    said = next((one.landing for one in before if one.program_id == request.id), None)
    return view.form(mine, offered, chosen=request.id, before=said)


def _open_form_by_command(request: Request) -> View | Message:
    mine = taken(request)
    if not mine:
        return place_view.in_no_program()
    offered, before = landings.offered(request.session, request.actor), landings.mine(request.session, request.actor)
    return view.form(mine, offered, chosen=None, before=before[0].landing if before else None)


def _land(request: Request) -> View:
    """Save it in each program that the form is about, all or none; then one's own trail."""
    form, session, actor, now = request.form, request.session, request.actor, request.now
    try:
        kind = LandingKind(form.choice(view.KIND))
    except ValueError:
        raise InvalidInputError(view.KIND, "Choose one of the list.") from None
    came = Came.read(form.choice(view.CAME))
    said = Landing(kind, form.text(view.ROLE), form.date(view.STARTS_ON), came, form.text(view.HELPED))
    tells, chosen = place_view.YES in form.ticked(view.TELLS), chosen_programs(request)
    places = [landings.land(session, actor, one, said, tells_channel=tells, now=now) for one in chosen]
    _, shared, trail = landings.own(session, actor, chosen[0])
    blocks = view.saved(kind, [place_view.changed(place) for place in places])
    return view.screen(chosen[0], trail, shared, said=blocks)


def _screen(request: Request) -> View:
    _, shared, trail = landings.own(request.session, request.actor, request.id)
    return view.screen(request.id, trail, shared)


def _shares(shared: Shared | None) -> RowAct:
    def act(request: Request) -> View | Show:
        landings.share(request.session, request.actor, request.id, shared, now=request.now)
        return Show(here=_screen(request)) if request.is_in_modal else _screen(request)

    return act


def _thank(request: Request) -> View:
    """The log's whole form, which passes thanks on; it begins with the name of whoever helped."""
    said, _, _ = landings.own(request.session, request.actor, request.id)
    today = recipients.today(request.session, request.actor, now=request.now)
    metadata = f"{WeekMessage(WeekMessageKind.ALONE, today).value(0)} "
    own, act = catalogues.own(request.session, request.actor), Act(0, today, with_whom=said.helped)
    return log_view.new_form(own, today=today, metadata=metadata, act=act, program_id=request.id, is_whole=True)


def _take_back(request: Request) -> Message:
    return place_view.changed(landings.take_back(request.session, request.actor, request.id, now=request.now))


def _mine(session: Session, actor: Actor, _now: datetime) -> list[MyLanding]:
    return landings.mine(session, actor)


def _week(session: Session, actor: Actor, now: datetime) -> tuple[list[MyLanding], WeekMessage]:
    on = recipients.today(session, actor, now=now)
    return landings.mine(session, actor), WeekMessage(WeekMessageKind.HOME, on)


ROWS: tuple[Row, ...] = (
    Button(place_view.LAND, Who.MEMBER, _open_form, ids=1),
    Form(place_view.LAND_FORM, Who.MEMBER, _land, home=True),
    Button(view.OPEN, Who.MEMBER, _screen, ids=1, when=When.READ),
    Button(view.SHARE_NAMED, Who.MEMBER, _shares(Shared.NAMED), ids=1),
    Button(view.SHARE_UNNAMED, Who.MEMBER, _shares(Shared.UNNAMED), ids=1),
    Button(view.KEEP, Who.MEMBER, _shares(None), ids=1),
    Button(view.THANK, Who.MEMBER, _thank, ids=1, when=When.READ),
    Button(view.TAKE_BACK, Who.MEMBER, _take_back, ids=1, home=True),
    Command("landed", 73, "your search is over: a job, study, a business of your own …", _open_form_by_command),
    HomeSection(Room.WEEK, 15, _week, lambda read: view.week_blocks(*read)),
    HomeSection(
        Room.WEEK,
        60,
        lambda session, actor, now: landings.passed_on(session, actor, now=now),
        view.others_blocks,
    ),
    HomeSection(Room.PEOPLE, 10, _mine, view.people_blocks),
    HomeSection(Room.ME, 35, _mine, view.me_blocks),
)
