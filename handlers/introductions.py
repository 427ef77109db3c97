"""Introductions: list companies, ask, take back; what Kith may ask about; what a knower says, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.companies import suggested
from bot.domain.errors import NoProgramError
from bot.domain.home import Room
from bot.domain.introductions import Draft, Question, Way, Written
from bot.domain.introductions import Room as Own
from bot.domain.messages import View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import introduction_answers as answers
from bot.services import introduction_places as places
from bot.services import introduction_questions, introductions, recipients
from bot.services.members import Actor
from bot.views import introduction_forms as forms
from bot.views import introductions as view
from handlers.request import Request
from handlers.rows import Act, Button, Form, HomeSection, Row, Show, When, Who

Shown = tuple[tuple[Question, ...], WeekMessage]


def _open_targets(request: Request) -> View:
    return forms.targets_form(_own_room(request))


def _save_targets(request: Request) -> View | None:
    session, actor = request.session, request.actor
    places.set_targets(session, actor, request.form.text(forms.COMPANIES).splitlines(), now=request.now)
    return _asks_what_is_meant(Written.TARGET, {one.target_id: one.name for one in places.targets(session, actor)})


def _open_places(request: Request) -> View:
    return forms.places_form(_own_room(request))


def _save_places(request: Request) -> View | None:
    session, actor, form = request.session, request.actor, request.form
    places.set_places(
        session,
        actor,
        names=form.text(forms.COMPANIES).splitlines(),
        people=form.text(forms.PEOPLE).splitlines(),
        employer=forms.YES in form.ticked(forms.EMPLOYER),
        now=request.now,
    )
    own = places.places(session, [actor.member_id]).get(actor.member_id, ())
    named = {one.place_id: one.company for one in own if not one.person and not one.is_employer}
    return _asks_what_is_meant(Written.PLACE, named)


def _asks_what_is_meant(written: Written, named: Mapping[int, str]) -> View | None:
    found = {row_id: (name, other) for row_id, name in named.items() if (other := suggested(name))}
    return forms.meant(written, found) if found else None


def _means(written: Written) -> Act:
    def act(request: Request) -> Show:
        places.is_meant(request.session, request.actor, written, request.id)
        return Show(here=forms.saved())

    return act


def _open_refused(request: Request) -> View:
    return forms.refused_form(places.refused(request.session, request.actor))


def _refuse(request: Request) -> None:
    people = request.form.people(forms.PEOPLE)
    places.refuse(request.session, request.actor, people, now=request.now)


def _open_ask(request: Request) -> View:
    """The company comes from the list; with 0 it is still open."""
    _own_room(request)
    return forms.ask_form(places.target(request.session, request.actor, request.id).name if request.id else "")


def _ask(request: Request) -> View | None:
    form = request.form
    draft = Draft(form.text(forms.COMPANY), form.text(forms.PERSON), form.text(forms.WHAT_FOR))
    made = introductions.ask(request.session, request.actor, draft, now=request.now)
    return _asks_what_is_meant(Written.ASKED, {made: draft.company})


def _withdraw(request: Request) -> None:
    introductions.withdraw(request.session, request.actor, request.id, now=request.now)


def _read(request: Request) -> Show:
    answers.show(request.session, request.actor, request.id, now=request.now)
    return Show(redraws=True)


def _note(request: Request) -> View:
    return forms.note_form(introduction_questions.question(request.session, request.actor, request.id, now=request.now))


def _yes(request: Request) -> Show:
    question = answers.yes(request.session, request.actor, request.id, now=request.now)
    return Show(view=forms.note_form(question, said_yes=True), redraws=True)


def _not_this_time(request: Request) -> None:
    answers.not_this_time(request.session, request.actor, request.id, now=request.now)


def _not_from_them(request: Request) -> None:
    answers.not_from_them(request.session, request.actor, request.id, now=request.now)


def _nothing(request: Request) -> None:
    answers.came_to_nothing(request.session, request.actor, request.id, now=request.now)


def _open_came_about(request: Request) -> View:
    question = answers.promised(request.session, request.actor, request.id, now=request.now)
    return forms.came_about_form(question, metadata=request.metadata(request.week_message, request.id))


def _came_about(request: Request) -> Show:
    whom, chosen = request.form.text(forms.WHOM), request.form.choice(forms.WAY)
    way = Way(chosen) if chosen in list(Way) else None
    question = answers.came_about(request.session, request.actor, request.id, whom=whom, way=way, now=request.now)
    return Show(view=forms.told(question, way or Way.TOGETHER, whom), redraws=True)


def _own_room(request: Request) -> Own:
    found = introductions.room(request.session, request.actor, now=request.now)
    if found is None:
        raise NoProgramError(f"member {request.actor.member_id} takes part in no program")
    return found


def _questions(session: Session, actor: Actor, now: datetime) -> Shown:
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    return introduction_questions.in_home(session, actor, now=now), week_message


def _room(session: Session, actor: Actor, now: datetime) -> Own | None:
    return introductions.room(session, actor, now=now)


def _week_button(action_id: str, act: Act) -> Button:
    return Button(action_id, Who.MEMBER, act, ids=1, on_week_message=True)


ROWS: tuple[Row, ...] = (
    Button(view.TARGETS, Who.ANYONE, _open_targets, when=When.READ),
    Form(forms.TARGETS_FORM, Who.ANYONE, _save_targets, home=True),
    Button(view.PLACES, Who.ANYONE, _open_places, when=When.READ),
    Form(forms.PLACES_FORM, Who.ANYONE, _save_places, home=True),
    Button(view.REFUSED, Who.ANYONE, _open_refused, when=When.READ),
    Form(forms.REFUSED_FORM, Who.ANYONE, _refuse, home=True),
    *(Button(forms.MEANT[one], Who.MEMBER, _means(one), ids=1, home=True) for one in Written),
    Button(view.ASK, Who.MEMBER, _open_ask, ids=1, when=When.READ),
    Form(forms.ASK_FORM, Who.ANYONE, _ask, home=True),
    Button(view.WITHDRAW, Who.MEMBER, _withdraw, ids=1, home=True),
    _week_button(view.READ, _read),
    _week_button(view.YES, _yes),
    _week_button(view.NOT_THIS_TIME, _not_this_time),
    _week_button(view.ANOTHER, _not_this_time),
    _week_button(view.NOT_FROM_THEM, _not_from_them),
    _week_button(view.SAID_YES, _open_came_about),
    _week_button(view.NO_ANSWER, _nothing),
    _week_button(view.SAID_NO, _nothing),
    Button(view.NOTE, Who.MEMBER, _note, ids=1, on_week_message=True, when=When.READ),
    Form(forms.COPIED, Who.ANYONE, lambda _request: forms.copied(), when=When.READ),
    Form(forms.CAME_ABOUT_FORM, Who.MEMBER, _came_about, ids=1, on_week_message=True),
    HomeSection(Room.GIVE, 15, _questions, lambda read: view.asked_blocks(*read)),
    HomeSection(Room.GIVE, 60, _room, view.room_blocks),
)
