"""A council's people: the time they agree on, that they met, their line for next time, and going on in another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.councils import Line, MyCouncil
from bot.domain.home import Room
from bot.domain.messages import Message, View
from bot.services import rounds
from bot.services.councils import acts, changes, home
from bot.services.councils.acts import Changed
from bot.services.members import Actor
from bot.views.councils import forms, week
from bot.views.councils import home as home_view
from bot.views.councils import messages as views
from bot.views.rounds import noted
from bot.views.rounds.times import taken_time
from handlers import agreed_times
from handlers.concerns import find_admins, tell
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, When, Where, Who


def _take_time(request: Request) -> None:
    meeting_id, minutes = request.ids
    _set_time(request, meeting_id, taken_time(minutes), place=None)


def _set_time(request: Request, meeting_id: int, starts_at: datetime, *, place: str | None) -> None:
    """Write the time down; the council reads it, and its message shows it."""
    told = acts.agree(request.session, request.actor, meeting_id, starts_at=starts_at, place=place, now=request.now)
    at = told.gathering.meeting.agreed if told.gathering.meeting else None
    if told.is_new and at is not None:
        _draw(request, told)
        message = views.time_set(told.gathering, at, was_set=told.was_set, now=request.now)
        _tell_group(request, told, message, key=f"council_time:{meeting_id}:{at.changes}")


def _call_off(request: Request) -> Show | None:
    """The time does not hold: the council reads it, without why, and its message asks for another."""
    told = acts.call_off(request.session, request.actor, request.id, now=request.now)
    if told.is_new:
        _draw(request, told)
        message = views.called_off(told.gathering, request.actor.slack_user_id)
        _tell_group(request, told, message, key=f"council_off:{request.id}:{request.now:%Y%m%dT%H%M%S}")
    said = noted("Your council reads that the time does not hold, and looks for another.")
    return None if request.is_in_home else Show(said, Where.ALONE)


def _draw(request: Request, told: Changed) -> None:
    shown = views.standing(told.gathering)
    request.context.outbox.update(request.session, key=told.key, message=shown, now=request.now)


def _tell_group(request: Request, told: Changed, message: Message, *, key: str) -> None:
    people = [one.slack_user_id for one in told.gathering.people]
    agreed_times.tell(request, people, message, key=key, program_id=told.gathering.program_id)


def _open_time(request: Request) -> View:
    said, zone = acts.about_to_agree(request.session, request.actor, request.id, now=request.now)
    return forms.when(said, zone=zone, now=request.now, metadata=agreed_times.remembered(request, zone))


def _save_time(request: Request) -> Show:
    starts_at, place = agreed_times.entered(request)
    _set_time(request, request.id, starts_at, place=place)
    return Show(redraws=True)


def _met_in_week(request: Request) -> None:
    told = acts.met(request.session, request.actor, request.id, now=request.now)
    if told.is_new:
        _draw(request, told)


def _call_off_in_week(request: Request) -> None:
    _call_off(request)


def _met(request: Request) -> Show | None:
    told = acts.met(request.session, request.actor, request.id, now=request.now)
    if told.is_new:
        _draw(request, told)
    if request.is_in_home:
        return None
    return Show(views.counted_met(told.gathering), Where.ALONE)


def _open_line(request: Request) -> View:
    said = acts.line_of(request.session, request.actor, request.id)
    return forms.line_form(said.meeting_id, said.mine, said.others)


def _save_line(request: Request) -> View:
    acts.write_line(request.session, request.actor, request.id, request.form.text(forms.WILL_TRY), now=request.now)
    said = acts.line_of(request.session, request.actor, request.id)
    mine = [Line(request.actor.slack_user_id, said.mine)] if said.mine else []
    return forms.line_saved([*mine, *said.others])


def _open_change(request: Request) -> Show:
    name, others = changes.about_to_change(request.session, request.actor, request.id)
    return Show(view=forms.change_form(request.id, name, others), then=lambda: find_admins(request))


def _change(request: Request) -> View:
    session, actor, form = request.session, request.actor, request.form
    _, others = changes.about_to_change(session, actor, request.id)
    if forms.NOT_AGAIN in form.ticked(forms.NOT_AGAIN):
        rounds.add_do_not_pair(session, actor, list(others), now=request.now)
    changed = changes.change_council(
        session, actor, request.id, now=request.now, mixes=request.context.settings.weights
    )
    told = None
    if form.text(forms.NOTE).strip():
        note = forms.note(changed.program_name, actor.slack_user_id, form.text(forms.NOTE))
        told = tell(request, changed.program_id, changed.former, note, key="note")
    return forms.changed(found=changed.found, told=told)


def _mine(session: Session, actor: Actor, now: datetime) -> Sequence[MyCouncil]:
    return home.my_councils(session, actor, now=now)


ROWS: tuple[Row, ...] = (
    Button(views.TAKE_TIME, Who.GROUP_MEMBER, _take_time, ids=2),
    Button(views.OPEN_TIME, Who.GROUP_MEMBER, _open_time, ids=1, when=When.READ),
    Button(views.CALL_OFF, Who.GROUP_MEMBER, _call_off, ids=1),
    Button(views.MET, Who.GROUP_MEMBER, _met, ids=1),
    Button(views.LINE, Who.GROUP_MEMBER, _open_line, ids=1, when=When.READ),
    Button(views.WRONG, Who.GROUP_MEMBER, _open_change, ids=1),
    Button(week.WEEK_OPEN_TIME, Who.GROUP_MEMBER, _open_time, ids=1, on_week_message=True, when=When.READ),
    Button(week.WEEK_MET, Who.GROUP_MEMBER, _met_in_week, ids=1, on_week_message=True),
    Button(week.WEEK_CALL_OFF, Who.GROUP_MEMBER, _call_off_in_week, ids=1, on_week_message=True),
    Form(forms.TIME_FORM, Who.GROUP_MEMBER, _save_time, ids=1, on_week_message=True),
    Form(forms.LINE_FORM, Who.GROUP_MEMBER, _save_line, ids=1, home=True),
    Form(forms.CHANGE_FORM, Who.GROUP_MEMBER, _change, ids=1, home=True),
    HomeSection(Room.WEEK, 31, _mine, home_view.home_blocks),
)
