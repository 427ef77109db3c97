"""The room Give & ask: ask, say that one can help, say what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.asks import AskKind, Audience, Draft, MyAsk, OpenAsk
from bot.domain.checkins import Act as Deed
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import asks, asks_of_others, catalogues, helps, recipients, thanks
from bot.services.helps import Promised
from bot.services.members import Actor
from bot.views import ask_forms as forms
from bot.views import asks as view
from bot.views import help_messages, log, my_asks
from bot.views import thanks as thanks_view
from handlers import lists
from handlers.forms import is_number
from handlers.request import Request
from handlers.rows import Button, Command, Form, HomeSection, Row, Show, When, Who


def ask_form(request: Request, text: str) -> View:
    """A new ask, with this line in it."""
    programs = asks.my_programs(request.session, request.actor)
    if not programs:
        raise NoProgramError("nowhere to ask")
    return forms.new_form(programs, text=text)


def _open_new(request: Request) -> View:
    """With what was typed after `/kith ask`, where it was."""
    return ask_form(request, request.text)


def _post(request: Request) -> View:
    form = request.form
    program_id, kind, audience = form.choice(forms.PROGRAM), form.choice(forms.KIND), form.choice(forms.AUDIENCE)
    if not is_number(program_id):
        raise InvalidInputError(forms.PROGRAM, "Choose one of the list.")
    draft = Draft(
        kind=AskKind(kind) if kind in list(AskKind) else None,
        text=form.text(forms.TEXT),
        company=form.text(forms.COMPANY),
        audience=Audience(audience) if audience in list(Audience) else Audience.PROGRAM,
        in_summary=forms.YES in form.ticked(forms.SUMMARY),
    )
    asks.post(request.session, request.actor, int(program_id), draft, now=request.now)
    return forms.asked()


def _renew(request: Request) -> None:
    asks.renew(request.session, request.actor, request.id, now=request.now)


def _withdraw(request: Request) -> None:
    asks.withdraw(request.session, request.actor, request.id, now=request.now)


def _open_done(request: Request) -> View:
    return forms.done_form(asks.own(request.session, request.actor, request.id, now=request.now))


def _done(request: Request) -> View:
    helped = [int(one) for one in request.form.ticked(forms.HELPED) if is_number(one)]
    return forms.thanks(asks.done(request.session, request.actor, request.id, helped, now=request.now))


def _open_thanks(request: Request) -> View:
    """One field; the log's whole form where no program says as what thanks count."""
    session, actor = request.session, request.actor
    helper, _ = helps.helper_to_thank(session, actor, request.id)
    if thanks.counted_in(session, actor, request.id):
        return thanks_view.form(helper.slack_user_id, metadata=str(request.id))
    today = recipients.today(session, actor, now=request.now)
    alone = f"{WeekMessage(WeekMessageKind.ALONE, today).value(0)} "
    deed = Deed(activity_id=0, done_on=today, thanks_to=helper.slack_user_id)
    return log.prefilled_form(catalogues.own(session, actor), deed, metadata=alone)


def _thank(request: Request) -> View:
    session, actor, now = request.session, request.actor, request.now
    words, source = request.form.text(thanks_view.WORDS), f"form:{request.form.view_id}"
    thanks.for_help(session, actor, request.id, words, source=source, now=now)
    given = [(one.thanked, one.words) for one in thanks.give_back(session, actor, now=now)]
    return thanks_view.saved(given) if given else thanks_view.passed_on()


def _can_help(request: Request) -> Show | None:
    promised = _put_in_touch(request)
    return lists.shown(request, _list) or Show(view.said_yes(promised.ask))


def _can_help_on_friday(request: Request) -> None:
    _put_in_touch(request)


def _put_in_touch(request: Request) -> Promised:
    """Both read both lines, in one conversation; pressed twice, it is one help."""
    promised = helps.can_help(request.session, request.actor, request.id, now=request.now)
    if promised.is_new:
        send(
            request.context,
            request.session,
            MessageKind.HELP,
            Target(users=(promised.ask.asked_by, promised.helper)),
            key=f"help:{promised.help_id}",
            message=help_messages.put_in_touch(promised.ask, promised.helper, promised.offer),
            now=request.now,
            program_id=promised.ask.program_id,
            author_id=request.actor.member_id,
        )
    return promised


def _not_this_time(request: Request) -> Show | None:
    helps.not_this_time(request.session, request.actor, request.id, now=request.now)
    return lists.shown(request, _list) or Show(view.not_this_time())


def _not_on_friday(request: Request) -> None:
    helps.not_this_time(request.session, request.actor, request.id, now=request.now)


def _more(request: Request) -> View | Show:
    return lists.more(request, _list)


def _list(request: Request, page: int) -> View:
    return view.list_form(asks_of_others.others(request.session, request.actor, page=page, now=request.now))


def _questions(session: Session, actor: Actor, now: datetime) -> list[OpenAsk]:
    return helps.questions(session, [actor.member_id], now=now).get(actor.member_id, [])


def _mine(session: Session, actor: Actor, now: datetime) -> list[MyAsk]:
    return asks.mine(session, [actor.member_id], now=now).get(actor.member_id, [])


ROWS: tuple[Row, ...] = (
    Button(view.ASK, Who.ANYONE, _open_new, when=When.READ),
    Command("ask", 42, "ask the people of your program for something specific", _open_new, when=When.READ),
    Form(forms.FORM, Who.MEMBER, _post, home=True),
    Button(view.RENEW, Who.MEMBER, _renew, ids=1, home=True),
    Button(view.WITHDRAW, Who.MEMBER, _withdraw, ids=1, home=True),
    Button(view.DONE, Who.MEMBER, _open_done, ids=1),
    Form(forms.DONE_FORM, Who.MEMBER, _done, ids=1, home=True),
    Button(forms.THANK, Who.MEMBER, _open_thanks, ids=1),
    Form(thanks_view.FORM, Who.MEMBER, _thank, ids=1, home=True),
    Button(view.CAN_HELP, Who.MEMBER, _can_help, ids=1, home=True),
    Button(view.NOT_THIS_TIME, Who.MEMBER, _not_this_time, ids=1, home=True),
    Button(view.MORE, Who.ANYONE, _more, ids=1, when=When.READ),
    Button(my_asks.CAN_HELP, Who.MEMBER, _can_help_on_friday, ids=1, on_week_message=True),
    Button(my_asks.NOT_THIS_TIME, Who.MEMBER, _not_on_friday, ids=1, on_week_message=True),
    Button(my_asks.RENEW, Who.MEMBER, _renew, ids=1, on_week_message=True),
    Button(my_asks.WITHDRAW, Who.MEMBER, _withdraw, ids=1, on_week_message=True),
    HomeSection(Room.WEEK, 12, _questions, view.questions),
    HomeSection(Room.GIVE, 10, _questions, view.questions),
    HomeSection(Room.GIVE, 20, _mine, view.my_blocks),
    HomeSection(
        Room.GIVE, 30, lambda session, actor, now: asks_of_others.others(session, actor, now=now), view.home_blocks
    ),
)
