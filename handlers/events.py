"""The room Events: add, change, call off, go alone or with somebody, post in the channel, a file for one's calendar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.events import Draft, Event, Listed, Repeat
from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.lengths import LINE
from bot.domain.messages import Message, Reader, Target, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.limits import Kind
from bot.sending import send
from bot.services import event_answers, events, members, participants, program_life, recipients, typed
from bot.services.members import Actor
from bot.views import after_add, contact_forms, my_events
from bot.views import event_forms as forms
from bot.views import event_messages as messages
from bot.views import events as view
from bot.views.sharing import EVENT_TYPED
from handlers import lists
from handlers.forms import is_number
from handlers.notices import tell_channel
from handlers.request import Request
from handlers.rows import Act, Button, Form, HomeSection, Row, Show, When, Where, Who


def _open_typed(request: Request) -> View:
    """A link that was typed to Kith: it is the place, and the words beside it the title."""
    link, words = typed.link(request.session, request.actor, request.id)
    return _open_new(request, title=words, place=link if len(link) <= LINE else "")


def _open_new(request: Request, *, title: str = "", place: str = "") -> View:
    session, actor, now = request.session, request.actor, request.now
    programs = {one.program_id: one.name for one in participants.my_programs(session, actor)}
    if not programs:
        raise NoProgramError("nowhere to add an event")
    zone = members.zone_of(session, actor.member_id)
    today = recipients.today(session, actor, now=now)
    return forms.new_form(programs, zone=zone, today=today, title=title, place=place)


def _open(request: Request) -> View:
    return forms.edit_form(events.to_edit(request.session, request.actor, request.id, now=request.now))


def _save(request: Request) -> None:
    session, actor, now = request.session, request.actor, request.now
    if not request.id:
        program_id = request.form.choice(forms.PROGRAM)
        if not is_number(program_id):
            raise InvalidInputError(forms.PROGRAM, "Choose one of the list.")
        draft = _draft(request, zone=members.zone_of(session, actor.member_id))
        events.add(session, actor, int(program_id), draft, now=now)
        return
    event = events.to_edit(session, actor, request.id, now=now)
    told = events.edit(session, actor, request.id, _draft(request, zone=event.own_zone), now=now)
    for reader, seen in told.goers:
        key = f"event:{request.id}:{seen.changes}:{reader.member_id}"
        moved = messages.moved(seen, actor.slack_user_id, now=now)
        _tell(request, reader, seen, moved, key=key)


def _draft(request: Request, *, zone: str) -> Draft:
    form = request.form
    repeats = form.choice(forms.REPEAT)
    return Draft(
        title=form.text(forms.TITLE),
        day=form.date(forms.DAY),
        at=form.time(forms.AT),
        until=None if forms.YES in form.ticked(forms.NO_END) else form.time(forms.UNTIL),
        zone=zone,
        place=form.text(forms.PLACE),
        in_person=forms.YES in form.ticked(forms.IN_PERSON),
        repeats=Repeat(repeats) if repeats in list(Repeat) else None,
    )


def _calls_off(*, and_later: bool) -> Act:
    def act(request: Request) -> Show:
        session, actor, now = request.session, request.actor, request.now
        told = events.cancel(session, actor, request.id, and_later=and_later, now=now)
        for reader, seen in told.goers:
            off = messages.cancelled(seen, actor.slack_user_id)
            _tell(request, reader, seen, off, key=f"event_off:{request.id}:{reader.member_id}")
        return Show(here=forms.cancelled())

    return act


def _goes(*, wants_company: bool) -> Act:
    def act(request: Request) -> Show | None:
        event = events.go(request.session, request.actor, request.id, wants_company=wants_company, now=request.now)
        return lists.shown(request, _list) or Show(view.answered(event))

    return act


def _stay_away(request: Request) -> Show | None:
    """Whoever counts on them is told, in the conversation in which they were put in touch."""
    session, actor, now = request.session, request.actor, request.now
    event = events.event_for(session, actor, request.id, now=now)
    company = events.stay_away(session, actor, request.id, now=now)
    if company:
        to = Target(users=(actor.slack_user_id, *company))
        _tell(request, to, event, messages.not_coming(event, actor.slack_user_id), key=_key(request, "event_without"))
    return lists.shown(request, _list) or Show(view.stays_away(event))


def _stay_away_today(request: Request) -> Show:
    _stay_away(request)
    return Show(redraws=True)


def _went(request: Request) -> Show:
    event_answers.went(request.session, request.actor, request.id, now=request.now)
    return Show(redraws=True)


def _went_and_met(request: Request) -> Show:
    """It is counted, and the form for somebody new opens; where the program counts no events, that of the book."""
    session, actor, now = request.session, request.actor, request.now
    checkin_id = event_answers.went(session, actor, request.id, now=now)
    if checkin_id is None:
        return Show(view=contact_forms.new_form(today=recipients.today(session, actor, now=now)), redraws=True)
    metadata = request.metadata(request.week_message, checkin_id)
    return Show(view=after_add.new_form(metadata=metadata), redraws=True)


def _did_not_go(request: Request) -> None:
    event_answers.did_not_go(request.session, request.actor, request.id, now=request.now)


def _more(request: Request) -> View | Show:
    return lists.more(request, _list)


def _list(request: Request, page: int) -> View:
    return view.list_form(events.ahead(request.session, request.actor, page=page, now=request.now))


def _take(request: Request) -> Show:
    """Send the calendar file, by direct message. Asking twice within a minute sends it once."""
    request.require_room(Kind.EXPORT)
    event = events.event_for(request.session, request.actor, request.id, now=request.now)
    send(
        request.context,
        request.session,
        MessageKind.DATA,
        members.reader(request.session, request.actor.member_id, now=request.now),
        key=f"event_file:{request.id}:{request.actor.member_id}:{request.now:%Y-%m-%dT%H:%M}",
        message=messages.calendar(event, now=request.now),
        now=request.now,
    )
    return Show(view.file_is_coming(event), Where.ALONE)


def _open_announce(request: Request) -> View:
    event = events.to_announce(request.session, request.actor, request.id, now=request.now)
    return forms.announce_form(event, program_life.news(request.session, event.program_id, now=request.now))


def _announce(request: Request) -> View:
    session, now = request.session, request.now
    event = events.announce(session, request.actor, request.id, now=now)
    news, said = program_life.news(session, event.program_id, now=now), messages.announcement(event)
    tell_channel(request.context, session, news, message=said, key=_key(request, "event_news"), now=now)
    return forms.announced(news)


def _key(request: Request, what: str) -> str:
    return f"{what}:{request.id}:{request.now:%Y%m%dT%H%M%S}"


def _tell(request: Request, to: Reader | Target, event: Event, message: Message, *, key: str) -> None:
    """As somebody else of the program did it: if they erase their data before it is sent, it is not sent."""
    send(
        request.context,
        request.session,
        MessageKind.EVENT,
        to,
        key=key,
        message=message,
        now=request.now,
        program_id=event.program_id,
        author_id=request.actor.member_id,
    )


def _over(session: Session, actor: Actor, now: datetime) -> tuple[list[Event], WeekMessage]:
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    return events.mine(session, [actor.member_id], now=now, until=now)[actor.member_id], week_message


def _ahead(session: Session, actor: Actor, now: datetime) -> Listed:
    return events.ahead(session, actor, now=now)


ROWS: tuple[Row, ...] = (
    Button(view.ADD, Who.ANYONE, _open_new, when=When.READ),
    Button(EVENT_TYPED, Who.MEMBER, _open_typed, ids=1, when=When.READ),
    Button(view.EDIT, Who.MEMBER, _open, ids=1),
    Form(forms.FORM, Who.MEMBER, _save, ids=1, home=True),
    Button(forms.CANCEL, Who.MEMBER, _calls_off(and_later=False), ids=1, home=True),
    Button(forms.CANCEL_ALL, Who.MEMBER, _calls_off(and_later=True), ids=1, home=True),
    Button(view.GO, Who.MEMBER, _goes(wants_company=False), ids=1, home=True),
    Button(view.GO_WITH, Who.MEMBER, _goes(wants_company=True), ids=1, home=True),
    Button(view.STAY_AWAY, Who.MEMBER, _stay_away, ids=1, home=True),
    Button(view.MORE, Who.ANYONE, _more, ids=1, when=When.READ),
    Button(view.TAKE, Who.MEMBER, _take, ids=1),
    Button(view.ANNOUNCE, Who.ORGANIZER, _open_announce, ids=1),
    Form(forms.ANNOUNCE_FORM, Who.ORGANIZER, _announce, ids=1),
    Button(my_events.WENT, Who.MEMBER, _went, ids=1, on_week_message=True),
    Button(my_events.WENT_AND_MET, Who.MEMBER, _went_and_met, ids=1, on_week_message=True),
    Button(my_events.DID_NOT_GO, Who.MEMBER, _did_not_go, ids=1, on_week_message=True),
    Button(my_events.STAY_AWAY, Who.MEMBER, _stay_away_today, ids=1, on_week_message=True),
    HomeSection(Room.EVENTS, 20, _over, lambda read: my_events.asked(*read)),
    HomeSection(Room.EVENTS, 30, _ahead, view.home_blocks),
)
